"""Two things measured in turns in the same run, so that a busy machine slows both: only their ratio means something."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is measured, and what it is held against."""

    name: str
    measured: Callable[[], None]
    beside_name: str
    beside: Callable[[], None]
    rounds: int
    repeats: int = 1
    """How often in a round, for what is too quick for the clock."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Medians, in seconds for one time."""

    pair: Pair
    measured: float
    beside: float

    @property
    def ratio(self) -> float:
        """How many times as long."""
        return self.measured / self.beside


def run(pair: Pair) -> Outcome:
    """Measures both, round after round, after one round that does not count."""
    sides: dict[str, list[float]] = {"measured": [], "beside": []}
    for number in range(pair.rounds + 1):
        for side, action in (("measured", pair.measured), ("beside", pair.beside)):
            begun = time.perf_counter()
            for _ in range(pair.repeats):
                action()
            if number:
                sides[side].append((time.perf_counter() - begun) / pair.repeats)
    return Outcome(pair=pair, measured=statistics.median(sides["measured"]), beside=statistics.median(sides["beside"]))
