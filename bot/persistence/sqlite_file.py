"""The file of an SQLite database: made, locked against a second process, watched. Not for network disks."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from bot.errors import UsageError

PAUSE = 0.05


class SqliteFile:
    """One file, and the lock beside it that this process may hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._identity: tuple[int, int] | None = None

    def make(self) -> None:
        """Makes the file, readable by its owner alone, where there is none. Raises UsageError where that fails."""
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self._identity = self._now()
        except OSError as error:
            raise self._unwritable(error) from None

    def lock(self, *, patience: float) -> bool:
        """Takes the lock, which ends with this process at the latest; False where another process holds it."""
        try:
            lock = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise self._unwritable(error) from None
        deadline = time.monotonic() + patience
        while not _locked(lock):
            if time.monotonic() >= deadline:
                os.close(lock)
                return False
            time.sleep(PAUSE)
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        self._lock = lock
        return True

    def unlock(self) -> None:
        """Gives the lock back, if it is held."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def holder(self) -> str:
        """The process that holds the lock, as far as it says so."""
        try:
            number = self._lock_path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            number = ""
        return f"process {number}" if number.isdigit() else "another process"

    def is_gone(self) -> bool:
        """Whether the file was deleted or replaced since it was made: what is written then, no restart would find."""
        return self._now() != self._identity

    @property
    def _lock_path(self) -> Path:
        return self.path.with_name(f"{self.path.name}.lock")

    def _now(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return None
        return status.st_dev, status.st_ino

    def _unwritable(self, error: OSError) -> UsageError:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        cause = "a file is in the place of its folder" if in_the_way else error.strerror
        return UsageError(
            f"The database file {self.path} can't be written: {cause}. "
            "Set KUBEWHY_DATA_DIR to a folder that kubewhy may write to."
        )


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
