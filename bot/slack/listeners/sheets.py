"""Buttons that open a modal for the one who pressed them: all steps, the other language, the other matches.

Slack's trigger lives three seconds, so that these are opened at once and not kept: whoever sees nothing presses again.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.rendering.blocks import ALL_STEPS, LANGUAGE, OTHERS, Block, notice_view, others_view, sheet_view
from bot.slack.desk import Desk
from bot.slack.payloads import carried

log = logging.getLogger(__name__)


def register(app: App, desk: Desk) -> None:
    """Opens the modal of the entry, or of the list, that the button carries."""

    def on_sheet(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        value = carried(action.get("value"))
        ack()
        if value.entry is None or value.entry not in desk.knowledge:
            _open(desk, notice_view("too_late", language=value.language), body=body)
            return
        entry = desk.knowledge.entry(value.entry, value.language)
        view = sheet_view(entry, language=value.language, style=desk.style, today=datetime.now(tz=UTC).date())
        _open(desk, view, body=body)

    def on_others(ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        value = carried(action.get("value"))
        ack()
        entries = [desk.knowledge.entry(one, value.language) for one in value.entries if one in desk.knowledge]
        gone = notice_view("too_late", language=value.language)
        _open(desk, others_view(entries, language=value.language) if entries else gone, body=body)

    app.action(ALL_STEPS)(on_sheet)
    app.action(LANGUAGE)(on_sheet)
    app.action(OTHERS)(on_others)


def _open(desk: Desk, view: Block, *, body: dict[str, Any]) -> None:
    """Opens a modal, or lays it over the one that the button stands in."""
    call = desk.client.views_push if body.get("view") else desk.client.views_open
    try:
        call(trigger_id=str(body["trigger_id"]), view=view)
    except SlackApiError as error:
        log.warning("Slack didn't open the modal: %s", error.response.get("error"))
    except (OSError, HTTPException) as error:
        log.warning("Slack didn't open the modal: %s", type(error).__name__)
