"""What the demo asks of a running local workspace: to say something in a made-up name, and what has happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any

from bot.demo.world import Said

HOST = "127.0.0.1"
TIMEOUT = 10


class WorkspaceSilent(Exception):  # noqa: N818 - reads as the sentence that it is
    """The workspace did not answer, or not as expected."""


class Control:
    """The control interface of the local workspace on this port."""

    def __init__(self, *, port: int) -> None:
        self._port = port

    def say(self, said: Said) -> str:
        """Posts as this person; returns the message's timestamp, Slack's id of it. Raises WorkspaceSilent."""
        body = {"channel": said.channel.id, "user": said.by.id, "text": said.text}
        return str(self._json("POST", "/_control/message", body)["message"]["ts"])

    def connected(self, *, app: str) -> bool:
        """Whether the bot has come in. Raises WorkspaceSilent."""
        return any(
            f"socket connected (hello) [{app}]" in entry["summary"]
            for entry in self._json("GET", "/_control/log")["log"]
        )

    def refuses_strangers(self) -> bool:
        """Whether it turns away what comes under a foreign name, as it must. Raises WorkspaceSilent."""
        status, _ = self._call("GET", "/_control/state", headers={"Host": "elsewhere.example"})
        return status == 403

    def _json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        status, answer = self._call(method, path, body=body)
        try:
            if status == 200:
                return json.loads(answer)
        except ValueError:
            pass
        raise WorkspaceSilent(f"{method} {path}: HTTP {status}")

    def _call(
        self, method: str, path: str, *, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body. Goes straight to the port: a proxy for the web knows nothing of this computer."""
        connection = HTTPConnection(HOST, self._port, timeout=TIMEOUT)
        try:
            content = json.dumps(body) if body is not None else None
            connection.request(
                method, path, body=content, headers={"Content-Type": "application/json", **(headers or {})}
            )
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, HTTPException) as error:
            raise WorkspaceSilent(f"{method} {path}: {error}") from error
        finally:
            connection.close()
