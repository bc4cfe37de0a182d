"""What the bot takes for Slack, and what it answers to it."""

from __future__ import annotations

import json
import time

import pytest
from scene import PORTS_ERROR, Scene


def test_it_says_that_it_is_healthy(scene: Scene) -> None:
    """A deployment asks for it."""
    assert scene.bot.get("/healthz")[0] == 200


def test_anything_else_is_not_found(scene: Scene) -> None:
    """Nothing but Slack's request URL and the health check is served."""
    assert scene.bot.get("/")[0] == 404
    assert scene.bot.get("/slack/events")[0] == 405


def test_a_bad_signature_is_refused(scene: Scene, channel: str) -> None:
    """What somebody else has signed is not answered."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    body = json.dumps(scene.player.app_mention(message)).encode()

    assert scene.player.send(body, secret="somebody else's").status == 401
    scene.silence(message)


def test_an_old_signature_is_refused(scene: Scene, channel: str) -> None:
    """What was recorded can't be played again later."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    body = json.dumps(scene.player.app_mention(message)).encode()

    assert scene.player.send(body, timestamp=int(time.time()) - 600).status == 401
    scene.silence(message)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-slack-signature": ""},
        {"x-slack-signature": "v0=0000"},
        {"x-slack-signature": "v1=é"},
        {"x-slack-request-timestamp": ""},
        {"x-slack-request-timestamp": "soon"},
        {"x-slack-request-timestamp": "99999999999999999999"},
        {"x-slack-request-timestamp": "-1"},
    ],
)
def test_headers_that_make_no_signature_are_refused(scene: Scene, headers: dict[str, str]) -> None:
    """They are no failure of the bot's."""
    body = json.dumps(scene.player.url_verification("abc")).encode()

    assert scene.player.send(body, headers=headers).status == 401


def test_the_challenge_is_answered(scene: Scene) -> None:
    """Slack learns that the request URL is the app's."""
    reply = scene.player.send_json(scene.player.url_verification("3eZbrw1aB10fx7"))

    assert reply.status == 200
    assert "3eZbrw1aB10fx7" in reply.body


def test_what_it_has_no_use_for_is_acknowledged(scene: Scene) -> None:
    """Otherwise Slack would send it again and again."""
    player = scene.player
    user = {"id": "U0ANNA"}
    reaction = {"type": "reaction_added", "user": "U0ANNA", "reaction": "eyes", "item": {"type": "message"}}
    events = [reaction, {"type": "team_join", "user": user}, {"type": "channel_rename", "channel": {"id": "C0HELP"}}]
    unknown_action = {
        "type": "block_actions",
        "user": user,
        "team": {"id": "T0TEAM"},
        "api_app_id": "A0WHY",
        "trigger_id": "1.2",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C0HELP"},
        "channel": {"id": "C0HELP"},
        "actions": [{"type": "button", "action_id": "somebody_elses", "block_id": "b", "action_ts": "1.2"}],
    }

    statuses = [player.send_json(player.event(one)).status for one in events]
    statuses.append(player.send_interaction(unknown_action).status)
    statuses.append(player.send_interaction(player.view_submission({"id": "V1", "type": "modal"})).status)
    statuses.append(player.send_form(player.command("help") | {"command": "/other"}).status)

    assert statuses == [200] * 6


def test_it_writes_into_its_data_folder_only(scene: Scene) -> None:
    """Neither into the home folder nor where it was started."""
    scene.settle()

    assert list(scene.bot.home.iterdir()) == []
    assert list(scene.bot.elsewhere.iterdir()) == []
