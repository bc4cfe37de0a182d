"""`kubewhy probe cluster`: the control plane, and all nodes at a glance."""

from __future__ import annotations

from bot.cli.probe.options import Context, Dumps, Form, In, tell


def cluster(
    *,
    context: Context = None,
    dumps: Dumps = None,
    output: Form = "text",
    language: In = "en",
) -> None:
    """Look at the control plane, and at all nodes."""
    from bot.target import ClusterTarget

    tell(ClusterTarget(), context=context, dumps=dumps, output=output, language=language)
