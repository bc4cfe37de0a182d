"""Printed strings are found in spite of how they were pasted, and nothing else is."""

from __future__ import annotations

import pytest
from factories import entry
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.normalisation.cleaning import plain
from classifiers.signatures import Found, Signatures, similarity
from knowledge.entry import Entry


def printing(*signatures: dict[str, str], unless: tuple[dict[str, str], ...] = (), name: str = "ports-gone") -> Entry:
    """An entry with these signatures and look-alikes."""
    return entry(name, signatures=signatures, unless=unless)


def found(text: str, *entries: Entry) -> Found:
    """What is found of these entries."""
    return Signatures(entries).find(plain(text))


def quotes(text: str, *entries: Entry) -> list[str]:
    """The quotes of what is found."""
    return [hit.span.text for hit in found(text, *entries).hits]


FLANNEL = printing({"text": "open /run/flannel/subnet.env: no such file or directory"})
PORTS = printing({"text": "The specified port already exists"})


@pytest.mark.parametrize(
    "text",
    [
        "open /run/flannel/subnet.env: no such file or directory",
        "OPEN /RUN/FLANNEL/SUBNET.ENV: NO SUCH FILE OR DIRECTORY",
        "open/run/flannel/subnet.env:nosuchfileordirectory",
        "open /run/flannel/subnet.env: no such\nfile or directory",
        "open /run/flannel/sub\nnet.env: no such file or directory",
        "open  /run/flannel/subnet.env:   no such file or directory",
        "open `/run/flannel/subnet.env`: *no such file* or directory",
        "open /run/flanel/subnet.env: no such file or directory",
        "open /run/flannel/subnet.env: no such file or directroy",
        "open /run/flannel/subnet,env: no such flle or directory",
    ],
)
def test_a_text_is_found_in_spite_of_case_spacing_and_small_damage(text: str) -> None:
    """The quote is what was received."""
    assert quotes(f"it says {text} again", FLANNEL) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "The specified file already exists",
        "The specified service already exists",
        "The specified port is closed",
        "open /run/flannel/subnet.env is what I read",
        "no such file or directory",
        "port",
        "",
    ],
)
def test_another_text_is_no_damaged_one(text: str) -> None:
    """Another word is no damage."""
    assert quotes(text, PORTS, FLANNEL) == []


def test_a_code_is_never_taken_for_a_damaged_one() -> None:
    """One digit makes another error of it."""
    coded = printing({"text": "hcnCreateLoadBalancer failed in Win32: (0x803b0013)"})
    assert quotes("hcnCreateLoadBalancer failed in Win32: (0x803b0013)", coded) != []
    assert quotes("hcnCreateLoadBalancer failed in Win32: (0x803b0014)", coded) == []


def test_a_number_is_not_found_inside_a_longer_one() -> None:
    """Port 1025 is not port 10256."""
    assert quotes("listening on port 10256", printing({"text": "listening on port 1025"})) == []


def test_a_pattern_is_searched_without_regard_to_case_and_in_each_line() -> None:
    """`^` and `$` are the ends of a line."""
    pattern = printing({"pattern": r"^policy creation failed\b[^\n]{0,80}0x803b0013\)?$"})
    assert quotes("some line\nPolicy Creation Failed: x (0x803B0013)\nmore", pattern) == [
        "Policy Creation Failed: x (0x803B0013)"
    ]


def test_a_pattern_is_found_across_lines_that_a_terminal_broke() -> None:
    """The line's rest is on the next one."""
    pattern = printing({"pattern": r"policy creation failed[^\n]{0,200}already exists"})
    text = (
        "kube-proxy says: Policy creation failed: hcnCreateLoadBalancer failed in\n"
        "Win32: The specified port already exists and so on it goes"
    )
    assert quotes(text, pattern) == [text[text.index("Policy") : text.index(" and so on")]]


def test_a_pattern_in_either_script_is_found_in_both() -> None:
    """Curators write one of them."""
    pattern = printing({"pattern": "縮(容|減)", "weight": "hint"})
    assert quotes("缩容之后", pattern) == ["缩容"]
    assert quotes("縮減之後", pattern) == ["縮減"]


def test_a_look_alike_is_told_apart_from_a_signature() -> None:
    """Both are found."""
    one = printing(
        {"text": "The specified port already exists"},
        unless=({"id": "health-port", "pattern": r"port 10256\b", "reason": "it is the health port"},),
    )
    result = found("The specified port already exists on port 10256", one)
    assert [hit.key for hit in result.hits] == ["signatures[0]"]
    assert [(other.unless, other.span.text) for other in result.look_alikes] == [("health-port", "port 10256")]


def test_weights_and_keys_are_told() -> None:
    """They say what the hit is worth and where it comes from."""
    one = printing({"text": "something else that is printed"}, {"pattern": "ephemeral ports?", "weight": "hint"})
    assert [(hit.key, hit.weight) for hit in found("no ephemeral port", one).hits] == [("signatures[1]", "hint")]


def test_every_pattern_that_is_none_is_told_and_the_others_work() -> None:
    """Nothing is raised."""
    signatures = Signatures(
        [
            printing({"pattern": r"(?<=a)b+"}, {"pattern": "open (file"}, {"pattern": r"good \d+"}),
            printing({"pattern": r"(a)\1\1"}, name="other"),
        ]
    )
    assert [(one.entry, one.key) for one in signatures.refused] == [
        ("ports-gone", "signatures[0].pattern"),
        ("ports-gone", "signatures[1].pattern"),
        ("other", "signatures[0].pattern"),
    ]
    assert all(one.reason for one in signatures.refused)
    assert [hit.span.text for hit in signatures.find(plain("a good 17")).hits] == ["good 17"]


def test_no_entries_find_nothing() -> None:
    """An empty base is a base."""
    assert found("anything") == Found(hits=(), look_alikes=())


def test_one_telling_line_is_found_in_a_long_paste() -> None:
    """Wherever it stands."""
    noise = [f"I0709 20:03:14.872155 9508 kubelet.go:{line}] SyncLoop (PLEG) number {line}" for line in range(200)]
    noise[137] = "E0709 20:03:14.872155 9508 x.go:1] open /run/flannel/subnet.env: no such file or directory"
    text = "\n".join(noise)
    (hit,) = found(text, FLANNEL).hits
    assert text[hit.span.start : hit.span.end] == hit.span.text == noise[137].split("] ")[1]


def test_repeated_hits_are_limited() -> None:
    """The first are as good as all."""
    assert len(quotes("The specified port already exists\n" * 500, PORTS)) <= 20


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60), st.text(alphabet=st.characters(), max_size=60))
def test_spans_are_exact_in_any_text(before: str, behind: str) -> None:
    """`received[start:end]` is the quote."""
    text = f"{before}\nThe specified port already exists\n{behind}"
    for hit in found(text, PORTS).hits:
        assert text[hit.span.start : hit.span.end] == hit.span.text


def test_similarity_does_not_care_for_the_order_of_words() -> None:
    """Nor for case and punctuation."""
    assert similarity("From the node itself!", "the node itself, from") == 1.0
    assert similarity("from the node itself", "from outside") < 0.6
