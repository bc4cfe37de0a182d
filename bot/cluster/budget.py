"""What one probe may take: its time, and what it has asked for so far."""

from __future__ import annotations

import threading
import time


class Budget:
    """The time that is left to a probe, with its calls and bytes counted. Shared by the threads of one probe."""

    def __init__(self, *, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self.calls = 0
        self.bytes = 0

    def left(self) -> float:
        """Seconds until the deadline; never less than nothing."""
        return max(self._ends - time.monotonic(), 0.0)

    def called(self) -> None:
        """Counts one call."""
        with self._lock:
            self.calls += 1

    def received(self, count: int) -> None:
        """Counts bytes as they came over the wire, or as they were unpacked where that was more."""
        with self._lock:
            self.bytes += count
