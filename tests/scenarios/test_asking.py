"""Every way to ask, and what comes back."""

from __future__ import annotations

import random

import pytest
from fake_slack_blocks import message_problems
from scene import PORTS_ERROR, PORTS_TITLE, Scene, seen
from slack_player import buttons

CHINESE_QUESTION = "為什麼我的 Windows Pod ping 不到外面"


def test_a_mention_gets_the_right_entry_in_its_thread(scene: Scene, channel: str) -> None:
    """With how sure it is, the line that decided, the first step, the fix, the sources and the way on."""
    answer = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))

    said = seen(answer)
    assert answer["channel"] == channel
    assert PORTS_TITLE in said
    assert "likely" in said.casefold()
    assert " %" in said
    assert "The specified port already exists" in said
    assert "reservedports.txt" in said
    assert "DSR" in said
    assert "https://" in said
    assert {"All steps", "中文", "Helpful", "Not it"} <= set(buttons(answer))
    assert message_problems(answer["blocks"]) == []


def test_what_a_screen_reader_says_names_the_problem_and_the_first_step(scene: Scene, channel: str) -> None:
    """The text beside the blocks stands alone."""
    answer = scene.answer(scene.player.mention(PORTS_ERROR, channel=channel))

    assert PORTS_TITLE in answer["text"]
    assert "%" in answer["text"]
    assert "reservedports.txt" in answer["text"]
    assert "Warning" in answer["text"] or "warning" in answer["text"] or "Careful" in answer["text"]


def test_the_second_half_of_the_message_is_enough(scene: Scene, channel: str) -> None:
    """With a first look that settles it."""
    said = seen(scene.answer(scene.player.mention("specified port already exists", channel=channel)))

    assert PORTS_TITLE in said
    assert "reservedports.txt" in said


def test_a_mention_that_is_told_twice_is_answered_once(scene: Scene, channel: str) -> None:
    """Slack tells of it as `app_mention` and as `message`, with different event ids."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    scene.player.send_json(scene.player.message(message))
    scene.player.send_json(scene.player.app_mention(message))

    assert PORTS_TITLE in seen(scene.answer(message))


def test_slacks_retries_are_answered_once(scene: Scene, channel: str) -> None:
    """The same event, four times."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    event = scene.player.app_mention(message)

    statuses = [scene.player.send_json(event, retry=number).status for number in range(4)]

    assert statuses == [200] * 4
    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_retry_that_comes_alone_is_answered(scene: Scene, channel: str) -> None:
    """The first delivery may have died on its way."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    scene.player.send_json(scene.player.app_mention(message), retry=1)

    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_direct_message_needs_no_mention(scene: Scene) -> None:
    """It is answered in its own thread."""
    assert PORTS_TITLE in seen(scene.answer(scene.player.direct(PORTS_ERROR, user="U0BEN")))


def test_a_private_channel_is_a_channel(scene: Scene) -> None:
    """Its type is `group`."""
    message = scene.player.mention(PORTS_ERROR, channel="G0OPS", user="U0BEN")

    assert PORTS_TITLE in seen(scene.answer(message))


def test_a_mention_inside_a_thread_is_answered_in_that_thread(scene: Scene, channel: str) -> None:
    """And not in one of its own."""
    root = scene.player.write("is anybody looking at this?", channel=channel)
    message = scene.player.mention(PORTS_ERROR, channel=channel, thread_ts=root["ts"])

    assert scene.answer(message)["thread_ts"] == root["ts"]


def test_a_question_in_plain_words_leads_to_the_entry(scene: Scene, channel: str) -> None:
    """By an answer, or by a question with the entry among its buttons."""
    answer = scene.answer(scene.player.mention("why can't my pod ping", channel=channel))

    said = seen(answer)
    assert "curl" in said or "ping" in " ".join(buttons(answer))


def test_a_chinese_question_is_answered_in_traditional_chinese(scene: Scene, channel: str) -> None:
    """Ping proves nothing, curl does."""
    said = seen(scene.answer(scene.player.mention(CHINESE_QUESTION, channel=channel)))

    assert "curl" in said
    assert "ICMP" in said
    assert any(word in said for word in ("連線", "測試", "節點", "網路"))
    assert not any(word in said for word in ("网络", "节点", "测试", "Do first"))


def test_a_question_in_simplified_chinese_is_answered_so(scene: Scene, channel: str) -> None:
    """The same entry, in the asker's characters."""
    said = seen(scene.answer(scene.player.mention("为什么我的 Windows Pod ping 不到外网", channel=channel)))

    assert "curl" in said
    assert not any(word in said for word in ("連線", "節點", "網路", "Do first"))


def test_an_unknown_problem_is_admitted(scene: Scene, channel: str) -> None:
    """With what would help, and how to hand it to people."""
    said = seen(scene.answer(scene.player.mention("why does my printer print in green only?", channel=channel)))

    assert "I don't know" in said
    assert "kubectl describe pod" in said


def test_a_look_alike_is_refused_with_its_reason(scene: Scene, channel: str) -> None:
    """Port 10256 is another problem."""
    text = (
        "Healthcheck loadbalancer policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port "
        "already exists. (0x803b0013) port 10256"
    )
    said = seen(scene.answer(scene.player.mention(text, channel=channel)))

    assert "10256" in said
    assert "health port" in said
    assert f"ikely: {PORTS_TITLE}" not in said


@pytest.mark.parametrize("text", ["<@U0WHY>", "<@U0WHY> help", "<@U0WHY|kubewhy>  ", "<@U0WHY>: Help"])
def test_a_bare_mention_explains_how_to_ask(scene: Scene, channel: str, text: str) -> None:
    """So does the word help."""
    message = scene.player.write(text, channel=channel)
    scene.player.send_json(scene.player.app_mention(message))

    said = seen(scene.answer(message))
    assert "Paste an error" in said
    assert "/kubewhy ask" in said


def test_the_command_answers_its_user_alone(scene: Scene, channel: str) -> None:
    """Nobody else in the channel sees it."""
    reply = scene.player.send_form(scene.player.command(f"ask {PORTS_ERROR}", channel=channel, user="U0BEN"))

    found = scene.slack.wait_until(lambda: any(one["channel"] == channel for one in scene.slack.posted))
    scene.settle()
    said = [one for one in scene.slack.posted if one["channel"] == channel]
    assert reply.status == 200
    assert found
    assert [one["ephemeral_to"] for one in said] == ["U0BEN"]
    assert PORTS_TITLE in seen(said[0])


@pytest.mark.parametrize("text", ["help", ""])
def test_the_command_explains_itself(scene: Scene, channel: str, text: str) -> None:
    """With the word help, and with nothing."""
    scene.player.send_form(scene.player.command(text, channel=channel))

    found = scene.slack.wait_until(lambda: any(one["channel"] == channel for one in scene.slack.posted))
    assert found
    assert "Paste an error" in seen(next(one for one in scene.slack.posted if one["channel"] == channel))


def test_the_shortcut_asks_about_anybodys_message(scene: Scene, channel: str) -> None:
    """The answer stands in that message's thread."""
    message = scene.player.write(PORTS_ERROR, channel=channel, user="U0BEN")

    reply = scene.player.send_interaction(scene.player.message_shortcut(message, user="U0ANNA"))

    assert reply.status == 200
    assert PORTS_TITLE in seen(scene.answer(message))


def test_the_shortcut_works_in_a_channel_without_the_bot(scene: Scene) -> None:
    """Its user alone gets the answer."""
    message = scene.player.write(PORTS_ERROR, channel="C0OTHER")

    scene.player.send_interaction(scene.player.message_shortcut(message))

    def said() -> list[str]:
        return [seen(one) for one in scene.slack.posted if one.get("ephemeral_to") and one["channel"] == "C0OTHER"]

    assert scene.slack.wait_until(lambda: bool(said()))
    assert PORTS_TITLE in said()[0]


def test_a_mention_with_a_file_says_that_files_are_not_read(scene: Scene, channel: str) -> None:
    """The text beside it is answered all the same."""
    message = scene.player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    scene.player.send_json(scene.player.file_share(message, names=("kubelet.log",)))

    said = seen(scene.answer(message))
    assert PORTS_TITLE in said
    assert "files" in said


def test_an_error_in_a_paste_of_38000_characters_is_found(scene: Scene, channel: str) -> None:
    """Wherever it stands."""
    words = random.Random(1)  # noqa: S311 - only to fill lines
    lines = [
        f"I0611 08:02:{number % 60:02d}.118 4312 reconciler.go:224] operation {words.randrange(10**8)} finished"
        for number in range(560)
    ]
    lines.insert(400, f"E0611 08:02:41.118 4312 proxier.go:1231] {PORTS_ERROR}")
    text = "\n".join(lines)[:38_000]
    assert len(text) == 38_000

    answer = scene.answer(scene.player.mention(text, channel=channel))

    assert PORTS_TITLE in seen(answer)
    assert message_problems(answer["blocks"]) == []


def test_several_problems_in_one_paste_are_told_each(scene: Scene, channel: str) -> None:
    """One message for both."""
    text = f"{PORTS_ERROR}\nand later\nopen /run/flannel/subnet.env: The system cannot find the path specified."
    said = seen(scene.answer(scene.player.mention(text, channel=channel)))

    assert PORTS_TITLE in said
    assert "subnet.env" in said
    assert "2 problems" in said


def test_the_language_of_a_text_without_one_is_that_of_its_author(scene: Scene, channel: str) -> None:
    """A bare code is in no language; Slack knows the one of its user."""
    said = seen(scene.answer(scene.player.mention("0x803b0013", channel=channel, user="U0MEI")))

    assert any(word in said for word in ("節點", "連接埠", "問題"))
