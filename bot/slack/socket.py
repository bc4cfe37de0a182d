"""Slack over Socket Mode: the bot connects outward, no port is open."""

from __future__ import annotations

import contextlib
import logging
import socket

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.errors import UsageError

log = logging.getLogger(__name__)


class SlackSocket:
    """One connection, kept open by Slack's own client."""

    def __init__(self, app: App, *, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token)

    def connect(self) -> None:
        """Connects and returns; events are handled on threads of the client. Raises UsageError for a refused token."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]  # Slack's own client has no types here
        except SlackApiError as error:
            raise UsageError(
                f"Slack refuses SLACK_APP_TOKEN ({error.response.get('error')}): take an app-level token with the "
                "scope connections:write, under Basic Information > App-Level Tokens."
            ) from error
        except OSError as error:
            raise UsageError(f"Slack can't be reached by Socket Mode: {getattr(error, 'reason', error)}.") from error
        log.info("Connected to Slack by Socket Mode")

    def close(self) -> None:
        """Takes no more events."""
        client = self._handler.client
        client.auto_reconnect_enabled = False
        session = client.current_session
        if session is not None and session.sock is not None:
            # The client's reader holds a lock until it hears something; the end of the connection is something.
            with contextlib.suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)
        self._handler.close()  # type: ignore[no-untyped-call]
