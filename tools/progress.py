"""Runs a program that may take long, and tells the person who waits how far it is."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

TICK = 0.5
"""Seconds between two looks at the clock."""


class ProgramFailed(Exception):  # noqa: N818 - reads as the sentence that it is
    """A program ended with an error or took too long; `lines` are what it said."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__(lines[-1] if lines else "no reason given")
        self.lines = tuple(lines)


class Progress:
    """One line that is kept up to date on a terminal; in a pipe, its beginning and its end."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._live = sys.stderr.isatty()
        self._begun = time.monotonic()
        self._step = ""
        self._write(f"{label} …" if self._live else f"{label} …\n")

    def tick(self, step: str | None) -> None:
        """Shows what is being done, and since when; None: the same as before."""
        self._step = step if step is not None else self._step
        if self._live:
            parts = [part for part in (self._step, f"{self._seconds()} s") if part]
            self._write(f"\r\033[K{self._label} … {', '.join(parts)}")

    def end(self, outcome: str) -> None:
        """The last word."""
        start = "\r\033[K" if self._live else ""
        self._write(f"{start}{self._label}: {outcome} after {self._seconds()} s\n")

    def _seconds(self) -> int:
        return round(time.monotonic() - self._begun)

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def run(
    command: Sequence[str],
    *,
    label: str,
    log: Path,
    step_of: Callable[[str], str | None] = lambda _line: None,
    timeout: float = 3600,
) -> None:
    """Runs the program with its output in `log`; `step_of` tells a step from a line. Raises ProgramFailed."""
    progress = Progress(label)
    environment = dict(os.environ, PYTHONUNBUFFERED="1")
    with (
        log.open("ab") as kept,
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        ) as program,
    ):
        said: list[str] = []
        try:
            for line in _lines(program, until=time.monotonic() + timeout):
                if line is not None:
                    said.append(line)
                    kept.write(f"{line}\n".encode())
                progress.tick(step_of(line) if line is not None else None)
        except BaseException:
            program.kill()
            progress.end("stopped")
            raise
    if program.returncode != 0:
        progress.end("failed")
        raise ProgramFailed([line for line in said if line])
    progress.end("done")


def _lines(program: subprocess.Popen[bytes], *, until: float) -> Iterator[str | None]:
    """The program's lines as they come, and None whenever nothing came for a while. Raises ProgramFailed."""
    output = program.stdout.fileno() if program.stdout else -1
    rest = b""
    while True:
        if time.monotonic() > until:
            raise ProgramFailed(["it took too long"])
        if not select.select([output], [], [], TICK)[0]:
            yield None
            continue
        chunk = os.read(output, 65536)
        *complete, rest = (rest + chunk).split(b"\n")
        yield from (line.decode(errors="replace").strip() for line in complete)
        if not chunk:
            yield rest.decode(errors="replace").strip()
            return
