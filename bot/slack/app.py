"""The Bolt app: which listener hears what, and what becomes of a failure. Socket Mode and HTTP share it."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import TypeAlias

import slack_bolt
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from bot.ports import InboxUnavailable
from bot.slack.desk import Desk
from bot.slack.listeners import anything_else, choose, command, messages, mute, reactions, sheets, verdict, why
from bot.slack.payloads import PayloadRejected

log = logging.getLogger(__name__)

SlackApp: TypeAlias = App
"""What `make_app` makes, for those who may not know Bolt."""


def make_app(desk: Desk, *, token: str) -> App:
    """The app with every listener. Signatures are checked before it, in `bot.slack.http`; Socket Mode needs none."""
    authorized = AuthorizeResult(
        enterprise_id=None, team_id=desk.me.team, bot_id=desk.me.bot, bot_user_id=desk.me.user, bot_token=token
    )
    app = App(
        client=desk.client,
        # Without it Bolt takes the root's level for its own loggers.
        logger=logging.getLogger("slack_bolt"),
        authorize=lambda: authorized,
        request_verification_enabled=False,
        # Slack is answered only after the listener has kept the question: a failure there must not be acknowledged.
        process_before_response=True,
    )
    app.error(on_error)
    messages.register(app, desk)
    reactions.register(app, desk)
    command.register(app, desk)
    why.register(app, desk)
    choose.register(app, desk)
    verdict.register(app, desk)
    mute.register(app, desk)
    sheets.register(app, desk)
    anything_else.register(app)
    return app


def on_error(error: Exception) -> BoltResponse:
    """What Slack hears of a failed listener: nothing was kept, so that it sends an event again."""
    if isinstance(error, PayloadRejected):
        log.warning("A payload was refused: %s", error)
        return BoltResponse(status=400, body="bad payload")
    if isinstance(error, InboxUnavailable):
        log.error("A question could not be kept, Slack will send it again: %s", error)
        return BoltResponse(status=503, body="not kept")
    if _comes_from_bolt(error):
        # Bolt reads fields that our own shapes don't name; one of the wrong kind ends here.
        log.warning("A payload could not be read: %s: %s", type(error).__name__, error)
        return BoltResponse(status=400, body="bad payload")
    log.error("A listener failed", exc_info=error)
    return BoltResponse(status=500, body="failed")


def _comes_from_bolt(error: Exception) -> bool:
    """Whether Bolt itself stumbled, while it looked for a listener."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and Path(frames[-1].filename).is_relative_to(Path(slack_bolt.__file__).parent)
