"""One entry tried out: the base with it and without it, both measured on the same texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.cli.kb.comparing import Change, changes
from bot.cli.kb.leaving_out import Tried, tried
from classifiers.evaluation.labelled import Labelled
from classifiers.evaluation.measuring import Report, evaluate
from classifiers.matching.learning import Learnt, learnt
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.editions import Edition, Editions

ASIDE = "tried"
"""Folder of the cache for bases that no start will ask for, beside what the next start reads."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """All that was found out about one entry."""

    editions: Editions
    before: Report
    after: Report
    changes: Sequence[Change]
    own: Sequence[Tried]


def trial(editions: Editions, rows: Sequence[Labelled], *, cache: Path, when_learning: Callable[[], None]) -> Trial:
    """Learns both bases, unless the cache holds what they teach, and matches every text with each of them."""

    def taught(edition: Edition, *, is_used: bool) -> Learnt:
        folder = cache if is_used else cache / ASIDE
        return learnt(edition.knowledge, cache_folder=folder, content_hash=edition.content, when_learning=when_learning)

    is_present = editions.standing == "present"
    before = taught(editions.before, is_used=not is_present)
    after = taught(editions.after, is_used=is_present)
    # With the thresholds in use for both, so that what changes is the entry's doing.
    calibration = (after if is_present else before).calibration
    before, after = replace(before, calibration=calibration), replace(after, calibration=calibration)
    # Both are judged by what will be known: a text of the new entry could not be answered before.
    known = editions.after.knowledge.ids()
    was = evaluate(KnowledgeMatcher(editions.before.knowledge, learnt=before), rows, known=known)
    becomes = evaluate(KnowledgeMatcher(editions.after.knowledge, learnt=after), rows, known=known)
    name = editions.entry.id
    return Trial(
        editions=editions,
        before=was,
        after=becomes,
        changes=tuple(changes(was, becomes, entry=name)),
        own=tuple(tried(editions.after.knowledge, name, learnt=after)),
    )
