"""The engines and what the two databases say differently."""

from __future__ import annotations

import sqlite3
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from bot.errors import UsageError
from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow, make_engine


def test_now_is_the_time_of_the_database_in_seconds_since_1970(database: Database) -> None:
    """Both databases count alike, in fractions of a second."""
    with database.read() as connection:
        moments = [connection.execute(select(DatabaseNow())).scalar_one() for _ in range(2)]
        connection.rollback()

    assert all(abs(moment - time.time()) < 3600 for moment in moments)
    assert any(moment != int(moment) for moment in moments)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 1500)],
)
def test_every_connection_to_sqlite_is_set_up(sqlite_database: Database, pragma: str, value: str | int) -> None:
    """FULL (2) survives a power cut; the wait for a lock is below Slack's three seconds."""
    with sqlite_database.read() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_write_has_its_lock_from_the_beginning(sqlite_database: Database, tmp_path: Path) -> None:
    """Whatever it read first, nobody can have changed before it writes."""
    other = sqlite3.connect(tmp_path / "kubewhy.sqlite3", isolation_level=None, timeout=0)
    with sqlite_database.write() as connection:
        connection.execute(text("SELECT count(*) FROM questions"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.close()


def test_a_vanished_file_is_not_made_anew_by_a_new_connection(tmp_path: Path) -> None:
    """An empty database in its place would look like a healthy one."""
    engine = make_engine(tmp_path / "gone.sqlite3")

    with pytest.raises(Exception, match="unable to open database file"), engine.connect():
        pass

    assert list(tmp_path.iterdir()) == []


def test_a_missing_driver_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The driver is an extra of the distribution."""
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(UsageError, match=r"driver is missing: pip install 'kubewhy\[postgres\]'"):
        make_engine(make_url("postgresql+psycopg://h/k"))


def test_settings_of_the_address_go_before_ours() -> None:
    """Whoever writes `connect_timeout` into the address means it."""
    engine = make_engine(make_url("postgresql+psycopg://h/k?connect_timeout=9"))
    arguments, options = engine.dialect.create_connect_args(engine.url)
    engine.dispose()

    assert (list(arguments), options["connect_timeout"]) == ([], "9")
