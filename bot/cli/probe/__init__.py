"""`kubewhy probe`: looks at a cluster and changes nothing. One command a file."""

from __future__ import annotations

import typer

from bot.cli.probe import cluster, node, pod, rights

probe = typer.Typer(help="Look at a cluster, read-only: confirm or refute.", no_args_is_help=True)


@probe.callback()
def options() -> None:
    """Look at a cluster, read-only: confirm or refute."""


probe.command(epilog="Example: kubewhy probe node win-1 --context prod")(node.node)
probe.command(epilog="Example: kubewhy probe pod shop/web-0 --from dump.json")(pod.pod)
probe.command(epilog="Example: kubewhy probe cluster --output json")(cluster.cluster)
probe.command(epilog="Example: kubewhy probe rights --context prod")(rights.rights)
