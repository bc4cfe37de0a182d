"""One reading at a time for each target: who asks meanwhile gets the same, and so does who asks again soon."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

from bot.cluster.reading import DEAD
from bot.ports import ClusterReader
from bot.snapshot import Snapshot
from bot.target import Target

KEPT_SECONDS = 20.0
"""A person who asks twice in a row wants to see the same; in an outage things are others a minute later."""
MOST_KEPT = 4
"""Snapshots that are kept; that of a whole cluster is large."""
AT_ONCE = 2
"""Readings of one cluster side by side, of different targets."""


class SharedReader:
    """A reader that spares its cluster. Fits `bot.ports.ClusterReader`, and may be used from several threads."""

    def __init__(
        self, reader: ClusterReader, *, seconds: float = KEPT_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._reader = reader
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._turn = threading.Semaphore(AT_ONCE)
        self._under_way: dict[Target, Future[Snapshot]] = {}
        self._kept: OrderedDict[Target, tuple[float, Snapshot]] = OrderedDict()

    @property
    def name(self) -> str:
        """What it reads."""
        return self._reader.name

    def read(self, target: Target) -> Snapshot:
        """The snapshot, with its age where it was read before. Raises what the reader raises."""
        with self._lock:
            if (kept := self._fresh(target)) is not None:
                return kept
            under_way = self._under_way.get(target)
            if under_way is None:
                mine = self._under_way[target] = Future[Snapshot]()
        if under_way is not None:
            return under_way.result()
        try:
            with self._turn:
                snapshot = self._reader.read(target)
        except BaseException as error:
            self._end(target)
            mine.set_exception(error)
            raise
        self._end(target, snapshot)
        mine.set_result(snapshot)
        return snapshot

    def _fresh(self, target: Target) -> Snapshot | None:
        at, snapshot = self._kept.get(target, (0.0, None))
        if snapshot is None:
            return None
        age = self._clock() - at
        if age > self._seconds:
            del self._kept[target]
            return None
        return replace(snapshot, kept_for=timedelta(seconds=age))

    def _end(self, target: Target, snapshot: Snapshot | None = None) -> None:
        with self._lock:
            del self._under_way[target]
            # A cluster that couldn't be reached is tried anew by the next who asks.
            gaps = [section.gap for section in snapshot.sections.values()] if snapshot is not None else []
            if snapshot is not None and not any(gap is not None and gap.why in DEAD for gap in gaps):
                self._kept[target] = (self._clock(), snapshot)
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
