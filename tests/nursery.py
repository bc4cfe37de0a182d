"""Processes that begin at once: children of a process that has everything imported, and does nothing but fork."""

from __future__ import annotations

import base64
import importlib
import os
import pickle
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60.0
"""Seconds after which a child that should have ended is taken to hang."""
TESTS = Path(__file__).parent


class Child:
    """One of the processes."""

    def __init__(self, pid: int, *, status: Callable[[int], int | None]) -> None:
        self.pid = pid
        self._status = status
        self._exit_code: int | None = None

    def kill(self) -> None:
        """As the kernel does when memory runs out; no harm where it has ended already."""
        if self._ended() is None:
            os.kill(self.pid, signal.SIGKILL)
            self.exit_code()

    def send(self, number: signal.Signals) -> None:
        """Sends a signal."""
        os.kill(self.pid, number)

    def exit_code(self) -> int:
        """Waits for its end: 0 where it ended well, the negative number of the signal that ended it otherwise."""
        deadline = time.monotonic() + PATIENCE
        while (code := self._ended()) is None:
            assert time.monotonic() < deadline, "the process hangs"
            time.sleep(0.01)
        return code

    def _ended(self) -> int | None:
        if self._exit_code is None:
            self._exit_code = self._status(self.pid)
        return self._exit_code


class Nursery:
    """Begins children that run one function of a module, each with a value of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._children: list[Child] = []

    def begin(self, argument: object) -> Child:
        """A new child."""
        pid = int(self._ask("begin " + base64.b64encode(pickle.dumps(argument)).decode()))
        self._children.append(Child(pid, status=self._status_of))
        return self._children[-1]

    def end_all(self) -> None:
        """Kills whoever is left."""
        while self._children:
            self._children.pop().kill()

    def _status_of(self, pid: int) -> int | None:
        answer = self._ask(f"status {pid}")
        return None if answer == "alive" else int(answer)

    def _ask(self, question: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


@contextmanager
def nursery(*, module: str, function: str) -> Iterator[Nursery]:
    """A nursery for this function; its children end with it."""
    path = os.pathsep.join([str(TESTS.parent), str(TESTS)])
    command = [sys.executable, "-c", f"import nursery; nursery.serve({module!r}, {function!r})"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": path}
    ) as process:
        made = Nursery(process)
        try:
            yield made
        finally:
            made.end_all()
            assert process.stdin is not None
            process.stdin.close()


def serve(module: str, function: str) -> None:
    """Forks for each line that asks for a child, and tells what became of it."""
    run: Callable[[object], None] = getattr(importlib.import_module(module), function)
    for line in sys.stdin:
        verb, _, given = line.strip().partition(" ")
        if verb == "begin":
            print(_fork(run, pickle.loads(base64.b64decode(given))), flush=True)  # noqa: S301 - of our own making
        else:
            pid, status = os.waitpid(int(given), os.WNOHANG)
            print(os.waitstatus_to_exitcode(status) if pid else "alive", flush=True)


def _fork(run: Callable[[object], None], argument: object) -> int:
    child = os.fork()
    if child:
        return child
    try:
        run(argument)
    except BaseException:  # a child never returns into its parent's loop
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
