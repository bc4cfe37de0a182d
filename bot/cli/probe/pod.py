"""`kubewhy probe pod`: one pod, and what matters of its node."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.probe.options import Context, Dumps, Form, In, Logs, named, tell
from bot.errors import UsageError


def pod(
    name: Annotated[str, typer.Argument(metavar="NAMESPACE/NAME", help="The pod, as in shop/web-0.")],
    *,
    context: Context = None,
    dumps: Dumps = None,
    logs: Logs = False,
    output: Form = "text",
    language: In = "en",
) -> None:
    """Look at one pod, and at its node."""
    from bot.target import PodTarget

    namespace, slash, own = name.partition("/")
    if not slash:
        raise UsageError(f"{name}: in which namespace? Write it as NAMESPACE/NAME, such as default/{name}.")
    target = PodTarget(
        namespace=named(namespace, kind="namespace", example="shop/web-0"),
        name=named(own, kind="pod", example="shop/web-0"),
    )
    tell(target, context=context, dumps=dumps, output=output, language=language, with_logs=logs)
