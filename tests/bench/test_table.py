"""Tables of measurements, as they are printed and committed."""

from __future__ import annotations

import pytest

from bench.table import Table, duration


def test_a_table_is_markdown_whose_columns_stand_below_each_other() -> None:
    """Chinese takes two columns of a terminal a character."""
    written = Table(title="One match", columns=("What", "Takes"), rows=[("網路", "1 ms"), ("a", "12 ms")]).written()
    assert written.splitlines() == [
        "### One match",
        "",
        "| What | Takes |",
        "| ---- | ----: |",
        "| 網路 |  1 ms |",
        "| a    | 12 ms |",
    ]


def test_notes_stand_below_the_table() -> None:
    """Each in a paragraph of its own."""
    written = Table(title="T", columns=("A",), rows=[("x",)], notes=("One.", "Two.")).written()
    assert written.endswith("| x |\n\nOne.\n\nTwo.\n")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.0000123, "12 µs"), (0.00123, "1.23 ms"), (0.0456, "45.6 ms"), (0.456, "456 ms"), (12.34, "12.3 s")],
)
def test_a_duration_has_the_digits_that_mean_something(seconds: float, told: str) -> None:
    """In the unit that people would take."""
    assert duration(seconds) == told
