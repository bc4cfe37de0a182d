"""`/kubewhy`: `ask TEXT`, `listen`, `mute 2h`, `help`; any other text is a question, as people in a hurry type it."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.channel_wish import wished
from bot.question import Kind, Place, Question
from bot.slack.desk import Desk
from bot.slack.intake import readable

COMMAND = "/kubewhy"


def register(app: App, desk: Desk) -> None:
    """Keeps the question, then acknowledges with nothing: the answer comes to the asker alone."""

    def on_command(ack: Ack, command: dict[str, Any]) -> None:
        place = Place(
            team=str(command.get("team_id") or desk.me.team),
            channel=str(command.get("channel_id") or ""),
            user=str(command["user_id"]),
            reply_url=str(command.get("response_url") or ""),
        )
        text = asked(str(command.get("text") or ""))
        kind = Kind.CHANNEL if wished(text) else Kind.COMMAND
        question = Question.received(readable(text), kind=kind, place=place)
        desk.inbox.accept(key=f"cmd:{command['trigger_id']}", question=question)
        ack()

    app.command(COMMAND)(on_command)


def asked(text: str) -> str:
    """The question in a command's text."""
    word, _, rest = text.strip().partition(" ")
    return rest.strip() if word.casefold() == "ask" else text.strip()
