"""What the listeners work with."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk import WebClient

from bot.ports import Inbox
from bot.rendering.blocks import Style
from bot.slack.identity import Identity
from knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The things of one Slack app, made in `bot.bootstrap`."""

    me: Identity
    inbox: Inbox
    knowledge: KnowledgeBase
    client: WebClient
    """For modals, which Slack wants opened within three seconds: its deadline is shorter."""
    style: Style
