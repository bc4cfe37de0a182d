"""An entry's own examples, each tried by a matcher that has not learnt it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.evaluation.labelled import Labelled
from classifiers.evaluation.measuring import Judged
from classifiers.matching.learning import Learnt, samples
from classifiers.matching.matcher import KnowledgeMatcher
from classifiers.tfidf import Learning
from knowledge.entry import EntryId, Language
from knowledge.knowledge_base import KnowledgeBase

SHARES = 5
"""The examples are left out a fifth at a time: one by one would take minutes and tell hardly more."""
WRITTEN: tuple[Language, ...] = ("en", "zh-TW")


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One example and what it would have led to."""

    place: int
    """Which of the entry's examples in its language it is, counted from 0."""
    judged: Judged


def tried(knowledge: KnowledgeBase, entry: EntryId, *, learnt: Learnt) -> Iterator[Tried]:
    """The entry's examples in the languages that it is written in; thresholds stay as they were learnt with them."""
    texts = tuple(samples(knowledge))
    asked = [
        (place, _row(text, language=language, entry=entry))
        for language in WRITTEN
        for place, text in enumerate(knowledge.entry(entry, language).examples)
    ]
    for share in range(SHARES):
        out = [(place, row) for place, row in asked if place % SHARES == share]
        hidden = _in_every_script(knowledge, entry, [place for place, _ in out])
        kept = tuple(text for text in texts if text.label != entry or text.received not in hidden)
        if not out or not any(text.label == entry for text in kept):
            continue
        left = Learnt(signatures=learnt.signatures, wording=Learning(kept).wording(), calibration=learnt.calibration)
        matcher = KnowledgeMatcher(knowledge, learnt=left)
        for place, row in out:
            yield Tried(place=place, judged=Judged(row=row, labels=(entry,), result=matcher.match(row.text)))


def _row(text: str, *, language: Language, entry: EntryId) -> Labelled:
    return Labelled(id=entry, text=text, lang=language, kind="example", labels=(entry,), group="example")


def _in_every_script(knowledge: KnowledgeBase, entry: EntryId, places: Sequence[int]) -> frozenset[str]:
    """These examples as they stand in each language: one sentence in two scripts must not tell itself."""
    languages: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")
    examples = (knowledge.entry(entry, language).examples for language in languages)
    return frozenset(text for some in examples for place, text in enumerate(some) if place in places)
