"""What is deleted, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from factories import place, question
from sqlalchemy import select, update

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.feedback import SqlFeedback
from bot.persistence.inbox import SqlInbox
from bot.persistence.retention import BATCH, DAY
from bot.persistence.tables import channel_pace, questions, verdicts


def finished(inbox: SqlInbox, *keys: str) -> None:
    """Questions that were answered."""
    for key in keys:
        inbox.accept(key=key, question=question(f"text of {key}", place=place(thread=key)))
        claimed = inbox.claim()
        assert claimed is not None
        inbox.finish(claimed, posted_ts="1.2")


def make_older(database: Database, *, days: float, key: str) -> None:
    """As if it had come so much earlier."""
    with database.write() as connection:
        came_at = DatabaseNow() - days * DAY
        connection.execute(update(questions).where(questions.c.key == key).values(accepted_at=came_at))


def keys_of(database: Database) -> list[str]:
    """What is there."""
    with database.read() as connection:
        return list(connection.execute(select(questions.c.key).order_by(questions.c.seq)).scalars())


def test_finished_questions_are_deleted_after_the_days_that_were_set(database: Database, inbox: SqlInbox) -> None:
    """And no earlier."""
    finished(inbox, "old", "young")
    make_older(database, days=30.01, key="old")
    make_older(database, days=29.99, key="young")

    assert inbox.forget_old(days=30) == 1
    assert keys_of(database) == ["young"]
    assert inbox.forget_old(days=30) == 0


def test_open_questions_are_kept_however_old_they_are(database: Database, inbox: SqlInbox) -> None:
    """Nothing that was acknowledged is lost."""
    inbox.accept(key="waiting", question=question(place=place(thread="1")))
    inbox.accept(key="working", question=question(place=place(thread="2")))
    inbox.claim()
    for key in ("waiting", "working"):
        make_older(database, days=900, key=key)

    assert inbox.forget_old(days=30) == 0
    assert keys_of(database) == ["waiting", "working"]


@pytest.mark.parametrize("end", ["erase", "give_up"])
def test_silence_and_failure_are_forgotten_alike(database: Database, inbox: SqlInbox, end: str) -> None:
    """Whatever became of them."""
    inbox.accept(key="k", question=question())
    claimed = inbox.claim()
    assert claimed is not None
    assert inbox.erase(claimed) if end == "erase" else inbox.give_up(claimed, reason="no")
    make_older(database, days=31, key="k")

    assert inbox.forget_old(days=30) == 1


def test_a_key_is_known_for_a_day_at_least(database: Database, inbox: SqlInbox) -> None:
    """It is what tells a second delivery."""
    finished(inbox, "k")
    make_older(database, days=0.9, key="k")

    assert inbox.forget_old(days=0) == 0
    assert not inbox.accept(key="k", question=question())


def test_much_is_deleted_in_batches(database: Database, inbox: SqlInbox) -> None:
    """So that nobody who writes waits for long."""
    row = {"team": "T", "channel": "C", "kind": "mention", "state": "done", "attempts": 1, "has_turn": False}
    rows = [row | {"key": f"k{n}", "thread": "", "posted_ts": "", "reason": "", "accepted_at": 1.0} for n in range(250)]
    with database.write() as connection:
        connection.execute(questions.insert(), rows)

    assert [inbox.forget_old(days=30) for _ in range(3)] == [BATCH, 50, 0]


def test_old_verdicts_and_idle_channels_go_too(database: Database, inbox: SqlInbox) -> None:
    """Who pressed what is about people as much as what they wrote."""
    feedback = SqlFeedback(database)
    for key in ("old", "young"):
        feedback.record(key=key, user="U1", verdict="helpful", entry=None)
    with database.write() as connection:
        connection.execute(update(verdicts).where(verdicts.c.key == "old").values(at=DatabaseNow() - 31 * DAY))
        for channel, seconds in (("idle", -7200), ("busy", 1)):
            connection.execute(channel_pace.insert().values(team="T", channel=channel, next_at=DatabaseNow() + seconds))

    inbox.forget_old(days=30)

    assert [one.key for one in feedback.all()] == ["young"]
    with database.read() as connection:
        assert list(connection.execute(select(channel_pace.c.channel)).scalars()) == ["busy"]


def test_a_deleted_text_is_in_no_file_of_the_data_folder(sqlite_database: Database, tmp_path: Path) -> None:
    """Deleted means gone."""
    inbox = SqlInbox(sqlite_database)
    finished(inbox, "old", "young")
    make_older(sqlite_database, days=31, key="old")

    inbox.forget_old(days=30)

    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"text of old" not in content
    assert b"text of young" in content
