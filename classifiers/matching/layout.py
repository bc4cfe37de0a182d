"""How a text is laid out: lines that a program wrote, lines that people wrote, and which lines belong together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from classifiers.match import Span
from classifiers.normalisation.cleaning import Plain
from classifiers.normalisation.language import HAN

SPOKEN = frozenset(
    "i we my our us you your me im ive its dont doesnt but why how anyone anybody does did can could should after since there "  # noqa: SIM905
    "yesterday today have has had get got see says still also what if so or only is are was were about".split()
)
"""Words that people use and programs rarely do."""
LEAST_SPOKEN = 2
LEAST_HAN = 4
SHORT = 12
"""A text of so few lines is about one thing: what people say in one of them holds for all."""
ENGLISH = re.compile(r"[a-z']+")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line that is not blank."""

    start: int
    """Offset in the plain text."""
    end: int
    record: int
    """Lines of one record of a log, or of one paragraph without any, have the same number."""
    logged: bool
    """Whether a program wrote it to a log."""
    spoken: bool
    """Whether people wrote it."""
    paragraph: int


class Layout:
    """The rows of a text and where in the received text they begin."""

    def __init__(self, text: Plain) -> None:
        self._text = text
        self.rows: tuple[Row, ...] = tuple(_rows(text))
        self._begins = [text.exact.starts[row.start] for row in self.rows]

    @cached_property
    def is_short(self) -> bool:
        """Whether the text has so few lines that it is about one thing."""
        return len(self.rows) <= SHORT

    def row(self, place: Span) -> int:
        """The number of the row in which this place of the received text begins."""
        return max(bisect_right(self._begins, place.start) - 1, 0)

    def spoken(self) -> tuple[int, ...]:
        """Numbers of the rows that people wrote."""
        return tuple(number for number, row in enumerate(self.rows) if row.spoken)

    def paragraphs(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the rows of each paragraph."""
        found: dict[int, list[int]] = {}
        for number, row in enumerate(self.rows):
            found.setdefault(row.paragraph, []).append(number)
        return tuple(map(tuple, found.values()))


def _rows(text: Plain) -> Sequence[Row]:
    rows: list[Row] = []
    record = paragraph = 0
    in_log = False
    for line in text.lines:
        content = text.exact.text[line.start : line.end]
        if not content.strip():
            paragraph += 1
            record += 1
            in_log = False
            continue
        if line.logged or not in_log:
            record += 1
        in_log = in_log or line.logged
        rows.append(
            Row(
                start=line.start,
                end=line.end,
                record=record,
                logged=in_log,
                spoken=not line.logged and _is_spoken(content),
                paragraph=paragraph,
            )
        )
    return rows


def _is_spoken(line: str) -> bool:
    if len(HAN.findall(line)) >= LEAST_HAN:
        return True
    return sum(word.replace("'", "") in SPOKEN for word in ENGLISH.findall(line)) >= LEAST_SPOKEN
