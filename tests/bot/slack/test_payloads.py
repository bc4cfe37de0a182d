"""Payloads that Slack documents pass; all others are refused in one line."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.slack.payloads import PayloadRejected, carried, check_body

EVENT: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T1", "user_id": "U0WHY", "is_bot": True, "enterprise_id": None}],
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "hi", "blocks": []},
}
REACTION: dict[str, Any] = {
    "type": "reaction_added",
    "user": "U1",
    "reaction": "mag",
    "item_user": "U2",
    "item": {"type": "message", "channel": "C1", "ts": "1.1"},
    "event_ts": "1.2",
}
PRESSED: dict[str, Any] = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "anna"},
    "team": {"id": "T1", "domain": "demo"},
    "channel": {"id": "C1", "name": "k8s-help"},
    "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": False},
    "message": {"ts": "1.2", "text": "answer"},
    "actions": [{"type": "button", "action_id": "helpful", "block_id": "b", "value": "{}", "action_ts": "1.3"}],
    "trigger_id": "13.7.x",
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
}
COMMAND = {
    "command": "/kubewhy",
    "text": "help",
    "team_id": "T1",
    "channel_id": "C1",
    "user_id": "U1",
    "trigger_id": "1",
}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def changed(payload: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy with one value in its depth replaced."""
    copy: dict[str, Any] = json.loads(json.dumps(payload))
    *folders, last = path.split(".")
    place: Any = copy
    for folder in folders:
        place = place[int(folder)] if isinstance(place, list) else place[folder]
    place[last] = value
    return copy


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (json.dumps(EVENT), JSON),
        (json.dumps(EVENT), "application/json; charset=utf-8"),
        (json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}), JSON),
        (json.dumps(changed(EVENT, "event", REACTION)), JSON),
        (json.dumps(changed(EVENT, "event", REACTION | {"item": {"type": "file", "file": "F1"}})), JSON),
        (json.dumps(changed(EVENT, "event", {"type": "team_join", "user": {"id": "U1"}})), JSON),
        (urlencode({"payload": json.dumps(PRESSED)}), FORM),
        (urlencode({"payload": json.dumps({"type": "view_closed", "user": {"id": "U1"}})}), FORM),
        (urlencode(COMMAND), FORM),
        ("ssl_check=1&token=x", FORM),
    ],
)
def test_what_slack_documents_passes(body: str, content_type: str) -> None:
    """Kinds that we have no use for pass as well: they are acknowledged."""
    check_body(body, content_type=content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", JSON),
        ("{", JSON),
        ("[]", JSON),
        ("[" * 100_000, JSON),
        ("null", JSON),
        (json.dumps({"type": "surprise"}), JSON),
        (json.dumps({"type": "url_verification"}), JSON),
        (json.dumps(changed(EVENT, "event", "text")), JSON),
        (json.dumps(changed(EVENT, "event.text", 7)), JSON),
        (json.dumps(changed(EVENT, "event", REACTION | {"item": "message"})), JSON),
        (json.dumps(changed(EVENT, "event", REACTION | {"reaction": None})), JSON),
        (json.dumps(changed(EVENT, "event", REACTION | {"user": {"id": "U1"}})), JSON),
        (json.dumps(changed(EVENT, "event.channel", {"id": "C1"})), JSON),
        (json.dumps(changed(EVENT, "event.files", "F1")), JSON),
        (json.dumps(changed(EVENT, "authorizations", "all")), JSON),
        (json.dumps(changed(EVENT, "team_id", 7)), JSON),
        (json.dumps(changed(EVENT, "event.ts", "\ud800")), JSON),
        (urlencode({"payload": "{"}), FORM),
        (urlencode({"payload": "[]"}), FORM),
        (urlencode({"payload": json.dumps(changed(PRESSED, "actions", []))}), FORM),
        (urlencode({"payload": json.dumps(changed(PRESSED, "actions.0.action_id", None))}), FORM),
        (urlencode({"payload": json.dumps(changed(PRESSED, "user", "U1"))}), FORM),
        (urlencode({"payload": json.dumps(changed(PRESSED, "message", ["x"]))}), FORM),
        ("", FORM),
        ("command=kubewhy", FORM),
        ("text=hi", FORM),
    ],
)
def test_what_is_broken_is_refused(body: str, content_type: str) -> None:
    """It never reaches a listener."""
    with pytest.raises(PayloadRejected):
        check_body(body, content_type=content_type)


def test_a_refusal_names_the_field_and_not_its_content() -> None:
    """The log learns what was wrong, but nothing of anybody's text."""
    with pytest.raises(PayloadRejected, match=r"event\.text") as refused:
        check_body(json.dumps(changed(EVENT, "event.text", {"secret": "hunter2"})), content_type=JSON)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("value", [None, "", "7", "{", '{"who": 1}', '{"language": "tlh"}'])
def test_a_button_that_is_not_ours_is_refused(value: str | None) -> None:
    """A value that we did not write leads nowhere."""
    with pytest.raises(PayloadRejected):
        carried(value)


def test_a_buttons_value_is_read_back() -> None:
    """What the rendering writes, the listeners read."""
    value = carried('{"entry": "lb-ports-exhausted", "language": "zh-TW", "about": "msg:T1:C1:1.1"}')
    assert (value.entry, value.language, value.about) == ("lb-ports-exhausted", "zh-TW", "msg:T1:C1:1.1")
