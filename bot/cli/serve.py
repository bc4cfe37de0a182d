"""`kubewhy serve`: connects to Slack."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.errors import UsageError


def serve(
    *,
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode: connects outward, needs no open port.")
    ] = False,
    http: Annotated[bool, typer.Option("--http", help="HTTP: listens on $PORT for POST /slack/events.")] = False,
) -> None:
    """Answer in Slack. Without an option: Socket Mode where SLACK_APP_TOKEN is set, else HTTP."""
    from bot import bootstrap
    from bot.settings import from_environment, need_slack

    if socket and http:
        raise UsageError("--socket and --http exclude each other: run exactly one of the two.")
    settings = from_environment()
    mode = "socket" if socket or (settings.app_token and not http) else "http"
    need_slack(settings, mode="socket" if mode == "socket" else "http")
    bootstrap.logging_of(settings)
    if mode == "socket":
        bootstrap.serve_socket(settings)
    else:
        bootstrap.serve_http(settings)
