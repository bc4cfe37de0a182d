"""What kubewhy has to say to a question: a value, in one language, not yet rendered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from classifiers.match import Match, Span
from knowledge.entry import Entry, EntryId, Language


@dataclass(frozen=True, kw_only=True)
class Fit:
    """An entry and how well the text fits it."""

    entry: Entry
    match: Match


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One reply to our question, for a button."""

    label: str
    entry: EntryId | None
    """The entry that it leads to; None: the reply is the `option`th of the question of `asked`, and leads to none."""
    asked: EntryId | None = None
    option: int | None = None


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """Why an entry that the text resembles is not the answer."""

    title: str
    """Title of the entry that it is not."""
    reason: str
    link: str | None
    evidence: Span


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything that is said about one question."""

    decision: Literal["answer", "clarify", "none", "help"]
    language: Language
    problems: tuple[Fit, ...] = ()
    """With "answer": one for each problem found, the surest first."""
    chosen: bool = False
    """Whether a person chose the problem from our question, so that no figure of the text applies."""
    others: tuple[Fit, ...] = ()
    """The next nearest entries, best first."""
    question: str = ""
    """With "clarify": what we ask."""
    choices: tuple[Choice, ...] = ()
    note: str = ""
    """What an entry says to a reply that leads to no entry."""
    look_alikes: tuple[LookAlike, ...] = ()
    unasked: bool = False
    """Whether nobody addressed the text to us."""
    masked: tuple[str, ...] = ()
    """Redaction rules that masked something in the question."""
    files: int = 0
    """Files that came with the question, which nobody has read."""
