"""The buttons "Helpful" and "Not it"."""

from __future__ import annotations

import re
from typing import Any

from slack_bolt import Ack, App

from bot.question import Kind, Question
from bot.rendering.blocks import HELPFUL, NOT_IT
from bot.slack.desk import Desk
from bot.slack.payloads import carried
from bot.slack.pressed import key_of, place_of

VERDICTS = {HELPFUL: "helpful", NOT_IT: "not-it"}


def register(app: App, desk: Desk) -> None:
    """Keeps the verdict like a question; it is recorded and thanked for by the worker."""

    def on_verdict(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        value = carried(action.get("value"))
        question = Question.received(
            "",
            kind=Kind.VERDICT,
            place=place_of(body, team=desk.me.team, edits=False),
            language=value.language,
            choice=value.entry,
            verdict=VERDICTS[str(action["action_id"])],
            about=value.about,
        )
        desk.inbox.accept(key=key_of(body, action, team=desk.me.team), question=question)
        ack()

    app.action(re.compile(rf"^({HELPFUL}|{NOT_IT})$"))(on_verdict)
