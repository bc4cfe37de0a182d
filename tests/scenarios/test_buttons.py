"""What the buttons under an answer do."""

from __future__ import annotations

import json
from typing import Any

from fake_slack import broken
from fake_slack_blocks import view_problems
from scene import PORTS_ERROR, PORTS_TITLE, PORTS_TITLE_ZH, Scene, control_sequences, seen


def asked(scene: Scene, channel: str, text: str = PORTS_ERROR) -> dict[str, Any]:
    """The answer to a question."""
    return scene.answer(scene.player.mention(text, channel=channel))


def opened(scene: Scene, answer: dict[str, Any], label: str) -> dict[str, Any]:
    """The modal that a button opens."""
    before = len(scene.slack.views)
    reply = scene.player.press(answer, label)
    assert reply.status == 200
    assert scene.slack.wait_until(lambda: len(scene.slack.views) > before), scene.calls()
    view = scene.slack.views[-1]
    assert view_problems({name: value for name, value in view.items() if name not in ("id", "hash", "team_id")}) == []
    return view


def test_all_steps_open_for_the_one_who_pressed(scene: Scene, channel: str) -> None:
    """With commands, warnings and sources; the channel stays as it is."""
    answer = asked(scene, channel)

    said = seen(opened(scene, answer, "All steps"))

    assert PORTS_TITLE in said
    assert "netsh int ipv4" in said
    assert "https://" in said
    assert scene.slack.posted_in(answer["thread_ts"]) == [answer]


def test_the_other_language_opens_for_the_one_who_pressed(scene: Scene, channel: str) -> None:
    """Nobody's channel changes its language."""
    answer = asked(scene, channel)

    view = opened(scene, answer, "中文")

    assert PORTS_TITLE_ZH in seen(view)
    assert control_sequences(view) == []
    assert scene.slack.posted_in(answer["thread_ts"]) == [answer]


def test_a_chinese_answer_opens_in_english(scene: Scene, channel: str) -> None:
    """The way back."""
    answer = asked(scene, channel, f"為什麼一直出現 {PORTS_ERROR} 節點壞了嗎？")

    assert PORTS_TITLE in seen(opened(scene, answer, "English"))


def test_helpful_is_kept_and_can_be_exported(scene: Scene, channel: str) -> None:
    """One JSON line a verdict, with the question, secrets masked."""
    answer = asked(scene, channel, f"{PORTS_ERROR} reykjavik password=N0tInTheExport")

    assert scene.player.press(answer, "Helpful", user="U0BEN").status == 200
    scene.settle()
    said = [seen(one) for one in scene.slack.posted if one["channel"] == channel and one.get("ephemeral_to")]
    export = scene.bot.command("feedback", "export")
    lines = [json.loads(line) for line in export.stdout.splitlines()]
    mine = [line for line in lines if "reykjavik" in json.dumps(line)]

    assert export.returncode == 0, export.stderr
    assert len(said) == 1
    assert "Thank you" in said[0]
    assert len(mine) == 1
    assert "lb-ports-exhausted" in mine[0].values()
    assert "helpful" in mine[0].values()
    assert "N0tInTheExport" not in export.stdout


def test_not_it_replaces_an_earlier_verdict_of_the_same_person(scene: Scene, channel: str) -> None:
    """One verdict a person and question."""
    answer = asked(scene, channel, f"{PORTS_ERROR} kathmandu")

    scene.player.press(answer, "Helpful")
    scene.settle()
    scene.player.press(answer, "Not it")
    scene.settle()
    lines = [json.loads(line) for line in scene.bot.command("feedback", "export").stdout.splitlines()]

    assert [line["verdict"] for line in lines if "kathmandu" in json.dumps(line)] == ["not-it"]


def test_a_choice_becomes_the_answer(scene: Scene) -> None:
    """The question is edited; no second message."""
    question, label = scene.question()

    assert scene.player.press(question, label).status == 200

    def said() -> str:
        return seen(scene.slack.posted_in(question["thread_ts"])[0])

    assert scene.slack.wait_until(lambda: "One question" not in said())
    scene.settle()
    assert "You chose: " in said()
    assert "Do first" in said()
    assert len(scene.slack.posted_in(question["thread_ts"])) == 1


def test_a_choice_outside_what_is_known_says_so(scene: Scene) -> None:
    """Not every answer to the bot's question leads to an entry."""
    question, label = scene.question(leads=False)

    assert scene.player.press(question, label).status == 200

    def said() -> str:
        return seen(scene.slack.posted_in(question["thread_ts"])[0])

    assert scene.slack.wait_until(lambda: "One question" not in said())
    assert "You chose: " not in said()
    assert len(said()) > 40


def test_a_press_that_is_told_twice_counts_once(scene: Scene, channel: str) -> None:
    """The same press, not a second one."""
    answer = asked(scene, channel)
    press = scene.player.block_actions(answer, "Helpful")

    for _ in range(2):
        assert scene.player.send_interaction(press).status == 200
    scene.settle()

    thanks = [one for one in scene.slack.posted if one["channel"] == channel and one.get("ephemeral_to")]
    assert len(thanks) == 1


def test_a_modal_that_slack_does_not_open_breaks_nothing(scene: Scene, channel: str) -> None:
    """The press is acknowledged all the same."""
    answer = asked(scene, channel)
    logged = len(scene.bot.log())
    scene.slack.fail("views.open", broken(503))

    assert scene.player.press(answer, "All steps").status == 200
    assert "Traceback" not in scene.bot.log()[logged:]
    assert PORTS_TITLE in seen(opened(scene, answer, "All steps"))


def test_a_button_with_a_value_that_is_not_ours_does_nothing(scene: Scene, channel: str) -> None:
    """Whoever can sign may still send junk."""
    answer = asked(scene, channel)
    press = scene.player.block_actions(answer, "All steps")
    press["actions"][0]["value"] = '{"entry": "../../etc/passwd"}'

    assert scene.player.send_interaction(press).status < 500
    scene.settle()
    assert scene.slack.posted_in(answer["thread_ts"]) == [answer]
