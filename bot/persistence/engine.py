"""The engines, and the few things that SQLite and PostgreSQL say differently. All other SQL is the same for both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Double, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from bot.errors import UsageError
from bot.persistence.address import file_url

LOCK_SECONDS = 1.5
"""How long SQLite waits for a lock of another process: Slack wants its acknowledgement within three seconds."""
READER_SECONDS = 0.02
"""How long the log's end waits for readers: all writers wait behind it."""
CONNECTIONS, MORE_CONNECTIONS, CONNECTION_SECONDS = 8, 16, 2
BEGIN = "kubewhy_begin"
"""Execution option of a connection: how SQLite begins its transactions; empty: not at all."""
TO_WRITE, TO_READ = "BEGIN IMMEDIATE", "BEGIN"
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""
POSTGRESQL: dict[str, Any] = {
    "connect_timeout": 2,
    "application_name": "kubewhy",
    # A server that vanished without a word is noticed in time to tell Slack; the unit is milliseconds.
    "tcp_user_timeout": 2500,
    "options": "-c statement_timeout=5000 -c lock_timeout=1500",
}


class DatabaseNow(FunctionElement[float]):
    """Seconds since 1970 by the database's clock, the only one that all replicas share."""

    type = Double()
    inherit_cache = True


@compiles(DatabaseNow, "sqlite")
def _now_of_sqlite(element: DatabaseNow, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001 - given by SQLAlchemy
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(DatabaseNow, "postgresql")
def _now_of_postgresql(element: DatabaseNow, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ARG001 - as above
    return "CAST(EXTRACT(EPOCH FROM statement_timestamp()) AS DOUBLE PRECISION)"


def insert_into(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, which SQLAlchemy has for each database apart."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def make_engine(address: URL | Path) -> Engine:
    """An engine for this address; connects to nothing yet. Raises UsageError where the driver is missing or too old."""
    return _sqlite(address) if isinstance(address, Path) else _postgresql(address)


def _sqlite(path: Path) -> Engine:
    engine = create_engine(
        file_url(path),
        connect_args={"timeout": LOCK_SECONDS},
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=MORE_CONNECTIONS,
        pool_timeout=CONNECTION_SECONDS,
    )
    driver: Any = engine.dialect.dbapi
    if driver.sqlite_version_info < OLDEST_SQLITE:
        needed = ".".join(map(str, OLDEST_SQLITE))
        raise UsageError(
            f"This Python comes with SQLite {driver.sqlite_version}, kubewhy needs {needed}: use a newer Python."
        )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_connection(connection: Any, _record: object) -> None:
    # The driver would begin transactions at moments of its own choice; `_begin` says when.
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _begin(connection: Connection) -> None:
    # One that turned from reading to writing on its way could be refused at once, without any waiting.
    statement = connection.get_execution_options().get(BEGIN, TO_WRITE)
    if statement:
        connection.exec_driver_sql(statement)


def empty_log(engine: Engine) -> bool:
    """Writes SQLite's log back into its file and empties it; False where a reader was in the way."""
    with engine.connect().execution_options(**{BEGIN: ""}) as connection:
        _wait_for_locks(connection, seconds=READER_SECONDS)
        try:
            refused = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        finally:
            _wait_for_locks(connection, seconds=LOCK_SECONDS)
    return not refused


def _wait_for_locks(connection: Connection, *, seconds: float) -> None:
    connection.exec_driver_sql(f"PRAGMA busy_timeout={round(seconds * 1000)}").close()


def keeps_a_log(engine: Engine) -> bool:
    """Whether SQLite could turn its log on, which some network disks don't allow."""
    with engine.connect().execution_options(**{BEGIN: ""}) as connection:
        return bool(connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal")


def _postgresql(url: URL) -> Engine:
    try:
        return create_engine(
            url,
            connect_args={name: value for name, value in POSTGRESQL.items() if name not in url.query},
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=CONNECTIONS,
            max_overflow=MORE_CONNECTIONS,
            pool_timeout=CONNECTION_SECONDS,
        )
    except ImportError:
        raise UsageError(
            "KUBEWHY_DATABASE_URL asks for PostgreSQL, whose driver is missing: pip install 'kubewhy[postgres]'."
        ) from None
