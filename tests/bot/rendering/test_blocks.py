"""What people see in Slack: the first screen, the question, the honest nothing, the modals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from deciding import Decided
from factories import TODAY, entry, excluded, knowledge_base, match, question, result
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answer, Fit
from bot.answering import Answering
from bot.ports import Message
from bot.question import Kind
from bot.rendering.blocks import message, notice, others_view, sheet_view
from classifiers.match import MatchResult
from knowledge.entry import EntryId, Language

HOSTILE = "<!channel> `rm -rf` <@U123> *bold* <https://evil.example|click> &lt;!here&gt;"


def answer_of(decision: MatchResult, text: str = "the ports are gone", **changes: Any) -> Answer:
    """The answer to a question that the matcher decides so."""
    knowledge = knowledge_base(entry("ports-gone"), entry("other-one", title="Other <one> & more"))
    made = Answering(knowledge=knowledge, matcher=Decided(decision)).answer(question(text, **changes))
    assert made is not None
    return made


def rendered(answer: Answer) -> Message:
    """The message of an answer."""
    return message(answer, style="full", key="msg:T1:C1:1.1", today=TODAY, known=6, days=30)


def texts(value: Any) -> Iterator[str]:
    """Every text of a message, in order."""
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def seen(made: Message) -> str:
    """All that a reader sees, a text a line."""
    return "\n".join(texts(made.blocks))


def buttons(made: Message) -> list[dict[str, Any]]:
    """The buttons, in order."""
    return [button for block in made.blocks if block["type"] == "actions" for button in block["elements"]]


def test_the_first_screen_is_diagnosis_proof_and_first_step() -> None:
    """All else is a click away."""
    made = rendered(answer_of(result("answer", match(evidence=("The specified port already exists",)))))
    assert seen(made).splitlines()[:4] == [
        "Very likely: The title of ports-gone",
        "Text fits 97 %. Nothing was looked at on your cluster.",
        "> `The specified port already exists`",
        "What goes on with ports-gone: a service takes ports until none is left.",
    ]
    assert "*Do first*  look at `netstat -an`" in seen(made)
    assert "*Fix*  turn on `--enable-dsr=true` (Server 2022 and newer)" in seen(made)
    assert ":warning: Some of its steps are destructive: read all steps before you start." in seen(made)
    assert "*Until then*  use fewer services" in seen(made)
    assert "*Not it?*  another port in the message" in seen(made)
    assert "Checked on 2026-11-25 · <https://github.com/kubernetes/kubernetes/issues/98499|kubernetes#98499>" in seen(
        made
    )
    assert [button["text"]["text"] for button in buttons(made)] == ["All steps", "中文", "Helpful", "Not it"]


def test_the_first_screen_has_at_most_a_dozen_lines() -> None:
    """Nobody reads more at three in the morning."""
    made = rendered(answer_of(result("answer", match(evidence=("one", "two", "three")))))
    lines = [
        line
        for block in made.blocks
        if block["type"] != "actions"
        for text in texts(block)
        for line in text.splitlines()
    ]
    assert len(lines) <= 12


def test_less_certainty_has_other_words_and_its_figure() -> None:
    """The words "very likely" are kept for what deserves them."""
    made = rendered(answer_of(result("answer", match(confidence=0.74))))
    assert "Likely: The title of ports-gone" in seen(made)
    assert "Text fits 74 %" in seen(made)


def test_a_text_alone_is_never_a_hundred_percent() -> None:
    """Nothing is certain before the cluster was looked at."""
    assert "Text fits 99 %" in seen(rendered(answer_of(result("answer", match(confidence=1.0)))))


def test_an_old_review_is_shown_as_old() -> None:
    """The reader should know."""
    answer = answer_of(result())
    made = message(answer, style="full", key="k", today=TODAY.replace(year=2028), known=6, days=30)
    assert "Checked on 2026-11-25, more than a year ago" in seen(made)


def test_a_notification_carries_title_certainty_first_step_and_warning() -> None:
    """A screen reader gets what matters."""
    text = rendered(answer_of(result())).text
    assert text.splitlines() == [
        "Very likely: The title of ports-gone",
        "Text fits 97 %. Nothing was looked at on your cluster.",
        "Do first: look at `netstat -an`",
        "Some of its steps are destructive: read all steps before you start.",
    ]


def test_several_problems_are_one_message() -> None:
    """Each with its own diagnosis and buttons."""
    both = result("answer", match(), match("other-one", confidence=0.8), answers=("ports-gone", "other-one"))
    made = rendered(answer_of(both))
    assert "2 problems in this text" in seen(made)
    assert "Very likely: The title of ports-gone" in seen(made)
    assert "Likely: Other ‹one› & more" in seen(made)


def test_a_question_has_a_button_for_each_reply() -> None:
    """The value leads back to the entry."""
    made = rendered(answer_of(result("clarify", match(confidence=0.5), match("other-one", confidence=0.4))))
    assert "Is it really ports-gone?" in seen(made)
    labels = [button["text"]["text"] for button in buttons(made)]
    assert labels == ["Yes, ports-gone", "No, it is something else", "Other ‹one› & more"]
    values = [json.loads(button["value"]) for button in buttons(made)]
    assert values[0] == {"entry": "ports-gone", "language": "en", "about": "msg:T1:C1:1.1"}
    assert values[1] == {"asked": "ports-gone", "option": 1, "language": "en", "about": "msg:T1:C1:1.1"}
    assert len({button["action_id"] for button in buttons(made)}) == 3
    assert "Is it really ports-gone?" in made.text


def test_not_knowing_names_what_was_near_and_what_is_missing() -> None:
    """An honest nothing still helps."""
    made = rendered(answer_of(result("none", match(confidence=0.2), match("other-one", confidence=0.1))))
    assert "I don't know this one" in seen(made)
    assert "• The title of ports-gone: `ports`, `service`" in seen(made)
    assert "`kubectl describe pod &lt;pod&gt;`" in seen(made)
    assert "hand it to people" in seen(made)


def test_a_look_alike_is_refused_with_its_reason_and_a_link() -> None:
    """The reader learns what it is instead."""
    made = rendered(answer_of(result("none", match(confidence=0.2), excluded=(excluded(),))))
    assert "> `port 10256`" in seen(made)
    assert "but it is not: port 10256 is the health port of kube-proxy." in seen(made)
    assert "<https://github.com/kubernetes/community/issues/8883|Read more>" in seen(made)
    assert "health port of kube-proxy" in made.text


def test_a_masked_secret_is_told() -> None:
    """Others have seen it; it must be replaced."""
    made = rendered(answer_of(result(), "ports password=hunter2hunter2"))
    assert "I masked what looked like a secret" in seen(made)
    assert "hunter2" not in json.dumps(made.blocks) + made.text


def test_an_unread_file_is_told() -> None:
    """Nobody should believe that it was read."""
    assert "I can't read files yet" in seen(rendered(answer_of(result("none"), "", files=1)))


def test_help_explains_how_to_ask() -> None:
    """What it does, how to reach it, what it keeps."""
    made = rendered(answer_of(result("none"), "help"))
    assert "with 6 problems that I know" in seen(made)
    assert "`/kubewhy ask TEXT`" in seen(made)
    assert "for 30 days" in seen(made)


def test_a_choice_that_leads_nowhere_says_what_then() -> None:
    """The entry's own words."""
    pressed = {"kind": Kind.CHOICE, "asked": EntryId("ports-gone"), "option": 1, "language": "en"}
    made = rendered(answer_of(result("none"), "", **pressed))
    assert seen(made) == "Then look at the `kubelet` log."


def test_hostile_text_is_inert_in_every_block() -> None:
    """Neither evidence nor shared words can ping or link."""
    near = match(confidence=0.2, evidence=(HOSTILE,)).__class__(
        entry=EntryId("ports-gone"), confidence=0.2, shared=(HOSTILE,)
    )
    for decision in (
        result("answer", match(evidence=(HOSTILE,))),
        result("none", near, excluded=(excluded(text=HOSTILE),)),
        result("none", near),
    ):
        made = rendered(answer_of(decision, HOSTILE))
        everything = json.dumps(made.blocks) + made.text
        for sequence in ("<!channel>", "<@U123>", "<https://evil.example", "<!here>"):
            assert sequence not in everything


@given(st.text(min_size=1, max_size=4000))
def test_no_evidence_breaks_slacks_limits(text: str) -> None:
    """Whatever somebody pasted, the message can be posted."""
    _assert_within_limits(rendered(answer_of(result("answer", match(evidence=(text, text[::-1], text * 3))))).blocks)


@pytest.mark.parametrize("language", ["en", "zh-TW"])
@pytest.mark.parametrize("style", ["full", "plain"])
def test_a_modal_tells_everything_within_slacks_limits(language: Language, style: Any) -> None:
    """Every step and command, however long the entry."""
    step = {
        "text": "Do this. " * 100,
        "commands": [
            {"run": f"Get-Thing -Number {n}\n" * 20, "shell": "powershell", "effect": "read"} for n in range(6)
        ],
    }
    long = entry(remedies=[{"kind": "fix", "title": f"way {n}", "steps": [step]} for n in range(4)])
    view = sheet_view(long, language=language, style=style, today=TODAY)
    _assert_within_limits(view["blocks"])
    told = "\n".join(texts(view["blocks"]))
    assert told.count("Get-Thing -Number 5") == 4 * 20
    assert "https://github.com/kubernetes/kubernetes/issues/98499" in told


def test_several_lines_of_a_command_stand_in_a_fence_in_slack_and_line_by_line_where_fences_are_not_drawn() -> None:
    """Both can be copied."""
    told = {
        style: seen(_as_message(sheet_view(entry(), language="en", style=style, today=TODAY)))
        for style in ("full", "plain")
    }
    assert "```\nStop-Service HNS\nStart-Service HNS\n```" in told["full"]
    assert "`Stop-Service HNS`\n`Start-Service HNS`" in told["plain"]
    assert "```" not in told["plain"]


def test_an_address_in_code_is_kept_clear_of_its_end_where_the_page_would_swallow_it() -> None:
    """The local workspace takes the backtick for a part of the address, and draws code until the end."""
    remedies = [{"kind": "check", "title": "call `curl.exe http://<address>`", "steps": [{"text": "Call it."}]}]
    fit = Fit(entry=entry(remedies=remedies), match=match())
    answer = Answer(decision="answer", language="en", problems=(fit,))
    for style, end in (("full", "&gt;`"), ("plain", "&gt; `")):
        made = message(answer, style=style, key="k", today=TODAY, known=6, days=30)  # type: ignore[arg-type]
        assert f"call `curl.exe http://&lt;address{end}" in seen(made)


def test_a_destructive_command_is_marked() -> None:
    """Before and beside the command."""
    told = seen(_as_message(sheet_view(entry(), language="en", style="full", today=TODAY)))
    assert "_PowerShell, DESTRUCTIVE_" in told
    assert ":warning: Careful: cuts every pod on the node: drain it first" in told


def test_other_matches_open_their_own_steps() -> None:
    """Each has a button."""
    view = others_view([entry("ports-gone"), entry("other-one")], language="en")
    _assert_within_limits(view["blocks"])
    assert [json.loads(block["accessory"]["value"])["entry"] for block in view["blocks"]] == ["ports-gone", "other-one"]


def test_an_apology_has_its_reference() -> None:
    """So that it can be found in the log."""
    assert "look for ab12cd34 in the log" in notice("apology", language="en", reference="ab12cd34").text


def _as_message(view: dict[str, Any]) -> Message:
    return Message(text="", blocks=tuple(view["blocks"]))


def _assert_within_limits(blocks: Any) -> None:
    """Slack's documented limits of a modal and a message."""
    assert 0 < len(blocks) <= 50
    for block in blocks:
        if block["type"] == "section":
            assert 0 < len(block["text"]["text"]) <= 3000
        elif block["type"] == "header":
            assert 0 < len(block["text"]["text"]) <= 150
        elif block["type"] == "context":
            assert len(block["elements"]) <= 10
        elif block["type"] == "actions":
            assert len(block["elements"]) <= 25
            for button in block["elements"]:
                assert 0 < len(button["text"]["text"]) <= 75
                assert len(button["value"]) <= 2000
