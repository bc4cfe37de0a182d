"""Names that somebody may have meant."""

from __future__ import annotations

import pytest

from bot.cluster.near import near_names


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("win-11", ["lin-1", "win-2", "win-1", "db-7"], ("win-1", "win-2", "lin-1")),
        ("WIN-1", ["win-1", "win-2"], ("win-1", "win-2")),
        ("akswin", ["akswin000001", "akswin000000", "aksnode1"], ("akswin000000", "akswin000001")),
        ("win-1", [], ()),
        ("win-1", ["", "zebra"], ()),
        ("w", ["win-1", "win-2", "win-3", "win-4"], ("win-1", "win-2", "win-3")),
    ],
)
def test_the_nearest_names_come_first(name: str, known: list[str], near: tuple[str, ...]) -> None:
    """Three at most; those that have nothing in common are not told."""
    assert near_names(name, known) == near
