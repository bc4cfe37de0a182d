"""Two things measured in turns in the same run, so that a busy machine slows both: only their ratio means something."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What is measured, and what it is held against."""

    name: str
    measured: Callable[[], object]
    beside_name: str
    beside: Callable[[], object]
    rounds: int
    repeats: int = 1
    """How often in a round, for what is too quick for the clock."""
    clock: Callable[[], float] = time.perf_counter
    """What waits for nobody but the processor is measured by `time.process_time`."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Medians over the rounds."""

    pair: Pair
    measured: float
    """Seconds for one time."""
    beside: float
    """Seconds for one time."""
    ratio: float
    """How many times as long it took, each round's two held against each other."""


def run(pair: Pair) -> Outcome:
    """Measures both, round after round, after one round that does not count."""
    measured, beside = [], []
    for number in range(pair.rounds + 1):
        once, other = (
            _timed(action, repeats=pair.repeats, clock=pair.clock) for action in (pair.measured, pair.beside)
        )
        if number:
            measured.append(once)
            beside.append(other)
    ratios = [one / other for one, other in zip(measured, beside, strict=True)]
    return Outcome(
        pair=pair,
        measured=statistics.median(measured),
        beside=statistics.median(beside),
        ratio=statistics.median(ratios),
    )


def each(
    actions: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    repeats: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Several things in turns: the median of each, in seconds for one time."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(rounds + 1):
        for name, action in actions.items():
            seconds = _timed(action, repeats=repeats, clock=clock)
            if number:
                taken[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _timed(action: Callable[[], object], *, repeats: int, clock: Callable[[], float]) -> float:
    begun = clock()
    for _ in range(repeats):
        action()
    return (clock() - begun) / repeats
