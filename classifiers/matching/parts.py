"""Parts of a text weighed by their wording: all of it, what people wrote of it, and single paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from classifiers.matching.evidence import Evidence
from classifiers.matching.layout import Layout
from classifiers.matching.learning import Learnt
from classifiers.matching.weighing import content, counts, cues, is_foreign
from classifiers.normalisation.cleaning import Plain
from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.masking import masked
from classifiers.normalisation.reading import Reading, read
from knowledge.entry import EntryId

LONGEST_WEIGHED = 6000
"""More characters than this are not weighed by their wording: a log is known by its printed strings."""
MOST_PARAGRAPHS = 5
"""Nobody asks about more things than this at once."""
FOREIGN = frozenset({"chat", "other-tech"})
"""Kinds of background that are not our business at all."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a text, and how well its wording fits each entry."""

    rows: frozenset[int]
    text: Mapped
    """Plain, with changing values masked."""
    reading: Reading
    fits: Mapping[EntryId, float]
    """The calibrated confidence by wording and hints, of each entry."""
    foreign: bool
    """Whether it may as well be chat or about another technology."""

    @property
    def best(self) -> EntryId | None:
        """The entry whose wording fits best."""
        return max(self.fits, key=lambda entry: (self.fits[entry], entry), default=None)

    def is_against(self, evidence: Evidence, layout: Layout) -> bool:
        """Whether a look-alike of this evidence's entry stands where it speaks about this part."""
        return any(layout.is_short or layout.row(one.span) in self.rows for one in evidence.against)


class Parts:
    """Cuts one text into parts and weighs them."""

    def __init__(
        self,
        read: Plain,
        layout: Layout,
        *,
        learnt: Learnt,
        evidence: Mapping[EntryId, Evidence],
        systems: Mapping[EntryId, Sequence[str]],
    ) -> None:
        self._read = read
        self._layout = layout
        self._learnt = learnt
        self._systems = systems
        self._hints = {entry: one.hints for entry, one in evidence.items()}

    def wholes(self) -> Iterator[Part]:
        """All of the text, its sentences first; and those alone, where they aren't all."""
        sentences = [number for number, row in enumerate(self._layout.rows) if row.worded]
        others = [number for number, row in enumerate(self._layout.rows) if not row.worded]
        yield self._part((*sentences, *others))
        if sentences and others:
            yield self._part(sentences)

    def paragraphs(self) -> Iterator[Part]:
        """Each paragraph that has sentences, where there are several."""
        rows_by_paragraph: dict[int, list[int]] = {}
        for number, row in enumerate(self._layout.rows):
            rows_by_paragraph.setdefault(row.paragraph, []).append(number)
        worded = [rows for rows in rows_by_paragraph.values() if any(self._layout.rows[row].worded for row in rows)]
        if len(worded) > 1:
            yield from map(self._part, worded[:MOST_PARAGRAPHS])

    def _part(self, rows: Sequence[int]) -> Part:
        places = [(self._layout.rows[row].start, self._layout.rows[row].end) for row in rows]
        text = masked(self._read.exact.joined(_cut(places)))
        reading = read(text.text)
        weighed = self._learnt.wording.weigh(reading)
        about = content(reading)
        found = cues(weighed, about, entries=self._systems, hints=self._hints)
        return Part(
            rows=frozenset(rows),
            text=text,
            reading=reading,
            fits={
                entry: self._learnt.calibration.wording(one) * counts(about, self._systems[entry])
                for entry, one in found.items()
            },
            foreign=is_foreign(weighed, about, entries=self._systems, foreign=FOREIGN),
        )


def _cut(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The first places, up to so many characters."""
    left = LONGEST_WEIGHED
    for start, end in places:
        if left <= 0:
            return
        yield start, min(end, start + left)
        left -= end - start
