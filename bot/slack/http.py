"""Slack over HTTP: one WSGI application, served by gunicorn.

Everything that Slack sends comes to `POST /slack/events`. The signature is judged before the body is read any further,
the body's shape before Bolt reads it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.slack.payloads import PayloadRejected, check_body

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024
"""Slack's longest message, escaped and form-encoded, is far below."""
EVENTS_PATH, HEALTH_PATH = "/slack/events", "/healthz"

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 405: "Method Not Allowed"} | {
    413: "Content Too Large",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class Healthy(Protocol):
    """Tells what is wrong with the bot; empty: nothing."""

    def __call__(self) -> str:
        """The cause in one line, or nothing."""
        ...


class SlackHttp:
    """The WSGI application."""

    def __init__(self, app: App, *, signing_secret: str, healthy: Healthy) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._healthy = healthy

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request."""
        status, headers, body = self._answer(environ)
        encoded = body.encode()
        headers = {"content-type": "text/plain; charset=utf-8", **headers, "content-length": str(len(encoded))}
        start_response(f"{status} {REASONS.get(status, 'Unknown')}", list(headers.items()))
        return [encoded]

    def _answer(self, environ: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path == HEALTH_PATH and method in ("GET", "HEAD"):
            cause = self._healthy()
            return (503, {}, cause) if cause else (200, {}, "ok")
        if path != EVENTS_PATH:
            return 404, {}, "nothing here: Slack's request URL ends in /slack/events"
        if method != "POST":
            return 405, {"allow": "POST"}, "POST only"
        return self._from_slack(environ)

    def _from_slack(self, environ: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit():
            return 400, {}, "bad content length"
        if int(length) > MOST_BYTES:
            return 413, {}, "too long"
        raw: bytes = environ["wsgi.input"].read(int(length))
        timestamp, signature = (
            environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", ""),
            environ.get("HTTP_X_SLACK_SIGNATURE", ""),
        )
        try:
            body = raw.decode()
        except UnicodeDecodeError:
            # Slack's own verifier reads the body as UTF-8 too.
            return 400, {}, "bad payload"
        if not self._signed(body, timestamp=timestamp, signature=signature):
            return 401, {}, "invalid signature"
        content_type = environ.get("CONTENT_TYPE", "")
        try:
            check_body(body, content_type=content_type)
        except PayloadRejected as error:
            log.warning("A signed payload was refused: %s", error)
            return 400, {}, "bad payload"
        return self._dispatch(body, content_type=content_type)

    def _signed(self, body: str, *, timestamp: str, signature: str) -> bool:
        """Whether Slack signed this body within the last five minutes."""
        # Slack's own verifier fails on characters that no signature has.
        if not (timestamp.isascii() and timestamp.isdigit() and signature.isascii()):
            return False
        return bool(self._verifier.is_valid(body, timestamp, signature))

    def _dispatch(self, body: str, *, content_type: str) -> tuple[int, dict[str, str], str]:
        try:
            request = BoltRequest(body=body, headers={"content-type": [content_type]}, mode="http")
            response = self._app.dispatch(request)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            # Bolt reads fields that our own shapes don't name; one of the wrong kind ends here.
            log.warning("A signed payload could not be read: %s: %s", type(error).__name__, error)
            return 400, {}, "bad payload"
        headers = {name: values[0] for name, values in response.headers.items() if name.lower() == "content-type"}
        # Bolt answers 404 where no listener fits, for which Slack would try again.
        return (200 if response.status == 404 else response.status), headers, response.body or ""
