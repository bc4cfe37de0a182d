"""What the listeners work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient

from bot.ports import Inbox, Listening
from bot.rendering.blocks import Style
from bot.slack.identity import Identity
from knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The things of one Slack app, made in `bot.bootstrap`."""

    me: Identity
    inbox: Inbox
    listening: Listening
    is_sure: Callable[[str], bool]
    """Whether something is to be said about a text that nobody addressed to us. Takes milliseconds."""
    reaction: str
    """The reaction that asks about a message, by its name; empty: none does."""
    knowledge: KnowledgeBase
    client: WebClient
    """For what has to be done before Slack hears of us, within three seconds: its deadline is shorter."""
    style: Style
