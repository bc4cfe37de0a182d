"""What holds of every text, whoever wrote it: nothing crashes, nothing takes long, and every place is a real one."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

import pytest
from backtracking import ENDING, Pattern, TooMuchWork, attacks, growth, search
from hypothesis import given, settings
from hypothesis import strategies as st

import classifiers
from classifiers.match import MatchResult, Span
from classifiers.matching.deciding import MOST_CHOICES
from classifiers.matching.matcher import KnowledgeMatcher
from classifiers.signatures import Signatures
from knowledge.knowledge_base import KnowledgeBase
from knowledge.loader import load

MEGABYTE = 1_000_000
KLOG = "E0709 20:03:14.872155    9508 proxier.go:10] "
MORE_THAN_LINEAR = 3.0
"""Twice the text makes at most twice the work, and a little; four times as much where every place is read again."""


@cache
def knowledge() -> KnowledgeBase:
    """All that is shipped."""
    return load()


@cache
def matcher() -> KnowledgeMatcher:
    """A matcher of every entry."""
    return KnowledgeMatcher.of(knowledge(), cache_folder=None, content_hash="")


@cache
def printed() -> tuple[str, ...]:
    """Every text that an entry takes for its own when a program prints it."""
    entries = (knowledge().entry(entry_id, "en") for entry_id in knowledge().ids())
    return tuple(signature.text for entry in entries for signature in entry.signatures if signature.text is not None)


def spans(result: MatchResult) -> Iterator[Span]:
    """Every place that a result names."""
    for match in result.matches:
        yield from match.evidence
    for excluded in result.excluded:
        yield excluded.evidence


def check(text: str) -> MatchResult:
    """Matches a text and holds the result against all that must be so."""
    result = matcher().match(text)
    assert matcher().match(text) == result
    for span in spans(result):
        assert 0 <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == span.text
    for match in result.matches:
        assert 0 <= match.confidence <= 1
        assert 0 <= match.signature <= 1
        assert 0 <= match.wording <= 1
    first, rest = result.matches[: len(result.answers)], result.matches[len(result.answers) :]
    assert tuple(match.entry for match in first) == result.answers
    for ranked in (first, rest):
        assert all(one.confidence >= other.confidence for one, other in pairwise(ranked))
    assert len({match.entry for match in result.matches}) == len(result.matches) >= 3
    assert bool(result.answers) == (result.decision == "answer")
    assert bool(result.choices) == (result.decision == "clarify")
    assert len(result.choices) <= MOST_CHOICES
    assert set(result.choices) <= set(knowledge().ids())
    return result


MARKS = (
    *(
        "`",
        "```",
        "```json\n",
        "*",
        "_",
        "~",
        "> ",
        "- ",
        "# ",
        "1. ",
        "<@U012AB3CD>",
        "<!here>",
        "<https://a.example|",
    ),
    *(">", "&lt;", "&amp;", ":eyes:", "\x1b[31m", "\x1b]0;", "\x07", "#033[0m", '{"log":"', '\\"', "\\n", "\\u0000"),
    *('"}', "PS C:\\> ", KLOG, "2026-01-02T03:04:05Z ", "[ERROR] ", 'time="x" level=error msg=', "ns/pod-5d9f8-x2x4z "),
    *("\n", "\r\n", "\r", "\x85", "\u2028", "\t", " ", "  ", "\x00", "\u200b", "\u202e", "\u2067", "\ufeff", "\u0301"),
    *("😀", "👨‍👩‍👧", "\ud83d", "ﷺ", "İ", "ß", "ǆ", "Ⅷ", "①", "ｐｏｄ", "節點", "网路", "。", "「", "٣", "ก็", "한국어"),
    *(
        "0x803b0013",
        "2151350291",
        "10.244.1.7/24",
        "::1",
        "why is my pod broken",
        "沒有外網",
        "kube-proxy",
        "subnet.env",
    ),
)


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Printed strings, mark-up and anything else, in any order."""
    parts = st.one_of(
        st.sampled_from(MARKS),
        st.sampled_from(printed()),
        st.text(alphabet=st.characters(), max_size=8),
    )
    return "".join(draw(st.lists(parts, max_size=25)))


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(), max_size=300))
def test_any_text_is_matched(text: str) -> None:
    """Half characters, NULs, planes beyond the first and marks of direction among them."""
    check(text)


@settings(max_examples=200)
@given(mixtures())
def test_any_mixture_of_what_people_paste_is_matched(text: str) -> None:
    """However it is put together, and wherever it is cut off."""
    check(text)


@settings(max_examples=100)
@given(mixtures(), st.sampled_from(["\u200b", "\u200e", "\u202a", "\x00", "\u2060"]))
def test_what_nobody_sees_changes_nothing(text: str, invisible: str) -> None:
    """A character of no width behind every line makes no other decision."""
    before, after = check(text), check(re.sub(r"(\r?\n)", rf"{invisible}\1", text))
    assert (after.decision, after.answers, after.choices) == (before.decision, before.answers, before.choices)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "a",
            "pod ",
            "網",
            "1.",
            "😀",
            "👨‍👩‍👧‍👦",
            "\u202e\u200f",
            "\x00",
            "\ud800",
            "\u0301",
            "ﷺ",
            " ",
            "\n",
            "\u2028",
        ),
        *("```", "```\n", "<https://a", "&amp;", '{"log":"', "\\", '\\"', "\x1b[", "_a", "[INFO] ", '"time":"', "a:"),
        *("a  b  c\n", f"{KLOG}started\n", "why is my pod broken, we did not change anything\n\n"),
    ],
)
def test_a_megabyte_of_anything_is_matched(piece: str) -> None:
    """One line of it, or very many; a build's own limit of time ends one that takes for ever."""
    result = matcher().match(piece * (MEGABYTE // len(piece)))
    assert result.decision != "answer"


def test_a_fence_that_is_never_closed_is_read_to_its_end() -> None:
    """And what is in it is found."""
    result = check(f"what is this\n```text\n{KLOG}{'x' * 20_000}\n{printed()[0]}")
    assert result.decision == "answer"


@pytest.mark.parametrize("between", ["\n", " ", "\n\n"])
def test_all_printed_strings_in_one_text(between: str) -> None:
    """Many answers at once, each with its places, one line or many."""
    text = between.join(printed())
    result = check(text)
    assert len(result.answers) > 1


def test_every_pattern_of_the_entries_is_linear() -> None:
    """None is refused by RE2, which knows no other ones."""
    signatures = Signatures(knowledge().entry(entry_id, "en") for entry_id in knowledge().ids())
    assert signatures.refused == ()


def patterns() -> dict[str, Pattern]:
    """Every regular expression of ours that Python runs, by module and name."""
    sources = "\n".join(
        path.read_text("utf-8") for folder in classifiers.__path__ for path in Path(folder).rglob("*.py")
    )
    found = {}
    for module in pkgutil.walk_packages(classifiers.__path__, "classifiers."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                anywhere = re.search(rf"\b{name}\.(?:search|finditer|findall|split|subn?)\b", sources) is not None
                found[f"{module.name}.{name}"] = Pattern(
                    written=value.pattern, flags=value.flags & ~re.UNICODE, anywhere=anywhere
                )
    return found


PATTERNS = patterns()


@pytest.mark.parametrize(
    ("written", "anywhere"),
    [
        (r"(a+)+b", False),
        (r"(?:a|a)*b", False),
        (r"a*a*b", False),
        (r"(?:x-)?\d+\d+;", False),
        (r"[a-z]+:", True),
        (r"\s+$", True),
        (r"a{0,5000}b", True),
        (r"\"log\":.*?\}", True),
    ],
)
def test_a_pattern_that_backtracks_is_found_out(written: str, anywhere: bool) -> None:
    """The count tells it, or else it would tell nothing about ours."""
    try:
        most, _ = growth(Pattern(written=written, anywhere=anywhere))
    except TooMuchWork:
        return
    assert most > MORE_THAN_LINEAR


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_of_ours_backtracks(name: str) -> None:
    """Twice as much of what is hardest for it makes twice the work."""
    most, attack = growth(PATTERNS[name])
    assert most <= MORE_THAN_LINEAR, attack


@pytest.mark.parametrize("name", PATTERNS)
def test_what_is_counted_is_what_python_does(name: str) -> None:
    """The counting matcher finds the same places."""
    pattern = PATTERNS[name]
    compiled = re.compile(pattern.written)
    for beginning, repeated in islice(attacks(pattern), 500):
        text = beginning + repeated * 3 + ENDING
        found = compiled.search(text)
        assert search(pattern, text)[0] == (found.span() if found is not None else None)
