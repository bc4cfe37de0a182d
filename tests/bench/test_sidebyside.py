"""Two things measured in turns."""

from __future__ import annotations

from bench.sidebyside import Pair, each, run


class Clock:
    """Moves on by what is done, and by nothing else."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[str] = []

    def __call__(self) -> float:
        """Seconds."""
        return self.now

    def work(self, name: str, seconds: float) -> None:
        """Something that takes so long."""
        self.done.append(name)
        self.now += seconds


def test_both_are_measured_in_turns_and_the_first_round_does_not_count() -> None:
    """What warms up is no measurement."""
    clock = Clock()
    slowness = iter([100.0, 1.0, 3.0, 2.0])
    outcome = run(
        Pair(
            name="ours",
            measured=lambda: clock.work("ours", 2 * next(slowness)),
            beside_name="theirs",
            beside=lambda: clock.work("theirs", 1.0),
            rounds=3,
            clock=clock,
        )
    )
    assert clock.done == ["ours", "theirs"] * 4
    assert (outcome.measured, outcome.beside, outcome.ratio) == (4.0, 1.0, 4.0)


def test_the_ratio_is_that_of_rounds_not_that_of_medians() -> None:
    """A machine that is slow for a round is slow for both."""
    clock = Clock()
    speed = iter([1.0, 1.0, 10.0, 10.0, 1.0, 1.0, 100.0, 100.0])
    outcome = run(
        Pair(
            name="ours",
            measured=lambda: clock.work("ours", 3 * next(speed)),
            beside_name="theirs",
            beside=lambda: clock.work("theirs", 2 * next(speed)),
            rounds=3,
            clock=clock,
        )
    )
    assert outcome.ratio == 1.5


def test_several_things_are_measured_in_turns_each_for_one_time() -> None:
    """However often a round repeats them."""
    clock = Clock()
    taken = each(
        {"a": lambda: clock.work("a", 1.0), "b": lambda: clock.work("b", 3.0)}, rounds=2, repeats=5, clock=clock
    )
    assert taken == {"a": 1.0, "b": 3.0}
    assert clock.done[:10] == ["a"] * 5 + ["b"] * 5
