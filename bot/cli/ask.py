"""`kubewhy ask`: one question, full answer."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.edge import Output, given_text, say_learning


def ask(
    text: Annotated[str, typer.Argument(help="The error or question; - reads it from standard input.")],
    *,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Answer one question."""
    import json
    from datetime import UTC, datetime

    from bot import bootstrap
    from bot.question import Kind, Question
    from bot.settings import from_environment

    settings = from_environment()
    question = Question.received(given_text(text), kind=Kind.TERMINAL)
    knowledge = bootstrap.knowledge_base(settings)
    answer = bootstrap.answering(settings, knowledge, when_learning=say_learning).answer(question)
    if answer is None:
        return
    if output == "json":
        from bot.rendering.document import answer_document

        typer.echo(json.dumps(answer_document(answer), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from bot.rendering.terminal import print_answer

    print_answer(Console(highlight=False), answer, today=datetime.now(tz=UTC).date(), known=len(knowledge.ids()))
