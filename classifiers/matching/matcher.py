"""The matcher: a text in, a decision with its reasons out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from classifiers.calibration import Calibration
from classifiers.match import Excluded, Match, MatchResult, Span
from classifiers.matching.choosing import chosen
from classifiers.matching.deciding import Candidate, Decided, decided
from classifiers.matching.evidence import Evidence, gathered, merged
from classifiers.matching.layout import Layout
from classifiers.matching.learning import Learnt, learnt, systems
from classifiers.matching.parts import Part, Parts
from classifiers.matching.quoting import quotes, shared
from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.language import language
from knowledge.entry import EntryId
from knowledge.knowledge_base import KnowledgeBase

NEAREST = 3
"""So many entries are always told."""
MOST_QUOTED = 4
MOST_SHARED = 5
EXCLUDED_SHARE = 0.1
"""What is left of the confidence of an entry that a look-alike speaks against."""


class KnowledgeMatcher:
    """Matches texts to the entries of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, *, learnt: Learnt) -> None:
        self._knowledge = knowledge
        self._learnt = learnt
        self._systems = systems(knowledge)

    @classmethod
    def of(
        cls,
        knowledge: KnowledgeBase,
        *,
        cache_folder: Path | None,
        content_hash: str,
        when_learning: Callable[[], None] = lambda: None,
        calibrate: bool = False,
    ) -> KnowledgeMatcher:
        """A matcher for this knowledge base; learns at once, unless the folder holds what the same content taught.

        `when_learning` is called before it learns, which takes seconds; with `calibrate` it always learns, and fits the
        thresholds to this knowledge, too.
        """
        learning = learnt(
            knowledge,
            cache_folder=cache_folder,
            content_hash=content_hash,
            when_learning=when_learning,
            calibrate=calibrate,
        )
        return cls(knowledge, learnt=learning)

    @property
    def calibration(self) -> Calibration:
        """The thresholds in use and how they were chosen."""
        return self._learnt.calibration

    def match(self, text: str) -> MatchResult:
        """The decision about this text; never raises for any text."""
        read = plain(text)
        layout = Layout(read)
        evidence = gathered(self._learnt.signatures.find(read), layout)
        parts = Parts(read, layout, learnt=self._learnt, evidence=evidence, systems=self._systems)
        wholes = tuple(parts.wholes())
        ours = tuple(part for part in wholes if not part.foreign)
        elsewhere = self._elsewhere(parts, evidence, layout)
        candidates = self._candidates(ours or wholes, elsewhere, evidence, layout)
        decision = decided(
            candidates,
            foreign=not ours,
            elsewhere=elsewhere,
            layout=layout,
            calibration=self.calibration,
            knowledge=self._knowledge,
        )
        return MatchResult(
            decision=decision.decision,
            language=language(text),
            matches=tuple(self._matches(candidates, decision, wholes, received=text)),
            answers=decision.answers,
            choices=decision.choices,
            excluded=tuple(_excluded(candidates, ask_from=self.calibration.ask_from)),
        )

    def choose(self, text: str, *, choices: Sequence[EntryId]) -> EntryId | None:
        """Which of these entries a reply in plain words to the clarifying question means; None where it isn't clear."""
        return chosen(text, choices=choices, knowledge=self._knowledge)

    def _candidates(
        self,
        wholes: Sequence[Part],
        elsewhere: Mapping[EntryId, float],
        evidence: Mapping[EntryId, Evidence],
        layout: Layout,
    ) -> list[Candidate]:
        """Every entry, the surest first."""
        found = []
        for entry in self._systems:
            mine = evidence.get(entry, Evidence())
            fits = [part.fits.get(entry, 0.0) for part in wholes if not part.is_against(mine, layout)]
            fits += [elsewhere[entry]] if entry in elsewhere else []
            excluded = mine.printed is None and (mine.vetoed or not fits)
            wording = max(part.fits.get(entry, 0.0) for part in wholes) if excluded else max(fits, default=0.0)
            confidence = self.calibration.joined(wording, printed=mine.printed)
            found.append(
                Candidate(
                    entry=entry,
                    confidence=confidence * EXCLUDED_SHARE if excluded else confidence,
                    wording=wording,
                    evidence=mine,
                    excluded=excluded,
                )
            )
        return sorted(found, key=lambda one: (-one.confidence, one.entry))

    def _elsewhere(self, parts: Parts, evidence: Mapping[EntryId, Evidence], layout: Layout) -> Mapping[EntryId, float]:
        """The entries that single paragraphs are about, judged by their wording, and how well it fits."""
        found: dict[EntryId, float] = {}
        for part in parts.paragraphs():
            best = part.best
            if best is None or part.foreign or part.fits[best] < self.calibration.answer_from:
                continue
            if not part.is_against(evidence.get(best, Evidence()), layout):
                found[best] = max(part.fits[best], found.get(best, 0.0))
        return found

    def _matches(
        self, candidates: Sequence[Candidate], decision: Decided, wholes: Sequence[Part], *, received: str
    ) -> Iterator[Match]:
        """The answers first, in their order, then the nearest others."""
        by_entry = {candidate.entry: candidate for candidate in candidates}
        first = [by_entry[entry] for entry in decision.answers]
        rest = [candidate for candidate in candidates if candidate.entry not in decision.answers]
        for number, candidate in enumerate((*first, *rest)):
            if number < max(NEAREST, len(first)) or candidate.entry in decision.choices:
                yield self._match(candidate, wholes, received=received)

    def _match(self, candidate: Candidate, wholes: Sequence[Part], *, received: str) -> Match:
        part = max(wholes, key=lambda one: one.fits.get(candidate.entry, 0.0))
        tells = self._learnt.wording.telling((word.text for word in part.reading.words), label=candidate.entry)
        telling = quotes(part.text, part.reading.words, tells)
        printed = merged((hit.span for hit in candidate.evidence.hits), received, most=MOST_QUOTED)
        weight = candidate.evidence.printed
        spoken = (
            merged((quote.span for quote in telling[:MOST_QUOTED]), received, most=MOST_QUOTED)
            if weight is None
            else ()
        )
        return Match(
            entry=candidate.entry,
            confidence=round(candidate.confidence, 4),
            signature=round(self.calibration.reliable[weight], 4) if weight is not None else 0.0,
            wording=round(candidate.wording, 4),
            evidence=(*printed, *(span for span in spoken if not any(_overlap(span, other) for other in printed))),
            shared=shared(telling, most=MOST_SHARED),
        )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _excluded(candidates: Sequence[Candidate], *, ask_from: float) -> Iterator[Excluded]:
    """Entries that would have been answered or asked about, but for a look-alike."""
    for candidate in candidates:
        if candidate.excluded and (candidate.evidence.vetoed or candidate.wording >= ask_from):
            look_alike = candidate.evidence.against[0]
            yield Excluded(entry=candidate.entry, unless=look_alike.unless, evidence=look_alike.span)
