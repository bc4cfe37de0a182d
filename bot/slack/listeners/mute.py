"""The button "Mute here" under an answer that nobody asked for; anyone may press it."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App

from bot.question import Kind, Question
from bot.rendering.blocks import MUTE
from bot.slack.desk import Desk
from bot.slack.payloads import carried
from bot.slack.pressed import key_of, place_of


def register(app: App, desk: Desk) -> None:
    """Keeps it as the wish that `/kubewhy mute` is."""

    def on_mute(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        value = carried(action.get("value"))
        place = place_of(body, team=desk.me.team, edits=False)
        question = Question.received("mute", kind=Kind.CHANNEL, place=place, language=value.language)
        desk.inbox.accept(key=key_of(body, action, team=desk.me.team), question=question)
        ack()

    app.action(MUTE)(on_mute)
