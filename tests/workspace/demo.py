"""`kubewhy demo` as a process of its own, the way a person starts it, read through a pipe."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


class Demo:
    """The process and what it has written so far."""

    def __init__(
        self, *, folder: Path, data: Path, stdin: int = subprocess.DEVNULL, settings: Mapping[str, str] | None = None
    ) -> None:
        self.lines: list[str] = []
        self._stderr = folder / "stderr"
        with self._stderr.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "demo"],
                cwd=CHECKOUT,
                env={**_bare_environment(data), **(settings or {})},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, pattern: str, *, seconds: float = 60) -> re.Match[str]:
        """The first line that fits, as soon as it is written."""
        found: list[re.Match[str]] = []

        def fits() -> bool:
            found.extend(match for line in list(self.lines) if (match := re.search(pattern, line)))
            return bool(found) or (self.process.poll() is not None and not self._reader.is_alive())

        soon(fits, seconds=seconds)
        assert found, f"no line fits {pattern!r}: {self.lines} {self.errors()}"
        return found[0]

    def url(self) -> str:
        """The page's address."""
        return self.wait_for(r"http://127\.0\.0\.1:\d+/").group()

    def errors(self) -> str:
        """What was written to standard error."""
        return self._stderr.read_text()

    def end(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ends it as Ctrl-C does; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(30)
        if self.process.stdin is not None:
            self.process.stdin.close()
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


def _bare_environment(data: Path) -> Mapping[str, str]:
    """Nothing of the person's own settings, and a data folder of the test's own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "KUBEWHY_DATA_DIR": str(data), "PYTHONDONTWRITEBYTECODE": "1"}


def soon(condition: Callable[[], bool], *, seconds: float = 20) -> bool:
    """Whether this comes true before the time is up."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
