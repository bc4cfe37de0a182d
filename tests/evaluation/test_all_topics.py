"""All that is shipped, as `kubewhy eval tests/evaluation/sample.jsonl` measures it, with floors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from bot.redaction import redact
from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.evaluation.measuring import Report, evaluate
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.loader import load

SAMPLE = Path(__file__).with_name("sample.jsonl")


@cache
def matcher() -> KnowledgeMatcher:
    """A matcher of every entry, with the calibration that is shipped."""
    return KnowledgeMatcher.of(load(), cache_folder=None, content_hash="")


@cache
def rows() -> tuple[Labelled, ...]:
    """The labelled texts."""
    return labelled(SAMPLE.read_text(encoding="utf-8").splitlines())


@cache
def report() -> Report:
    """Every topic measured."""
    return evaluate(matcher(), rows(), known=load().ids())


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("right", 0.8),
        ("offered", 0.92),
        ("wrong", 0.04),
        ("answered_none", 0.04),
        ("asked_none", 0.15),
        ("answered_foreign", 0.0),
        ("asked_foreign", 0.03),
        ("top1", 0.93),
        ("top3", 0.985),
        ("calibration_error", 0.06),
    ],
)
def test_no_figure_falls_below_its_floor(figure: str, floor: float) -> None:
    """Mostly right, hardly ever wrong, silent where nothing is ours."""
    assert report().below({figure: floor}) == []


def test_masking_secrets_first_changes_no_decision() -> None:
    """What is kept decides as what was received."""
    for row in rows():
        before, after = matcher().match(row.text), matcher().match(redact(row.text).text)
        assert (before.decision, before.answers, before.choices) == (after.decision, after.answers, after.choices)


def test_chinese_is_answered_in_its_own_script() -> None:
    """Taiwan's and the mainland's texts each in theirs."""
    for row in rows():
        result = matcher().match(row.text)
        if row.lang != "en" and result.decision != "none":
            assert result.language == row.lang, row.id


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        (
            "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists.",
            "lb-ports-exhausted",
        ),
        ("specified port already exists", "lb-ports-exhausted"),
        ("why can't my pod ping", "pod-cannot-ping-external"),
        ("為什麼我的 Windows Pod ping 不到外面", "pod-cannot-ping-external"),
    ],
)
def test_the_first_questions_lead_to_their_entries(text: str, entry: str) -> None:
    """By an answer, or by a question with the entry among its buttons."""
    result = matcher().match(text)
    assert entry in (result.answers or result.choices)
