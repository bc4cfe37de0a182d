"""`message` and `app_mention` events: keeps what is meant for us, drops all else."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from bot.slack.desk import Desk
from bot.slack.intake import read_message


def register(app: App, desk: Desk) -> None:
    """One callback for both: Slack tells of a mention twice, and either of the two may come first or alone."""

    def on_message(event: dict[str, Any], body: dict[str, Any]) -> None:
        team = str(body.get("team_id") or desk.me.team)

        def has_spoken(channel: str, thread: str) -> bool:
            return desk.inbox.has_spoken(team=team, channel=channel, thread=thread)

        kept = read_message(event, team=team, me=desk.me, has_spoken=has_spoken)
        if kept is not None:
            key, question = kept
            desk.inbox.accept(key=key, question=question)

    app.event("app_mention")(on_message)
    app.event("message")(on_message)
