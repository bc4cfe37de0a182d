"""What only Slack can tell: the message that a reaction names, and whether we hear anything in a channel."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.ports import InboxUnavailable, PostFailed
from bot.slack.poster import raise_failed, reason_of
from bot.slack.whole_text import whole_text

log = logging.getLogger(__name__)

ROOT_AND_REPLY = 2
"""Messages asked for: Slack puts a thread's first one before any other."""
DEAF = {"not_in_channel", "channel_not_found", "missing_scope", "is_archived"}
"""Slack's reasons for not letting us read a channel; a private one that we are no member of is "not found"."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A message as far as it is asked about."""

    text: str
    thread: str
    """Timestamp of its thread's first message; its own where it stands in none."""
    written_by: str
    """Id of the person, or of the bot."""
    files: int


def message_at(client: WebClient, *, channel: str, ts: str) -> Found | None:
    """The message; None where it is gone or may not be read. Raises InboxUnavailable where Slack can't be asked now."""
    try:
        response = client.conversations_replies(
            channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=ROOT_AND_REPLY
        )
    except SlackApiError as error:
        if error.response.status_code == 429 or error.response.status_code >= 500:
            raise InboxUnavailable("Slack can't be asked for the message now") from error
        log.warning("A message that somebody reacted to can't be read: %s", reason_of(error))
        return None
    except (OSError, HTTPException) as error:
        raise InboxUnavailable(f"Slack can't be asked for the message now: {type(error).__name__}") from error
    message = next((one for one in response.get("messages") or () if str(one.get("ts")) == ts), None)
    if message is None:
        return None
    return Found(
        text=whole_text(message),
        thread=str(message.get("thread_ts") or ts),
        written_by=str(message.get("bot_id") or message.get("user") or ""),
        files=len(message.get("files") or ()),
    )


def deaf_because(client: WebClient, channel: str) -> str:
    """Why we hear nothing in this channel, in Slack's own word; empty where we do. Raises PostFailed if Slack fails.

    Slack tells us of messages where we are a member, and lets us read those same channels. To ask for the membership
    itself would take another right.
    """
    try:
        client.conversations_history(channel=channel, limit=1)
    except SlackApiError as error:
        if reason_of(error) in DEAF:
            return reason_of(error)
        raise_failed(error)
    except (OSError, HTTPException) as error:
        raise_failed(error)
    return ""


def name_deaf(client: WebClient, channels: Iterable[str]) -> None:
    """Logs a line for each channel of the settings in which we hear nothing; a Slack that fails now is not asked on."""
    for channel in sorted(channels):
        try:
            reason = deaf_because(client, channel)
        except PostFailed:
            log.warning("Slack can't be asked whether I am a member of the channels in KUBEWHY_LISTEN")
            return
        if reason:
            log.warning(
                "KUBEWHY_LISTEN names %s, where I hear nothing (%s): invite me there with /invite @kubewhy",
                channel,
                reason,
            )
