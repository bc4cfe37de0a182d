"""`kubewhy kb`: the knowledge files, for those who write them. One command a file."""

from __future__ import annotations

import typer

from bot.cli.kb import calibrate, check, new, schema, show, trying

kb = typer.Typer(help="The knowledge files: start, check, try and read entries.", no_args_is_help=True)


@kb.callback()
def options() -> None:
    """The knowledge files: start, check, try and read entries."""


kb.command(epilog="Example: kubewhy kb new inotify-exhausted --folder runbooks")(new.new)
kb.command(epilog="Example: kubewhy kb check runbooks")(check.check)
kb.command(name="try", epilog="Example: kubewhy kb try runbooks/inotify-exhausted.yaml")(trying.try_entry)
kb.command(epilog="Example: kubewhy kb show lb-ports-exhausted --language zh-TW")(show.show)
kb.command(epilog="Example: kubewhy kb calibrate runbooks")(calibrate.calibrate)
kb.command(epilog="Example: kubewhy kb schema kubewhy.schema.json")(schema.schema)
