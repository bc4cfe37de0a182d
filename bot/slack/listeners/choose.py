"""A button under a question of ours: the question is edited into the answer that it leads to."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App

from bot.question import Kind, Question
from bot.rendering.blocks import CHOOSE
from bot.slack.desk import Desk
from bot.slack.payloads import carried
from bot.slack.pressed import key_of, place_of


def register(app: App, desk: Desk) -> None:
    """Keeps the choice as a question of its own."""

    def on_choice(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        value = carried(action.get("value"))
        question = Question.received(
            "",
            kind=Kind.CHOICE,
            place=place_of(body, team=desk.me.team, edits=True),
            language=value.language,
            choice=value.entry,
            asked=value.asked,
            option=value.option,
            about=value.about,
        )
        desk.inbox.accept(key=key_of(body, action, team=desk.me.team), question=question)
        ack()

    app.action(re.compile(rf"^{CHOOSE}_\d+$"))(on_choice)
