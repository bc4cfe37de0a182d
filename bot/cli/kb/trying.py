"""`kubewhy kb try`: what an entry does to the matching, before it is shared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.edge import Output, say_learning
from bot.cli.kb.sample import labelled_texts, our_sample
from bot.errors import UsageError


def try_entry(
    file: Annotated[
        Path, typer.Argument(help="The entry's file; its translation stands beside it.", exists=True, dir_okay=False)
    ],
    *,
    against: Annotated[
        Path | None,
        typer.Option(
            help="Labelled texts; default: tests/evaluation/sample.jsonl of a checkout.", metavar="SAMPLE.jsonl"
        ),
    ] = None,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Tell which texts of a sample an entry wins, loses or takes from others, and how its own examples do."""
    import json

    from bot import bootstrap
    from bot.cli.kb.telling import document, told
    from bot.cli.kb.trial import trial
    from bot.settings import from_environment
    from knowledge.editions import editions

    sample = against or our_sample()
    if sample is None:
        raise UsageError("There is no sample here to try it with. Name a file of labelled texts with --against.")
    rows = labelled_texts(sample)
    settings = from_environment()
    both = editions(file, folders=bootstrap.knowledge_folders(settings))
    found = trial(both, rows, cache=settings.data_dir / "cache", when_learning=say_learning)
    if output == "json":
        typer.echo(json.dumps(document(found, sample), ensure_ascii=False, indent=2))
    else:
        for line in told(found, sample):
            typer.echo(line)
