"""One message, looked up by its place: what a reaction only names."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.ports import InboxUnavailable

log = logging.getLogger(__name__)

MOST_ATTACHMENTS = 10
MOST_CHARACTERS = 40_000
"""Slack's own limit of a message."""


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
            channel=channel, ts=ts, oldest=ts, latest=ts, inclusive=True, limit=1, include_all_metadata=False
        )
    except SlackApiError as error:
        if error.response.status_code == 429 or error.response.status_code >= 500:
            raise InboxUnavailable("Slack can't be asked for the message now") from error
        reason = error.response.get("error") if isinstance(error.response.data, dict) else ""
        log.warning("A message that somebody reacted to can't be read: %s", str(reason)[:60])
        return None
    except (OSError, HTTPException) as error:
        raise InboxUnavailable(f"Slack can't be asked for the message now: {type(error).__name__}") from error
    message = next((one for one in response.get("messages") or () if str(one.get("ts")) == ts), None)
    if message is None:
        return None
    return Found(
        text="\n".join(_texts(message))[:MOST_CHARACTERS],
        thread=str(message.get("thread_ts") or ts),
        written_by=str(message.get("bot_id") or message.get("user") or ""),
        files=len(message.get("files") or ()),
    )


def _texts(message: dict[str, Any]) -> Iterator[str]:
    """What stands in it; alerts of other programs say most in attachments."""
    if text := message.get("text"):
        yield str(text)
    attachments = message.get("attachments")
    for attachment in attachments[:MOST_ATTACHMENTS] if isinstance(attachments, list) else ():
        if isinstance(attachment, dict):
            said = [str(attachment[name]) for name in ("title", "text") if attachment.get(name)]
            yield "\n".join(said) or str(attachment.get("fallback") or "")
