"""From confidences to a decision: answer, ask back, or say that it is none of ours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from classifiers.calibration import Calibration
from classifiers.match import Decision
from classifiers.matching.evidence import STRENGTH, Evidence
from classifiers.matching.layout import Layout
from knowledge.entry import EntryId
from knowledge.knowledge_base import KnowledgeBase

MOST_CHOICES = 4
NEAREST, NEAR = 3, 0.01
"""Beside the likely ones, the nearest few are offered, unless they are as good as impossible: a button costs little."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An entry that a text may be about."""

    entry: EntryId
    confidence: float
    wording: float
    evidence: Evidence
    excluded: bool = False
    """Whether a look-alike speaks against it."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What is said about a text."""

    decision: Decision
    answers: tuple[EntryId, ...] = ()
    choices: tuple[EntryId, ...] = ()


def decided(
    ranked: Sequence[Candidate],
    *,
    foreign: bool,
    layout: Layout,
    calibration: Calibration,
    knowledge: KnowledgeBase,
    elsewhere: Collection[EntryId] = (),
) -> Decided:
    """The decision about candidates in the order of their confidence.

    `foreign`: the text may as well be chat or about another technology, so that only printed strings count.
    `elsewhere`: entries that a paragraph of its own is about.
    """
    possible = [candidate for candidate in ranked if not candidate.excluded]
    found = {*_answers(possible, foreign=foreign, layout=layout, calibration=calibration), *elsewhere}
    answers = tuple(one.entry for one in possible if one.entry in found)
    if answers:
        return Decided(decision="answer", answers=answers)
    if foreign:
        return Decided(decision="none")
    choices = _choices(possible, ranked, calibration=calibration, knowledge=knowledge)
    return Decided(decision="clarify", choices=choices) if choices else Decided(decision="none")


def _answers(
    possible: Sequence[Candidate], *, foreign: bool, layout: Layout, calibration: Calibration
) -> list[EntryId]:
    printed = sorted(
        (candidate for candidate in possible if candidate.evidence.printed is not None),
        key=lambda one: (-STRENGTH[str(one.evidence.printed)], -one.confidence, one.entry),
    )
    if printed:
        return [one.entry for number, one in enumerate(printed) if not _is_overshadowed(one, printed[:number], layout)]
    best = possible[:1]
    return [one.entry for one in best if one.confidence >= calibration.answer_from and not foreign]


def _is_overshadowed(candidate: Candidate, stronger: Sequence[Candidate], layout: Layout) -> bool:
    """Whether all that was printed about it stands in lines that say something stronger about another entry."""
    taken = {
        layout.row(hit.span)
        for other in stronger
        if STRENGTH[str(other.evidence.printed)] > STRENGTH[str(candidate.evidence.printed)]
        for hit in other.evidence.hits
        if hit.weight != "hint"
    }
    return bool(taken) and all(layout.row(hit.span) in taken for hit in candidate.evidence.hits if hit.weight != "hint")


def _choices(
    possible: Sequence[Candidate],
    ranked: Sequence[Candidate],
    *,
    calibration: Calibration,
    knowledge: KnowledgeBase,
) -> tuple[EntryId, ...]:
    """The entries to choose from: the likely ones, those that the first one's question tells it from, the nearest."""
    likely = [one.entry for one in possible if one.confidence >= calibration.ask_from][:MOST_CHOICES]
    if not likely:
        return ()
    clarify = knowledge.entry(likely[0], "en").clarify
    if clarify is None:
        return tuple(likely) if len(likely) > 1 else ()
    told_apart = [answer.entry for answer in clarify.answers if answer.entry is not None and answer.entry in knowledge]
    excluded = {one.entry for one in ranked if one.excluded}
    near = [one.entry for one in possible if one.confidence >= NEAR][:NEAREST]
    offered = dict.fromkeys((*likely, *(entry for entry in told_apart if entry not in excluded), *near))
    return tuple(offered)[:MOST_CHOICES]
