"""The way from a received text to plain text: characters, mark-up, what stands before lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.normalisation.characters import lowered, seen
from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.markup import unescaped, unmarked
from classifiers.normalisation.prefixes import Written, unprefixed
from knowledge.chinese import variant_insensitive


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a plain text."""

    start: int
    end: int
    """Offset of its line end."""
    logged: bool
    """Whether it came with a logger's prefix."""
    tabular: bool
    """Whether it is a row of a table, as kubectl and others print them."""
    wrapped: bool
    """Whether the next line seems to be the rest of this one, broken off at a terminal's width."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A received text made plain."""

    exact: Mapped
    """In lower case and simplified characters, without mark-up and prefixes, every value as it was."""
    lines: tuple[Line, ...]
    """The lines of `exact`."""


NARROWEST_TERMINAL = 40
WIDEST_TERMINAL = 200
UNBREAKABLE = re.compile(r"[^\s\u3400-\u9fff]+")
"""A word; Chinese may be broken before any character."""
LONGEST_WORD = 40
"""Longer ones are no reason to break a line before them."""
BETWEEN_COLUMNS = re.compile(r"(?<=[^\s.,:;?!]) {2,}(?=\S)")
"""Two blanks behind a full stop are a typist's."""
LEAST_GAPS = 2
MOST_WORDS_IN_A_CELL = 2
"""A row that ends in more words ends in a message, which a terminal may have broken; others are as long as they are."""


def plain(received: str) -> Plain:
    """The received text made plain."""
    mapped, written = unprefixed(unmarked(seen(unescaped(Mapped.whole(received)))))
    exact = mapped.translated(lowered(variant_insensitive(mapped.text)))
    return Plain(exact=exact, lines=_lines(exact.text, written))


def _lines(text: str, written: Sequence[Written]) -> tuple[Line, ...]:
    lines = text.split("\n")
    tabular = [_is_tabular(line) for line in lines]
    widths = _widths(lines, written)
    found = []
    begin = 0
    for index, line in enumerate(lines):
        found.append(
            Line(
                start=begin,
                end=begin + len(line),
                logged=written[index].logged,
                tabular=tabular[index],
                wrapped=index + 1 < len(lines)
                and not tabular[index + 1]
                and not (tabular[index] and _ends_in_a_cell(line))
                and _goes_on(
                    written[index], width=widths[index], rest=lines[index + 1], rest_written=written[index + 1]
                ),
            )
        )
        begin += len(line) + 1
    return tuple(found)


def _is_tabular(line: str) -> bool:
    return "  " in line and len(BETWEEN_COLUMNS.findall(line)) >= LEAST_GAPS


def _ends_in_a_cell(row: str) -> bool:
    return len(row.rstrip().rpartition("  ")[2].split()) <= MOST_WORDS_IN_A_CELL


def _widths(lines: Sequence[str], written: Sequence[Written]) -> list[int]:
    """For each line, the length of the longest line of its paragraph."""
    widths = [0] * len(lines)
    begin = 0
    for index in range(len(lines) + 1):
        if index == len(lines) or not lines[index].strip():
            longest = max((one.length for one in written[begin:index]), default=0)
            widths[begin:index] = [longest] * (index - begin)
            begin = index + 1
    return widths


def _goes_on(line: Written, *, width: int, rest: str, rest_written: Written) -> bool:
    """Whether the first word of the rest would not have fitted into the line."""
    if rest_written.logged or not rest.strip() or not NARROWEST_TERMINAL <= width <= WIDEST_TERMINAL:
        return False
    first = UNBREAKABLE.match(rest.lstrip())
    return line.length + 1 + min(len(first[0]) if first else 1, LONGEST_WORD) > width
