"""`kubewhy chat`: the same bot in a terminal, without Slack."""

from __future__ import annotations

import select
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from bot.answer import Answer, Choice
    from bot.answering import Answering
    from knowledge.entry import Language

PASTE_PAUSE = 0.05
"""Seconds: lines that come closer together than this were pasted together."""
PROMPT = "kubewhy> "


def chat() -> None:
    """Ask in the terminal: paste an error, press Enter; Ctrl-D ends."""
    from bot.settings import from_environment

    run_chat(from_environment())


def run_chat(settings: Settings) -> None:
    """Answers what is typed until the input ends; lines pasted together are one question."""
    from rich.console import Console

    from bot import bootstrap
    from bot.cli.edge import say_learning

    console = Console(highlight=False)
    knowledge = bootstrap.knowledge_base(settings)
    answering = bootstrap.answering(settings, knowledge, when_learning=say_learning)
    conversation = Conversation(answering, console=console, known=len(knowledge.ids()))
    if sys.stdin.isatty():
        console.print("Paste an error or ask a question. Ctrl-D ends.", style="dim")
    for text in questions():
        conversation.hear(text)


class Conversation:
    """Questions and answers in one terminal; an answer to our question counts as one."""

    def __init__(self, answering: Answering, *, console: Console, known: int) -> None:
        self._answering = answering
        self._console = console
        self._known = known
        self._offered: tuple[Choice, ...] = ()
        self._texts: tuple[str, ...] = ()
        self._language: Language | None = None

    def hear(self, text: str) -> Answer | None:
        """Prints the answer to this text, and returns it."""
        from datetime import UTC, datetime

        from bot.answering import Earlier
        from bot.question import Kind, Question
        from bot.rendering.terminal import print_answer

        chosen = self._by_number(text)
        question = Question.received(
            "" if chosen else text,
            kind=Kind.CHOICE if chosen else Kind.TERMINAL,
            choice=chosen.entry if chosen else None,
            asked=chosen.asked if chosen else None,
            option=chosen.option if chosen else None,
            language=self._language if chosen else None,
        )
        offered = tuple(choice.entry for choice in self._offered if choice.entry is not None)
        earlier = Earlier(texts=self._texts, offered=tuple(dict.fromkeys(offered)))
        answer = self._answering.answer(question, earlier=lambda: earlier)
        if answer is None:
            return None
        print_answer(self._console, answer, today=datetime.now(tz=UTC).date(), known=self._known)
        self._offered = answer.choices if answer.decision == "clarify" else ()
        self._texts = (*self._texts, question.text) if answer.decision == "clarify" else ()
        self._language = answer.language
        return answer

    def _by_number(self, text: str) -> Choice | None:
        """The choice of this number, where we have just asked."""
        number = text.strip().rstrip(".")
        if number.isascii() and number.isdigit() and 1 <= int(number) <= len(self._offered):
            return self._offered[int(number) - 1]
        return None


def questions() -> Iterator[str]:
    """What is typed or piped in: from a terminal the lines of one paste together, from a pipe a question a line."""
    terminal = sys.stdin.isatty()
    while True:
        if terminal:
            sys.stdout.write(PROMPT)
            sys.stdout.flush()
        line = sys.stdin.readline()
        if not line:
            return
        lines = [line]
        while terminal and select.select([sys.stdin], [], [], PASTE_PAUSE)[0]:
            more = sys.stdin.readline()
            if not more:
                break
            lines.append(more)
        text = "".join(lines).strip()
        if text:
            yield text
