"""Which folders of knowledge a command looks at, and how their files are named to the person who runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import Settings

MoreFolders = Annotated[
    list[Path] | None,
    typer.Argument(
        help="More folders of entries, beside ours and those of KUBEWHY_KNOWLEDGE.", exists=True, file_okay=False
    ),
]


def joined(settings: Settings, folders: Sequence[Path]) -> Settings:
    """The settings with these folders as well, each once, as if KUBEWHY_KNOWLEDGE named them."""
    known = {folder.resolve() for folder in settings.knowledge}
    added = {folder.resolve(): folder for folder in folders if folder.resolve() not in known}
    return replace(settings, knowledge=(*settings.knowledge, *added.values()))


def from_here(path: Path) -> Path:
    """The path as somebody in this folder would write it, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
