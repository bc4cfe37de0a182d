"""A conversation goes on in its thread, and in no other."""

from __future__ import annotations

from scene import PORTS_ERROR, PORTS_TITLE, Scene, seen
from slack_player import buttons

UNKNOWN = "why does my printer print in green only?"


def erased(scene: Scene, word: str) -> bool:
    """Whether nothing of a text is left in any file of the bot's."""
    return scene.slack.wait_until(lambda: scene.bot.files_with(word) == [], seconds=10)


def test_a_follow_up_that_leads_to_an_answer_gets_it(scene: Scene, channel: str) -> None:
    """Without a mention, since the bot has spoken in this thread."""
    message = scene.player.mention(UNKNOWN, channel=channel)
    scene.answer(message)

    scene.player.reply_in_thread(PORTS_ERROR, thread_ts=message["ts"], channel=channel)

    assert PORTS_TITLE in seen(scene.answers(message, count=2)[1])


def test_a_follow_up_that_leads_nowhere_gets_silence_and_is_erased(scene: Scene, channel: str) -> None:
    """People talk with each other."""
    message = scene.player.mention(PORTS_ERROR, channel=channel)
    scene.answer(message)

    follow_up = scene.player.reply_in_thread(
        "ouagadougou rolled it back, going for lunch", thread_ts=message["ts"], channel=channel
    )

    scene.silence(follow_up)
    assert erased(scene, "ouagadougou")
    assert "ouagadougou" not in scene.bot.log()


def test_a_thread_of_other_people_is_not_listened_to(scene: Scene, channel: str) -> None:
    """The bot has not spoken in it."""
    root = scene.player.write("anybody here?", channel=channel)

    reply = scene.player.reply_in_thread(f"{PORTS_ERROR} antananarivo", thread_ts=root["ts"], channel=channel)

    scene.silence(reply)
    assert scene.bot.files_with("antananarivo") == []


def test_the_earlier_text_of_a_thread_counts(scene: Scene, channel: str) -> None:
    """The error stands in the thread's first message, the question below it."""
    root = scene.player.write(PORTS_ERROR, channel=channel, user="U0BEN")

    message = scene.player.mention("any idea what this is?", channel=channel, thread_ts=root["ts"])

    assert PORTS_TITLE in seen(scene.answer(message))


def test_the_bots_question_is_answered_in_words(scene: Scene, channel: str) -> None:
    """What comes back is the entry that the words mean, or the hint that belongs to them."""
    question, label = scene.question(channel=channel)

    scene.player.reply_in_thread(f"I think {label}", thread_ts=question["thread_ts"], channel=channel)

    root = {"ts": question["thread_ts"]}
    assert "One question" not in seen(scene.answers(root, count=2)[1])


def test_a_follow_up_with_a_mention_always_gets_a_reply(scene: Scene, channel: str) -> None:
    """If only that it does not know."""
    message = scene.player.mention(PORTS_ERROR, channel=channel)
    scene.answer(message)

    scene.player.mention("and the green printer?", channel=channel, thread_ts=message["ts"])

    assert len(scene.answers(message, count=2)) == 2


def test_a_follow_up_is_told_twice_and_answered_once(scene: Scene, channel: str) -> None:
    """Slack's retries come in threads, too."""
    message = scene.player.mention(UNKNOWN, channel=channel)
    scene.answer(message)
    follow_up = scene.player.write(PORTS_ERROR, channel=channel, thread=message["ts"])
    event = scene.player.message(follow_up)

    for number in range(3):
        scene.player.send_json(event, retry=number)

    assert len(scene.answers(message, count=2)) == 2


def test_a_direct_message_goes_on_in_its_thread(scene: Scene) -> None:
    """Every message there is meant for the bot."""
    message = scene.player.direct(UNKNOWN, user="U0LI")
    scene.answer(message)

    scene.player.direct(PORTS_ERROR, user="U0LI", thread_ts=message["ts"])

    second = scene.answers(message, count=2)[1]
    assert PORTS_TITLE in seen(second)
    assert "All steps" in buttons(second)
