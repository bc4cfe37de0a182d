"""Channels in which the bot answers unasked, how people keep it quiet there, and the reaction that asks it."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fake_slack import broken, slow
from postgres import HOW_TO_GET_IT, programs_folder, running_postgres
from scene import PORTS_ERROR, PORTS_TITLE, PORTS_TITLE_ZH, SIGNING_SECRET, BotProcess, Scene, seen
from slack_player import SlackPlayer, buttons

SUBNET_ERROR = (
    'Failed to create pod sandbox: plugin type="flannel" failed (add): open /run/flannel/subnet.env: '
    "The system cannot find the path specified."
)


WAITING_ERROR = "E1125 06:12:09.114201 1 main.go:112] Waiting for the Network to be created"


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
        f"could you review my change for zanzibar? it retries on: {PORTS_ERROR}",
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


def seconds_pass(scene: Scene, seconds: int) -> None:
    """As if it were so much later: all that the bot has noted of its channels is older now."""
    with closing(sqlite3.connect(scene.bot.data / "kubewhy.sqlite3", timeout=10)) as database, database:
        database.execute("UPDATE told SET at = at - ?", [seconds])
        database.execute("UPDATE listening SET muted_until = muted_until - ?", [seconds])


@pytest.mark.parametrize("text", [WAITING_ERROR, "The wrong diskette is in the drive. Insert %2 into drive %1. (0x22)"])
def test_an_error_that_complains_of_nothing_is_heard(scene: Scene, channel: str, text: str) -> None:
    """Programs print some of the worst without a word like "error" or "failed"."""
    told(scene, "listen", channel=channel)
    assert "Nobody asked me" in seen(scene.answer(written(scene, text, channel=channel)))


def test_after_an_hour_a_problem_is_told_again(scene: Scene, channel: str) -> None:
    """And not a minute earlier."""
    told(scene, "listen", channel=channel)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))
    seconds_pass(scene, 3540)
    scene.silence(written(scene, PORTS_ERROR, channel=channel))
    seconds_pass(scene, 61)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))


def test_of_two_problems_the_one_that_was_told_is_left_out(scene: Scene, channel: str) -> None:
    """In whatever order they stand."""
    told(scene, "listen", channel=channel)
    scene.answer(written(scene, SUBNET_ERROR, channel=channel))
    answer = seen(scene.answer(written(scene, f"{PORTS_ERROR}\n\n{SUBNET_ERROR}", channel=channel)))
    assert PORTS_TITLE in answer
    assert "subnet.env" not in answer
    scene.silence(written(scene, f"{SUBNET_ERROR}\n\n{PORTS_ERROR}", channel=channel))


def test_a_mute_ends_by_itself(scene: Scene, channel: str) -> None:
    """What was said meanwhile stays unanswered."""
    told(scene, "listen", channel=channel)
    told(scene, "mute 30m", channel=channel)
    note = next(one for one in scene.slack.posted if one["channel"] == channel and "unasked until" in one["text"])
    assert "<!date^" in note["blocks"][0]["text"]["text"]
    scene.silence(written(scene, PORTS_ERROR, channel=channel))
    seconds_pass(scene, 1795)
    scene.silence(written(scene, PORTS_ERROR, channel=channel))
    seconds_pass(scene, 10)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))


def test_the_thread_of_what_it_said_unasked_is_not_its_own(scene: Scene, channel: str) -> None:
    """People go on there among themselves, muted or not, until somebody asks."""
    told(scene, "listen", channel=channel)
    message = written(scene, PORTS_ERROR, channel=channel)
    scene.answer(message)
    for text in (f"madagascar has the same: {SUBNET_ERROR}", "madagascar: pods lost the network too, any idea?"):
        scene.silence(written(scene, text, channel=channel, thread=message["ts"]))
    assert scene.bot.files_with("madagascar") == []

    scene.player.mention(SUBNET_ERROR, channel=channel, thread_ts=message["ts"])
    assert len(scene.answers(message, count=2)) == 2
    written(scene, WAITING_ERROR, channel=channel, thread=message["ts"])
    assert len(scene.answers(message, count=3)) == 3


def test_it_listens_only_where_slack_lets_it_hear(scene: Scene) -> None:
    """Who wants it elsewhere is told how; once it is a member, it listens."""
    channel = scene.new_channel()
    scene.slack.channels[channel].member = False
    assert "(not_in_channel)" in told(scene, "listen", channel=channel)
    scene.slack.channels[channel].member = True
    scene.silence(written(scene, PORTS_ERROR, channel=channel))
    told(scene, "listen", channel=channel)
    scene.answer(written(scene, PORTS_ERROR, channel=channel))


def test_a_channel_of_the_settings_in_which_it_is_no_member_is_named(new_scene: Callable[..., Scene]) -> None:
    """At start, in one line of the log."""
    scene = new_scene(KUBEWHY_LISTEN="C0HELP,C0OTHER")
    scene.bot.start()
    named = [line for line in scene.bot.log().splitlines() if "KUBEWHY_LISTEN" in line]
    assert len(named) == 1
    assert "C0OTHER" in named[0]
    assert "not_in_channel" in named[0]


def test_killed_before_it_has_spoken_unasked_it_speaks_once_after_the_restart(new_scene: Callable[..., Scene]) -> None:
    """What it was sure of was kept before it was acknowledged, and the right to tell it belongs to that message."""
    scene = new_scene(KUBEWHY_LISTEN="C0HELP")
    scene.slack.always_fail("chat.postMessage", broken(503))
    scene.bot.start()
    message = written(scene, PORTS_ERROR, channel="C0HELP")
    event = scene.player.message(message)
    assert scene.slack.wait_until(lambda: bool(scene.slack.called("chat.postMessage")))
    scene.bot.kill()
    scene.slack.heal()
    scene.bot.start()

    assert "Nobody asked me" in seen(scene.answer(message))
    assert scene.player.send_json(event, retry=1).status == 200
    scene.silence(written(scene, PORTS_ERROR, channel="C0HELP"))
    assert len(scene.answers(message)) == 1


def test_killed_while_it_speaks_unasked_it_says_nothing_twice(new_scene: Callable[..., Scene]) -> None:
    """Slack has the message, the bot never heard so; muted meanwhile or not, it stands there."""
    scene = new_scene(KUBEWHY_LISTEN="C0HELP")
    scene.bot.start()
    scene.slack.fail("chat.postMessage", slow(1.5))
    message = written(scene, PORTS_ERROR, channel="C0HELP")
    time.sleep(0.7)
    scene.bot.kill()
    assert scene.slack.wait_until(lambda: bool(scene.slack.posted_in(message["ts"])))
    scene.bot.start()

    assert scene.slack.wait_until(lambda: bool(scene.slack.called("conversations.replies")))
    assert len(scene.answers(message)) == 1


def test_muted_while_slack_fails_it_keeps_what_it_had_to_say_to_itself(new_scene: Callable[..., Scene]) -> None:
    """And forgets it; once it may speak again, the problem is as new."""
    scene = new_scene(KUBEWHY_LISTEN="C0HELP")
    scene.bot.start()
    scene.slack.always_fail("chat.postMessage", broken(503))
    message = written(scene, f"{PORTS_ERROR} samarkand", channel="C0HELP")
    assert scene.slack.wait_until(lambda: bool(scene.slack.called("chat.postMessage")))
    told(scene, "mute 2h", channel="C0HELP")
    scene.slack.heal()

    assert scene.slack.wait_until(lambda: scene.bot.files_with("samarkand") == [], seconds=40)
    scene.settle()
    assert scene.slack.posted_in(message["ts"]) == []
    told(scene, "unmute", channel="C0HELP")
    scene.answer(written(scene, PORTS_ERROR, channel="C0HELP"))


@pytest.mark.postgres
def test_of_two_replicas_one_tells_a_problem(new_scene: Callable[..., Scene], tmp_path: Path) -> None:
    """Each hears of other messages, and some hear of the same; they share what people want, and what was told."""
    programs = programs_folder()
    if programs is None:
        pytest.skip(HOW_TO_GET_IT)
    with running_postgres(programs) as server:
        shared = server.empty_database("replicas")
        scene = new_scene(KUBEWHY_DATABASE_URL=shared)
        other = BotProcess(scene.slack, tmp_path / "other", KUBEWHY_DATABASE_URL=shared)
        shutil.copytree(scene.bot.data / "cache", other.data / "cache")
        scene.bot.start()
        other.start()
        try:
            second = SlackPlayer(scene.slack, url=other.url, signing_secret=SIGNING_SECRET)
            told(scene, "listen", channel="C0HELP")
            messages = [scene.player.write(f"{number}: {PORTS_ERROR}") for number in range(6)]
            events = [scene.player.message(one) for one in messages]
            sent = [
                *zip((scene.player, second) * 3, events, strict=True),
                (second, events[0]),
                (scene.player, events[1]),
            ]
            with ThreadPoolExecutor(8) as pool:
                replies = list(pool.map(lambda one: one[0].send_json(one[1]), sent))
            assert {reply.status for reply in replies} == {200}
            assert scene.slack.wait_until(lambda: bool(answered(scene, messages)))
            scene.settle()
            assert len(answered(scene, messages)) == 1

            assert second.send_form(second.command("mute 2h")).status == 200
            assert scene.slack.wait_until(lambda: any("unasked until" in seen(one) for one in scene.slack.posted))
            scene.silence(written(scene, SUBNET_ERROR, channel="C0HELP"))
        finally:
            other.kill()
            scene.bot.kill()


def answered(scene: Scene, messages: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was posted in the threads of these messages."""
    return [posted for message in messages for posted in scene.slack.posted_in(message["ts"])]


def test_a_reaction_on_a_message_that_has_its_answer_means_nothing(scene: Scene, channel: str) -> None:
    """Whether somebody had asked or nobody; it stands in the thread."""
    told(scene, "listen", channel=channel)
    overheard = written(scene, PORTS_ERROR, channel=channel)
    asked = scene.player.mention(SUBNET_ERROR, channel=channel)
    for message in (overheard, asked):
        scene.answer(message)
        assert scene.player.send_json(scene.player.reaction_added(message)).status == 200
        assert len(scene.answers(message)) == 1


def test_a_reaction_asks_even_where_it_is_muted(scene: Scene, channel: str) -> None:
    """Somebody asks; also about a message that it had left alone, and without knowing an answer."""
    told(scene, "listen", channel=channel)
    told(scene, "mute 2h", channel=channel)
    message = written(scene, "the coffee machine of the third floor prints error 17", channel=channel)
    scene.silence(message)
    scene.player.send_json(scene.player.reaction_added(message))
    assert "I don't know" in seen(scene.answer(message))


def test_a_reaction_on_an_alert_made_of_blocks_is_answered(scene: Scene, channel: str) -> None:
    """Many programs write nothing else."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"```{PORTS_ERROR}```"}}]
    alert = scene.slack.say(channel, "U0ALERT", "", bot_id="B0ALERT", blocks=blocks)
    scene.player.send_json(scene.player.reaction_added(alert))
    assert PORTS_TITLE in seen(scene.answer(alert))


def test_another_reaction_can_be_set_or_none(new_scene: Callable[..., Scene]) -> None:
    """By its name, with colons or without."""
    for name, asks in ((":eyes:", "eyes"), ("none", "")):
        scene = new_scene(KUBEWHY_REACTION=name)
        scene.bot.start()
        message = scene.player.write(PORTS_ERROR)
        for given in ("mag", "eyes"):
            scene.player.send_json(scene.player.reaction_added(message, name=given))
        if asks:
            assert PORTS_TITLE in seen(scene.answer(message))
        else:
            scene.silence(message)
        scene.bot.stop()
