"""`kubewhy feedback`: what people said about answers."""

from __future__ import annotations

import typer

feedback = typer.Typer(help="What people said about answers.", no_args_is_help=True)


@feedback.callback()
def options() -> None:
    """What people said about answers."""


@feedback.command(epilog="Example: kubewhy feedback export > feedback.jsonl")
def export() -> None:
    """Print every verdict as JSON Lines, oldest first."""
    import json

    from bot import bootstrap
    from bot.settings import from_environment

    for verdict in bootstrap.feedback(from_environment()):
        line = {
            "at": verdict.at.isoformat(),
            "verdict": verdict.verdict,
            "entry": verdict.entry,
            "decision": verdict.decision,
            "confidence": round(verdict.confidence, 4),
            "language": verdict.language,
            "text": verdict.text,
        }
        typer.echo(json.dumps(line, ensure_ascii=False))
