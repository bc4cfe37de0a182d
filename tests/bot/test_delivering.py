"""A kept question is worked off: answered once, whatever fails around it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import place, question
from sqlalchemy import text, update

from bot import delivering
from bot.delivering import CLAIMS, Delivery, pause_after, reference
from bot.persistence import pace
from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.inbox import SqlInbox
from bot.persistence.opening import open_database
from bot.persistence.tables import questions
from bot.ports import Claimed, InboxUnavailable, Message, Poster, PostFailed, Summary
from bot.question import Kind, Place, Question
from knowledge.entry import Language

LONG = 30.0
"""Seconds after which a test gives up waiting for what must happen at once."""


class FakePoster:
    """Keeps what is posted. Each of `failures` ends one post: with `arrives`, an uncertain one after it was posted."""

    def __init__(self, *failures: Exception, arrives: bool = False) -> None:
        self.failures = list(failures)
        self.arrives = arrives
        self.posted: list[tuple[str, str]] = []
        self.looked_for: list[str] = []
        self.look_ups: list[Exception] = []

    def post(self, message: Message, *, place: Place, key: str) -> str:  # noqa: ARG002 - as the protocol has it
        """Posts, or fails as it was told."""
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or (self.arrives and getattr(failure, "uncertain", False)):
            self.posted.append((key, message.text))
        if failure is not None:
            raise failure
        return f"{len(self.posted)}.5"

    def find(self, *, place: Place, key: str) -> str | None:  # noqa: ARG002 - as the protocol has it
        """Looks through what was posted."""
        self.looked_for.append(key)
        if self.look_ups:
            raise self.look_ups.pop(0)
        return next((f"{number}.5" for number, (posted, _) in enumerate(self.posted, start=1) if posted == key), None)

    def thread_texts(self, place: Place) -> tuple[str, ...]:  # noqa: ARG002 - as the protocol has it
        """Nothing was said before."""
        return ()

    def locale(self, user: str) -> Language | None:  # noqa: ARG002 - as the protocol has it
        """Nothing is known of anybody."""
        return None


def answer(claimed: Claimed) -> tuple[Message, Summary]:
    """An answer that quotes the question."""
    return Message(text=f"answer to {claimed.question.text}"), Summary(decision="answer", title="A title")


def apology(_claimed: Claimed, named: str) -> Message:
    """An apology."""
    return Message(text=f"sorry, {named}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A database in a file."""
    opened = open_database(url="", data_dir=tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def inbox(database: Database) -> SqlInbox:
    """Its inbox."""
    return SqlInbox(database)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses are short in tests; how long they really are has tests of its own."""
    monkeypatch.setattr(pace, "SECONDS_A_POST", 0.0)
    monkeypatch.setattr(delivering, "PAUSE_AFTER_FAILURE", 0.001)
    monkeypatch.setattr(delivering, "AWAY_SECONDS", 0.001)
    monkeypatch.setattr(delivering, "POLL_SECONDS", 0.01)


Start = Callable[..., Delivery]


@pytest.fixture
def start(inbox: SqlInbox) -> Iterator[Start]:
    """Starts a delivery, which ends with the test."""
    started: list[Delivery] = []

    def start_one(poster: Poster, **changes: Any) -> Delivery:
        given: dict[str, Any] = {"inbox": inbox, "answer": answer, "apology": apology, "retention_days": 30} | changes
        delivery = Delivery(poster=poster, **given)
        delivery.start()
        started.append(delivery)
        return delivery

    yield start_one
    for delivery in started:
        delivery.stop(drain_seconds=LONG)


def keep(inbox: SqlInbox, *keys: str, thread: str = "") -> None:
    """A question under each key, each in a channel of its own unless a thread is named."""
    for key in keys:
        where = place(thread=thread or "1", channel="C1" if thread else f"C-{key}")
        inbox.accept(key=key, question=question(f"text of {key}", place=where))


def until(true: Callable[[], object]) -> None:
    """Returns when this is true."""
    deadline = time.monotonic() + LONG
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


def state(database: Database, key: str) -> str:
    """What became of a question."""
    with database.read() as connection:
        query = text("SELECT state FROM questions WHERE key = :key")
        return str(connection.execute(query, {"key": key}).scalar_one())


def row(database: Database, key: str) -> Any:
    """The row of a question."""
    with database.read() as connection:
        return connection.execute(questions.select().where(questions.c.key == key)).one()


def is_over(database: Database, *keys: str) -> Callable[[], bool]:
    """Whether these questions are done or given up."""
    return lambda: all(state(database, key) in ("done", "given up") for key in keys)


def test_a_kept_question_is_answered(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Posted once, kept with its answer and our message's timestamp, and told of."""
    told: list[tuple[Question, Summary, float]] = []
    poster = FakePoster()
    keep(inbox, "k")

    start(poster, on_delivered=lambda *what: told.append(what))
    until(is_over(database, "k"))
    until(lambda: told)

    assert poster.posted == [("k", "answer to text of k")]
    assert poster.looked_for == []
    kept = row(database, "k")
    assert (kept.state, kept.posted_ts) == ("done", "1.5")
    assert "answer to text of k" in kept.message
    ((asked, summary, seconds),) = told
    assert (asked.text, summary.title) == ("text of k", "A title")
    assert 0 <= seconds < LONG


def test_a_question_that_comes_while_workers_idle_wakes_one(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Polling is for what others accepted; it plays no part here."""
    monkeypatch.setattr(delivering, "POLL_SECONDS", 10 * LONG)
    poster = FakePoster()
    delivery = start(poster)
    for key in ("k1", "k2", "k3"):
        keep(inbox, key)
        until(is_over(database, key))

    assert [key for key, _ in poster.posted] == ["k1", "k2", "k3"]
    # Lets the idle worker see that it is over.
    delivery._stopping.set()
    keep(inbox, "unseen")


def test_silence_is_kept_and_the_text_is_erased(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Nothing is posted, nothing told."""
    told: list[object] = []
    poster = FakePoster()
    keep(inbox, "k")

    start(poster, answer=lambda _: None, on_delivered=lambda *what: told.append(what))
    until(is_over(database, "k"))

    assert (poster.posted, told) == ([], [])
    assert row(database, "k").body is None


def test_a_rate_limit_is_waited_out_and_not_held_against_the_question(
    database: Database, inbox: SqlInbox, start: Start
) -> None:
    """What was refused is not there, so that nothing has to be looked for."""
    poster = FakePoster(*(PostFailed("ratelimited", retry_after=0.001) for _ in range(10)))
    keep(inbox, "k")

    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "answer to text of k")]
    assert poster.looked_for == []
    assert row(database, "k").attempts == 1


@pytest.mark.parametrize(("arrives", "look_ups"), [(True, 1), (False, 3)], ids=["arrives", "is lost"])
def test_a_post_that_may_have_arrived_is_looked_for_before_the_next_try(
    database: Database, inbox: SqlInbox, start: Start, arrives: bool, look_ups: int
) -> None:
    """However often Slack fails, one message stands there at the end."""
    failures = [PostFailed("cut off", retry_after=0.001, uncertain=True) for _ in range(3)]
    poster = FakePoster(*failures, arrives=arrives)
    keep(inbox, "k")

    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "answer to text of k")]
    assert len(poster.looked_for) == look_ups
    assert (state(database, "k"), row(database, "k").posted_ts) == ("done", "1.5")


def test_a_look_up_that_fails_is_tried_again_before_anything_is_posted(
    database: Database, inbox: SqlInbox, start: Start
) -> None:
    """Not knowing is no reason to post twice."""
    poster = FakePoster(PostFailed("cut off", retry_after=0.001, uncertain=True), arrives=True)
    poster.look_ups = [PostFailed("ratelimited", retry_after=0.001), PostFailed("cut off", retry_after=0.001)]
    keep(inbox, "k")

    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "answer to text of k")]
    assert len(poster.looked_for) == 3


def test_a_message_that_slack_never_takes_is_given_up_visibly(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the cause and the reference, and no text."""
    keep(inbox, "k")

    start(FakePoster(PostFailed("is_archived", retry_after=None)))
    until(is_over(database, "k"))

    assert state(database, "k") == "given up"
    (line,) = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert line.startswith("Question k is given up: Slack refuses it: is_archived (reference ")
    assert "text of k" not in caplog.text


def test_a_slack_that_fails_for_hours_is_given_up(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody wants that answer any more."""
    monkeypatch.setattr(delivering, "PATIENCE", 0.05)
    keep(inbox, "k")

    start(FakePoster(*(PostFailed("HTTP 503", retry_after=0.001, uncertain=True) for _ in range(10_000))))
    until(is_over(database, "k"))

    assert "Slack has failed for too long: HTTP 503" in caplog.text


def test_the_hours_in_which_nobody_tried_do_not_count(database: Database, inbox: SqlInbox, start: Start) -> None:
    """After a weekend without the bot, the first rate limit is no reason to give up."""
    keep(inbox, "k")
    with database.write() as connection:
        connection.execute(update(questions).values(accepted_at=DatabaseNow() - 60 * 3600))
    poster = FakePoster(PostFailed("ratelimited", retry_after=0.001))

    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "answer to text of k")]


def test_an_unforeseen_failure_is_tried_again(database: Database, inbox: SqlInbox, start: Start) -> None:
    """It may have been an accident."""
    attempts: list[int] = []

    def fail_twice(claimed: Claimed) -> tuple[Message, Summary]:
        attempts.append(claimed.attempt)
        if len(attempts) < 3:
            raise RuntimeError("a bug")
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "k")
    start(poster, answer=fail_twice)
    until(is_over(database, "k"))

    assert attempts == [1, 2, 3]
    assert poster.posted == [("k", "answer to text of k")]
    assert state(database, "k") == "done"


def test_a_question_that_fails_every_time_gets_one_apology_with_a_reference(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has a traceback under the same reference."""
    told: list[Summary] = []

    def fail(_claimed: Claimed) -> tuple[Message, Summary]:
        raise RuntimeError("a bug")

    poster = FakePoster()
    keep(inbox, "k")
    start(poster, answer=fail, on_delivered=lambda _question, summary, _seconds: told.append(summary))
    until(is_over(database, "k"))
    until(lambda: told)

    ((key, posted),) = poster.posted
    assert key == "k"
    named = posted.removeprefix("sorry, ")
    failures = [record for record in caplog.records if record.exc_info]
    assert [f"attempt {n} (reference {named})" in failures[n - 1].getMessage() for n in (1, 2, 3)] == [True] * 3
    kept = row(database, "k")
    assert (kept.state, kept.posted_ts, kept.reason) == ("given up", "1.5", f"failed, reference {named}")
    assert [one.decision for one in told] == ["apology"]


def test_an_apology_waits_for_slack_like_an_answer(database: Database, inbox: SqlInbox, start: Start) -> None:
    """And is posted once, too."""

    def fail(_claimed: Claimed) -> tuple[Message, Summary]:
        raise RuntimeError("a bug")

    poster = FakePoster(PostFailed("cut off", retry_after=0.001, uncertain=True), arrives=True)
    keep(inbox, "k")
    start(poster, answer=fail)
    until(is_over(database, "k"))

    assert len(poster.posted) == 1
    assert state(database, "k") == "given up"


def test_a_poster_that_breaks_ends_in_a_question_given_up(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """Its worker goes on with the next one."""
    poster = FakePoster(*(RuntimeError("a bug of the poster") for _ in range(4)))
    keep(inbox, "k")
    start(poster, workers=1)
    until(is_over(database, "k"))
    keep(inbox, "next")
    until(is_over(database, "next"))

    assert [state(database, key) for key in ("k", "next")] == ["given up", "done"]
    assert "The apology for k failed, too" in caplog.text


def test_an_answer_that_was_kept_is_not_worked_out_again(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Whoever kept it died before it was posted, or after: that is looked for."""
    keep(inbox, "k")
    claimed = inbox.claim()
    assert claimed is not None
    inbox.keep_answer(claimed, message=Message(text="worked out before"), summary=Summary(decision="answer"))
    inbox.release_all()

    poster = FakePoster()
    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "worked out before")]
    assert poster.looked_for == ["k"]


def test_a_question_that_takes_its_process_with_it_gets_an_apology_instead(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """Otherwise it would end every process that claims it, for ever."""
    asked: list[Claimed] = []
    keep(inbox, "k")
    for _ in range(CLAIMS):
        inbox.claim()
        inbox.release_all()

    poster = FakePoster()
    start(poster, answer=asked.append)
    until(is_over(database, "k"))

    assert asked == []
    assert [posted.startswith("sorry, ") for _, posted in poster.posted] == [True]
    assert state(database, "k") == "given up"
    assert "Question k never came to an answer (reference " in caplog.text


def test_who_lost_its_lease_posts_nothing(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Another worker has answered meanwhile."""
    finished = threading.Event()

    def freeze_and_answer(claimed: Claimed) -> tuple[Message, Summary]:
        other = SqlInbox(database)
        with database.write() as connection:
            connection.execute(update(questions).values(due_at=DatabaseNow()))
        taken = other.claim()
        assert taken is not None
        other.finish(taken, posted_ts="7.7")
        finished.set()
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "k")
    delivery = start(poster, answer=freeze_and_answer, workers=1)
    assert finished.wait(LONG)
    delivery.stop(drain_seconds=LONG)

    assert poster.posted == []
    assert row(database, "k").posted_ts == "7.7"


def test_a_lease_is_renewed_while_the_work_goes_on(
    database: Database, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long work is no death."""
    monkeypatch.setattr(delivering, "RENEW_SECONDS", 0.01)
    inbox = SqlInbox(database, lease_seconds=3600)
    at_work, may_end = threading.Event(), threading.Event()

    def take_long(claimed: Claimed) -> tuple[Message, Summary]:
        at_work.set()
        may_end.wait(LONG)
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "k")
    start(poster, inbox=inbox, answer=take_long)
    assert at_work.wait(LONG)
    first_end = row(database, "k").due_at
    until(lambda: row(database, "k").due_at > first_end)
    may_end.set()
    until(is_over(database, "k"))

    assert row(database, "k").attempts == 1


def test_what_hangs_for_good_loses_its_lease(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker tries it."""
    monkeypatch.setattr(delivering, "RENEW_SECONDS", 0.001)
    monkeypatch.setattr(delivering, "LONGEST_WORK", 0.0)
    at_work, may_end = threading.Event(), threading.Event()
    renewed: list[Claimed] = []
    monkeypatch.setattr(inbox, "renew", renewed.append)

    def hang(claimed: Claimed) -> tuple[Message, Summary]:
        at_work.set()
        may_end.wait(LONG)
        return answer(claimed)

    forgotten = threading.Event()

    def forget_old(**_: int) -> int:
        forgotten.set()
        return 0

    monkeypatch.setattr(inbox, "forget_old", forget_old)
    keep(inbox, "k")
    start(FakePoster(), answer=hang)
    assert at_work.wait(LONG)
    assert forgotten.wait(LONG)
    may_end.set()
    until(is_over(database, "k"))

    assert renewed == []


def test_a_slow_question_holds_up_no_other_thread(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Its own thread waits for it, which keeps the order there."""
    slow_may_end = threading.Event()

    def take_long(claimed: Claimed) -> tuple[Message, Summary]:
        if claimed.key == "a1":
            slow_may_end.wait(LONG)
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "a1", "a2", thread="a")
    keep(inbox, "b1")
    start(poster, answer=take_long, workers=2)
    until(is_over(database, "b1"))
    answered_first = list(poster.posted)
    slow_may_end.set()
    until(is_over(database, "a1", "a2"))

    assert [key for key, _ in answered_first] == ["b1"]
    assert [key for key, _ in poster.posted] == ["b1", "a1", "a2"]


def test_an_inbox_that_is_away_is_waited_for_and_told_of_once(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Then everything goes on."""
    caplog.set_level(logging.WARNING)
    claim, failures = inbox.claim, iter(range(20))

    def fail_at_first() -> Claimed | None:
        if next(failures, None) is not None:
            raise InboxUnavailable("the database is busy")
        return claim()

    monkeypatch.setattr(inbox, "claim", fail_at_first)
    keep(inbox, "k")
    start(FakePoster())
    until(is_over(database, "k"))

    assert [message for message in caplog.messages if "inbox" in message] == [
        "The inbox can't be reached, trying on: the database is busy",
        "The inbox can be reached again",
    ]


@pytest.mark.parametrize("step", ["keep_answer", "turn", "finish"])
def test_an_inbox_that_is_away_in_the_middle_costs_no_second_post(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The next attempt goes on from what was kept, and looks before it posts."""
    real, failures = getattr(inbox, step), [InboxUnavailable("away")]

    def fail_once(*given: Any, **named: Any) -> object:
        if failures:
            raise failures.pop()
        return real(*given, **named)

    monkeypatch.setattr(inbox, step, fail_once)
    poster = FakePoster()
    keep(inbox, "k")
    start(poster)
    until(is_over(database, "k"))

    assert poster.posted == [("k", "answer to text of k")]
    assert state(database, "k") == "done"


def test_an_unforeseen_failure_of_the_inbox_ends_no_worker(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged with its traceback."""
    claim, failures = inbox.claim, [RuntimeError("a bug")]

    def fail_once() -> Claimed | None:
        if failures:
            raise failures.pop()
        return claim()

    monkeypatch.setattr(inbox, "claim", fail_once)
    keep(inbox, "k")
    start(FakePoster(), workers=1)
    until(is_over(database, "k"))

    assert "Claiming a question failed" in caplog.text


def test_a_worker_outlives_whatever_happens_while_it_gives_up(
    database: Database, inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The question's lease runs out; the next question is answered."""

    def fail(*_: object, **__: object) -> bool:
        raise RuntimeError("a bug of the inbox")

    monkeypatch.setattr(inbox, "postpone", fail)
    poster = FakePoster(RuntimeError("a bug of the poster"))
    keep(inbox, "k")
    start(poster, workers=1)
    until(lambda: "Working a question off failed" in caplog.text)
    keep(inbox, "next")
    until(is_over(database, "next"))

    assert [key for key, _ in poster.posted] == ["next"]
    assert state(database, "k") == "working"


def test_stopping_what_never_started_is_no_failure(inbox: SqlInbox) -> None:
    """A start may fail half-way."""
    delivery = Delivery(inbox=inbox, poster=FakePoster(), answer=answer, apology=apology, retention_days=30)

    delivery.stop(drain_seconds=0)


def test_stopping_lets_the_work_come_to_its_end_and_takes_nothing_new(
    database: Database, inbox: SqlInbox, start: Start
) -> None:
    """What waits is left to the next start."""
    at_work, may_end = threading.Event(), threading.Event()

    def take_long(claimed: Claimed) -> tuple[Message, Summary]:
        at_work.set()
        may_end.wait(LONG)
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "k1", "k2")
    delivery = start(poster, answer=take_long, workers=1)
    assert at_work.wait(LONG)
    stopping = threading.Thread(target=delivery.stop, kwargs={"drain_seconds": LONG})
    stopping.start()
    until(delivery._stopping.is_set)
    may_end.set()
    stopping.join(LONG)

    assert [key for key, _ in poster.posted] == ["k1"]
    assert [state(database, key) for key in ("k1", "k2")] == ["done", "waiting"]


def test_what_does_not_end_in_time_is_given_back_and_posts_nothing(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """Another replica, or the next start, goes on at once."""
    at_work, may_end = threading.Event(), threading.Event()

    def take_long(claimed: Claimed) -> tuple[Message, Summary]:
        at_work.set()
        may_end.wait(LONG)
        return answer(claimed)

    poster = FakePoster()
    keep(inbox, "k")
    delivery = start(poster, answer=take_long, workers=1)
    assert at_work.wait(LONG)
    delivery.stop(drain_seconds=0)
    given_back = SqlInbox(database).claim()
    may_end.set()
    delivery.stop(drain_seconds=LONG)

    assert given_back is not None
    assert (given_back.key, given_back.attempt) == ("k", 2)
    assert poster.posted == []
    assert "1 questions were still in work" in caplog.text


def test_stopping_without_an_inbox_is_no_failure(
    inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Leases run out by themselves."""

    def away() -> int:
        raise InboxUnavailable("away")

    monkeypatch.setattr(inbox, "release_all", away)
    start(FakePoster()).stop(drain_seconds=LONG)

    assert "Leases could not be given back, they run out by themselves: away" in caplog.messages


def test_old_questions_are_forgotten_batch_by_batch(
    inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until none is left; then it is not asked for a while."""
    monkeypatch.setattr(delivering, "RENEW_SECONDS", 0.001)
    batches, asked = [200, 200, 3, 0], []

    def forget_old(*, days: int) -> int:
        asked.append(days)
        return batches.pop(0)

    monkeypatch.setattr(inbox, "forget_old", forget_old)
    start(FakePoster(), retention_days=7)
    until(lambda: not batches)

    assert asked == [7, 7, 7, 7]


def test_a_failing_clean_up_is_logged_and_leases_are_kept_on(
    inbox: SqlInbox, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is the same thread that keeps the leases."""
    monkeypatch.setattr(delivering, "RENEW_SECONDS", 0.001)
    renewed = threading.Event()

    def fail(**_: int) -> int:
        raise RuntimeError("a bug")

    def renew(_claimed: Claimed) -> bool:
        renewed.set()
        return True

    def work_on(claimed: Claimed) -> tuple[Message, Summary]:
        until(lambda: "Deleting old questions failed" in caplog.text)
        renewed.clear()
        assert renewed.wait(LONG)
        return answer(claimed)

    monkeypatch.setattr(inbox, "forget_old", fail)
    monkeypatch.setattr(inbox, "renew", renew)
    poster = FakePoster()
    keep(inbox, "k")
    start(poster, answer=work_on)
    until(lambda: poster.posted)

    assert poster.posted == [("k", "answer to text of k")]


def test_a_listener_that_fails_changes_nothing(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is out already."""

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    poster = FakePoster()
    keep(inbox, "k")
    start(poster, on_delivered=fail)
    until(lambda: "Telling of an answer failed" in caplog.text)

    assert len(poster.posted) == 1
    assert state(database, "k") == "done"


class TestPauses:
    """How long is waited before the next try at Slack."""

    @pytest.fixture(autouse=True)
    def in_a_hurry(self) -> None:
        """Takes the real pauses."""

    @pytest.mark.parametrize("attempt", [1, 2, 50])
    def test_a_rate_limit_is_waited_for_as_long_as_slack_says(self, attempt: int) -> None:
        """And at least a second."""
        assert pause_after(PostFailed("ratelimited", retry_after=17), attempt=attempt) == 17
        assert pause_after(PostFailed("ratelimited", retry_after=0), attempt=attempt) == 1

    def test_a_slack_that_fails_is_tried_soon_at_first_and_then_less_and_less_often(self) -> None:
        """The first new try comes within five seconds; no pause is longer than half a minute."""
        failure = PostFailed("HTTP 503", retry_after=1, uncertain=True)

        assert [pause_after(failure, attempt=n) for n in (1, 2, 3, 4, 5, 6, 7, 5000)] == [1, 2, 4, 8, 16, 30, 30, 30]

    def test_a_longer_pause_that_was_asked_for_is_kept(self) -> None:
        """Slack knows better."""
        assert pause_after(PostFailed("HTTP 503", retry_after=90, uncertain=True), attempt=1) == 90


def test_a_reference_is_short_and_the_same_for_every_attempt(inbox: SqlInbox) -> None:
    """A person reads it out, an engineer searches the log for it."""
    keep(inbox, "k1", "k2")
    first = inbox.claim()
    second = inbox.claim()
    inbox.release_all()
    again = inbox.claim()
    assert first is not None
    assert second is not None
    assert again is not None

    assert reference(first) == reference(again)
    assert reference(first) != reference(second)
    assert len(reference(first)) == 8


def overhear(inbox: SqlInbox, key: str) -> None:
    """A message that nobody addressed to us."""
    inbox.accept(key=key, question=question(f"text of {key}", kind=Kind.OVERHEARD, place=place(thread="1")))


def is_gone(database: Database, key: str) -> bool:
    """Whether nothing is left of a question but its key."""
    kept = row(database, key)
    return (kept.state, kept.body, kept.message, kept.summary) == ("done", None, None, None)


def test_what_has_become_unwanted_is_erased_instead_of_posted(
    database: Database, inbox: SqlInbox, start: Start
) -> None:
    """It is looked at in the last moment: the answer was kept, and waited for its turn."""
    poster = FakePoster(PostFailed("ratelimited", retry_after=0.01))
    wanted = iter((True, False))
    overhear(inbox, "k")

    start(poster, wanted=lambda _claimed: next(wanted))
    until(is_over(database, "k"))

    assert poster.posted == []
    assert is_gone(database, "k")


def test_what_was_posted_before_it_became_unwanted_is_found_and_kept(
    database: Database, inbox: SqlInbox, start: Start
) -> None:
    """It stands there."""
    poster = FakePoster(PostFailed("cut off", retry_after=0.01, uncertain=True), arrives=True)
    wanted = iter((True, False))
    overhear(inbox, "k")

    start(poster, wanted=lambda _claimed: next(wanted))
    until(is_over(database, "k"))

    assert len(poster.posted) == 1
    assert row(database, "k").posted_ts == "1.5"


def test_who_did_not_ask_gets_no_apology(
    database: Database, inbox: SqlInbox, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    """The failure is logged, and what was overheard is forgotten."""
    poster = FakePoster()
    overhear(inbox, "k")

    start(poster, answer=lambda _: 1 / 0)
    until(is_over(database, "k"))

    assert poster.posted == []
    assert is_gone(database, "k")
    assert "Question k is given up" in caplog.text


def test_what_was_overheard_and_slack_refuses_is_forgotten(database: Database, inbox: SqlInbox, start: Start) -> None:
    """Another question would be kept, with the reason."""
    overhear(inbox, "k")

    start(FakePoster(PostFailed("not_in_channel", retry_after=None)))
    until(is_over(database, "k"))

    assert is_gone(database, "k")
