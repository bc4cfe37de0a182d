"""The database at start: found, locked, brought up to date, or refused with one clear line."""

from __future__ import annotations

import multiprocessing
import os
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from factories import question
from sqlalchemy import Engine, event, text

from bot.errors import UsageError
from bot.persistence import engine
from bot.persistence.database import Database
from bot.persistence.inbox import SqlInbox
from bot.persistence.opening import open_database
from bot.persistence.tables import metadata


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a foreign lock."""
    monkeypatch.setattr(engine, "LOCK_SECONDS", 0.1)


def test_the_steps_lead_to_the_tables_that_the_code_knows(database: Database) -> None:
    """Otherwise a step was forgotten."""
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_what_was_kept_is_there_after_closing_and_opening(address: str, tmp_path: Path) -> None:
    """The steps that were run are not run again."""
    for key_is_new in (True, False):
        database = open_database(url=address, data_dir=tmp_path)
        assert SqlInbox(database).accept(key="k", question=question()) is key_is_new
        database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_replicas_that_start_at_once_run_the_steps_once(address: str, tmp_path: Path) -> None:
    """They wait for one another."""
    with ThreadPoolExecutor(4) as pool:
        for database in pool.map(lambda _: open_database(url=address, data_dir=tmp_path), range(4)):
            assert database.healthy() == ""
            database.close()


def test_two_processes_that_start_at_once_on_a_new_file_leave_it_to_one(tmp_path: Path) -> None:
    """The other one says who has it."""
    with ThreadPoolExecutor(2) as pool:
        attempts = [pool.submit(open_database, url="", data_dir=tmp_path, patience=0.2) for _ in range(2)]
    errors = [attempt.exception() for attempt in attempts]
    opened = [attempt.result() for attempt in attempts if attempt.exception() is None]
    for database in opened:
        database.close()

    assert len(opened) == 1
    assert re.search(
        rf"kubewhy\.sqlite3 is in use by process {os.getpid()}: stop that kubewhy first.*PostgreSQL",
        str(next(error for error in errors if error is not None)),
    )


def test_a_command_may_read_beside_a_running_bot(sqlite_database: Database, tmp_path: Path) -> None:
    """`kubewhy feedback export` needs no pause of the bot."""
    SqlInbox(sqlite_database).accept(key="k", question=question())

    beside = open_database(url="", data_dir=tmp_path, alone=False)
    with beside.read() as connection:
        kept = connection.execute(text("SELECT key FROM questions")).scalars().all()
    beside.close()

    assert kept == ["k"]
    with pytest.raises(UsageError, match="is in use by process"):
        open_database(url="", data_dir=tmp_path, patience=0)


def test_a_start_waits_for_a_process_that_is_just_ending(sqlite_database: Database, tmp_path: Path) -> None:
    """A restart need not be timed."""
    with ThreadPoolExecutor(1) as pool:
        starting = pool.submit(open_database, url="", data_dir=tmp_path, patience=30)
        sqlite_database.close()
        started = starting.result()

    assert started.healthy() == ""
    started.close()


def test_a_command_that_reads_makes_an_empty_database_and_holds_nothing(tmp_path: Path) -> None:
    """Nothing was said yet, which is no error; the bot may start meanwhile."""
    beside = open_database(url="", data_dir=tmp_path, alone=False)
    with beside.read() as connection:
        kept = connection.execute(text("SELECT count(*) FROM verdicts")).scalar_one()

    assert kept == 0
    open_database(url="", data_dir=tmp_path).close()
    beside.close()


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """It is left as it is."""
    (tmp_path / "kubewhy.sqlite3").write_text(
        "my shopping list, which is longer than any header of a database file\n" * 99
    )

    with pytest.raises(UsageError) as caught:
        open_database(url="", data_dir=tmp_path)

    assert str(caught.value) == (
        f"The database {tmp_path / 'kubewhy.sqlite3'} can't be used: file is not a database. "
        "Check KUBEWHY_DATABASE_URL and KUBEWHY_DATA_DIR."
    )
    assert (tmp_path / "kubewhy.sqlite3").read_text().startswith("my shopping list")


def test_tables_of_a_newer_kubewhy_are_refused(address: str, tmp_path: Path) -> None:
    """An older program does not know what they mean; the file is free for the newer one at once."""
    database = open_database(url=address, data_dir=tmp_path)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()

    for _ in range(2):
        with pytest.raises(UsageError, match=r"written by a newer kubewhy \(.*9999.*\): install that version"):
            open_database(url=address, data_dir=tmp_path)


def test_a_server_that_is_not_there_is_told_in_one_line_without_its_password(tmp_path: Path) -> None:
    """Port 1 of this machine refuses."""
    with pytest.raises(UsageError) as caught:
        open_database(url="postgresql://kubewhy:hunter2@127.0.0.1:1/answers", data_dir=tmp_path)

    assert re.fullmatch(
        r"The database answers at 127\.0\.0\.1 can't be used: .*refused\. Check KUBEWHY_DATABASE_URL.*",
        str(caught.value),
    )
    assert "hunter2" not in str(caught.value)


@pytest.mark.usefixtures("impatient")
def test_a_file_that_a_foreign_program_locks_at_start_is_told(tmp_path: Path) -> None:
    """A backup that never ends, for one."""
    other = sqlite3.connect(tmp_path / "kubewhy.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(UsageError, match="can't be used: database is locked"):
        open_database(url="", data_dir=tmp_path)

    other.close()
    open_database(url="", data_dir=tmp_path).close()


def test_a_start_that_is_killed_in_the_middle_of_a_step_harms_nothing(tmp_path: Path) -> None:
    """All of the steps are one transaction."""
    process = multiprocessing.get_context("spawn").Process(target=_die_in_the_first_step, args=(tmp_path,))
    process.start()
    process.join(60)

    database = open_database(url="", data_dir=tmp_path)

    assert process.exitcode == 9
    assert database.healthy() == ""
    assert SqlInbox(database).accept(key="k", question=question())
    database.close()


def _die_in_the_first_step(data_dir: Path) -> None:
    def die(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "CREATE TABLE channel_pace" in statement:
            os._exit(9)

    event.listen(Engine, "after_cursor_execute", die)
    open_database(url="", data_dir=data_dir)
