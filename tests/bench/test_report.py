"""The page of measurements, part by part."""

from __future__ import annotations

import pytest

from bench.report import PAGE, machine, replaced

PAGE_BEFORE = """# Benchmarks

<!-- begin make bench -->
old
<!-- end make bench -->

<!-- begin make bench-peers -->
theirs
<!-- end make bench-peers -->
"""


def test_a_command_writes_its_own_part_and_no_other() -> None:
    """Twice as well as once."""
    page = replaced(PAGE_BEFORE, "make bench", "new \\1 table")
    assert "<!-- begin make bench -->\n\nnew \\1 table\n\n<!-- end make bench -->" in page
    assert "theirs" in page
    assert "old" not in page
    assert replaced(page, "make bench", "new \\1 table") == page


def test_a_page_without_marks_is_told_what_it_lacks() -> None:
    """Rather than written to somewhere else."""
    with pytest.raises(ValueError, match="no part for `make bench`: put <!-- begin make bench -->"):
        replaced("# Benchmarks\n", "make bench", "table")


@pytest.mark.parametrize("command", ["make bench", "make bench-peers"])
def test_the_page_has_a_part_for_each_command(command: str) -> None:
    """So that `WRITE=1` works."""
    assert "table" in replaced(PAGE.read_text(encoding="utf-8"), command, "table")


def test_the_machine_is_told_without_a_name() -> None:
    """Cores, memory, system and Python."""
    assert "cores" in machine()
    assert "Python 3." in machine()
