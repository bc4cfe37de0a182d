"""`kubewhy probe rights`: what the account may do, and what it must not."""

from __future__ import annotations

from bot.cli.probe.options import Context, Form, In, tell


def rights(
    *,
    context: Context = None,
    output: Form = "text",
    language: In = "en",
) -> None:
    """Show what kubewhy may do in the cluster, right by right."""
    from bot.target import RightsTarget

    tell(RightsTarget(), context=context, dumps=None, output=output, language=language)
