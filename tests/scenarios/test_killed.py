"""The bot is killed, stopped, started without Slack: nothing is lost, nothing is said twice."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from fake_slack import broken, slow
from scene import PORTS_ERROR, PORTS_TITLE, Scene, seen

NewScene = Callable[..., Scene]
SOON = 20


def answered(scene: Scene, ts: str, *, seconds: float = SOON) -> bool:
    """Whether this message gets an answer in time."""
    return scene.slack.wait_until(lambda: bool(scene.slack.posted_in(ts)), seconds=seconds)


def test_killed_right_after_the_acknowledgement_it_answers_once_after_the_restart(new_scene: NewScene) -> None:
    """Within 20 seconds, in the moment when Slack believes that all is well."""
    scene = new_scene()
    scene.slack.always_fail("chat.postMessage", broken(503))
    scene.bot.start()
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}")
    event = scene.player.app_mention(message)

    assert scene.player.send_json(event).status == 200
    scene.bot.kill()
    scene.slack.heal()
    scene.bot.start()

    assert answered(scene, message["ts"])
    scene.player.send_json(event, retry=1)
    scene.player.send_json(scene.player.message(message))
    assert PORTS_TITLE in seen(scene.answer(message))


def test_killed_while_posting_it_says_nothing_twice(new_scene: NewScene) -> None:
    """Slack has the message, the bot never heard so."""
    scene = new_scene()
    scene.bot.start()
    scene.slack.fail("chat.postMessage", slow(1.5))
    message = scene.player.mention(PORTS_ERROR)

    time.sleep(0.7)
    scene.bot.kill()
    assert answered(scene, message["ts"])
    scene.bot.start()

    found = scene.slack.wait_until(lambda: bool(scene.slack.called("conversations.replies")), seconds=SOON)
    assert found, "it did not look whether the message is there"
    assert PORTS_TITLE in seen(scene.answer(message))


def test_killed_again_and_again_it_answers_every_question_once(new_scene: NewScene) -> None:
    """Twelve questions, four deaths at odd moments."""
    scene = new_scene()
    asked = []
    for pause in (0.0, 0.1, 0.4, 0.8):
        scene.bot.start()
        for _ in range(3):
            message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=scene.new_channel())
            assert scene.player.send_json(scene.player.app_mention(message)).status == 200
            asked.append(message)
        time.sleep(pause)
        scene.bot.kill()
    scene.bot.start()

    assert all(answered(scene, message["ts"], seconds=40) for message in asked)
    scene.settle()
    assert [len(scene.slack.posted_in(message["ts"])) for message in asked] == [1] * 12


def test_stopped_it_finishes_what_is_under_way(new_scene: NewScene) -> None:
    """And goes on with the rest after the next start."""
    scene = new_scene()
    scene.bot.start()
    scene.slack.fail("chat.postMessage", slow(1))
    message = scene.player.mention(PORTS_ERROR)

    assert scene.bot.stop() == 0
    scene.bot.start()

    assert answered(scene, message["ts"])
    assert len(scene.answers(message)) == 1


def test_a_thread_is_remembered_across_a_restart(new_scene: NewScene) -> None:
    """A follow-up without a mention is still one."""
    scene = new_scene()
    scene.bot.start()
    message = scene.player.mention("why does my printer print in green only?")
    scene.answer(message)

    scene.bot.stop()
    scene.bot.start()
    scene.player.reply_in_thread(PORTS_ERROR, thread_ts=message["ts"])

    assert PORTS_TITLE in seen(scene.answers(message, count=2)[1])


def test_it_waits_for_a_slack_that_is_not_there_yet(new_scene: NewScene) -> None:
    """A cluster starts everything at once."""
    scene = new_scene()
    scene.slack.fail("auth.test", broken(503), times=2)

    scene.bot.start()

    assert PORTS_TITLE in seen(scene.answer(scene.player.mention(PORTS_ERROR)))


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-somebody-elses"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-refused-by-slack"}, "SLACK_BOT_TOKEN"),
        ({"PORT": "eighty"}, "PORT"),
        ({"KUBEWHY_DATA_DIR": "/proc/nowhere"}, "KUBEWHY_DATA_DIR"),
    ],
)
def test_what_is_set_wrongly_is_named_in_one_line(new_scene: NewScene, environment: dict[str, str], words: str) -> None:
    """No traceback, no value of a secret, exit code 2."""
    scene = new_scene(**environment)

    ended = scene.bot.command("serve", "--http")

    said = ended.stdout + ended.stderr
    assert ended.returncode == 2
    assert words in said
    assert "Traceback" not in said
    assert "somebody-elses" not in said
    assert "refused-by-slack" not in said
