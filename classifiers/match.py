"""What matching a text to the knowledge base yields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.entry import EntryId, Language

Decision = Literal["answer", "clarify", "none"]


@dataclass(frozen=True, kw_only=True)
class Span:
    """A piece of the text that was received."""

    start: int
    """Offset of its first character in the received text, in code points."""
    end: int
    """Offset behind its last character."""
    text: str
    """`received[start:end]`, exactly."""

    @classmethod
    def of(cls, received: str, start: int, end: int) -> Span:
        """The place between these offsets of the received text."""
        return cls(start=start, end=end, text=received[start:end])


@dataclass(frozen=True, kw_only=True)
class Match:
    """How well the text fits one entry."""

    entry: EntryId
    confidence: float
    """Calibrated share (0 to 1) of texts like this one that are about this entry."""
    signature: float = 0.0
    """What printed strings contributed, 0 to 1."""
    wording: float = 0.0
    """What the choice of words contributed, 0 to 1."""
    evidence: tuple[Span, ...] = ()
    """The places that decided, in the order of the text; those of printed strings before those of words alone."""
    shared: tuple[str, ...] = ()
    """Words that the text shares with how people ask about this entry, the most telling first."""


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """An entry that would have fitted, but for a known look-alike."""

    entry: EntryId
    unless: str
    """`Unless.id` of the look-alike that was found."""
    evidence: Span


@dataclass(frozen=True, kw_only=True)
class MatchResult:
    """The decision about one text, and what it rests on."""

    decision: Decision
    language: Language | None
    """The text's language; None where it shows none (no words but codes and names)."""
    matches: tuple[Match, ...]
    """The nearest entries, best first: three at least where the base has them; `matches[0]` is the first answer."""
    answers: tuple[EntryId, ...] = ()
    """With "answer": one entry for each problem found, in the order of `matches`."""
    choices: tuple[EntryId, ...] = ()
    """With "clarify": the entries to choose from, at most four, best first."""
    excluded: tuple[Excluded, ...] = ()
    """Look-alikes that were recognised."""
