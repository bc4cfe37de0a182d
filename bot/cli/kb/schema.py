"""`kubewhy kb schema`: what editors need to help while an entry is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.errors import UsageError


def schema(
    file: Annotated[
        Path | None, typer.Argument(help="The file to write; default: standard output.", dir_okay=False)
    ] = None,
) -> None:
    """Write the JSON Schema of entries, translations and background texts, for editors."""
    import json

    from knowledge.editors import editor_schema

    text = json.dumps(editor_schema(), ensure_ascii=False, indent=2)
    if file is None:
        typer.echo(text)
        return
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}.") from None
    typer.echo(f"{file} is written. For editors with the YAML language server, at the top of an entry's file:")
    typer.echo(f"# yaml-language-server: $schema={file.name}")
