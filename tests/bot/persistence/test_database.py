"""What becomes of the errors of a database, and how a sick one is noticed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import question
from postgres import PostgresServer
from sqlalchemy import event, text

from bot.persistence.database import Database
from bot.persistence.feedback import SqlFeedback
from bot.persistence.inbox import SqlInbox
from bot.persistence.opening import open_database
from bot.ports import InboxUnavailable, Message, Summary

SECRET_TEXT = "what somebody wrote at three in the morning"


@pytest.fixture
def locked(sqlite_database: Database, tmp_path: Path) -> Iterator[None]:
    """A foreign process has the write lock of the file."""
    other = sqlite3.connect(tmp_path / "kubewhy.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


@pytest.mark.usefixtures("locked")
def test_a_file_that_another_program_locks_keeps_nothing_and_says_so(sqlite_database: Database) -> None:
    """Slack is not told "kept" for what wasn't; the wait ends before its three seconds."""
    with pytest.raises(InboxUnavailable, match="database is locked"):
        SqlInbox(sqlite_database).accept(key="k", question=question())


def test_a_thread_that_waits_too_long_for_other_threads_gives_up(sqlite_database: Database) -> None:
    """Their turns and SQLite's own wait together stay below Slack's three seconds."""
    may_end, begun = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite_database.write():
            begun.set()
            may_end.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    begun.wait(30)
    with pytest.raises(InboxUnavailable, match="the database is busy"):
        SqlInbox(sqlite_database).accept(key="k", question=question())
    may_end.set()
    holder.join()


def test_reading_needs_no_turn_to_write(sqlite_database: Database) -> None:
    """Whether we have spoken in a thread is asked for each message of a channel."""
    with sqlite_database.write():
        assert not SqlInbox(sqlite_database).has_spoken(team="T1", channel="C1", thread="1")


def test_no_error_of_the_driver_leaves_and_no_text_in_it(new_database: Database) -> None:
    """A database whose tables are gone stands for every error that nobody foresaw."""
    inbox, feedback = SqlInbox(new_database), SqlFeedback(new_database)
    inbox.accept(key="k", question=question(SECRET_TEXT))
    claimed = inbox.claim()
    assert claimed is not None
    with new_database.write() as connection:
        connection.execute(text("DROP TABLE questions"))
        connection.execute(text("DROP TABLE verdicts"))
    summary = Summary(decision="answer")

    for call in (
        lambda: inbox.accept(key="k2", question=question(SECRET_TEXT)),
        lambda: inbox.has_spoken(team="T1", channel="C1", thread="1"),
        inbox.claim,
        lambda: inbox.renew(claimed),
        lambda: inbox.keep_answer(claimed, message=Message(text=SECRET_TEXT), summary=summary),
        lambda: inbox.turn(claimed),
        lambda: inbox.finish(claimed, posted_ts="1"),
        lambda: inbox.erase(claimed),
        lambda: inbox.postpone(claimed, seconds=1, count=True),
        lambda: inbox.give_up(claimed, reason="no"),
        inbox.release_all,
        lambda: inbox.forget_old(days=1),
        lambda: inbox.earlier(team="T1", channel="C1", thread="1", before="k"),
        lambda: feedback.record(key="k", user="U1", verdict="helpful", entry=None),
        lambda: list(feedback.all()),
    ):
        with pytest.raises(InboxUnavailable) as caught:
            call()
        assert SECRET_TEXT not in str(caught.value)
        assert caught.value.__suppress_context__


def test_an_error_that_quotes_a_row_is_told_by_its_kind_alone(database: Database) -> None:
    """Drivers repeat the values that broke a rule."""
    statement = "INSERT INTO channel_pace VALUES (:text, 'C', 1), (:text, 'C', 1)"

    with pytest.raises(InboxUnavailable) as caught, database.write() as connection:
        connection.execute(text(statement), {"text": SECRET_TEXT})

    assert str(caught.value) in ("IntegrityError in the database", "UniqueViolation in the database")


def test_a_write_that_fails_leaves_nothing_behind(database: Database) -> None:
    """All of a step is written, or none of it."""

    def write_twice() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO channel_pace VALUES ('T', 'C', 1)"))
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(InboxUnavailable):
        write_twice()

    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM channel_pace")).scalar_one() == 0


def test_an_open_database_is_healthy(database: Database) -> None:
    """Nothing to say."""
    assert database.healthy() == ""


def test_a_disconnected_database_connects_again(database: Database) -> None:
    """A fork in between shares no connection."""
    inbox = SqlInbox(database)
    inbox.accept(key="k", question=question())

    database.disconnect()

    assert database._engine.pool.checkedin() == 0  # type: ignore[attr-defined]  # of the kind of pool that we use
    assert not inbox.accept(key="k", question=question())


def test_a_deleted_file_is_noticed_and_nothing_more_is_kept(sqlite_database: Database, tmp_path: Path) -> None:
    """SQLite would go on without an error, and all would be gone after a restart."""
    inbox = SqlInbox(sqlite_database)
    inbox.accept(key="k1", question=question())

    for file in tmp_path.glob("kubewhy.sqlite3*"):
        file.unlink()

    assert sqlite_database.healthy().startswith("the database file was deleted or replaced")
    with pytest.raises(InboxUnavailable, match="restart it"):
        inbox.accept(key="k2", question=question())
    with pytest.raises(InboxUnavailable, match="restart it"):
        inbox.has_spoken(team="T1", channel="C1", thread="1")
    assert list(tmp_path.glob("kubewhy.sqlite3*")) == []


def test_a_full_disk_keeps_nothing_and_heals_when_there_is_space(sqlite_database: Database) -> None:
    """A limit on the file's pages stands for the disk; what was kept before it was full is kept."""
    engine = sqlite_database._engine
    inbox = SqlInbox(sqlite_database)
    limit = {"pages": 0}

    def set_limit(connection: sqlite3.Connection, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit['pages'] or 2**30}").close()

    event.listen(engine, "checkout", set_limit)
    inbox.accept(key="small", question=question())
    limit["pages"] = 1
    with pytest.raises(InboxUnavailable, match="full"):
        inbox.accept(key="large", question=question("x" * 100_000))
    limit["pages"] = 0
    accepted_again = inbox.accept(key="large", question=question("x" * 100_000))
    claimed = inbox.claim()

    assert accepted_again
    assert claimed is not None
    assert claimed.key == "small"


@pytest.mark.postgres
def test_a_server_that_is_away_is_told_and_found_again(postgres_server: PostgresServer, tmp_path: Path) -> None:
    """Connections that the restart cut off are replaced without anybody noticing."""
    database = open_database(url=postgres_server.empty_database("one_test"), data_dir=tmp_path)
    inbox = SqlInbox(database)
    inbox.accept(key="before", question=question())

    postgres_server.stop()
    try:
        with pytest.raises(InboxUnavailable, match="connection"):
            inbox.accept(key="meanwhile", question=question())
        away = database.healthy()
    finally:
        postgres_server.start()
    back = database.healthy()
    accepted = [inbox.accept(key=key, question=question()) for key in ("before", "meanwhile")]
    database.close()

    assert "connection" in away
    assert back == ""
    assert accepted == [False, True]
