"""The only place where real things are made and put together. Everything else is given what it needs.

The imports stand inside the functions: `kubewhy --help` must not wait for scikit-learn, nor `kubewhy ask` for Slack.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UsageError
from bot.logs import configure_logging
from bot.settings import Settings, need_slack

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from bot.answering import Answering
    from bot.delivering import Delivery
    from bot.persistence.feedback import SqlFeedback
    from bot.persistence.inbox import SqlInbox
    from bot.ports import Summary
    from bot.question import Question
    from bot.slack.identity import Identity
    from classifiers.matching import KnowledgeMatcher
    from knowledge.knowledge_base import KnowledgeBase

log = logging.getLogger(__name__)

OnDelivered = Callable[["Question", "Summary", float], None]
"""Told of each question that was worked off, what it came to, and the seconds from its arrival."""

POST_TIMEOUT, MODAL_TIMEOUT = 10, 2
"""Seconds; a modal's trigger is dead after three."""


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


def matcher(settings: Settings, knowledge: KnowledgeBase | None = None) -> KnowledgeMatcher:
    """The matcher, trained from the knowledge or from the cache that an earlier start left."""
    from classifiers.matching import KnowledgeMatcher
    from knowledge.loader import content_hash

    return KnowledgeMatcher(
        knowledge if knowledge is not None else knowledge_base(settings),
        cache_folder=settings.data_dir / "cache",
        content_hash=content_hash(knowledge_folders(settings)),
    )


def answering(settings: Settings, knowledge: KnowledgeBase | None = None) -> Answering:
    """The use case."""
    from bot.answering import Answering

    known = knowledge if knowledge is not None else knowledge_base(settings)
    return Answering(knowledge=known, matcher=matcher(settings, known))


def slack_client(settings: Settings, *, timeout: int = POST_TIMEOUT) -> WebClient:
    """A client that never repeats a request by itself."""
    from slack_sdk import WebClient

    return WebClient(token=settings.bot_token, base_url=settings.slack_api_url, timeout=timeout, retry_handlers=[])
