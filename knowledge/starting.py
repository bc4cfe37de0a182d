"""Starts the files of a new entry: every field explained, what is to be written marked with TODO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from knowledge.entry import ID_PATTERN, EntryId
from knowledge.loader import BACKGROUND, ENTRIES

TEMPLATES = Path(__file__).parent / "templates"
NAME, DAY = "new-entry", "1970-01-01"
"""What stands in the templates for the entry's id and for the day on which it was started."""
LONGEST_ID = 60


def is_id(name: str) -> bool:
    """Whether an entry may be called so."""
    return len(name) <= LONGEST_ID and re.fullmatch(ID_PATTERN, name) is not None


def as_id(words: str) -> str | None:
    """The id that comes nearest to these words; None where they hold nothing that an id could be made of."""
    made = "-".join(re.findall(r"[a-z0-9]+", words.lower())).lstrip("0123456789-")[:LONGEST_ID].rstrip("-")
    return made if is_id(made) else None


def home(folder: Path) -> Path:
    """Where in a folder of knowledge an entry's files are read."""
    has_parts = any((folder / part).is_dir() for part in (ENTRIES, BACKGROUND))
    return folder / ENTRIES if has_parts else folder


def started(entry_id: EntryId, *, today: date) -> Mapping[str, str]:
    """The content of the new entry's files, by their names."""
    return {
        f"{entry_id}{suffix}": _filled(TEMPLATES / template, entry_id, today=today)
        for suffix, template in ((".yaml", "entry.yaml"), (".zh-TW.yaml", "translation.yaml"))
    }


def _filled(template: Path, entry_id: EntryId, *, today: date) -> str:
    return template.read_text(encoding="utf-8").replace(NAME, entry_id).replace(DAY, today.isoformat())
