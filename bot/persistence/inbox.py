"""The inbox in the database: a table of questions with leases. `bot.ports.Inbox` explains each method."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Row, and_, exists, null, select, update
from sqlalchemy.sql.selectable import ScalarSelect

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow, insert_into
from bot.persistence.kept import body_of, body_when_done, claimed_from, message_of, summary_of
from bot.persistence.pace import seconds_to_turn
from bot.persistence.retention import forget_old
from bot.persistence.tables import DONE, GIVEN_UP, WAITING, WORKING, questions
from bot.ports import Claimed, Message, Summary
from bot.question import Kind, Place, Question

log = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
READS_BACK = 20
"""How many of a thread's earlier questions count, the newest ones."""
NOT_ASKED = (Kind.OVERHEARD.value, Kind.CHANNEL.value)
"""What we say to these begins no conversation."""
UNREADABLE_SECONDS, UNREADABLE_ATTEMPTS = 5.0, 10
"""A question in an unknown form is left to a replica of another version, this often."""

AGE = (DatabaseNow() - questions.c.accepted_at).label("age")


class SqlInbox:
    """The questions of one database, seen by one process."""

    def __init__(self, database: Database, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self._lease_seconds = lease_seconds
        self._name = uuid.uuid4().hex
        self._news = threading.Event()

    def accept(self, *, key: str, question: Question) -> bool:
        """Keeps the question unless its key is known; see `bot.ports.Inbox`."""
        place = question.place
        if place is None:
            raise ValueError("a question from outside Slack has no place to be answered in")
        with self._database.write() as connection:
            statement = (
                insert_into(connection, questions)
                .values(
                    key=key,
                    team=place.team,
                    channel=place.channel,
                    thread=place.thread,
                    kind=question.kind.value,
                    body=body_of(question),
                    state=WAITING,
                    due_at=DatabaseNow(),
                    attempts=0,
                    has_turn=False,
                    posted_ts="",
                    reason="",
                    accepted_at=DatabaseNow(),
                )
                .on_conflict_do_nothing(index_elements=["key"])
                .returning(questions.c.seq)
            )
            is_new = connection.execute(statement).first() is not None
        if is_new:
            self._news.set()
        return is_new

    def has_spoken(self, *, team: str, channel: str, thread: str) -> bool:
        """Whether we have posted into this thread because somebody asked us there."""
        with self._database.read() as connection:
            spoken = exists().where(
                _in_thread(team=team, channel=channel, thread=thread),
                questions.c.posted_ts != "",
                questions.c.kind.not_in(NOT_ASKED),
            )
            return bool(connection.execute(select(spoken)).scalar_one())

    def claim(self) -> Claimed | None:
        """The next question that is due, with a lease on it."""
        with self._database.write() as connection:
            row = connection.execute(
                update(questions)
                .where(questions.c.seq == _next_due())
                .values(
                    state=WORKING,
                    due_at=DatabaseNow() + self._lease_seconds,
                    owner=self._owner,
                    lease=uuid.uuid4().hex,
                    attempts=questions.c.attempts + 1,
                )
                .returning(*questions.c, AGE)
            ).one_or_none()
        if row is None:
            return None
        try:
            return claimed_from(row)
        except ValidationError:
            self._leave_to_others(row.key, attempts=row.attempts)
            return None

    def wait(self, seconds: float) -> None:
        """Returns when something was accepted or finished here, at the latest after so many seconds."""
        if self._news.wait(seconds):
            self._news.clear()

    def renew(self, claimed: Claimed) -> bool:
        """Extends the lease."""
        return self._change(claimed, due_at=DatabaseNow() + self._lease_seconds)

    def keep_answer(self, claimed: Claimed, *, message: Message, summary: Summary) -> bool:
        """Keeps what was worked out."""
        return self._change(claimed, message=message_of(message), summary=summary_of(summary))

    def turn(self, claimed: Claimed) -> bool:
        """Whether its answer may be posted now."""
        place = claimed.question.place
        with self._database.write() as connection:
            held = connection.execute(
                select(questions.c.has_turn).where(_held(claimed)).with_for_update()
            ).one_or_none()
            if held is None:
                return False
            if held.has_turn or place is None or not _posts_into_channel(place):
                return True
            wait = seconds_to_turn(connection, team=place.team, channel=place.channel)
            if wait <= 0:
                return True
            given_back = _given_back(after=wait) | {"has_turn": True, "attempts": questions.c.attempts - 1}
            connection.execute(update(questions).where(_held(claimed)).values(given_back))
            return False

    def finish(self, claimed: Claimed, *, posted_ts: str) -> bool:
        """Marks it answered."""
        return self._end(claimed, state=DONE, posted_ts=posted_ts, body=body_when_done(claimed.question))

    def erase(self, claimed: Claimed) -> bool:
        """Marks it done and forgets its text."""
        erased = self._end(claimed, state=DONE, body=null(), message=null(), summary=null())
        if erased:
            self._database.forget_erased()
        return erased

    def postpone(self, claimed: Claimed, *, seconds: float, count: bool) -> bool:
        """Gives the lease back for some time."""
        attempts = questions.c.attempts - (0 if count else 1)
        return self._change(claimed, **_given_back(after=seconds), attempts=attempts, has_turn=False)

    def give_up(self, claimed: Claimed, *, reason: str, posted_ts: str = "") -> bool:
        """Marks it as one that will never be answered."""
        body = body_when_done(claimed.question)
        return self._end(claimed, state=GIVEN_UP, reason=reason, posted_ts=posted_ts, body=body)

    def release_all(self) -> int:
        """Gives back every lease of this inbox."""
        with self._database.write() as connection:
            mine = and_(questions.c.owner == self._owner, questions.c.state == WORKING)
            return connection.execute(update(questions).where(mine).values(_given_back(after=0))).rowcount

    def forget_old(self, *, days: int) -> int:
        """Deletes a batch of what is too old."""
        return forget_old(self._database, days=days)

    def earlier(self, *, team: str, channel: str, thread: str, before: str) -> Sequence[Claimed]:
        """Answered questions of this thread that came before this key, oldest first."""
        limit = select(questions.c.seq).where(questions.c.key == before).scalar_subquery()
        answered = (
            select(*questions.c, AGE)
            .where(_in_thread(team=team, channel=channel, thread=thread), questions.c.seq < limit)
            .where(questions.c.state == DONE, questions.c.message.is_not(None))
            .order_by(questions.c.seq.desc())
            .limit(READS_BACK)
        )
        with self._database.read() as connection:
            rows = connection.execute(answered).all()
        return list(_readable(reversed(rows)))

    @property
    def _owner(self) -> str:
        """Told with the process: after a fork there are several of this inbox, each with leases of its own."""
        return f"{self._name}.{os.getpid()}"

    def _change(self, claimed: Claimed, **values: object) -> bool:
        """Writes into the row while the claim still holds its lease."""
        with self._database.write() as connection:
            return connection.execute(update(questions).where(_held(claimed)).values(values)).rowcount == 1

    def _end(self, claimed: Claimed, **values: object) -> bool:
        ended = self._change(claimed, **values, due_at=null(), owner=null(), lease=null(), finished_at=DatabaseNow())
        # The next question of the thread may be due now.
        self._news.set()
        return ended

    def _leave_to_others(self, key: str, *, attempts: int) -> None:
        if attempts < UNREADABLE_ATTEMPTS:
            log.warning("Question %s is in a form that this version of kubewhy doesn't know; leaving it to others", key)
            values = _given_back(after=UNREADABLE_SECONDS)
        else:
            log.error("Question %s is given up: it is in a form that this version of kubewhy doesn't know", key)
            values = {"state": GIVEN_UP, "reason": "unreadable", "due_at": null(), "owner": null(), "lease": null()}
        with self._database.write() as connection:
            mine = and_(questions.c.key == key, questions.c.owner == self._owner)
            connection.execute(update(questions).where(mine).values(values))


def _readable(rows: Iterable[Row[*tuple[Any, ...]]]) -> Iterator[Claimed]:
    """Without those that another version wrote in a form of its own."""
    for row in rows:
        with suppress(ValidationError):
            yield claimed_from(row)


def _posts_into_channel(place: Place) -> bool:
    """False for an edit of a message, and for a reply that one person alone sees."""
    return not place.edit and (bool(place.thread) or not place.reply_url)


def _held(claimed: Claimed) -> ColumnElement[bool]:
    return and_(questions.c.key == claimed.key, questions.c.lease == claimed.lease)


def _in_thread(*, team: str, channel: str, thread: str) -> ColumnElement[bool]:
    return and_(questions.c.team == team, questions.c.channel == channel, questions.c.thread == thread)


def _given_back(*, after: float) -> dict[str, object]:
    return {"state": WAITING, "due_at": DatabaseNow() + after, "owner": null(), "lease": null()}


def _next_due() -> ScalarSelect[int]:
    """The open question that has waited longest, and whose thread has no open question before it."""
    candidate, before = questions.alias("candidate"), questions.alias("before")
    held_up = exists().where(
        candidate.c.thread != "",
        before.c.team == candidate.c.team,
        before.c.channel == candidate.c.channel,
        before.c.thread == candidate.c.thread,
        before.c.due_at > 0,  # open; said so that an index serves both databases
        before.c.seq < candidate.c.seq,
    )
    return (
        select(candidate.c.seq)
        .where(candidate.c.due_at <= DatabaseNow(), ~held_up)
        .order_by(candidate.c.due_at, candidate.c.seq)
        .limit(1)
        .with_for_update(skip_locked=True, of=candidate)
        .scalar_subquery()
    )
