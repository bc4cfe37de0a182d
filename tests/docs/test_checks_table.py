"""The page about checks says what the code does."""

from __future__ import annotations

from tools.checks_table import PAGE, page


def test_the_page_is_the_one_that_the_code_makes() -> None:
    """If it isn't: `python -m tools.checks_table` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
