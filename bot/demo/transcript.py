"""What the demo's terminal tells of each question: who asked what, the answer's title, decision and time."""

from __future__ import annotations

from collections.abc import Callable

from bot.demo.world import World
from bot.ports import Summary
from bot.question import Kind, Question

MOST_CHARACTERS = 120
"""Of a question: enough to know it again."""

SAID = {
    "none": "I don't know this one",
    "help": "told how it is used",
    "listen": "listens here",
    "stop": "listens here no more",
    "mute": "says nothing here unasked",
    "unmute": "may speak here unasked again",
}
"""An answer without a title, by its decision."""

Write = Callable[[str], None]


class Transcript:
    """Tells the questions of one world as they are answered; one call, one write."""

    def __init__(self, *, world: World, write: Write) -> None:
        self._names = {person.id: person.name for person in world.people}
        self._write = write

    def tell(self, question: Question, summary: Summary, seconds: float) -> None:
        """Writes the two lines of one question. May be called from any thread."""
        who = self._names.get(question.place.user if question.place else "", "Somebody")
        facts = [summary.decision]
        if summary.decision == "answer" and question.kind is not Kind.CHOICE:
            facts.append(f"text fits {round(summary.confidence * 100)} %")
        facts.append(f"{seconds:.2f} s")
        self._write(f"{who}: {_asked(question)}\n  → {_said(summary)} ({', '.join(facts)})\n")


def _asked(question: Question) -> str:
    """The question in one line."""
    if question.kind is Kind.VERDICT:
        return f"[{question.verdict}] {question.choice}"
    if question.kind is Kind.CHOICE:
        return f"[button] {question.choice or question.asked}"
    line = " ".join(question.text.split())
    return line if len(line) <= MOST_CHARACTERS else f"{line[: MOST_CHARACTERS - 1]}…"


def _said(summary: Summary) -> str:
    """The answer in a few words."""
    if summary.title:
        return summary.title
    if summary.decision == "clarify":
        return f"asked back: {' or '.join(dict.fromkeys(summary.choices))}"
    return SAID.get(summary.decision, "nothing to say")
