"""Slack over Socket Mode: the bot connects outward, no port is open."""

from __future__ import annotations

import logging

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

log = logging.getLogger(__name__)


class SlackSocket:
    """One connection, kept open by Slack's own client."""

    def __init__(self, app: App, *, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token)

    def connect(self) -> None:
        """Connects and returns; events are handled on threads of the client."""
        self._handler.connect()  # type: ignore[no-untyped-call]  # Slack's own client has no types here
        log.info("Connected to Slack by Socket Mode")

    def close(self) -> None:
        """Takes no more events."""
        self._handler.close()  # type: ignore[no-untyped-call]
