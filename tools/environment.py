"""The folder .venv: hash-locked packages, and the checkout itself as the program `kubewhy`.

What was installed is stamped as the very last step. Without a valid stamp the folder is made anew: an install that was
interrupted, a lock that changed, a checkout that was moved and a Python that is gone all heal in the same way.
"""

import fcntl
import hashlib
import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.progress import ProgramFailed, run

STAMP = "installed.json"
LOG = "install.log"


class InstallFailed(Exception):  # noqa: N818 - reads as the sentence that it is
    """The environment could not be made; the text says why and what to do."""


@contextmanager
def alone(checkout: Path) -> Iterator[None]:
    """Waits while another command installs into the same checkout."""
    folder = checkout / ".cache"
    folder.mkdir(exist_ok=True)
    with (folder / "install.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Waiting for another install into this checkout to end …", file=sys.stderr)
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


class Environment:
    """The virtual environment of one checkout."""

    def __init__(self, *, checkout: Path) -> None:
        self._checkout = checkout
        self._folder = checkout / ".venv"
        self._python = self._folder / "bin" / "python"
        self._stamp = self._folder / STAMP

    def install(self, locks: Sequence[str]) -> None:
        """Installs what these locks name, unless it is there; the last holds all others. Raises InstallFailed."""
        wanted = {name: hashlib.sha256((self._checkout / name).read_bytes()).hexdigest() for name in locks}
        stamped = self._stamped()
        if stamped is not None and all(stamped.get(name) == value for name, value in wanted.items()):
            return
        if stamped is None or any(wanted.get(name) != value for name, value in stamped.items()):
            self._make()
        self._stamp.unlink(missing_ok=True)
        self._install_packages(locks[-1])
        self._install_checkout()
        self._write_stamp(wanted)

    def _stamped(self) -> dict[str, str] | None:
        """Hashes of the locks that are installed; None where nothing complete stands there."""
        try:
            stamp = json.loads(self._stamp.read_text(encoding="utf-8"))
            here = stamp["checkout"] == str(self._checkout)
            runs = subprocess.run([self._python, "-c", ""], check=False, capture_output=True).returncode == 0
            return dict(stamp["locks"]) if here and runs else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _make(self) -> None:
        """An empty environment, in place of whatever stands there."""
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(self._folder)], check=False, capture_output=True, text=True
        )
        if made.returncode != 0:
            lines = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
            raise InstallFailed(f"{sys.executable} could not make {self._folder}: {lines[0]}")

    def _install_packages(self, lock: str) -> None:
        """What the lock names, with its hashes, as wheels only: nothing is built on this machine."""
        command = [str(self._python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps"]
        command += ["--require-hashes", "--only-binary", ":all:", "-r", str(self._checkout / lock)]
        counting = Counting(lock=(self._checkout / lock).read_text(encoding="utf-8"))
        log = self._folder / LOG
        try:
            run(command, label=f"Installing {lock} into .venv", step_of=counting.step_of, log=log)
        except ProgramFailed as error:
            raise InstallFailed(
                f"{lock} could not be installed: {reason_of(error.lines)} Check the network and try again; pip said it"
                f" in {log}."
            ) from error

    def _install_checkout(self) -> None:
        """The checkout as it stands: importable in .venv, and its program in .venv/bin."""
        where = [str(self._python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        packages = Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())
        (packages / "kubewhy.pth").write_text(f"{self._checkout}\n", encoding="utf-8")
        program = self._folder / "bin" / "kubewhy"
        # -P: a folder named "bot" where the person happens to be must not be taken for ours.
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(str(self._python))} -P -m bot "$@"\n', encoding="utf-8")
        program.chmod(0o755)

    def _write_stamp(self, locks: dict[str, str]) -> None:
        """All or nothing: a stamp that is half written would be no stamp."""
        draft = self._stamp.with_suffix(".draft")
        draft.write_text(json.dumps({"checkout": str(self._checkout), "locks": locks}), encoding="utf-8")
        draft.replace(self._stamp)


class Counting:
    """Tells from pip's lines how many packages it has got."""

    def __init__(self, *, lock: str) -> None:
        self._total = len(re.findall(r"^[a-z0-9].*?==", lock, flags=re.MULTILINE))
        self._done = 0

    def step_of(self, line: str) -> str | None:
        """What pip is doing, where this line tells."""
        if line.startswith("Ignoring "):
            self._total -= 1
        if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            self._done += 1
            return f"{self._done} of {self._total}: {found.group(1)}"
        return "unpacking" if line.startswith("Installing collected packages") else None


def reason_of(lines: Sequence[str]) -> str:
    """The one line of pip's that says what went wrong."""
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or list(lines[-1:]) or ["pip gave no reason"])[0].rstrip(".") + "."
