"""How a text is laid out: lines that a program wrote, lines that people wrote, and which lines belong together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from classifiers.match import Span
from classifiers.normalisation.cleaning import Line, Plain
from classifiers.normalisation.language import HAN

PEOPLE_SAY = (
    "i we my our us you your me im ive its dont doesnt but why how anyone anybody does did can could should after "
    "since there yesterday today have has had get got see says still also what if so or only is are was were about"
)
SPOKEN = frozenset(PEOPLE_SAY.split())
"""Words that people use and programs rarely do."""
LEAST_SPOKEN = 2
LEAST_HAN = 4
LEAST_WORDS = 5
MOST_SYMBOLS = 0.06
"""A line with a larger share of signs other than those of plain sentences is a program's."""
SHORT = 12
"""A text of so few lines is about one thing: what people say in one of them holds for all."""
OPTION = re.compile(r"(?:^|\s)--?[a-z]")
MOST_OPTIONS = 2
"""A line with so many options is a command."""
ENGLISH = re.compile(r"[a-z']+")
SYMBOL = re.compile(r"[^\w\s.,;?!'-]")


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
    """Whether people wrote it, for sure."""
    worded: bool
    """Whether it is made of words, as sentences are, so that its wording can tell something."""
    paragraph: int


class Layout:
    """The rows of a text and where in the received text they begin."""

    def __init__(self, text: Plain) -> None:
        self.rows: tuple[Row, ...] = tuple(_rows(text))
        self._begins = [text.exact.starts[row.start] for row in self.rows]

    @cached_property
    def is_short(self) -> bool:
        """Whether the text has so few lines that it is about one thing."""
        return len(self.rows) <= SHORT

    def row(self, place: Span) -> int:
        """The number of the row in which this place of the received text begins."""
        return max(bisect_right(self._begins, place.start) - 1, 0)


def _rows(text: Plain) -> Iterator[Row]:
    record = paragraph = 0
    in_log = False
    for lines in _sentences(text):
        if not lines:
            paragraph += 1
            record += 1
            in_log = False
            continue
        logged = lines[0].logged
        if logged or not in_log:
            record += 1
        in_log = in_log or logged
        spoken, worded = _nature(text, lines)
        for line in lines:
            yield Row(
                start=line.start,
                end=line.end,
                record=record,
                logged=in_log,
                spoken=spoken,
                worded=worded,
                paragraph=paragraph,
            )


def _sentences(text: Plain) -> Iterator[Sequence[Line]]:
    """Lines that belong together because a terminal broke them; an empty one for each blank line."""
    together: list[Line] = []
    for line in text.lines:
        if not text.exact.text[line.start : line.end].strip():
            yield ()
            continue
        if together and _nature(text, [line]) == (True, True) and _nature(text, together[-1:]) == (False, False):
            # What people say below a program's line is not its rest, however long that line is.
            yield tuple(together)
            together = []
        together.append(line)
        if not line.wrapped:
            yield tuple(together)
            together = []


def _nature(text: Plain, lines: Sequence[Line]) -> tuple[bool, bool]:
    """Whether these lines are spoken, and whether they are worded."""
    if lines[0].logged or lines[0].tabular:
        return False, False
    content = text.exact.text[lines[0].start : lines[-1].end]
    spoken = _is_spoken(content)
    return spoken, spoken or _is_worded(content)


def _is_spoken(content: str) -> bool:
    if len(HAN.findall(content)) >= LEAST_HAN:
        return True
    said = (word for word in ENGLISH.findall(content) if word.replace("'", "") in SPOKEN)
    return len(list(islice(said, LEAST_SPOKEN))) == LEAST_SPOKEN


def _is_worded(content: str) -> bool:
    plainly = len(SYMBOL.findall(content)) < MOST_SYMBOLS * len(content) and len(OPTION.findall(content)) < MOST_OPTIONS
    return plainly and len(ENGLISH.findall(content)) >= LEAST_WORDS
