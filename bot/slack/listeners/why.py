"""The message shortcut "Why?": asks about anybody's message, and answers in its thread."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.question import Kind, Place, Question
from bot.slack.desk import Desk
from bot.slack.intake import readable, without_mention

CALLBACK = "why"


def register(app: App, desk: Desk) -> None:
    """Keeps the message as a question of the one who chose the shortcut."""

    def on_shortcut(ack: Ack, shortcut: dict[str, Any], body: dict[str, Any]) -> None:
        message = shortcut.get("message") or {}
        ts = str(message.get("ts") or shortcut.get("message_ts") or "")
        place = Place(
            team=str((shortcut.get("team") or {}).get("id") or body.get("team_id") or desk.me.team),
            channel=str(shortcut["channel"]["id"]),
            user=str(shortcut["user"]["id"]),
            ts=ts,
            thread=str(message.get("thread_ts") or ts),
            reply_url=str(shortcut.get("response_url") or ""),
        )
        text = readable(without_mention(str(message.get("text") or ""), me=desk.me))
        files = len(message.get("files") or ())
        question = Question.received(text, kind=Kind.SHORTCUT, place=place, files=files)
        desk.inbox.accept(key=f"cmd:{shortcut['trigger_id']}", question=question)
        ack()

    app.shortcut({"type": "message_action", "callback_id": CALLBACK})(on_shortcut)
