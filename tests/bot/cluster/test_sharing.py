"""One reading at a time for each target, told once more for a short while, with its age."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cluster_material import NOW, WIN_1, node
from cluster_material import snapshot as snapshot_of

from bot.cluster.sharing import MOST_KEPT, SharedReader
from bot.ports import NoSuchTarget
from bot.resource import Resource
from bot.snapshot import Snapshot, Why
from bot.target import NodeTarget, Target

WIN_2 = NodeTarget(name="win-2")


class Slow:
    """A reader that waits until it is let go, and counts."""

    name = "context test"

    def __init__(self, *, hold: threading.Event | None = None, gap: Why | None = None) -> None:
        self.read_targets: list[Target] = []
        self.entered = threading.Semaphore(0)
        self._hold = hold
        self._gap = gap

    def read(self, target: Target) -> Snapshot:
        """Reads after the hold."""
        self.read_targets.append(target)
        self.entered.release()
        if self._hold is not None:
            assert self._hold.wait(10)
        if isinstance(target, NodeTarget) and target.name == "missing":
            raise NoSuchTarget(target, source=self.name)
        return snapshot_of(node(), target=target, gaps={Resource.PODS: self._gap} if self._gap else None)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_who_asks_meanwhile_gets_the_same() -> None:
    """One reading, however many ask."""
    hold = threading.Event()
    slow = Slow(hold=hold)
    shared = SharedReader(slow)
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(shared.read, WIN_1) for _ in range(4)]
        assert slow.entered.acquire(timeout=10)
        hold.set()
        read = [one.result(10) for one in asked]
    assert slow.read_targets == [WIN_1]
    assert {one.read_at for one in read} == {NOW}


def test_who_asks_again_soon_is_told_the_age() -> None:
    """Nothing is read anew."""
    slow, clock = Slow(), Clock()
    shared = SharedReader(slow, seconds=20, clock=clock)
    assert shared.read(WIN_1).kept_for == timedelta()
    clock.now += 7
    assert shared.read(WIN_1).kept_for == timedelta(seconds=7)
    assert len(slow.read_targets) == 1


def test_what_is_too_old_is_read_anew() -> None:
    """After the time that it is kept."""
    slow, clock = Slow(), Clock()
    shared = SharedReader(slow, seconds=20, clock=clock)
    shared.read(WIN_1)
    clock.now += 21
    assert shared.read(WIN_1).kept_for == timedelta()
    assert len(slow.read_targets) == 2


def test_each_target_is_read_for_itself() -> None:
    """They have nothing to do with each other."""
    slow = Slow()
    shared = SharedReader(slow)
    assert shared.read(WIN_1).target == WIN_1
    assert shared.read(WIN_2).target == WIN_2


def test_a_cluster_that_could_not_be_reached_is_tried_again_at_once() -> None:
    """It may be back."""
    slow = Slow(gap=Why.UNREACHABLE)
    shared = SharedReader(slow)
    shared.read(WIN_1)
    shared.read(WIN_1)
    assert len(slow.read_targets) == 2


def test_an_error_goes_to_everybody_who_asked_and_is_not_kept() -> None:
    """A node may join in the next minute."""
    slow = Slow()
    shared = SharedReader(slow)
    for _ in range(2):
        with pytest.raises(NoSuchTarget):
            shared.read(NodeTarget(name="missing"))
    assert len(slow.read_targets) == 2


def test_only_the_last_few_are_kept() -> None:
    """A snapshot may be large."""
    slow = Slow()
    shared = SharedReader(slow)
    targets = [NodeTarget(name=f"win-{number}") for number in range(MOST_KEPT + 1)]
    for target in targets:
        shared.read(target)
    shared.read(targets[0])
    assert slow.read_targets.count(targets[0]) == 2
    shared.read(targets[-1])
    assert slow.read_targets.count(targets[-1]) == 1
