"""All that is shipped, as `kubewhy eval tests/evaluation/sample.jsonl` measures it, with floors."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from all_topics import matcher

from bot.redaction import redact
from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.evaluation.measuring import Report, evaluate
from knowledge.loader import load

HERE = Path(__file__).parent


@cache
def rows(name: str = "sample") -> tuple[Labelled, ...]:
    """The labelled texts of a file."""
    return labelled((HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())


@cache
def report(*names: str) -> Report:
    """Every topic measured with the texts of these files."""
    return evaluate(matcher(), [row for name in names for row in rows(name)], known=load().ids())


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        ("right", 0.85),
        ("right_zh", 0.8),
        ("offered", 0.93),
        ("wrong", 0.03),
        ("top1", 0.93),
        ("top3", 0.985),
        ("answered_none", 0.03),
        ("asked_none", 0.15),
        ("answered_foreign", 0.0),
        ("asked_foreign", 0.03),
        ("sure_right", 0.97),
        ("calibration_error", 0.06),
    ],
)
@pytest.mark.parametrize("names", [("sample",), ("blind-answerable", "blind-none")], ids=["sample", "blind"])
def test_no_figure_falls_below_its_floor(names: tuple[str, ...], figure: str, floor: float) -> None:
    """Mostly right, hardly ever wrong, silent where nothing is ours: on the sample, and on texts of other authors.

    Those were written without having seen the entries' examples, and none of them was changed for the matcher's sake.
    """
    assert report(*names).below({figure: floor}) == []


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
