"""The only place where real things are made and put together. Everything else is given what it needs.

The imports stand inside the functions: `kubewhy --help` must not wait for scikit-learn, nor `kubewhy ask` for Slack.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.logs import configure_logging
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.answering import Answering
    from bot.delivering import Delivery
    from bot.persistence.database import Database
    from bot.ports import ClusterReader, Summary, Verdict
    from bot.probing import Probing
    from bot.question import Question
    from bot.slack.app import SlackApp
    from classifiers.matching.matcher import KnowledgeMatcher
    from knowledge.knowledge_base import KnowledgeBase

log = logging.getLogger(__name__)

OnDelivered = Callable[["Question", "Summary", float], None]
"""Told of each question that was worked off, what it came to, and the seconds from its arrival."""

POST_TIMEOUT, MODAL_TIMEOUT = 10, 2
"""Seconds; a modal's trigger is dead after three."""
DRAIN_SECONDS = 10.0
"""How long a stop lets answers under way come to their end."""


def logging_of(settings: Settings) -> None:
    """Logging as set."""
    configure_logging(level=settings.log_level, form=settings.log_format)


def knowledge_folders(settings: Settings) -> tuple[Path, ...]:
    """Our folder of knowledge and those of the settings."""
    from knowledge.loader import OUR_FOLDER

    return (OUR_FOLDER, *settings.knowledge)


def knowledge_base(settings: Settings) -> KnowledgeBase:
    """Everything we know. Raises KnowledgeInvalid."""
    from knowledge.loader import load

    return load(knowledge_folders(settings))


def matcher(
    settings: Settings,
    knowledge: KnowledgeBase | None = None,
    *,
    when_learning: Callable[[], None] | None = None,
    calibrate: bool = False,
) -> KnowledgeMatcher:
    """The matcher, which learns from the knowledge unless an earlier start has left what it learnt.

    `when_learning` is called before it learns, which takes seconds; with `calibrate` the thresholds are fitted, too.
    """
    from classifiers.matching.matcher import KnowledgeMatcher
    from knowledge.loader import content_hash

    return KnowledgeMatcher.of(
        knowledge if knowledge is not None else knowledge_base(settings),
        cache_folder=settings.data_dir / "cache",
        content_hash=content_hash(knowledge_folders(settings)),
        when_learning=when_learning or log_learning,
        calibrate=calibrate,
    )


def answering(
    settings: Settings, knowledge: KnowledgeBase, *, when_learning: Callable[[], None] | None = None
) -> Answering:
    """The use case."""
    from bot.answering import Answering

    return Answering(knowledge=knowledge, matcher=matcher(settings, knowledge, when_learning=when_learning))


def cluster(
    settings: Settings, *, context: str | None = None, dumps: Sequence[str] = (), with_logs: bool = False
) -> ClusterReader:
    """What a probe reads: dumps, else a context of the kubeconfig, else the cluster around us. Raises UsageError."""
    if dumps:
        from bot.cluster.dump import DumpedCluster

        return DumpedCluster(dumps, stdin=sys.stdin.buffer)
    from bot.cluster.client import connect, connect_in_cluster
    from bot.cluster.live import LiveCluster
    from bot.cluster.sharing import SharedReader

    paths = [Path(path).expanduser() for path in settings.kubeconfig.split(os.pathsep) if path]
    if context is None and settings.in_cluster and not any(path.is_file() for path in paths):
        return SharedReader(LiveCluster(connect_in_cluster(), name="the cluster around me", with_logs=with_logs))
    if not any(path.is_file() for path in paths):
        raise UsageError(f"There is no kubeconfig {settings.kubeconfig}: set KUBECONFIG, or give --from DUMP.")
    api = connect(kubeconfig=settings.kubeconfig, context=context)
    return SharedReader(LiveCluster(api, name=f"context {api.context}", with_logs=with_logs))


def probing(
    settings: Settings, knowledge: KnowledgeBase, *, when_learning: Callable[[], None] | None = None
) -> Probing:
    """The use case of a probe; its matcher is made when there is something to match."""
    from bot.probing import Probing

    return Probing(
        knowledge=knowledge, matcher=cache(lambda: matcher(settings, knowledge, when_learning=when_learning))
    )


def log_learning() -> None:
    """Says why the start takes a moment."""
    log.info("Learning the knowledge base, which takes some seconds the first time")


class SlackBot:
    """The whole bot for one Slack: what hears it, and the workers that answer. Made by `slack_bot`."""

    def __init__(self, *, app: SlackApp, delivery: Delivery, database: Database, app_token: str) -> None:
        self.app = app
        self._delivery = delivery
        self._database = database
        self._app_token = app_token
        self._close_socket: Callable[[], None] = lambda: None

    def start_workers(self) -> None:
        """Begins to answer what is kept."""
        self._delivery.start()

    def start_socket(self) -> None:
        """Begins to answer, then connects by Socket Mode. Raises UsageError where Slack refuses the app token."""
        from bot.slack.socket import SlackSocket

        socket = SlackSocket(self.app, app_token=self._app_token)
        self.start_workers()
        socket.connect()
        self._close_socket = socket.close

    def stop(self) -> None:
        """Takes no more events, answers what is under way, gives the rest back."""
        self._close_socket()
        self._delivery.stop(drain_seconds=DRAIN_SECONDS)
        self._database.close()

    def before_fork(self) -> None:
        """Lets go of what a forked process must not share."""
        self._database.disconnect()

    def healthy(self) -> str:
        """What is wrong, in one line; empty: nothing."""
        return self._database.healthy()


def slack_bot(
    settings: Settings,
    *,
    on_delivered: OnDelivered | None = None,
    when_learning: Callable[[], None] | None = None,
) -> SlackBot:
    """The bot, made but not started. Raises UsageError, SettingsInvalid and KnowledgeInvalid."""
    from bot.answering import Answering
    from bot.delivering import Delivery
    from bot.persistence.feedback import SqlFeedback
    from bot.persistence.inbox import SqlInbox
    from bot.persistence.listening import SqlListening
    from bot.slack.app import make_app
    from bot.slack.client import make_client
    from bot.slack.desk import Desk
    from bot.slack.identity import identify
    from bot.slack.looking_up import deaf_because, name_deaf
    from bot.slack.poster import SlackPoster
    from bot.slack.replying import Replying

    knowledge = knowledge_base(settings)
    trained = matcher(settings, knowledge, when_learning=when_learning)
    client = make_client(token=settings.bot_token, api_url=settings.slack_api_url, timeout=POST_TIMEOUT)
    me = identify(client)
    name_deaf(client, settings.listen)
    database = open_database(settings)
    inbox = SqlInbox(database)
    listening = SqlListening(database, always=settings.listen)
    poster = SlackPoster(client)
    answering = Answering(knowledge=knowledge, matcher=trained)
    replying = Replying(
        answering=answering,
        inbox=inbox,
        poster=poster,
        feedback=SqlFeedback(database),
        listening=listening,
        deaf_because=partial(deaf_because, client),
        style=settings.blocks,
        known=len(knowledge.ids()),
        retention_days=settings.retention_days,
        reaction=settings.reaction,
    )
    delivery = Delivery(
        inbox=inbox,
        poster=poster,
        answer=replying.work,
        apology=replying.apology,
        wanted=replying.wanted,
        retention_days=settings.retention_days,
        on_delivered=on_delivered or log_delivered,
    )
    modals = make_client(token=settings.bot_token, api_url=settings.slack_api_url, timeout=MODAL_TIMEOUT)
    desk = Desk(
        me=me,
        inbox=inbox,
        listening=listening,
        is_sure=answering.is_sure,
        reaction=settings.reaction,
        knowledge=knowledge,
        client=modals,
        style=settings.blocks,
    )
    app = make_app(desk, token=settings.bot_token)
    return SlackBot(app=app, delivery=delivery, database=database, app_token=settings.app_token)


def open_database(settings: Settings, *, alone: bool = True) -> Database:
    """The database as set. Raises UsageError."""
    from bot.persistence.opening import open_database as opened

    return opened(url=settings.database_url, data_dir=settings.data_dir, alone=alone)


def feedback(settings: Settings) -> Iterator[Verdict]:
    """What people said about answers; may be read beside a running bot. Raises UsageError."""
    from bot.persistence.feedback import SqlFeedback

    database = open_database(settings, alone=False)
    try:
        yield from SqlFeedback(database).all()
    finally:
        database.close()


def log_delivered(question: Question, summary: Summary, seconds: float) -> None:
    """One line for each question that was worked off: nothing of its text."""
    log.info(
        "%s: %s %s %.2f in %.2f s", question.kind, summary.decision, summary.entry or "-", summary.confidence, seconds
    )


def serve_socket(settings: Settings) -> None:
    """Answers by Socket Mode until SIGINT or SIGTERM."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: ended.set())
    bot = slack_bot(settings)
    bot.start_socket()
    log.info("kubewhy is connected by Socket Mode")
    ended.wait()
    bot.stop()


def serve_http(settings: Settings) -> None:
    """Answers over HTTP until SIGINT or SIGTERM."""
    from bot.slack.http import SlackHttp
    from bot.slack.server import HttpServer

    bot = slack_bot(settings)
    http = SlackHttp(bot.app, signing_secret=settings.signing_secret, healthy=bot.healthy)
    bot.before_fork()
    log.info("kubewhy listens on port %d", settings.port)
    HttpServer(http, port=settings.port, start=bot.start_workers, stop=bot.stop).run()
