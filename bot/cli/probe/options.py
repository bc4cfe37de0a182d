"""What all probes have in common on the command line, and how their report is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.edge import Output, say_learning
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.target import Target

Language = Literal["en", "zh-TW", "zh-CN"]
"""That of `knowledge.entry`, whose models `--help` needn't wait for."""

Context = Annotated[str | None, typer.Option(help="The kubeconfig's context; without it the current one.")]
Dumps = Annotated[
    list[str] | None,
    typer.Option(
        "--from",
        metavar="DUMP",
        help="Files instead of a cluster: output of kubectl get … -o json|yaml, a folder or tar.gz of kubectl "
        "cluster-info dump, - for standard input; texts beside them count as pasted output. May be repeated.",
    ),
]
Logs = Annotated[
    bool,
    typer.Option(
        "--logs", help="Read the first lines of kube-proxy's and flanneld's logs, too, for their flags: needs a right."
    ),
]
Form = Annotated[Output, typer.Option("--output", help="For a person, or for a program.")]
In = Annotated[Language, typer.Option("--language", help="In which language.")]

NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
"""A name in a cluster (RFC 1123)."""


def named(given: str, *, kind: str, example: str) -> str:
    """A name that a cluster can have. Raises UsageError."""
    if NAME.fullmatch(given) is None:
        hint = f" Names are lower case: {given.lower()}?" if NAME.fullmatch(given.lower()) else f" Write {example}."
        raise UsageError(f"{given!r} is no name of a {kind}.{hint}")
    return given


def tell(
    target: Target,
    *,
    context: str | None,
    dumps: Sequence[str] | None,
    output: Output,
    language: Language,
    with_logs: bool = False,
) -> None:
    """Probes the target and prints the report. Raises UsageError."""
    import json

    from bot import bootstrap
    from bot.settings import from_environment

    if context is not None and dumps:
        raise UsageError("--context and --from exclude each other: a dump has no context.")
    settings = from_environment()
    reader = bootstrap.cluster(settings, context=context, dumps=dumps or (), with_logs=with_logs)
    knowledge = bootstrap.knowledge_base(settings)
    report = bootstrap.probing(settings, knowledge, when_learning=say_learning).probe(reader, target)
    if output == "json":
        from bot.rendering.report_document import report_document

        typer.echo(json.dumps(report_document(report, language=language), ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    from bot.rendering.report_terminal import print_report

    print_report(Console(highlight=False), report, language=language, knowledge=knowledge)
