"""`kubewhy kb show`: an entry as people see it, in a terminal or in Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from knowledge.entry import Entry

Language = Literal["en", "zh-TW", "zh-CN"]
"""That of `knowledge.entry`, whose models `--help` needn't wait for."""

SHOWN_CONFIDENCE = 0.95
"""As sure as an answer often is, to show what one looks like."""


def show(
    entry: Annotated[str, typer.Argument(metavar="ID", help="The entry's id.")],
    *,
    language: Annotated[Language, typer.Option(help="In which language.")] = "en",
    form: Annotated[
        Literal["terminal", "slack"],
        typer.Option(help="slack: JSON whose `message` and `modal` Slack's Block Kit Builder takes."),
    ] = "terminal",
) -> None:
    """Print an entry as people see it."""
    import json

    from bot import bootstrap
    from bot.rendering.terminal import print_entry
    from bot.settings import from_environment
    from knowledge.entry import EntryId
    from knowledge.problems import nearest

    settings = from_environment()
    knowledge = bootstrap.knowledge_base(settings)
    if entry not in knowledge:
        meant = nearest(entry, knowledge.ids())
        hint = f"Did you mean {meant}?" if meant else f"There are: {', '.join(knowledge.ids())}."
        raise UsageError(f"There is no entry {entry!r}. {hint}")
    shown = knowledge.entry(EntryId(entry), language)
    if form == "slack":
        document = _in_slack(shown, settings, language=language, known=len(knowledge.ids()))
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_entry(shown, language=language)


def _in_slack(entry: Entry, settings: Settings, *, language: Language, known: int) -> dict[str, Any]:
    """The first screen, what a screen reader says of it, and the modal with all steps."""
    from datetime import UTC, datetime

    from bot.answer import Answer, Fit
    from bot.rendering.blocks import message, sheet_view
    from classifiers.match import Match, Span

    today = datetime.now(tz=UTC).date()
    asked = next((one.text for one in entry.signatures if one.text), None) or next(iter(entry.examples), entry.title)
    quote = Span(start=0, end=len(asked), text=asked)
    match = Match(entry=entry.id, confidence=SHOWN_CONFIDENCE, evidence=(quote,))
    answer = Answer(decision="answer", language=language, problems=(Fit(entry=entry, match=match),))
    first = message(answer, style="full", key="shown", today=today, known=known, days=settings.retention_days)
    return {
        "text": first.text,
        "message": {"blocks": list(first.blocks)},
        "modal": sheet_view(entry, language=language, style=settings.blocks, today=today),
    }
