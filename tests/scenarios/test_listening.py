"""Channels in which the bot answers unasked, how people keep it quiet there, and the reaction that asks it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fake_slack import broken
from scene import PORTS_ERROR, PORTS_TITLE, PORTS_TITLE_ZH, Scene, seen
from slack_player import buttons

SUBNET_ERROR = (
    'Failed to create pod sandbox: plugin type="flannel" failed (add): open /run/flannel/subnet.env: '
    "The system cannot find the path specified."
)


def told(scene: Scene, text: str, *, channel: str, user: str = "U0ANNA") -> str:
    """What the command with this text says to the one who typed it."""
    before = len(scene.slack.posted)
    assert scene.player.send_form(scene.player.command(text, channel=channel, user=user)).status == 200
    assert scene.slack.wait_until(lambda: len(scene.slack.posted) > before)
    return seen(scene.slack.posted[before])


def written(scene: Scene, text: str, *, channel: str, **more: Any) -> dict[str, Any]:
    """A message that somebody has written, without a mention, and that the bot was told of."""
    message = scene.player.write(text, channel=channel, **more)
    assert scene.player.send_json(scene.player.message(message)).status == 200
    return message


def test_it_does_not_listen_unless_somebody_wants_it(scene: Scene, channel: str) -> None:
    """By default it is quiet; a word in the channel makes it listen, another one ends it."""
    scene.silence(written(scene, PORTS_ERROR, channel=channel))

    assert "I listen in this channel" in told(scene, "listen", channel=channel)
    answer = seen(scene.answer(written(scene, PORTS_ERROR, channel=channel)))
    assert PORTS_TITLE in answer
    assert "Nobody asked me" in answer

    assert "no longer listen" in told(scene, "listen off", channel=channel)
    scene.silence(written(scene, SUBNET_ERROR, channel=channel))


@pytest.mark.parametrize(
    "chatter",
    [
        "lunch? zanzibar",
        "zanzibar: anyone up for a game of table tennis after the retro?",
        "can somebody review my zanzibar merge request, the pipeline fails",
        "we fixed the zanzibar thing yesterday, thanks everybody",
        "why does zanzibar cost so much in europe?",
        "zanzibar windows nodes are slow today",
    ],
)
def test_chatter_is_left_alone_and_nowhere_kept(scene: Scene, channel: str, chatter: str) -> None:
    """Unless it is sure, it neither says nor keeps anything."""
    told(scene, "listen", channel=channel)
    scene.silence(written(scene, chatter, channel=channel))
    assert scene.bot.files_with("zanzibar") == []
    assert "zanzibar" not in scene.bot.log()


def test_a_problem_is_told_once_an_hour(scene: Scene, channel: str) -> None:
    """Whether the bot told it unasked or was asked; another problem is told."""
    told(scene, "listen", channel=channel)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))
    scene.silence(written(scene, f"again: {PORTS_ERROR}", channel=channel))
    scene.answer(scene.player.mention(SUBNET_ERROR, channel=channel))
    scene.silence(written(scene, SUBNET_ERROR, channel=channel))


def test_asked_by_name_it_answers_as_often_as_it_is_asked(scene: Scene, channel: str) -> None:
    """Restraint is for what nobody asked for."""
    told(scene, "listen", channel=channel)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))
    answer = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))
    assert "Nobody asked me" not in seen(answer)


def test_anyone_can_keep_it_quiet_with_a_word(scene: Scene, channel: str) -> None:
    """For a time, which ends by itself or by another word."""
    told(scene, "listen", channel=channel)
    assert "nothing here unasked until" in told(scene, "mute 2h", channel=channel, user="U0BEN")
    scene.silence(written(scene, PORTS_ERROR, channel=channel))
    scene.answer(scene.player.mention(SUBNET_ERROR, channel=channel))
    assert "unasked again" in told(scene, "unmute", channel=channel)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))


def test_anyone_can_keep_it_quiet_with_the_button(scene: Scene, channel: str) -> None:
    """Under what it said unasked, and only there."""
    told(scene, "listen", channel=channel)
    unasked = scene.answer(written(scene, PORTS_ERROR, channel=channel))
    asked = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))
    assert "Mute here" in buttons(unasked)
    assert "Mute here" not in buttons(asked)

    before = len(scene.slack.posted)
    assert scene.player.press(unasked, "Mute here", user="U0BEN").status == 200
    assert scene.slack.wait_until(lambda: len(scene.slack.posted) > before)
    assert "nothing here unasked until" in seen(scene.slack.posted[before])
    scene.silence(written(scene, SUBNET_ERROR, channel=channel))


@pytest.mark.parametrize("text", ["mute tomorrow", "mute 0h", "mute 99d"])
def test_a_time_that_is_none_is_refused(scene: Scene, channel: str, text: str) -> None:
    """In one line, with what to say instead."""
    said = told(scene, text, channel=channel)
    assert text.removeprefix("mute ") in said
    assert "`/kubewhy mute 30m`" in said


def test_the_same_words_work_after_a_mention(scene: Scene, channel: str) -> None:
    """In a direct message they are for channels."""
    assert "I listen in this channel" in seen(scene.answer(scene.player.mention("listen", channel=channel)))
    assert "for channels" in seen(scene.answer(scene.player.direct("mute 2h")))


def test_threads_edits_and_bots_are_not_listened_to(scene: Scene, channel: str) -> None:
    """Only what a person writes anew into the channel."""
    told(scene, "listen", channel=channel)
    root = written(scene, "good morning everybody", channel=channel)
    scene.silence(written(scene, PORTS_ERROR, channel=channel, thread=root["ts"]))
    scene.player.send_json(scene.player.message_changed(root, text=PORTS_ERROR))
    scene.silence(root)
    scene.player.send_json(scene.player.bot_message(PORTS_ERROR, channel=channel))
    scene.silence(scene.slack.messages[-1])


def test_it_answers_in_the_language_of_what_it_overheard(scene: Scene, channel: str) -> None:
    """With the button in that language."""
    told(scene, "listen", channel=channel)
    answer = scene.answer(written(scene, f"為什麼會這樣？服務都連不到了 {PORTS_ERROR}", channel=channel))
    assert PORTS_TITLE_ZH in seen(answer)
    assert "這裡先安靜" in buttons(answer)


def test_a_setting_makes_it_listen(new_scene: Callable[..., Scene]) -> None:
    """Until somebody there says otherwise."""
    scene = new_scene(KUBEWHY_LISTEN="C0HELP")
    scene.bot.start()
    scene.answer(written(scene, PORTS_ERROR, channel="C0HELP"))
    told(scene, "listen off", channel="C0HELP")
    scene.silence(written(scene, SUBNET_ERROR, channel="C0HELP"))


def test_many_at_once_about_one_problem_get_one_answer(scene: Scene, channel: str) -> None:
    """Whoever of them comes first."""
    told(scene, "listen", channel=channel)
    messages = [scene.player.write(f"{number}: {PORTS_ERROR}", channel=channel) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(scene.player.send_json, map(scene.player.message, messages)))
    assert {reply.status for reply in replies} == {200}
    scene.settle()
    assert sum(len(scene.slack.posted_in(message["ts"])) for message in messages) == 1


def test_a_reaction_asks_about_a_message(scene: Scene, channel: str) -> None:
    """Once, however many react; in its thread, and though nobody mentioned the bot."""
    message = scene.player.write(PORTS_ERROR, channel=channel)
    for user in ("U0BEN", "U0MEI"):
        assert scene.player.send_json(scene.player.reaction_added(message, user=user)).status == 200
    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_reaction_in_a_thread_is_answered_in_that_thread(scene: Scene, channel: str) -> None:
    """And not below the reply itself."""
    root = scene.player.write("who can help me?", channel=channel)
    reply = scene.player.write(PORTS_ERROR, channel=channel, thread=root["ts"])
    scene.player.send_json(scene.player.reaction_added(reply))
    assert PORTS_TITLE in seen(scene.answer(root))


def test_a_reaction_on_an_alert_is_answered(scene: Scene, channel: str) -> None:
    """A person wants to know, so it doesn't matter that a program wrote it; its attachments count."""
    alert = scene.slack.say(
        channel, "U0ALERT", "Firing:", bot_id="B0ALERT", attachments=[{"title": "kube-proxy", "text": PORTS_ERROR}]
    )
    scene.player.send_json(scene.player.reaction_added(alert))
    assert PORTS_TITLE in seen(scene.answer(alert))


def test_other_reactions_and_those_on_its_own_answers_mean_nothing(scene: Scene, channel: str) -> None:
    """Nor do reactions on what is gone."""
    message = scene.player.mention(PORTS_ERROR, channel=channel)
    answer = scene.answer(message)
    thanks = scene.player.write(SUBNET_ERROR, channel=channel)
    gone = {**thanks, "ts": "1700000000.000001"}
    for about, name in ((thanks, "thumbsup"), (answer, "mag"), (gone, "mag")):
        assert scene.player.send_json(scene.player.reaction_added(about, name=name)).status == 200
    scene.silence(thanks)
    assert len(scene.answers(message)) == 1


def test_a_reaction_while_slack_fails_is_heard_when_it_comes_again(scene: Scene, channel: str) -> None:
    """It is not acknowledged, so Slack sends it again."""
    message = scene.player.write(PORTS_ERROR, channel=channel)
    scene.slack.fail("conversations.replies", broken())
    event = scene.player.reaction_added(message)
    assert scene.player.send_json(event).status == 503
    assert scene.player.send_json(event, retry=1).status == 200
    assert PORTS_TITLE in seen(scene.answer(message))
