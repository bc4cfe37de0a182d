"""Answers for a terminal, with rich: the same content as in Slack, colours only where the terminal has them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from bot.answer import Answer, Fit
from bot.rendering import sheet
from bot.rendering.markup import CONTROL, shortened
from bot.rendering.phrases import Phrases, phrases
from classifiers.match import Span
from knowledge.entry import Command, Entry, Language, Remedy

QUOTE_CHARACTERS = 220
QUOTES = 2
LABEL, CODE, DANGER, FAINT = "bold cyan", "green", "bold yellow", "dim"


def print_answer(console: Console, answer: Answer, *, today: date, known: int) -> None:
    """The answer as a person reads it in a terminal."""
    say = phrases(answer.language)
    if answer.decision == "answer":
        if len(answer.problems) > 1:
            console.print(Text(say.say("several", count=len(answer.problems)), style=FAINT))
        for fit in answer.problems:
            _print_problem(console, fit, answer, say, today=today)
    elif answer.decision == "clarify":
        _print_question(console, answer, say)
    elif answer.decision == "help":
        console.print(Text(say.say("help_title"), style="bold"))
        console.print(_prose(say.say("help_text", count=known)))
    else:
        _print_none(console, answer, say)
    if answer.masked:
        console.print(Text(say.say("masked", rules=", ".join(answer.masked)), style=DANGER))


def print_entry(entry: Entry, *, language: Language, console: Console | None = None, today: date | None = None) -> None:
    """Everything about one entry."""
    out = console or Console(highlight=False)
    say = phrases(language)
    out.print(Text(entry.title, style="bold"))
    out.print(Text(f"{entry.id} · {' · '.join(sheet.scope(entry, say))}", style=FAINT))
    out.print(_prose(entry.diagnosis))
    out.print()
    for remedy in entry.remedies:
        _print_remedy(out, remedy, say)
    _print_lead(out, say.say("not_it"), entry.not_it)
    for title, paragraphs in sheet.paragraphs(entry):
        out.print(Text(say.say(title), style=LABEL))
        for paragraph in paragraphs:
            out.print(Padding.indent(_prose(paragraph), 2))
    out.print(Text(say.say("sources"), style=LABEL))
    for source in entry.sources:
        out.print(Padding.indent(_prose(f"{source.title}: {source.supports}"), 2))
        out.print(Padding.indent(Text(source.url, style=FAINT), 4), soft_wrap=True)
    if entry.see_also:
        _print_lead(out, say.say("see_also"), ", ".join(entry.see_also))
    out.print(Text(sheet.reviewed(entry, say, today=today or date.today()), style=FAINT))  # noqa: DTZ011 - a reader's day


def _print_problem(console: Console, fit: Fit, answer: Answer, say: Phrases, *, today: date) -> None:
    entry, match = fit.entry, fit.match
    console.print(Text(sheet.certainty(match.confidence, say, title=entry.title, chosen=answer.chosen), style="bold"))
    fits = "fits_chosen" if answer.chosen else "fits"
    console.print(Text(say.say(fits, percent=sheet.percent(match.confidence)), style=FAINT))
    _print_quotes(console, match.evidence)
    console.print(_prose(entry.diagnosis))
    for lead in sheet.leads(entry, say):
        _print_lead(console, lead.label, lead.text)
        if lead.warning:
            console.print(Padding.indent(_prose(lead.warning, style=DANGER), 2))
    _print_lead(console, say.say("not_it"), entry.not_it)
    cited = " · ".join(source.title for source in entry.sources[:3])
    console.print(Text(f"{sheet.reviewed(entry, say, today=today)} · {cited}", style=FAINT))
    console.print(Text(f"kubewhy kb show {entry.id}", style=FAINT))
    console.print()


def _print_question(console: Console, answer: Answer, say: Phrases) -> None:
    console.print(Text(say.say("clarify_title"), style="bold"))
    console.print(_prose(answer.question or say.say("clarify_default")))
    for number, choice in enumerate(answer.choices, start=1):
        console.print(Text(f"  {number}. {choice.label}"))


def _print_none(console: Console, answer: Answer, say: Phrases) -> None:
    if answer.chosen:
        console.print(_prose(answer.note or say.say("none_chosen")))
        return
    console.print(Text(say.say("none_title"), style="bold"))
    for one in answer.look_alikes:
        _print_quotes(console, (one.evidence,))
        console.print(_prose(say.say("look_alike", title=one.title, reason=one.reason)))
        if one.link:
            console.print(Text(one.link, style=FAINT), soft_wrap=True)
    if answer.others and not answer.look_alikes:
        console.print(Text(say.say("none_nearest"), style=LABEL))
        for fit in answer.others:
            words = ", ".join(fit.match.shared[:5]) or say.say("none_nothing_shared")
            console.print(Text(f"  {fit.entry.title}: {_clean(words)}"))
    console.print(_prose(say.say("none_missing")))
    console.print(_prose(say.say("none_hand_over"), style=FAINT))


def _print_remedy(console: Console, remedy: Remedy, say: Phrases) -> None:
    console.print(Rule(style=FAINT))
    _print_lead(console, say.say(remedy.kind), remedy.title)
    if remedy.when:
        console.print(_prose(say.say("when", condition=remedy.when), style=FAINT))
    if remedy.warning:
        console.print(_prose(say.say("warning", text=remedy.warning), style=DANGER))
    for number, step in enumerate(remedy.steps, start=1):
        console.print(Padding.indent(_prose(f"{number}. {step.text}"), 2))
        if step.warning:
            console.print(Padding.indent(_prose(say.say("warning", text=step.warning), style=DANGER), 4))
        for command in step.commands:
            _print_command(console, command, say)
    console.print()


def _print_command(console: Console, command: Command, say: Phrases) -> None:
    style = DANGER if command.effect == "destructive" else FAINT
    label = f"{say.say(f'shell_{command.shell}')}, {say.say(f'effect_{command.effect}')}"
    console.print(Padding.indent(Text(label, style=style), 4))
    for line in command.run.splitlines():
        # A command wrapped by us could not be copied.
        console.print(Text(f"      {line}", style=CODE), soft_wrap=True)


def _print_lead(console: Console, label: str, text: str) -> None:
    console.print(Text.assemble((f"{label}  ", LABEL), _prose(text)))


def _print_quotes(console: Console, evidence: Iterable[Span]) -> None:
    quotes: list[str] = []
    for span in evidence:
        quote = shortened(_clean(" ".join(span.text.split())), QUOTE_CHARACTERS)
        if quote and quote not in quotes:
            quotes.append(quote)
    for quote in quotes[:QUOTES]:
        console.print(Text.assemble(("│ ", FAINT), (quote, CODE)))


def _prose(text: str, *, style: str = "") -> Text:
    """Prose with its `backticks` drawn as code."""
    parts = text.split("`")
    drawn = Text(style=style)
    for index, part in enumerate(parts):
        drawn.append(_clean(part), style=CODE if index % 2 else None)
    return drawn


def _clean(text: str) -> str:
    """Without control characters: pasted text must not steer the terminal."""
    return CONTROL.sub("", text)
