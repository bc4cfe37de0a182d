"""`message` and `app_mention` events: keeps what is meant for us, drops all else."""

from __future__ import annotations

from typing import Any

from slack_bolt import App

from bot.channel_wish import wished
from bot.question import Kind, Question
from bot.slack.desk import Desk
from bot.slack.intake import read_message


def register(app: App, desk: Desk) -> None:
    """One callback for both: Slack tells of a mention twice, and either of the two may come first or alone.

    A message that is only overheard is matched here and kept only if we are sure of it: what people say among
    themselves is nowhere written down, and a busy channel costs the inbox nothing. The match takes milliseconds, and a
    tenth of a second for the longest message, of the three seconds until Slack wants its acknowledgement. Nothing has
    been acknowledged before it, so that a process that dies meanwhile loses nothing: the event comes again, and the
    same text is judged the same.
    """

    def on_message(event: dict[str, Any], body: dict[str, Any]) -> None:
        team = str(body.get("team_id") or desk.me.team)

        def has_spoken(channel: str, thread: str) -> bool:
            return desk.inbox.has_spoken(team=team, channel=channel, thread=thread)

        def listens(channel: str) -> bool:
            return desk.listening.hears(team=team, channel=channel).now

        kept = read_message(event, team=team, me=desk.me, has_spoken=has_spoken, listens=listens)
        if kept is None:
            return
        key, question = kept
        if question.kind is Kind.OVERHEARD and not desk.is_sure(question.text):
            return
        desk.inbox.accept(key=key, question=_as_wish(question))

    app.event("app_mention")(on_message)
    app.event("message")(on_message)


def _as_wish(question: Question) -> Question:
    """The same words after a mention as after the command."""
    addressed = question.kind in (Kind.MENTION, Kind.DIRECT)
    return question.model_copy(update={"kind": Kind.CHANNEL}) if addressed and wished(question.text) else question
