"""The same answers in a terminal."""

from __future__ import annotations

import io
from typing import Any

from deciding import Decided
from factories import TODAY, entry, excluded, knowledge_base, match, question, result
from rich.console import Console

from bot.answer import Answer
from bot.answering import Answering
from bot.rendering.terminal import print_answer, print_entry
from classifiers.match import MatchResult


def printed(decision: MatchResult, text: str = "the ports are gone", *, width: int = 200, **options: Any) -> str:
    """What the terminal shows for a question that is decided so."""
    knowledge = knowledge_base(entry("ports-gone"), entry("other-one"))
    answer = Answering(knowledge=knowledge, matcher=Decided(decision)).answer(question(text))
    assert answer is not None
    return shown(answer, width=width, **options)


def shown(answer: Answer, *, width: int, **options: Any) -> str:
    """An answer as printed at this width."""
    out = io.StringIO()
    print_answer(Console(file=out, width=width, highlight=False, **options), answer, today=TODAY, known=6)
    return out.getvalue()


def test_an_answer_reads_from_the_top() -> None:
    """Title, figure, proof, first step."""
    lines = printed(result("answer", match(evidence=("The specified port already exists",)))).splitlines()
    lines = [line.rstrip() for line in lines]
    assert lines[0] == "Very likely: The title of ports-gone"
    assert lines[1] == "Text fits 97 %. Nothing was looked at on your cluster."
    assert lines[2] == "│ The specified port already exists"
    assert "Do first  look at netstat -an" in lines
    assert "  Some of its steps are destructive: read all steps before you start." in lines


def test_a_pipe_gets_no_colours() -> None:
    """What is not a terminal gets plain text."""
    assert "\x1b[" not in printed(result())


def test_pasted_control_characters_do_not_steer_the_terminal() -> None:
    """Neither colours nor cursor movements of a log are passed on."""
    text = printed(result("answer", match(evidence=("\x1b[31mred\x1b[2J gone",))))
    assert "\x1b" not in text
    assert "red" in text


def test_markup_of_rich_in_a_text_is_text() -> None:
    """A log may hold square brackets."""
    assert "[bold]x[/bold] [/]" in printed(result("answer", match(evidence=("[bold]x[/bold] [/]",))))


def test_a_question_numbers_its_choices() -> None:
    """The number is the answer in the terminal chat."""
    text = printed(result("clarify", match(confidence=0.5)))
    assert "Is it really ports-gone?" in text
    assert "  1. Yes, ports-gone" in text
    assert "  2. No, it is something else" in text


def test_not_knowing_says_so_and_why_a_look_alike_was_refused() -> None:
    """The reason and where to read on."""
    text = printed(result("none", match(confidence=0.2), excluded=(excluded(),)))
    assert "I don't know this one" in text
    assert "port 10256 is the health port of kube-proxy" in text
    assert "https://github.com/kubernetes/community/issues/8883" in text


def test_an_entry_is_printed_whole_and_its_commands_can_be_copied() -> None:
    """A command stays on one line however narrow the terminal."""
    long = "netsh int ipv4 add excludedportrange protocol=tcp startport=30000 numberofports=2768 store=persistent"
    step = {"text": "Do it.", "commands": [{"run": long, "shell": "cmd", "effect": "change"}]}
    whole = entry(
        remedies=[{"kind": "fix", "title": "do it", "steps": [step]}],
        explanation=["More of it."],
        outdated=["The old page says otherwise."],
        uncertain=["Whether it helps."],
    )
    out = io.StringIO()
    print_entry(whole, language="en", console=Console(file=out, width=60, highlight=False), today=TODAY)
    text = out.getvalue()
    assert long in text
    for expected in (
        "The title of ports-gone",
        "More of it.",
        "The old page says",
        "Whether it helps.",
        "Checked on 2026",
    ):
        assert expected in text
