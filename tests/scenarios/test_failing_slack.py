"""Slack is slow, limits, fails, forgets: one message results all the same."""

from __future__ import annotations

import itertools
import time

import pytest
from fake_slack import Fault, broken, cut_after, cut_before, rate_limited, refused, slow
from scene import PORTS_ERROR, PORTS_TITLE, Scene, seen


def posts(scene: Scene, channel: str) -> list[str]:
    """How the tries to post into this channel ended, in order."""
    return [one.outcome for one in scene.slack.called("chat.postMessage") if one.arguments.get("channel") == channel]


def test_a_limit_is_waited_out(scene: Scene, channel: str) -> None:
    """Not tried again before the time that Slack names."""
    scene.slack.fail("chat.postMessage", rate_limited(3))
    message = scene.player.mention(PORTS_ERROR, channel=channel)

    assert PORTS_TITLE in seen(scene.answer(message))
    tries = [one for one in scene.slack.called("chat.postMessage") if one.arguments.get("channel") == channel]
    assert [one.outcome for one in tries] == ["HTTP 429", "ok"]
    assert tries[1].at - tries[0].at >= 3


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failure_is_waited_out(scene: Scene, channel: str, status: int) -> None:
    """The first new try comes within five seconds."""
    scene.slack.fail("chat.postMessage", broken(status), times=2)
    message = scene.player.mention(PORTS_ERROR, channel=channel)

    assert PORTS_TITLE in seen(scene.answer(message))
    tries = [one for one in scene.slack.called("chat.postMessage") if one.arguments.get("channel") == channel]
    assert [one.outcome for one in tries] == [f"HTTP {status}", f"HTTP {status}", "ok"]
    assert tries[1].at - tries[0].at < 5


@pytest.mark.parametrize("fault", [refused("internal_error"), refused("fatal_error")])
def test_an_error_of_slacks_own_is_waited_out(scene: Scene, channel: str, fault: Fault) -> None:
    """It comes with HTTP 200."""
    scene.slack.fail("chat.postMessage", fault)

    assert PORTS_TITLE in seen(scene.answer(scene.player.mention(PORTS_ERROR, channel=channel)))


def test_an_answer_that_was_cut_off_is_not_posted_twice(scene: Scene, channel: str) -> None:
    """The message is there, though Slack could not say so."""
    scene.slack.fail("chat.postMessage", cut_after())
    message = scene.player.mention(PORTS_ERROR, channel=channel)

    assert scene.slack.wait_until(lambda: bool(scene.slack.called("conversations.replies")))
    assert PORTS_TITLE in seen(scene.answer(message))
    assert posts(scene, channel) == ["cut"]


def test_a_request_that_was_cut_off_is_made_again(scene: Scene, channel: str) -> None:
    """The message is not there."""
    scene.slack.fail("chat.postMessage", cut_before())
    message = scene.player.mention(PORTS_ERROR, channel=channel)

    assert PORTS_TITLE in seen(scene.answer(message))
    assert posts(scene, channel) == ["cut", "ok"]


def test_both_at_once_give_one_message(scene: Scene, channel: str) -> None:
    """Cut off, then the look-up fails, then it is there."""
    scene.slack.fail("chat.postMessage", cut_after())
    scene.slack.fail("conversations.replies", broken(503))
    message = scene.player.mention(PORTS_ERROR, channel=channel)

    assert scene.slack.wait_until(lambda: len(scene.slack.called("conversations.replies")) >= 2)
    assert PORTS_TITLE in seen(scene.answer(message))
    assert posts(scene, channel) == ["cut"]


def test_a_slow_slack_gets_its_acknowledgement_at_once_and_one_message(scene: Scene, channel: str) -> None:
    """No note that it is being looked at: that stands for slow work of the bot's own only."""
    scene.slack.fail("chat.postMessage", slow(5))
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)

    began = time.monotonic()
    reply = scene.player.send_json(scene.player.app_mention(message))
    acknowledged = time.monotonic() - began

    assert reply.status == 200
    assert acknowledged < 3, "Slack takes it for lost"
    assert PORTS_TITLE in seen(scene.answer(message))
    assert posts(scene, channel) == ["ok"]


def test_blocks_that_slack_refuses_leave_the_text(scene: Scene, channel: str) -> None:
    """Better a plain answer than none."""
    scene.slack.fail("chat.postMessage", refused("invalid_blocks"))

    answer = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))

    assert PORTS_TITLE in answer["text"]
    assert "blocks" not in answer


def test_a_channel_that_is_gone_stops_nobody_else(scene: Scene, channel: str) -> None:
    """It is given up, and others are answered."""
    scene.slack.fail("chat.postMessage", refused("channel_not_found"))
    gone = scene.player.mention(PORTS_ERROR, channel=channel)
    assert scene.slack.wait_until(lambda: posts(scene, channel) == ["channel_not_found"])

    assert PORTS_TITLE in seen(scene.answer(scene.player.mention(PORTS_ERROR, channel=scene.new_channel())))
    assert scene.slack.posted_in(gone["ts"]) == []
    assert posts(scene, channel) == ["channel_not_found"]


def test_a_thread_that_may_not_be_read_is_answered_without_it(scene: Scene, channel: str) -> None:
    """The scope is missing; the question alone says enough."""
    scene.slack.scopes = scene.slack.scopes.replace("channels:history,", "")
    root = scene.player.write("is anybody looking at this?", channel=channel)

    message = scene.player.mention(PORTS_ERROR, channel=channel, thread_ts=root["ts"])

    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_slack_with_fewer_methods_is_enough(scene: Scene, channel: str) -> None:
    """Neither the asker's language nor the thread can be had from it."""
    for method in ("users.info", "conversations.replies"):
        scene.slack.always_fail(method, refused("unknown_method"))
    root = scene.player.write("is anybody looking at this?", channel=channel)

    message = scene.player.mention(PORTS_ERROR, channel=channel, thread_ts=root["ts"])

    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_failing_reply_address_of_a_command_is_tried_again(scene: Scene, channel: str) -> None:
    """The asker gets the answer."""
    scene.slack.fail("response_url", broken(503))
    scene.player.send_form(scene.player.command(f"ask {PORTS_ERROR}", channel=channel))

    assert scene.slack.wait_until(lambda: any(one["channel"] == channel for one in scene.slack.posted))
    scene.settle()
    assert [PORTS_TITLE in seen(one) for one in scene.slack.posted if one["channel"] == channel] == [True]


def test_answers_of_one_channel_keep_slacks_pace(scene: Scene, channel: str) -> None:
    """One message a second, whoever asked."""
    for message in [scene.player.mention(PORTS_ERROR, channel=channel) for _ in range(3)]:
        scene.answer(message)

    times = [one.at for one in scene.slack.called("chat.postMessage") if one.arguments.get("channel") == channel]
    assert len(times) == 3
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(sorted(times)))


def test_answers_of_one_thread_come_in_the_order_of_the_questions(scene: Scene, channel: str) -> None:
    """Also where the first one has to be posted again."""
    scene.slack.fail("chat.postMessage", broken(503))
    root = scene.player.write("two things:", channel=channel)["ts"]
    missing = "open /run/flannel/subnet.env: The system cannot find the path specified."

    scene.player.mention(PORTS_ERROR, channel=channel, thread_ts=root)
    last = scene.player.mention(missing, channel=channel, thread_ts=root)

    first, second = map(seen, scene.answers(last, count=2))
    assert PORTS_TITLE in first
    assert "subnet.env" in second
