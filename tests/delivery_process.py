"""A process that keeps and answers questions, and dies when it is told to. What it posts is seen in a file.

It lives in a module of its own, since another process must be able to import it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from factories import place, question
from sqlalchemy import text

from bot import delivering
from bot.delivering import Delivery
from bot.persistence.database import Database
from bot.persistence.inbox import SqlInbox
from bot.persistence.opening import open_database
from bot.ports import Claimed, Inbox, InboxUnavailable, Message, Poster, PostFailed, Summary
from bot.question import Place
from knowledge.entry import Language


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as Slack has it."""

    key: str
    thread: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class Life:
    """What a process does until it dies or everything is answered."""

    url: str
    folder: Path
    """Where the processes and the test meet."""
    asked: tuple[Asked, ...]
    lease_seconds: float
    workers: int = 1
    dies: str = ""
    """The step before or after which it is killed: "after claim"."""
    trouble: float = 0.0
    """How likely Slack is to refuse a post, to lose it, or to cut off the answer to it."""
    slowness: float = 0.0
    """Seconds, at most, that an answer and a post take."""
    waits_for: str = ""
    """The file without which no answer comes to its end."""
    seed: int = 0


class Mortal:
    """Passes every call on; the process ends, as killed, before or after the one that was named."""

    def __init__(self, target: object, *, dies: str) -> None:
        self._target = target
        self._dies = dies

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """The method of the target, made dangerous."""
        method = getattr(self._target, name)

        def call(*given: Any, **named: Any) -> Any:
            self._die_at(f"before {name}")
            result = method(*given, **named)
            if result is not None:
                self._die_at(f"after {name}")
            return result

        return call

    def _die_at(self, step: str) -> None:
        if step == self._dies:
            os.kill(os.getpid(), signal.SIGKILL)


class FilePoster:
    """A Slack that is a file: each line is a message."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._dice = random.Random(life.seed)  # noqa: S311 - a test that can be repeated

    def post(self, message: Message, *, place: Place, key: str) -> str:
        """Posts, or fails in one of the ways that Slack and the network have."""
        time.sleep(self._dice.uniform(0, self._life.slowness))
        fate = self._dice.random() / self._life.trouble if self._life.trouble else 1.0
        if fate < 0.2:
            raise PostFailed("ratelimited", retry_after=0.1)
        if fate < 0.5:
            raise PostFailed("lost on the way", retry_after=0.1, uncertain=True)
        append(
            self._life.folder / "posted", {"key": key, "thread": place.thread, "text": message.text, "by": os.getpid()}
        )
        time.sleep(self._dice.uniform(0, self._life.slowness))
        if fate < 1.0:
            raise PostFailed("cut off", retry_after=0.1, uncertain=True)
        return f"ts of {key}"

    def find(self, *, place: Place, key: str) -> str | None:  # noqa: ARG002 - as the protocol has it
        """Looks for a message with this key."""
        return f"ts of {key}" if key in [line["key"] for line in lines(self._life.folder / "posted")] else None

    def thread_texts(self, place: Place) -> tuple[str, ...]:  # noqa: ARG002 - as the protocol has it
        """Nothing was said before."""
        return ()

    def locale(self, user: str) -> Language | None:  # noqa: ARG002 - as the protocol has it
        """Nothing is known of anybody."""
        return None


def append(path: Path, line: dict[str, Any]) -> None:
    """Writes one line, whole or not at all."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(file, (json.dumps(line) + "\n").encode())
    os.close(file)


def lines(path: Path) -> list[dict[str, Any]]:
    """What was written so far."""
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def live(life: Life) -> None:
    """Accepts what Slack delivers and answers it, until all is answered."""
    delivering.PAUSE_AFTER_FAILURE = delivering.POLL_SECONDS = 0.05
    dice = random.Random(life.seed)  # noqa: S311 - as above
    database = open_database(url=life.url, data_dir=life.folder)
    inbox = cast("Inbox", Mortal(SqlInbox(database, lease_seconds=life.lease_seconds), dies=life.dies))

    def answer(claimed: Claimed) -> tuple[Message, Summary]:
        append(life.folder / "answering", {"key": claimed.key, "by": os.getpid()})
        time.sleep(dice.uniform(0, life.slowness))
        while life.waits_for and not (life.folder / life.waits_for).exists():
            time.sleep(0.01)
        return Message(text=f"answer of {os.getpid()}"), Summary(decision="answer")

    delivery = Delivery(
        inbox=inbox,
        poster=cast("Poster", Mortal(FilePoster(life), dies=life.dies)),
        answer=answer,
        apology=lambda _claimed, reference: Message(text=f"sorry, {reference}"),
        retention_days=30,
        workers=life.workers,
    )
    delivery.start()
    slack = threading.Thread(target=deliver_events, args=(inbox, life))
    slack.start()
    slack.join()
    while any_open(database):
        time.sleep(0.02)
    delivery.stop(drain_seconds=30)
    database.close()


def deliver_events(inbox: Inbox, life: Life) -> None:
    """Slack's side: each event again and again until it is acknowledged, and some of them once more for nothing."""
    dice = random.Random(life.seed)  # noqa: S311 - as above
    acknowledged = {line["key"] for line in lines(life.folder / "acknowledged")}
    for asked in life.asked:
        if asked.key in acknowledged and dice.random() < 0.8:
            continue
        where = place(thread=asked.thread, channel=asked.channel, ts=asked.thread)
        for _ in range(dice.choice((1, 1, 1, 2))):
            while not accepted(inbox, asked.key, where):
                time.sleep(0.05)
        append(life.folder / "acknowledged", {"key": asked.key})
        time.sleep(dice.uniform(0, life.slowness / 2))


def accepted(inbox: Inbox, key: str, where: Place) -> bool:
    """Whether this delivery was acknowledged."""
    try:
        inbox.accept(key=key, question=question(f"text of {key}", place=where))
    except InboxUnavailable:
        return False
    return True


def any_open(database: Database) -> bool:
    """Whether some question waits for its answer."""
    try:
        with database.read() as connection:
            query = text("SELECT count(*) FROM questions WHERE due_at IS NOT NULL")
            return bool(connection.execute(query).scalar_one())
    except InboxUnavailable:
        return True
