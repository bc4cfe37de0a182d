"""What one entry changes for a sample of texts: two measurements held against each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from classifiers.evaluation.measuring import Judged, Report
from classifiers.match import Decision
from knowledge.entry import EntryId

Effect = Literal["wins", "loses", "takes", "others"]
"""wins: a text of the entry, better off with it; loses: one of its own that is worse off; takes: a text of another
entry or of none that now leads to it; others: any other text that leads elsewhere than before."""

BETTER = ("wrong", "asked", "refused", "offered", "right")
"""Outcomes from the worst to the best: a question without the right entry wastes somebody's time, silence does not."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is said about a text."""

    decision: Decision
    entries: tuple[EntryId, ...]
    """The answers, or what is offered as choices; the first one first."""
    confidence: float
    """Of the first one."""

    @property
    def first(self) -> EntryId | None:
        """The entry that comes first; None where nothing is claimed."""
        return self.entries[0] if self.entries else None

    @property
    def told(self) -> tuple[EntryId, ...]:
        """The entries that somebody who reads it believes in: every answer, but only the first of several choices."""
        return self.entries if self.decision == "answer" else self.entries[:1]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A text whose decision or first entry changes, or that is better or worse off."""

    effect: Effect
    before: Judged
    after: Judged

    @property
    def is_better(self) -> bool:
        """Whether the text is better off."""
        return _worth(self.after) > _worth(self.before)

    @property
    def is_worse(self) -> bool:
        """Whether the text is worse off."""
        return _worth(self.after) < _worth(self.before)


def claim(judged: Judged) -> Claim:
    """What is said about this text."""
    result = judged.result
    entries = result.answers or result.choices
    confidence = next((match.confidence for match in result.matches if match.entry in entries[:1]), 0.0)
    return Claim(decision=result.decision, entries=entries, confidence=confidence)


def changes(before: Report, after: Report, *, entry: EntryId) -> Iterator[Change]:
    """The texts that the entry changes; both reports are of the same texts in the same order."""
    for one, other in zip(before.judged, after.judged, strict=True):
        was, becomes = claim(one), claim(other)
        if (was.decision, was.first, one.outcome) != (becomes.decision, becomes.first, other.outcome):
            yield Change(effect=_effect(one, other, entry), before=one, after=other)


def _effect(before: Judged, after: Judged, entry: EntryId) -> Effect:
    if entry in after.row.labels:
        if _worth(after) > _worth(before):
            return "wins"
        return "loses" if _worth(after) < _worth(before) else "others"
    return "takes" if entry in claim(after).told else "others"


def _worth(judged: Judged) -> int:
    return BETTER.index(judged.outcome)
