"""An open database: its connections, and what becomes of its errors."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from bot.persistence.engine import BEGIN, TO_READ, empty_log
from bot.persistence.sqlite_file import SqliteFile
from bot.ports import InboxUnavailable

TURN_SECONDS = 0.9
"""How long a thread waits for those that write before it."""
LONGEST_CAUSE = 200
GONE = "the database file was deleted or replaced while kubewhy was running: restart it"


class Database:
    """Hands out connections. Every error of the database leaves it as InboxUnavailable, with nobody's text in it."""

    def __init__(self, engine: Engine, *, file: SqliteFile | None = None) -> None:
        self._engine = engine
        self._file = file
        # SQLite lets writers wait unfairly, some of them for very long; a lock of our own lets them in one by one.
        self._writing = threading.Lock()
        self._log_holds_erased = False

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection inside a transaction, committed at the end. Raises InboxUnavailable."""
        with errors_told(), self._turn_to_write():
            if self._log_holds_erased:
                self._log_holds_erased = not empty_log(self._engine)
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with. Raises InboxUnavailable."""
        self._check_file()
        with errors_told(), self._engine.connect().execution_options(**{BEGIN: TO_READ}) as connection:
            yield connection

    def forget_erased(self) -> None:
        """Leaves what was erased just now in no file: SQLite's log is emptied, now or as soon as no reader needs it."""
        if self._file is not None:
            with errors_told(), self._turn_to_write():
                self._log_holds_erased = not empty_log(self._engine)

    def healthy(self) -> str:
        """What is wrong with the database, in one line; empty: nothing."""
        try:
            with self.read() as connection:
                connection.execute(text("SELECT 1"))
        except InboxUnavailable as error:
            return str(error)
        return ""

    def disconnect(self) -> None:
        """Closes every connection; the next use opens new ones. For the moment before a fork."""
        self._engine.dispose()

    def close(self) -> None:
        """Closes every connection and lets another process have the file."""
        self._engine.dispose()
        if self._file is not None:
            self._file.unlock()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        self._check_file()
        if self._file is None:
            yield
            return
        if not self._writing.acquire(timeout=TURN_SECONDS):
            raise InboxUnavailable("the database is busy")
        try:
            yield
        finally:
            self._writing.release()

    def _check_file(self) -> None:
        if self._file is not None and self._file.is_gone():
            raise InboxUnavailable(GONE)


@contextmanager
def errors_told() -> Iterator[None]:
    """Turns the errors of SQLAlchemy and its drivers into ours."""
    try:
        yield
    except SQLAlchemyError as error:
        # Without the original error: a driver's detail may quote what somebody wrote.
        raise InboxUnavailable(cause_of(error)) from None


def cause_of(error: SQLAlchemyError) -> str:
    """The cause in one short line; quoted from the driver only where that speaks of connections, locks and disks."""
    original = getattr(error, "orig", None)
    if type(error) in (OperationalError, DatabaseError) and str(original):
        return str(original).splitlines()[0][:LONGEST_CAUSE]
    return f"{type(original or error).__name__} in the database"
