"""What the demo's terminal tells of each question."""

from __future__ import annotations

import pytest

from bot.demo.transcript import Transcript
from bot.demo.world import made_up_world
from bot.ports import Summary
from bot.question import Kind, Place, Question
from knowledge.entry import EntryId

PLACE = Place(team="T0DEMO", channel="C0HELP", user="U0JONAS", ts="1.1", thread="1.1")
PORTS, PING, SUBNET = EntryId("lb-ports-exhausted"), EntryId("pod-cannot-ping-external"), EntryId("subnet-env-missing")


def told(question: Question, summary: Summary) -> str:
    """What is written about this question after a tenth of a second."""
    written: list[str] = []
    Transcript(world=made_up_world(), write=written.append).tell(question, summary, 0.1)
    assert len(written) == 1
    return written[0]


def test_an_answer_is_told_with_title_decision_fit_and_time() -> None:
    """Two lines: who asked what, and what came of it."""
    question = Question.received("The specified port already exists.", kind=Kind.MENTION, place=PLACE)
    summary = Summary(decision="answer", entry=PORTS, title="Ports are used up", confidence=0.974)
    assert told(question, summary) == (
        "Jonas Berg (on call): The specified port already exists.\n"
        "  → Ports are used up (answer, text fits 97 %, 0.10 s)\n"
    )


def test_a_question_back_is_told_with_what_was_offered() -> None:
    """The entries that stand on the buttons, each once."""
    question = Question.received("ping?", kind=Kind.MENTION, place=PLACE)
    summary = Summary(decision="clarify", choices=(PING, PING, SUBNET))
    line = told(question, summary).splitlines()[1]
    assert line == "  → asked back: pod-cannot-ping-external or subnet-env-missing (clarify, 0.10 s)"


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("none", "I don't know this one"),
        ("help", "told how it is used"),
        ("mute", "says nothing here unasked"),
        ("listen", "listens here"),
    ],
)
def test_an_answer_without_a_title_is_told_in_words(decision: str, words: str) -> None:
    """That the bot does not know is told like any other answer."""
    question = Question.received("who moved my cheese", kind=Kind.MENTION, place=PLACE)
    assert told(question, Summary(decision=decision)).splitlines()[1] == f"  → {words} ({decision}, 0.10 s)"


def test_a_long_paste_is_told_in_one_line() -> None:
    """Of many lines only the beginning is told, on one line."""
    question = Question.received("first line\nsecond line\n" + "x" * 500, kind=Kind.MENTION, place=PLACE)
    line = told(question, Summary(decision="none")).splitlines()[0]
    assert line.startswith("Jonas Berg (on call): first line second line xxx")
    assert line.endswith("x…")
    assert len(line) < 160


def test_buttons_are_told_too() -> None:
    """A press of a button has no words of its own: its entry or verdict is told."""
    choice = Question.received("", kind=Kind.CHOICE, place=PLACE, choice=PORTS)
    answered = Summary(decision="answer", entry=PORTS, title="Ports are used up", confidence=1.0)
    assert told(choice, answered) == (
        "Jonas Berg (on call): [button] lb-ports-exhausted\n  → Ports are used up (answer, 0.10 s)\n"
    )
    verdict = Question.received("", kind=Kind.VERDICT, place=PLACE, choice=PORTS, verdict="helpful")
    assert told(verdict, Summary(decision="verdict")).startswith("Jonas Berg (on call): [helpful] lb-ports-exhausted\n")


def test_a_secret_in_a_question_is_not_told() -> None:
    """The terminal shows what everybody gets to see: the masked text."""
    question = Question.received(
        "it fails with token=xoxb-1234567890-ABCDEFGHIJKLMNOPQRST", kind=Kind.MENTION, place=PLACE
    )
    assert "ABCDEFGHIJ" not in told(question, Summary(decision="none"))
