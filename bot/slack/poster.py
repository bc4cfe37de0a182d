"""Puts messages into Slack, once each: the `Poster` of the conversation.

Slack's own client repeats a request whose answer was cut off, which posts twice; here it never repeats by itself. What
may have arrived is looked up by the message's metadata before the next try.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from http.client import HTTPException
from typing import Any, NoReturn

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.ports import Message, PostFailed
from bot.question import Place
from bot.redaction import redact
from bot.slack.intake import readable
from knowledge.entry import Language

log = logging.getLogger(__name__)

EVENT_TYPE = "kubewhy_answer"
"""`metadata.event_type` of our messages; its payload holds the question's key."""
FIRST_PAUSE = 1.0
"""Seconds before the first new try after a failure of Slack's."""
OPERATOR_PAUSE = 60.0
"""Seconds between tries while somebody has to mend the app's installation."""
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
INSTALLATION = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "missing_scope"}
REFUSED_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "unsupported_blocks"}
THREAD_TEXTS = 20
"""How many of a thread's messages count, the newest ones."""
PAGE = 200
LOCALES_KEPT = 2000


class SlackPoster:
    """Posts, edits and looks up through the Web API."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._locales: dict[str, Language | None] = {}
        self._locales_lock = threading.Lock()

    def post(self, message: Message, *, place: Place, key: str) -> str:
        """Posts or edits; see `bot.ports.Poster`."""
        if place.reply_url and (place.edit or not place.thread):
            return self._reply(message, place=place, key=key)
        try:
            return self._write(message, place=place, key=key)
        except PostFailed as failure:
            if failure.retry_after is None and place.reply_url:
                # A shortcut works in channels that we are no member of; its user alone can be answered there.
                return self._reply(message, place=place, key=key)
            raise

    def find(self, *, place: Place, key: str) -> str | None:
        """Looks through the thread for a message of ours with this key; see `bot.ports.Poster`."""
        if not place.thread or place.edit:
            return None
        for message in self._thread(place, oldest=place.ts or place.thread):
            metadata = message.get("metadata") or {}
            if (metadata.get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        return None

    def thread_texts(self, place: Place) -> Sequence[str]:
        """What people wrote before the question; see `bot.ports.Poster`."""
        if not place.thread or place.thread == place.ts:
            return ()
        try:
            texts = [
                redact(readable(str(message.get("text") or ""))).text
                for message in self._thread(place, oldest=place.thread)
                if not message.get("bot_id") and str(message.get("ts", "")) < place.ts
            ]
        except PostFailed as failure:
            log.warning("The thread can't be read (%s); answering from the question alone", failure.reason)
            return ()
        return tuple(text for text in texts if text.strip())[-THREAD_TEXTS:]

    def locale(self, user: str) -> Language | None:
        """The language of this person's Slack, asked once a process; see `bot.ports.Poster`."""
        with self._locales_lock:
            if user in self._locales:
                return self._locales[user]
        try:
            response = self._client.users_info(user=user, include_locale=True)
            spoken = _language_of(str((response.get("user") or {}).get("locale") or ""))
        except (SlackApiError, OSError, HTTPException):
            return None
        with self._locales_lock:
            if len(self._locales) >= LOCALES_KEPT:
                self._locales.clear()
            self._locales[user] = spoken
        return spoken

    def _write(self, message: Message, *, place: Place, key: str) -> str:
        content: dict[str, Any] = {
            "channel": place.channel,
            "text": message.text,
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": key}},
        }
        if place.edit:
            content["ts"] = place.edit
            call: Callable[..., Any] = self._client.chat_update
        else:
            content |= {"unfurl_links": False, "unfurl_media": False}
            if place.thread:
                content["thread_ts"] = place.thread
            call = self._client.chat_postMessage
        try:
            return str(call(**content, blocks=list(message.blocks))["ts"])
        except SlackApiError as error:
            if reason_of(error) not in REFUSED_BLOCKS:
                raise_failed(error)
            log.warning("Slack refuses the blocks of an answer (%s); posting its text alone", reason_of(error))
        except (OSError, HTTPException) as error:
            raise_failed(error)
        try:
            return str(call(**content)["ts"])
        except (SlackApiError, OSError, HTTPException) as error:
            raise_failed(error)

    def _reply(self, message: Message, *, place: Place, key: str) -> str:
        """Answers the one who pressed or typed; once Slack's address for that has run out, as a direct message."""
        webhook = WebhookClient(place.reply_url, timeout=self._client.timeout, retry_handlers=[])
        body: dict[str, Any] = {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
        body |= {"replace_original": bool(place.edit)}
        if place.ts:
            body["thread_ts"] = place.ts
        try:
            response = webhook.send_dict(body)
        except (OSError, HTTPException, ValueError) as error:
            log.warning("Slack's reply address can't be reached (%s)", type(error).__name__)
            status = 0
        else:
            status = response.status_code
            if status == 429:
                raise PostFailed("ratelimited", retry_after=_seconds(response.headers.get("Retry-After")))
            if status >= 500:
                raise PostFailed(f"HTTP {status}", retry_after=FIRST_PAUSE, uncertain=True)
        if 200 <= status < 300:
            return ""
        if place.edit:
            raise PostFailed("the message can't be edited any more", retry_after=None)
        direct = place.model_copy(update={"channel": place.user, "thread": "", "ts": "", "reply_url": ""})
        return self._write(message, place=direct, key=key)

    def _thread(self, place: Place, *, oldest: str) -> Iterator[dict[str, Any]]:
        """The thread's messages from `oldest` on. Nothing where it may not be read. Raises PostFailed."""
        cursor: str | None = None
        while True:
            try:
                response = self._client.conversations_replies(
                    channel=place.channel,
                    ts=place.thread,
                    oldest=oldest,
                    inclusive=True,
                    include_all_metadata=True,
                    limit=PAGE,
                    cursor=cursor,
                )
            except SlackApiError as error:
                if error.response.status_code == 429 or error.response.status_code >= 500:
                    raise_failed(error)
                return
            except (OSError, HTTPException) as error:
                raise_failed(error)
            yield from response.get("messages") or ()
            cursor = (response.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def raise_failed(error: Exception) -> NoReturn:
    """What a failed call means for the next try."""
    if not isinstance(error, SlackApiError):
        # The connection broke: the message may be there.
        raise PostFailed(type(error).__name__, retry_after=FIRST_PAUSE, uncertain=True) from error
    reason, status = reason_of(error), error.response.status_code
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        after = _seconds(error.response.headers.get("Retry-After"))
        raise PostFailed("ratelimited", retry_after=after) from error
    if status >= 500 or reason in PASSING:
        raise PostFailed(reason or f"HTTP {status}", retry_after=FIRST_PAUSE, uncertain=True) from error
    if reason in INSTALLATION:
        raise PostFailed(reason, retry_after=OPERATOR_PAUSE) from error
    raise PostFailed(reason or f"HTTP {status}", retry_after=None) from error


def reason_of(error: SlackApiError) -> str:
    """Slack's own word for what is wrong; empty where it gives none."""
    response = error.response
    # An answer that is no JSON comes with a whole sentence as its error; a page of a proxy's HTML may stand in it.
    return str(response.get("error") or "")[:60] if isinstance(response.data, dict) else ""


def _seconds(header: Any) -> float:
    """`Retry-After` in seconds; Slack sends whole ones."""
    text = str(header[0] if isinstance(header, list) and header else header or "")
    return float(text) if text.isdigit() else FIRST_PAUSE


def _language_of(locale: str) -> Language | None:
    """A Slack locale (en-US, zh-TW, zh-CN, zh-HK …) as a language that we answer in."""
    if locale.startswith("en"):
        return "en"
    if locale.startswith("zh"):
        return "zh-CN" if locale in ("zh-CN", "zh-SG", "zh-Hans") else "zh-TW"
    return None
