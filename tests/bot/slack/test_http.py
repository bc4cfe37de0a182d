"""The WSGI application: signatures, shapes, health; whatever arrives, never a 5xx for a broken payload."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import time
from collections.abc import Iterable
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.ports import InboxUnavailable
from bot.slack.app import on_error
from bot.slack.http import SlackHttp

SECRET = "the-signing-secret"


class Listening:
    """A Bolt app that remembers the events it heard, or fails."""

    def __init__(self, *, failure: Exception | None = None) -> None:
        self.heard: list[dict[str, Any]] = []
        self.app = app = App(
            authorize=lambda: AuthorizeResult(
                enterprise_id=None, team_id="T1", bot_token="xoxb-test", bot_user_id="U0"
            ),
            request_verification_enabled=False,
            process_before_response=True,
        )
        app.error(on_error)

        def on_mention(event: dict[str, Any]) -> None:
            if failure is not None:
                raise failure
            self.heard.append(event)

        app.event("app_mention")(on_mention)
        self.http = SlackHttp(app, signing_secret=SECRET, healthy=lambda: "")

    def ask(self, body: bytes, **changes: Any) -> tuple[int, str]:
        """Sends one request; `changes` are of the WSGI environment."""
        timestamp = changes.pop("timestamp", str(int(time.time())))
        signature = hmac.new(SECRET.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
        environ = {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": timestamp,
            "HTTP_X_SLACK_SIGNATURE": f"v0={signature}",
            "wsgi.input": io.BytesIO(body),
        } | changes
        return answered(self.http, environ)


def answered(http: SlackHttp, environ: dict[str, Any]) -> tuple[int, str]:
    """Status and body of one request."""
    status: list[str] = []
    body: Iterable[bytes] = http(environ, lambda line, _headers: status.append(line))
    return int(status[0].split()[0]), b"".join(body).decode()


def mention(**changes: Any) -> bytes:
    """A mention as Slack sends it."""
    event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "<@U0> hi"}
    return json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event} | changes).encode()


def test_a_signed_event_reaches_its_listener() -> None:
    """And is acknowledged."""
    listening = Listening()
    assert listening.ask(mention())[0] == 200
    assert listening.heard[0]["text"] == "<@U0> hi"


@pytest.mark.parametrize(
    "changes",
    [
        {"HTTP_X_SLACK_SIGNATURE": "v0=" + "0" * 64},
        {"HTTP_X_SLACK_SIGNATURE": ""},
        {"HTTP_X_SLACK_SIGNATURE": "v0=é"},
        {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "now"},
        {"HTTP_X_SLACK_REQUEST_TIMESTAMP": "²"},
        {"timestamp": "1700000000"},
    ],
)
def test_a_bad_or_old_signature_is_refused(changes: dict[str, Any]) -> None:
    """Nobody but Slack is heard, and nobody repeats what Slack said an hour ago."""
    listening = Listening()
    assert listening.ask(mention(), **changes)[0] == 401
    assert listening.heard == []


def test_a_challenge_is_answered() -> None:
    """Slack asks once whether the address is ours."""
    status, body = Listening().ask(json.dumps({"type": "url_verification", "challenge": "c0ffee"}).encode())
    assert status == 200
    assert "c0ffee" in body


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"type": "event_callback", "event": 7}'])
def test_a_signed_but_broken_payload_gets_a_4xx(body: bytes) -> None:
    """Never a 5xx, never silence."""
    assert Listening().ask(body) == (400, "bad payload")


def test_an_event_of_a_kind_that_nobody_listens_to_is_acknowledged() -> None:
    """Otherwise Slack would send it three times more."""
    assert Listening().ask(mention(event={"type": "team_join", "user": {"id": "U1"}}))[0] == 200


def test_what_could_not_be_kept_is_not_acknowledged() -> None:
    """Slack sends it again."""
    assert Listening(failure=InboxUnavailable("disk full")).ask(mention())[0] == 503


def test_a_body_that_is_too_long_is_refused_unread() -> None:
    """A length is enough to know."""
    assert Listening().ask(b"{}", CONTENT_LENGTH=str(10**9))[0] == 413
    assert Listening().ask(b"{}", CONTENT_LENGTH="-5")[0] == 400


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"PATH_INFO": "/"}, 404),
        ({"REQUEST_METHOD": "GET"}, 405),
        ({"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"}, 200),
    ],
)
def test_other_addresses(changes: dict[str, Any], status: int) -> None:
    """Only the one address takes events; health can be asked for."""
    assert Listening().ask(b"{}", **changes)[0] == status


def test_an_unwell_bot_says_why() -> None:
    """A load balancer takes it out of service."""
    http = SlackHttp(Listening().app, signing_secret=SECRET, healthy=lambda: "the database can't be reached")
    environ = {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET"}
    assert answered(http, environ) == (503, "the database can't be reached")
