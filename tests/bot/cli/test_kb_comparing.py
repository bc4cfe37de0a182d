"""What becomes of one text when an entry joins the base, whatever its label."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.cli.kb.comparing import Change, changes, claim
from classifiers.evaluation.labelled import Labelled
from classifiers.evaluation.measuring import Judged, Report
from classifiers.match import Decision, Match, MatchResult
from knowledge.entry import EntryId

NEW, OLD, THIRD = EntryId("new"), EntryId("old"), EntryId("third")
NOTHING: tuple[Decision, tuple[EntryId, ...]] = ("none", ())


def judged(label: str, decision: Decision, entries: Sequence[EntryId]) -> Judged:
    """A text with this label, and what is said about it."""
    row = Labelled(id="s", text="it broke", lang="en", kind="question", labels=(label,), group="topic")
    return Judged(
        row=row,
        labels=() if label == "none" else (label,),
        result=MatchResult(
            decision=decision,
            language="en",
            matches=tuple(Match(entry=entry, confidence=0.9) for entry in (*entries, THIRD)),
            answers=tuple(entries) if decision == "answer" else (),
            choices=tuple(entries) if decision == "clarify" else (),
        ),
    )


def change(label: str, before: tuple[Decision, Sequence[EntryId]], after: tuple[Decision, Sequence[EntryId]]) -> Change:
    """The change of one text."""
    reports = (Report(judged=(judged(label, *said),)) for said in (before, after))
    (found,) = changes(*reports, entry=NEW)
    return found


@pytest.mark.parametrize(
    ("label", "before", "after", "effect"),
    [
        ("new", NOTHING, ("answer", [NEW]), "wins"),
        ("new", NOTHING, ("clarify", [OLD, NEW]), "wins"),
        ("new", ("clarify", [NEW, OLD]), ("answer", [NEW]), "wins"),
        ("new", ("answer", [OLD]), ("clarify", [NEW, OLD]), "wins"),
        ("new", ("answer", [NEW]), NOTHING, "loses"),
        ("new", NOTHING, ("answer", [OLD]), "loses"),
        ("new", ("clarify", [NEW, OLD]), ("clarify", [OLD, NEW]), "others"),
        ("old", ("answer", [OLD]), ("answer", [NEW]), "takes"),
        ("old", ("answer", [OLD]), ("answer", [OLD, NEW]), "takes"),
        ("old", ("answer", [OLD]), ("clarify", [NEW, OLD]), "takes"),
        ("none", NOTHING, ("answer", [NEW]), "takes"),
        ("none", NOTHING, ("clarify", [NEW, OLD]), "takes"),
        ("old", ("answer", [OLD]), ("clarify", [OLD, NEW]), "others"),
        ("old", ("answer", [THIRD]), ("answer", [OLD]), "others"),
        ("none", ("answer", [NEW]), NOTHING, "others"),
    ],
)
def test_a_change_is_for_the_entry_or_against_it_or_somebody_elses(
    label: str, before: tuple[Decision, Sequence[EntryId]], after: tuple[Decision, Sequence[EntryId]], effect: str
) -> None:
    """By the text's label, and by what is claimed."""
    assert change(label, before, after).effect == effect


@pytest.mark.parametrize(
    ("label", "worse", "better"),
    [
        ("old", ("answer", [NEW]), ("clarify", [THIRD, NEW])),
        ("old", ("clarify", [THIRD, NEW]), NOTHING),
        ("old", NOTHING, ("clarify", [NEW, OLD])),
        ("old", ("clarify", [NEW, OLD]), ("answer", [OLD])),
        ("old", ("answer", [OLD, NEW]), ("answer", [OLD])),
        ("none", ("answer", [NEW]), ("clarify", [NEW, OLD])),
        ("none", ("clarify", [NEW, OLD]), NOTHING),
    ],
)
def test_a_text_is_better_off_or_worse_off(
    label: str, worse: tuple[Decision, Sequence[EntryId]], better: tuple[Decision, Sequence[EntryId]]
) -> None:
    """A wrong answer is worst, a question that leads nowhere next; silence is better than both."""
    up, down = change(label, worse, better), change(label, better, worse)
    assert (up.is_better, up.is_worse) == (True, False)
    assert (down.is_better, down.is_worse) == (False, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NOTHING, NOTHING),
        (("answer", [OLD]), ("answer", [OLD])),
        (("clarify", [OLD, THIRD]), ("clarify", [OLD, NEW])),
    ],
)
def test_what_is_said_alike_is_no_change(
    before: tuple[Decision, Sequence[EntryId]], after: tuple[Decision, Sequence[EntryId]]
) -> None:
    """The second of several choices is of no interest."""
    reports = (Report(judged=(judged("old", *said),)) for said in (before, after))
    assert list(changes(*reports, entry=NEW)) == []


def test_the_confidence_is_that_of_the_first_entry() -> None:
    """Nothing claimed, nothing to be sure of."""
    assert (claim(judged("old", "answer", [OLD])).first, claim(judged("old", "answer", [OLD])).confidence) == (OLD, 0.9)
    assert (claim(judged("old", "none", [])).first, claim(judged("old", "none", [])).confidence) == (None, 0.0)
