"""How the time of a match grows with the length of the text: twice the text must not take four times as long."""

from __future__ import annotations

import time

from bench.pastes import OF_ANY_LENGTH
from bench.sidebyside import Pair, run
from bench.table import RATIO_COLUMNS, Table, duration, ratio_row
from classifiers.matching.matcher import KnowledgeMatcher

GOAL = 2.5
SHORT, LONG = 100_000, 200_000
HUGE = 1_000_000
ROUNDS = 5


def table(matcher: KnowledgeMatcher) -> Table:
    """Texts of every kind in two lengths."""
    rows = [ratio_row(run(_pair(matcher, kind)), goal=GOAL) for kind in OF_ANY_LENGTH]
    line = OF_ANY_LENGTH["a log in one line"](HUGE)
    huge = run(
        Pair(
            name="one line of 1 MB",
            measured=lambda: matcher.match(line),
            beside_name="its first 100 KB",
            beside=lambda: matcher.match(line[:SHORT]),
            rounds=ROUNDS,
            clock=time.process_time,
        )
    )
    return Table(
        title="Long texts",
        columns=RATIO_COLUMNS,
        rows=[*rows, ratio_row(huge)],
        notes=(f"The line of 1 MB takes {duration(huge.measured)}; ten times the text would be a ratio of 10.",),
    )


def _pair(matcher: KnowledgeMatcher, kind: str) -> Pair:
    make = OF_ANY_LENGTH[kind]
    long, short = make(LONG), make(SHORT)
    return Pair(
        name=f"200 KB: {kind}",
        measured=lambda: matcher.match(long),
        beside_name="100 KB of the same",
        beside=lambda: matcher.match(short),
        rounds=ROUNDS,
        clock=time.process_time,
    )
