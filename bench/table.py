"""What was measured, as a table that can be read in a terminal and committed as it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bench.sidebyside import Outcome


@dataclass(frozen=True, kw_only=True)
class Table:
    """A heading, and rows of cells; the first column is words, the others are figures."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def written(self) -> str:
        """As Markdown, its columns below each other."""
        lines = [list(self.columns), *(list(row) for row in self.rows)]
        widths = [max(_width(line[column]) for line in lines) for column in range(len(self.columns))]
        border = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
        table = [_line(cells, widths) for cells in (lines[0], border, *lines[1:])]
        return (
            "\n".join([f"### {self.title}", "", *table, *(text for note in self.notes for text in ("", note))]) + "\n"
        )


RATIO_COLUMNS = ("What", "Takes", "Held against", "Takes", "Ratio", "Goal")


def ratio_row(outcome: Outcome, *, goal: float | None = None) -> Sequence[str]:
    """Two things measured in turns, as a row of a table with these columns."""
    pair = outcome.pair
    return (
        pair.name,
        duration(outcome.measured),
        pair.beside_name,
        duration(outcome.beside),
        f"{outcome.ratio:.2f}",
        f"≤ {goal:g}" if goal is not None else "–",
    )


def duration(seconds: float) -> str:
    """With three digits that mean something."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} µs"
    if seconds < 1:
        return f"{seconds * 1e3:.3g} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0] + " " * (first[1] - _width(first[0]))]
    padded += [" " * (width - _width(cell)) + cell for cell, width in others]
    return f"| {' | '.join(padded)} |"


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
