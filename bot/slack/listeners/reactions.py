"""A reaction, :mag: unless another one is set, asks about the message that it is put on: once, however many react."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import App

from bot.question import Kind, Place, Question
from bot.slack.desk import Desk
from bot.slack.intake import readable, without_mention
from bot.slack.looking_up import message_at

log = logging.getLogger(__name__)


def register(app: App, desk: Desk) -> None:
    """Looks the message up, since the event only names it, and keeps it as a question of the one who reacted.

    A Slack that can't be asked now makes this fail, and the event is sent again.
    """

    def on_reaction(event: dict[str, Any], body: dict[str, Any]) -> None:
        item = event.get("item")
        name = str(event.get("reaction") or "").partition("::")[0]
        if not desk.reaction or name != desk.reaction or not isinstance(item, dict):
            return
        channel, ts, user = (str(value or "") for value in (item.get("channel"), item.get("ts"), event.get("user")))
        if item.get("type") != "message" or not (channel and ts and user) or user == desk.me.user:
            return
        message = message_at(desk.client, channel=channel, ts=ts)
        if message is None or message.written_by in (desk.me.user, desk.me.bot):
            return
        team = str(body.get("team_id") or desk.me.team)
        place = Place(team=team, channel=channel, user=user, ts=ts, thread=message.thread)
        text = readable(without_mention(message.text, me=desk.me))
        question = Question.received(text, kind=Kind.REACTION, place=place, files=message.files)
        desk.inbox.accept(key=f"react:{team}:{channel}:{ts}", question=question)

    app.event("reaction_added")(on_reaction)
