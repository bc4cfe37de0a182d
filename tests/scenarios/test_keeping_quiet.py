"""What is not meant for the bot: it says nothing to it, and keeps nothing of it."""

from __future__ import annotations

import pytest
from scene import PORTS_ERROR, Scene


def keeps_nothing(scene: Scene, word: str) -> None:
    """Asserts that a word that was in what was dropped is nowhere."""
    assert scene.bot.files_with(word) == []
    assert word not in scene.bot.log()


@pytest.mark.parametrize("text", ["lunch? zanzibar", f"zanzibar {PORTS_ERROR}", "why does zanzibar fail?"])
def test_chatter_without_a_mention_gets_nothing(scene: Scene, channel: str, text: str) -> None:
    """Not even an error in it makes it the bot's business."""
    message = scene.player.write(text, channel=channel)

    assert scene.player.send_json(scene.player.message(message)).status == 200
    scene.silence(message)
    keeps_nothing(scene, "zanzibar")


@pytest.mark.parametrize(
    "text",
    [
        "thanks to <@U0WHY> timbuktu works again",
        "I like <@U0WHY>, greetings from timbuktu",
        "cc <@U0WHY> timbuktu",
    ],
)
def test_a_mention_in_passing_gets_nothing(scene: Scene, channel: str, text: str) -> None:
    """It neither begins with the mention nor asks anything."""
    message = scene.player.write(text, channel=channel)
    scene.player.send_json(scene.player.app_mention(message))
    scene.player.send_json(scene.player.message(message))

    scene.silence(message)
    keeps_nothing(scene, "timbuktu")


def test_a_question_with_the_mention_inside_is_answered(scene: Scene, channel: str) -> None:
    """Somebody wants something."""
    message = scene.player.write(f"hey <@U0WHY> why this? {PORTS_ERROR}", channel=channel)
    scene.player.send_json(scene.player.app_mention(message))

    scene.answer(message)


@pytest.mark.parametrize("old", [True, False], ids=["by a webhook", "by an app"])
def test_other_bots_are_ignored(scene: Scene, channel: str, old: bool) -> None:
    """Two bots would talk to each other for ever."""
    event = scene.player.bot_message(f"<@U0WHY> {PORTS_ERROR} marrakesh", channel=channel, old=old)

    assert scene.player.send_json(event).status == 200
    scene.silence(scene.slack.messages[-1])
    keeps_nothing(scene, "marrakesh")


def test_its_own_messages_are_ignored(scene: Scene, channel: str) -> None:
    """As a message with its bot id, and as one with only its user id."""
    answer = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))
    bare = {name: value for name, value in answer.items() if name not in ("bot_id", "app_id")}

    scene.player.send_json(scene.player.message(answer))
    scene.player.send_json(scene.player.message(bare))

    scene.silence(answer)


def test_edits_and_deletions_are_ignored(scene: Scene, channel: str) -> None:
    """A question that is edited or taken back is not answered again."""
    message = scene.player.mention(PORTS_ERROR, channel=channel)
    scene.answer(message)

    changed = scene.player.message_changed(message, text=f"<@U0WHY> {PORTS_ERROR} casablanca")
    deleted = scene.player.message_deleted(message)

    assert scene.player.send_json(changed).status == 200
    assert scene.player.send_json(deleted).status == 200
    scene.settle()
    assert len(scene.slack.posted_in(message["ts"])) == 1
    keeps_nothing(scene, "casablanca")


def test_an_edit_that_adds_the_mention_is_ignored(scene: Scene, channel: str) -> None:
    """Slack tells of it as an edit and as an `app_mention` that was edited."""
    message = scene.player.write("timbuktu is down", channel=channel)
    changed = scene.player.message_changed(message, text=f"<@U0WHY> {PORTS_ERROR}")
    mention = scene.player.app_mention(message, edited={"user": "U0ANNA", "ts": "1.1"})

    scene.player.send_json(changed)
    scene.player.send_json(mention)

    scene.silence(message)


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "me_message", "reminder_add", "pinned_item"])
def test_what_slack_writes_itself_is_ignored(scene: Scene, channel: str, subtype: str) -> None:
    """A channel's comings and goings are nobody's question."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    scene.player.send_json(scene.player.message(message, subtype=subtype))

    scene.silence(message)
