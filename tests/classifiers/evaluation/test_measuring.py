"""Outcomes, shares and floors."""

from __future__ import annotations

import pytest
from factories import match, result

from classifiers.evaluation.labelled import Labelled
from classifiers.evaluation.measuring import Judged, calibration_error, evaluate
from classifiers.match import MatchResult
from knowledge.entry import EntryId

KNOWN = (EntryId("ports"), EntryId("disk"), EntryId("nic"))


class Scripted:
    """A matcher that says what it was told to."""

    def __init__(self, said: dict[str, MatchResult]) -> None:
        self._said = said

    def match(self, text: str) -> MatchResult:
        """What it was told to say."""
        return self._said[text]


def row(text: str, *labels: str, group: str = "topic", lang: str = "en", kind: str = "question") -> Labelled:
    """A labelled text."""
    return Labelled.model_validate(
        {"id": text, "text": text, "lang": lang, "kind": kind, "labels": labels, "group": group}
    )


SAID = {
    "right": result("answer", match("ports", confidence=0.95), match("disk", confidence=0.1)),
    "wrong": result("answer", match("disk", confidence=0.85), match("ports", confidence=0.6)),
    "offered": result("clarify", match("nic", confidence=0.6), match("ports", confidence=0.5)),
    "asked": result("clarify", match("nic", confidence=0.6), choices=(EntryId("nic"),)),
    "refused": result("none", match("nic", confidence=0.2)),
    "claimed": result("answer", match("ports", confidence=0.92)),
    "silent": result("none", match("ports", confidence=0.02)),
}
ROWS = [
    row("right", "ports"),
    row("wrong", "ports"),
    row("offered", "ports", lang="zh-TW"),
    row("asked", "ports"),
    row("refused", "ports", "disk"),
    row("claimed", "none", group="chat"),
    row("silent", "unknown-entry", group="topic"),
]


def test_each_outcome_is_told() -> None:
    """A label of an entry that the base doesn't have counts as none."""
    report = evaluate(Scripted(SAID), ROWS, known=KNOWN)
    assert [one.outcome for one in report.judged] == [
        "right",
        "wrong",
        "offered",
        "asked",
        "refused",
        "wrong",
        "refused",
    ]
    assert [one.answerable for one in report.judged] == [True] * 5 + [False] * 2


def test_of_several_answers_each_must_be_right() -> None:
    """One wrong one spoils it."""
    both = result("answer", match("ports"), match("disk"), answers=(EntryId("ports"), EntryId("disk")))
    said = Scripted({"two": both})
    assert evaluate(said, [row("two", "ports")], known=KNOWN).judged[0].outcome == "wrong"
    assert evaluate(said, [row("two", "ports", "disk")], known=KNOWN).judged[0].outcome == "right"


def test_shares_are_of_the_texts_that_they_speak_of() -> None:
    """Answerable ones, the others, chat and other technology, answers."""
    shares = evaluate(Scripted(SAID), ROWS, known=KNOWN).shares
    assert shares == pytest.approx(
        {
            "right": 0.2,
            "right_zh": 0.0,
            "offered": 0.4,
            "wrong": 0.2,
            "top1": 0.2,
            "top3": 0.6,
            "answered_none": 0.5,
            "asked_none": 0.0,
            "answered_foreign": 1.0,
            "asked_foreign": 0.0,
            "sure_right": 0.5,
            "calibration_error": (abs(0.95 + 0.92 - 1) + 0.85) / 3,
        }
    )


def test_shares_of_nothing_are_left_out() -> None:
    """Nothing can be said about them."""
    shares = evaluate(Scripted(SAID), [row("silent", "none")], known=KNOWN).shares
    assert set(shares) == {"answered_none", "asked_none"}


def test_floors_are_told_in_words() -> None:
    """At least for what should be large, at most for the rest."""
    report = evaluate(Scripted(SAID), ROWS, known=KNOWN)
    assert report.below({"right": 0.2, "wrong": 0.2}) == []
    assert report.below({"right": 0.5, "wrong": 0.1}) == [
        "right is 0.200, at least 0.500 is asked for",
        "wrong is 0.200, at most 0.100 is allowed",
    ]
    assert evaluate(Scripted(SAID), [], known=KNOWN).below({"right": 0.1}) == ["right: there is no such text"]


def test_groups_are_tallied() -> None:
    """Texts that could be answered and texts that couldn't apart."""
    by_language = evaluate(Scripted(SAID), ROWS, known=KNOWN).by(lambda one: one.row.lang)
    assert list(by_language) == ["en", "zh-TW"]
    assert by_language["en"].answerable == {"right": 1, "wrong": 1, "asked": 1, "refused": 1}
    assert by_language["en"].unanswerable == {"wrong": 1, "refused": 1}
    assert by_language["zh-TW"].answerable == {"offered": 1}


def test_confusions_come_worst_first() -> None:
    """Wrong answers by their confidence, then questions."""
    report = evaluate(Scripted(SAID), ROWS, known=KNOWN)
    assert [one.row.id for one in report.confusions()] == ["claimed", "wrong", "asked"]


def test_calibration_error_compares_confidence_with_truth() -> None:
    """Answers that are right nine times of ten at 0.9 have none."""
    label = ("ports",)
    answered = [
        Judged(row=row(str(number), "ports"), labels=label, result=result("answer", match("ports", confidence=0.9)))
        for number in range(9)
    ]
    answered.append(
        Judged(row=row("bad", "ports"), labels=label, result=result("answer", match("disk", confidence=0.9)))
    )
    assert calibration_error(answered) == pytest.approx(0.0)
    assert calibration_error(answered[-1:]) == pytest.approx(0.9)
    assert calibration_error([]) is None
