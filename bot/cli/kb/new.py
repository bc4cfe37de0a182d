"""`kubewhy kb new`: starts an entry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.kb.folders import from_here, joined
from bot.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings
    from knowledge.entry import EntryId


def new(
    entry: Annotated[str, typer.Argument(metavar="ID", help="The new entry's id: lower-case words and hyphens.")],
    *,
    folder: Annotated[
        Path | None,
        typer.Option(help="Where to; default: the first folder of KUBEWHY_KNOWLEDGE, else this one.", file_okay=False),
    ] = None,
) -> None:
    """Start an entry and its translation: every field explained, what is to be written marked with TODO."""
    from datetime import UTC, datetime

    from bot.settings import from_environment
    from knowledge.entry import EntryId
    from knowledge.loader import BACKGROUND
    from knowledge.starting import as_id, home, is_id, started

    if not is_id(entry):
        near = as_id(entry)
        hint = f"write {near}" if near else "use lower-case words joined by hyphens"
        raise UsageError(f"{entry!r} is no id: {hint}, such as lb-ports-exhausted.")
    settings = from_environment()
    chosen = folder or next(iter(settings.knowledge), Path())
    place = home(chosen)
    if place.name == BACKGROUND:
        raise UsageError(f"{place}: files in a folder of this name hold background texts; name another folder.")
    _refuse_taken(EntryId(entry), joined(settings, [folder] if folder and folder.is_dir() else []))
    paths = _written(started(EntryId(entry), today=datetime.now(tz=UTC).date()), place)
    for path in paths:
        typer.echo(f"{from_here(path)} is started.")
    typer.echo("Replace every TODO. What is still to be done:")
    typer.echo(f"  kubewhy kb check{'' if _is_read(chosen, settings) else f' {chosen}'}")


def _refuse_taken(entry: EntryId, settings: Settings) -> None:
    """Raises UsageError where an entry of this id is there already."""
    from bot import bootstrap
    from knowledge.loader import read

    reading = read(bootstrap.knowledge_folders(settings))
    if entry in reading.ids:
        where = next((str(from_here(one.english.file)) for one in reading.entries if one.id == entry), "other files")
        raise UsageError(f"The id {entry} is taken by {where}. Choose another id, or change that entry.")


def _written(files: Mapping[str, str], place: Path) -> list[Path]:
    """Writes the files, and nothing over anything. Raises UsageError."""
    paths = [place / name for name in files]
    if there := next((path for path in paths if path.exists()), None):
        raise UsageError(f"{from_here(there)} is there already. Choose another id or folder.")
    try:
        place.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, files.values(), strict=True):
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise UsageError(f"{error.filename or place}: {error.strerror}.") from None
    return paths


def _is_read(folder: Path, settings: Settings) -> bool:
    """Whether the bot reads this folder as it is set up."""
    from bot import bootstrap

    place = folder.resolve()
    return any(place.is_relative_to(read.resolve()) for read in bootstrap.knowledge_folders(settings))
