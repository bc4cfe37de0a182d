"""Which messages are meant for the bot, and what they ask. Pure: an event's fields in, a question or nothing out.

What isn't meant for it is dropped here, before anything of it is kept or logged.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from bot.question import Kind, Place, Question
from bot.slack.identity import Identity

ASKS = re.compile(
    r"[?？]|\b(why|how|what|when|where|which|anyone|any idea|help|can|could|does|is it|should)\b"
    r"|嗎|吗|呢|為什麼|为什么|怎麼|怎么|如何|怎樣|怎样|請問|请问|求解|求助|救命",
    re.IGNORECASE,
)
"""Signs of a question."""
FAILS = re.compile(
    r"```|\b(error|errors|failed|fails|failing|failure|cannot|can't|cant|unable|exception|timeout|timed out|refused"
    r"|denied|not found|no such|crash\w*|backoff|stuck|broken|unreachable|already exists|invalid)\b|\b0x[0-9a-f]{4,}\b"
    r"|錯誤|错误|失敗|失败|無法|无法|不到|不通|異常|异常|卡住|報錯|报错",
    re.IGNORECASE,
)
"""Signs of an error."""
SHORTEST_OVERHEARD, LONGEST_OVERHEARD = 12, 40_000
"""Characters: nobody tells a problem in fewer, and Slack's messages have no more."""
WORKED_ON = re.compile(
    r"\b(?:lgtm|ptal|code review|(?:pull|merge) request|(?:pr|mr) ?[#!]?\d+|post-?mortem|release notes|changelog)\b"
    r"|/pull/\d|/merge_requests/\d|^(?:diff --git|@@ -\d)|\breview(?:s|ed|ing)?\b.{0,30}\b(?:pr|mr|change|patch)\b"
    r"|程式碼審查|代码审查|合併請求|合并请求",
    re.IGNORECASE | re.MULTILINE,
)
"""Signs that people work on something together: they quote errors that they have understood."""
KEPT_SUBTYPES = {None, "file_share", "thread_broadcast"}
"""Kinds of message that a person wrote just now; all others are edits, deletions, joins, bots."""


def message_key(*, team: str, channel: str, ts: str) -> str:
    """One key for a message however often, and in however many kinds of event, Slack tells of it."""
    return f"msg:{team}:{channel}:{ts}"


def read_message(
    event: dict[str, Any],
    *,
    team: str,
    me: Identity,
    has_spoken: Callable[[str, str], bool],
    listens: Callable[[str], bool],
) -> tuple[str, Question] | None:
    """The question of a `message` or `app_mention` event with its key, or None where it isn't meant for us.

    `has_spoken(channel, thread)` tells whether we have posted into that thread, `listens(channel)` whether we may say
    something there unasked.
    """
    if event.get("subtype") not in KEPT_SUBTYPES or event.get("bot_id") or event.get("bot_profile"):
        return None
    user, channel, ts = event.get("user", ""), event.get("channel", ""), event.get("ts", "")
    if not user or not channel or not ts or user == me.user or event.get("hidden") or event.get("edited"):
        return None
    text, thread = event.get("text") or "", event.get("thread_ts") or ""
    kind = _kind(event, text=text, thread=thread, me=me, has_spoken=has_spoken, listens=listens)
    if kind is None:
        return None
    place = Place(team=team, channel=channel, user=user, ts=ts, thread=thread or ts)
    # Nobody who didn't ask wants to hear that we read no files.
    files = 0 if kind is Kind.OVERHEARD else len(event.get("files") or ())
    question = Question.received(readable(without_mention(text, me=me)), kind=kind, place=place, files=files)
    return message_key(team=team, channel=channel, ts=ts), question


def _kind(
    event: dict[str, Any],
    *,
    text: str,
    thread: str,
    me: Identity,
    has_spoken: Callable[[str, str], bool],
    listens: Callable[[str], bool],
) -> Kind | None:
    """How the message reached us; None where it didn't."""
    if event.get("channel_type") == "im":
        return Kind.DIRECT
    mention = _mention(me)
    if re.match(rf"\s*{mention}", text):
        return Kind.MENTION
    if re.search(mention, text) and _asks_something(re.sub(mention, " ", text)):
        return Kind.MENTION
    if thread and has_spoken(str(event["channel"]), thread):
        return Kind.FOLLOW_UP
    return Kind.OVERHEARD if _is_overheard(event, text=text, thread=thread, me=me, listens=listens) else None


def _is_overheard(
    event: dict[str, Any], *, text: str, thread: str, me: Identity, listens: Callable[[str], bool]
) -> bool:
    """Whether it is a message of its own, that people don't work on together, where we may speak unasked."""
    alone = not thread and SHORTEST_OVERHEARD <= len(text) <= LONGEST_OVERHEARD and not re.search(_mention(me), text)
    return alone and not WORKED_ON.search(text) and listens(str(event["channel"]))


def _asks_something(text: str) -> bool:
    """Whether a text that mentions us somewhere in its middle wants something, rather than telling about us."""
    return bool(ASKS.search(text) or FAILS.search(text))


def _mention(me: Identity) -> str:
    return rf"<@{re.escape(me.user)}(?:\|[^>]*)?>"


def without_mention(text: str, *, me: Identity) -> str:
    """The text without our own mentions, and without the punctuation that followed one at its beginning."""
    mention = _mention(me)
    return re.sub(mention, " ", re.sub(rf"^\s*(?:{mention}[\s,:;,:]*)+", "", text)).strip()


def readable(text: str) -> str:
    """Slack's transport form as the person saw it: links by address, mentions by id, entities undone."""
    text = re.sub(r"<(?:https?|ftp)://[^>|]*\|([^>]+)>", _labelled, text)
    text = re.sub(r"<((?:https?|ftp|mailto|tel):[^>|]*)>", r"\1", text)
    text = re.sub(r"<(?:mailto|tel):[^>|]*\|([^>]+)>", r"\1", text)
    text = re.sub(r"<[@#!]([A-Za-z0-9^]+)(?:\|([^>]*))?>", lambda found: f"@{found[2] or found[1]}", text)
    return html.unescape(text) if "&" in text else text


def _labelled(found: re.Match[str]) -> str:
    """A link that Slack made of a bare host keeps its label; one that somebody named keeps both."""
    address = found[0][1:].partition("|")[0]
    label = found[1]
    return label if label in address else f"{label} ({address})"
