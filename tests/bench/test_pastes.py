"""Texts to measure with."""

from __future__ import annotations

import pytest

from bench.pastes import ERROR, OF_ANY_LENGTH, log


@pytest.mark.parametrize("kind", OF_ANY_LENGTH)
@pytest.mark.parametrize("characters", [500, 100_000])
def test_a_text_is_as_long_as_asked_for(kind: str, characters: int) -> None:
    """Else the growth of time means nothing."""
    assert len(OF_ANY_LENGTH[kind](characters)) == characters


def test_a_log_holds_the_line_that_matters_whole() -> None:
    """In the middle, on a line of its own."""
    assert f"\n{ERROR}" in log(2048)


def test_logs_that_begin_elsewhere_are_other_ones() -> None:
    """So that nothing can be remembered from one to the next."""
    assert len({log(2048, first=number * 97) for number in range(50)}) == 50
