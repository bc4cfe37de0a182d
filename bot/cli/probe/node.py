"""`kubewhy probe node`: one node."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.probe.options import Context, Dumps, Form, In, Logs, named, tell


def node(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The node's name, as `kubectl get nodes` shows it.")],
    *,
    context: Context = None,
    dumps: Dumps = None,
    logs: Logs = False,
    output: Form = "text",
    language: In = "en",
) -> None:
    """Look at one node."""
    from bot.target import NodeTarget

    target = NodeTarget(name=named(name, kind="node", example="win-1"))
    tell(target, context=context, dumps=dumps, output=output, language=language, with_logs=logs)
