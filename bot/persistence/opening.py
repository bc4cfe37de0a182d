"""Opens the database at start: found, locked, brought up to date, or refused with one clear line."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import UsageError
from bot.persistence.address import read_address
from bot.persistence.database import Database, cause_of
from bot.persistence.engine import keeps_a_log, make_engine
from bot.persistence.migrating import migrate
from bot.persistence.sqlite_file import SqliteFile

PATIENCE = 2.0
"""Seconds to wait for another process."""


def open_database(*, url: str, data_dir: Path, alone: bool = True, patience: float = PATIENCE) -> Database:
    """The database of this address, its tables in their newest form. Raises UsageError with one clear line.

    An SQLite file is for one process alone, which is waited for as long as `patience` says: it may just be ending.
    `alone=False` is for a command that reads beside it.
    """
    address = read_address(url, data_dir=data_dir)
    engine = make_engine(address)
    if isinstance(address, Path):
        file = SqliteFile(address)
        return Database(_open_file(engine, file, patience=patience if alone else None), file=file)
    _bring_up_to_date(engine, name=f"{address.database or ''} at {address.host or 'this machine'}")
    return Database(engine)


def _open_file(engine: Engine, file: SqliteFile, *, patience: float | None) -> Engine:
    """Makes the engine's file ready; keeps it locked unless patience is None, which means to read beside others."""
    file.make()
    held = file.lock(patience=patience or 0.0)
    if not held and patience is not None:
        raise UsageError(
            f"The database file {file.path} is in use by {file.holder()}: stop that kubewhy first. "
            "Several at once need PostgreSQL (KUBEWHY_DATABASE_URL)."
        )
    try:
        if held:
            _bring_up_to_date(engine, name=str(file.path))
            _check_disk(engine, file)
    except UsageError:
        engine.dispose()
        file.unlock()
        raise
    if patience is None:
        file.unlock()
    return engine


def _check_disk(engine: Engine, file: SqliteFile) -> None:
    if not keeps_a_log(engine):
        raise UsageError(
            f"The database file {file.path} is on a disk that can't hold an SQLite database: "
            "set KUBEWHY_DATA_DIR to a folder on a local one."
        )


def _bring_up_to_date(engine: Engine, *, name: str) -> None:
    try:
        with engine.begin() as connection:
            migrate(connection)
    except SQLAlchemyError as error:
        engine.dispose()
        raise UsageError(
            f"The database {name} can't be used: {cause_of(error)}. Check KUBEWHY_DATABASE_URL and KUBEWHY_DATA_DIR."
        ) from None
    except UsageError:
        engine.dispose()
        raise
