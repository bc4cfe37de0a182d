"""Processes that die, freeze and take over from one another: nothing is lost, nothing is answered twice."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from delivery_process import Asked, Life, lines
from nursery import Child, Nursery, nursery
from postgres import PostgresServer
from sqlalchemy import text

from bot.persistence.opening import open_database

LONG = 60.0
"""Seconds after which a test gives up waiting."""
ONE = (Asked(key="k", thread="1", channel="C1"),)

Begin = Callable[[Life], Child]


@pytest.fixture(scope="module")
def lives() -> Iterator[Nursery]:
    """Where processes come from."""
    with nursery(module="delivery_process", function="live") as made:
        yield made


@pytest.fixture
def begin(lives: Nursery) -> Iterator[Begin]:
    """Begins a life; none outlasts the test."""
    yield lives.begin
    lives.end_all()


def ends_well(child: Child) -> bool:
    """Whether it came to its end by itself."""
    return child.exit_code() == 0


def until(true: Callable[[], object]) -> None:
    """Returns when this is true."""
    deadline = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def posted_keys(folder: Path) -> list[str]:
    """The questions that were answered, in the order of the posts."""
    return [line["key"] for line in lines(folder / "posted")]


def states(url: str, folder: Path) -> Counter[str]:
    """What became of the questions."""
    database = open_database(url=url, data_dir=folder)
    with database.read() as connection:
        found = Counter(connection.execute(text("SELECT state FROM questions")).scalars())
    database.close()
    return found


@pytest.mark.parametrize(
    "dies",
    [
        "before accept",
        "after accept",
        "after claim",
        "before keep_answer",
        "after keep_answer",
        "after turn",
        "after post",
        "after finish",
    ],
)
def test_killed_between_any_two_steps_the_next_start_answers_once(
    address: str, tmp_path: Path, begin: Begin, dies: str
) -> None:
    """And goes on where it was: what was kept is not worked out again."""
    life = Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=0.4)
    killed = begin(Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=0.4, dies=dies))
    killed_by = killed.exit_code()
    restarted = begin(life)

    assert killed_by == -signal.SIGKILL
    assert ends_well(restarted)
    assert posted_keys(tmp_path) == ["k"]
    assert states(address, tmp_path) == {"done": 1}
    worked_out = 2 if dies == "before keep_answer" else 1
    assert len(lines(tmp_path / "answering")) == worked_out


@pytest.mark.parametrize("dies", ["after find", "after turn"])
def test_killed_again_while_taking_over_it_is_still_answered_once(
    address: str, tmp_path: Path, begin: Begin, dies: str
) -> None:
    """The second death changes nothing about the first."""
    for step in ("after post", dies):
        killed = begin(Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=0.4, dies=step))
        assert killed.exit_code() == -signal.SIGKILL

    assert ends_well(begin(Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=0.4)))
    assert posted_keys(tmp_path) == ["k"]


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_frozen_process_that_thaws_after_it_was_taken_over_writes_nothing(
    address: str, tmp_path: Path, begin: Begin
) -> None:
    """Its lease ran out meanwhile."""
    frozen = begin(Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=2, waits_for="thawed"))
    until(lambda: lines(tmp_path / "answering"))
    frozen.send(signal.SIGSTOP)
    other = begin(Life(url=address, folder=tmp_path, asked=ONE, lease_seconds=2))
    assert ends_well(other)
    (tmp_path / "thawed").touch()
    frozen.send(signal.SIGCONT)

    assert ends_well(frozen)
    assert [line["by"] for line in lines(tmp_path / "posted")] == [other.pid]
    database = open_database(url=address, data_dir=tmp_path)
    with database.read() as connection:
        kept = connection.execute(text("SELECT message FROM questions")).scalar_one()
    database.close()
    assert f"answer of {other.pid}" in kept


@pytest.mark.parametrize("seed", [20261125])
def test_many_questions_survive_many_kills(address: str, tmp_path: Path, begin: Begin, seed: int) -> None:
    """Duplicates, a Slack that fails in every way, kills at any moment: each is answered once, threads in order."""
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
    replicas = 1 if address.startswith("sqlite") else 2
    asked = tuple(Asked(key=f"k{n:02}", thread=str(n // 2), channel=f"C{n // 2}") for n in range(60))

    def new_life() -> Child:
        return begin(
            Life(
                url=address,
                folder=tmp_path,
                asked=asked,
                lease_seconds=2,
                workers=4,
                trouble=0.2,
                slowness=0.06,
                seed=dice.randrange(2**31),
            )
        )

    alive = [new_life() for _ in range(replicas)]
    for _ in range(8):
        until(lambda: lines(tmp_path / "acknowledged"))
        time.sleep(dice.uniform(0.1, 0.4))
        victim = alive.pop(dice.randrange(replicas))
        victim.kill()
        alive.append(new_life())

    assert [ends_well(process) for process in alive] == [True] * replicas
    keys = posted_keys(tmp_path)
    assert sorted(keys) == [one.key for one in asked]
    assert states(address, tmp_path) == {"done": 60}
    assert {line["text"][:9] for line in lines(tmp_path / "posted")} == {"answer of"}
    if replicas == 1:
        by_thread = [[key for key in keys if int(key[1:]) // 2 == thread] for thread in range(30)]
        assert by_thread == [sorted(one) for one in by_thread]


@pytest.mark.postgres
@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_a_server_that_restarts_under_load_costs_nothing(
    postgres_server: PostgresServer, address: str, tmp_path: Path, begin: Begin
) -> None:
    """What could not be kept was not acknowledged, and comes again."""
    asked = tuple(Asked(key=f"k{n:02}", thread="1", channel=f"C{n}") for n in range(30))
    alive = [
        begin(Life(url=address, folder=tmp_path, asked=asked, lease_seconds=3, workers=4, slowness=0.05, seed=seed))
        for seed in (1, 2)
    ]
    until(lambda: len(posted_keys(tmp_path)) > 3)
    postgres_server.stop()
    threading.Event().wait(0.3)
    postgres_server.start()

    assert [ends_well(process) for process in alive] == [True, True]
    assert sorted(posted_keys(tmp_path)) == [one.key for one in asked]
