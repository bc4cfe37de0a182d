"""Channels that are listened to, and problems that were told there lately, in either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.listening import REPEAT_SECONDS, SqlListening
from bot.persistence.opening import open_database
from bot.persistence.tables import listening, told
from knowledge.entry import EntryId

HERE = {"team": "T1", "channel": "C1"}
PORTS, OTHER = EntryId("ports-gone"), EntryId("other-one")


def test_nothing_is_listened_to_by_itself(database: Database) -> None:
    """Somebody has to want it, by a word or by a setting; a word counts more."""
    kept = SqlListening(database, always=frozenset({"C2"}))
    assert not kept.hears(**HERE).now
    assert kept.hears(team="T1", channel="C2").now
    kept.listen(**HERE, on=True)
    kept.listen(team="T1", channel="C2", on=False)
    assert kept.hears(**HERE).now
    assert not kept.hears(team="T1", channel="C2").now
    assert not kept.hears(team="T2", channel="C1").now


def test_a_muted_channel_is_quiet_for_its_time(database: Database) -> None:
    """Then it is as before."""
    kept = SqlListening(database)
    kept.listen(**HERE, on=True)
    until = kept.mute(**HERE, seconds=7200)
    assert abs(until - datetime.now(tz=UTC) - timedelta(hours=2)) < timedelta(minutes=1)
    assert kept.hears(**HERE).listens
    assert not kept.hears(**HERE).now
    with database.write() as connection:
        connection.execute(update(listening).values(muted_until=DatabaseNow() - 1))
    assert kept.hears(**HERE).now


def test_muting_and_unmuting_do_not_make_it_listen(database: Database) -> None:
    """In a channel where nobody wanted it, and where the setting does."""
    kept = SqlListening(database, always=frozenset({"C2"}))
    for channel, listens in (("C1", False), ("C2", True)):
        kept.mute(team="T1", channel=channel, seconds=60)
        assert not kept.hears(team="T1", channel=channel).now
        kept.unmute(team="T1", channel=channel)
        assert kept.hears(team="T1", channel=channel).now is listens


def test_to_listen_ends_that_it_was_muted(database: Database) -> None:
    """Whoever says so wants to hear something."""
    kept = SqlListening(database)
    kept.mute(**HERE, seconds=60)
    kept.listen(**HERE, on=True)
    assert kept.hears(**HERE).now


def test_a_problem_may_be_told_once_an_hour(database: Database) -> None:
    """In one channel; the question that took the right keeps it through a crash."""
    kept = SqlListening(database)
    assert kept.may_tell(**HERE, entry=PORTS, key="q1")
    assert kept.may_tell(**HERE, entry=PORTS, key="q1")
    assert not kept.may_tell(**HERE, entry=PORTS, key="q2")
    assert kept.may_tell(**HERE, entry=OTHER, key="q2")
    assert kept.may_tell(team="T1", channel="C2", entry=PORTS, key="q3")
    with database.write() as connection:
        connection.execute(update(told).values(at=DatabaseNow() - REPEAT_SECONDS - 1))
    assert kept.may_tell(**HERE, entry=PORTS, key="q4")


def test_what_somebody_asked_for_counts_too(database: Database) -> None:
    """It stands in the channel already."""
    kept = SqlListening(database)
    kept.was_told(**HERE, entry=PORTS, key="q1")
    kept.was_told(**HERE, entry=PORTS, key="q2")
    assert not kept.may_tell(**HERE, entry=PORTS, key="q3")


def test_of_many_at_once_one_may_tell(database: Database) -> None:
    """However many ask in one process."""
    kept = SqlListening(database)
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda number: kept.may_tell(**HERE, entry=PORTS, key=f"q{number}"), range(16)))
    assert sum(allowed) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_of_many_replicas_at_once_one_may_tell(address: str, tmp_path: Path) -> None:
    """Each with connections of its own; also when the hour has just gone by."""
    replicas = [open_database(url=address, data_dir=tmp_path) for _ in range(4)]

    def may_tell(number: int) -> bool:
        return SqlListening(replicas[number % 4]).may_tell(**HERE, entry=PORTS, key=f"q{number}")

    for numbers in (range(16), range(16, 32)):
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(may_tell, numbers)) == 1
        with replicas[0].write() as connection:
            connection.execute(update(told).values(at=DatabaseNow() - REPEAT_SECONDS - 1))
    for replica in replicas:
        replica.close()


def test_what_was_taken_and_not_told_is_left_to_others(database: Database) -> None:
    """All that this question has taken, and nothing of another's."""
    kept = SqlListening(database)
    assert kept.may_tell(**HERE, entry=PORTS, key="q1")
    assert kept.may_tell(**HERE, entry=OTHER, key="q2")
    kept.give_back(key="q1")
    assert kept.may_tell(**HERE, entry=PORTS, key="q3")
    assert not kept.may_tell(**HERE, entry=OTHER, key="q3")
