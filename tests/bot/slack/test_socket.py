"""Connecting outward: a refused token and a Slack that isn't there are told in one line."""

from __future__ import annotations

import pytest
from fake_slack import FakeSlack, refused, running
from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.errors import UsageError
from bot.slack.client import make_client
from bot.slack.socket import SlackSocket


def socket_to(api_url: str) -> SlackSocket:
    """A connection that is not yet made."""
    app = App(
        client=make_client(token="xoxb-test", api_url=api_url, timeout=2),
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-test"),
        request_verification_enabled=False,
    )
    return SlackSocket(app, app_token="xapp-wrong")


def test_a_refused_app_token_is_told_with_where_to_get_one() -> None:
    """Without the token."""
    with running(FakeSlack()) as slack:
        slack.always_fail("apps.connections.open", refused("invalid_auth"))
        with pytest.raises(UsageError, match=r"SLACK_APP_TOKEN \(invalid_auth\).*connections:write") as told:
            socket_to(slack.api_url).connect()
    assert "xapp-wrong" not in str(told.value)


def test_a_slack_that_is_not_there_is_told() -> None:
    """One line, no traceback."""
    with pytest.raises(UsageError, match="can't be reached"):
        socket_to("http://127.0.0.1:1/api/").connect()
