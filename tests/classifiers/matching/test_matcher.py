"""The matcher on the first six topics as they are shipped."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from six_topics import SIX, knowledge, matcher

from classifiers.match import Match, MatchResult

GONE = "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists."
MISSING = "open /run/flannel/subnet.env: no such file or directory"


def match(text: str) -> MatchResult:
    """The decision about a text."""
    return matcher().match(text)


def first(text: str) -> Match:
    """The best match of a text."""
    return match(text).matches[0]


def test_a_printed_string_is_answered_with_high_confidence() -> None:
    """Nothing else prints it."""
    result = match(GONE)
    assert result.answers == ("lb-ports-exhausted",)
    assert result.matches[0].confidence >= 0.92
    assert result.matches[0].signature > 0.9


def test_a_likely_string_is_answered_with_visibly_less() -> None:
    """Even where it is the whole text: the code has other causes."""
    result = match("specified port already exists")
    assert result.answers == ("lb-ports-exhausted",)
    assert 0.7 <= result.matches[0].confidence <= 0.9


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("why can't my pod ping", "pod-cannot-ping-external"),
        ("為什麼我的 Windows Pod ping 不到外面", "pod-cannot-ping-external"),
        ("为什么我的 Windows Pod ping 不到外面", "pod-cannot-ping-external"),
        ("nodeport not reachable from the windows node it runs on", "node-nodeport-local"),
        ("hns says wrong diskette after the update", "hns-wrong-diskette"),
        ("vnic of our windows pods disappears after an hour", "endpoints-deleted"),
        ("subnet.env was never written by flannel", "subnet-env-missing"),
        ("kube-proxy uses up all ephemeral ports on windows", "lb-ports-exhausted"),
    ],
)
def test_a_question_is_answered_or_asked_back(text: str, entry: str) -> None:
    """The right entry is the answer, or among the choices."""
    result = match(text)
    assert result.decision != "none"
    assert entry in (*result.answers, *result.choices)
    assert result.matches[0].entry == entry


@pytest.mark.parametrize(
    "text",
    [
        "lunch?",
        "thanks!",
        "",
        "   \n\n ",
        ":eyes:",
        "+1",
        "中午吃什麼",
        "can someone review my PR?",
        "ping me when you are done",
        "Error: listen EADDRINUSE: address already in use :::3000",
        "npm ERR! code ELIFECYCLE",
        "Traceback (most recent call last): ModuleNotFoundError: No module named 'requests'",
        "ImagePullBackOff, what now",
        "flannel",
        "nodeport",
        "windows pods",
        "my cluster is broken",
    ],
)
def test_what_is_not_ours_is_refused(text: str) -> None:
    """Chat, other technology, other troubles, and names that say nothing."""
    result = match(text)
    assert (result.decision, result.answers, result.choices) == ("none", (), ())


def test_a_name_with_its_system_is_asked_about_at_most() -> None:
    """It says what, but not what is wrong with it."""
    assert match("kube-proxy windows").decision != "answer"


def test_a_known_look_alike_is_refused_and_told() -> None:
    """With the place that told it."""
    text = (
        "Healthcheck loadbalancer policy creation failed: hcnCreateLoadBalancer failed in Win32: "
        "The specified port already exists. (0x803b0013) on port 10256"
    )
    result = match(text)
    assert result.decision == "none"
    (excluded,) = result.excluded
    assert (excluded.entry, excluded.unless) == ("lb-ports-exhausted", "health-port-10256")
    assert text[excluded.evidence.start : excluded.evidence.end] == excluded.evidence.text


def test_a_look_alike_in_one_line_does_not_hide_a_genuine_other_line() -> None:
    """Both were printed."""
    prefix = "E0709 20:03:14.872155    9508 proxier.go:63] "
    result = match(f"{prefix}Healthcheck loadbalancer policy creation failed, port 10256\n{prefix}{GONE} (0x803b0013)")
    assert result.answers == ("lb-ports-exhausted",)
    assert result.excluded == ()


def test_another_code_under_the_same_headline_is_refused() -> None:
    """It is another error."""
    text = "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The switch-port was not found. (0x803b0007)"
    assert match(text).decision == "none"


def test_a_text_about_another_system_is_not_answered() -> None:
    """The entry occurs on Windows only."""
    assert match("Linux pods cannot ping 8.8.8.8 since we moved to cilium").decision != "answer"


def test_several_problems_get_several_answers() -> None:
    """The surest first, and the matches in the same order."""
    result = match(f"{GONE} (0x803b0013)\n\nand on another node:\n{MISSING}")
    assert set(result.answers) == {"lb-ports-exhausted", "subnet-env-missing"}
    assert tuple(one.entry for one in result.matches[:2]) == result.answers
    assert result.matches[0].confidence >= result.matches[1].confidence


def test_two_questions_in_two_paragraphs_get_two_answers() -> None:
    """Each paragraph is judged by its own words."""
    result = match(
        "why can't our windows pods ping 8.8.8.8? curl works from the same pods\n\n"
        "second question: curl to localhost:30080 on the windows node itself hangs, other machines reach the nodeport"
    )
    assert set(result.answers) == {"pod-cannot-ping-external", "node-nodeport-local"}


def test_one_telling_line_is_found_in_a_long_paste() -> None:
    """And it is the quote."""
    lines = [
        f"I0709 20:03:{number % 60:02}.872155 9508 kubelet.go:1960] SyncLoop (PLEG): web-{number}"
        for number in range(200)
    ]
    lines[150] = f"E0709 20:03:14.872155 9508 cni_windows.go:63] error while adding to cni network: {MISSING}"
    text = "\n".join(lines)
    result = match(text)
    assert result.answers == ("subnet-env-missing",)
    assert any(MISSING in span.text for span in result.matches[0].evidence)


def test_the_three_nearest_entries_are_always_told() -> None:
    """Also with a refusal, best first."""
    for text in ("lunch?", GONE, ""):
        matches = match(text).matches
        assert len(matches) >= 3
        confidences = [one.confidence for one in matches]
        assert confidences == sorted(confidences, reverse=True)


def test_choices_are_known_and_few_and_the_first_has_a_question() -> None:
    """They become buttons."""
    result = match("windows node differs, some services answer and some don't")
    asked = [match(text) for text in ("port already in use on the node", "one windows node can't reach it any more")]
    for one in (result, *asked):
        if one.decision == "clarify":
            assert 1 <= len(one.choices) <= 4
            assert set(one.choices) <= set(SIX)
            assert knowledge().entry(one.choices[0], "en").clarify is not None
            assert set(one.choices) <= {near.entry for near in one.matches}
    assert any(one.decision == "clarify" for one in (result, *asked))


def test_the_words_that_decided_are_quoted_as_they_were_received() -> None:
    """In the received script and case."""
    match_ = first("為什麼我的 Windows Pod ping 不到外面")
    assert match_.evidence
    assert any("ping 不到外面" in span.text for span in match_.evidence)
    assert match_.shared
    assert all(word == word.lower() for word in match_.shared)


def test_the_language_is_that_of_the_text() -> None:
    """None for codes."""
    assert match("為什麼我的 Windows Pod ping 不到外面").language == "zh-TW"
    assert match("windows节点本机访问自己的nodeport不行").language == "zh-CN"
    assert match(GONE).language == "en"
    assert match("0x803b0013").language is None


def test_score_is_told_apart_into_printed_and_worded() -> None:
    """Both between nothing and one."""
    printed, worded = first(GONE), first("why can't my windows pod ping the internet")
    assert printed.signature > 0
    assert worded.signature == 0
    assert worded.wording > 0.5


def test_redaction_in_between_changes_nothing() -> None:
    """The text that reaches the matcher may be masked already."""
    assert match(f"token=***** {GONE}").answers == match(GONE).answers


PIECES = [
    GONE,
    MISSING,
    "why can't my pod ping",
    "port 10256",
    "網路不通",
    "\n",
    "\n\n",
    " ",
    "```",
    "E0709 20:03:14.872155 9508 x.go:63] ",
    "\x1b[31m",
    "\ud800",
    "&lt;",
    "<https://example.com|x>",
    "\\n",
    '\\"',
    "😀",
    "\u202e",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet=st.characters(), max_size=20)), max_size=12))
def test_any_text_is_decided_about_and_every_quote_is_exact(pieces: list[str]) -> None:
    """Nothing is raised; the contract of the result holds."""
    text = "".join(pieces)
    result = match(text)
    assert result.decision in {"answer", "clarify", "none"}
    assert (result.decision == "answer") == bool(result.answers)
    assert (result.decision == "clarify") == bool(result.choices)
    for one in result.matches:
        assert 0 <= one.confidence <= 1
        for span in one.evidence:
            assert text[span.start : span.end] == span.text != ""
    for excluded in result.excluded:
        assert text[excluded.evidence.start : excluded.evidence.end] == excluded.evidence.text
        assert excluded.entry not in result.answers


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "😀" * 300_000, "```" * 100_000, "網" * 300_000, "\n" * 300_000, "<" * 300_000, "pod " * 100_000],
    ids=["letters", "emoji", "fences", "chinese", "lines", "angles", "words"],
)
def test_a_huge_text_is_decided_about(text: str) -> None:
    """One line of a million characters, only emoji, nested fences."""
    assert match(text).decision == "none"
