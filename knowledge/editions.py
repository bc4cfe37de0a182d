"""The knowledge base with one entry and without it, so that what the entry does can be told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from knowledge.entry import Entry, EntryId, Language
from knowledge.knowledge_base import KnowledgeBase
from knowledge.loader import BACKGROUND, WrittenEntry, content_hash, read, read_files
from knowledge.problems import KnowledgeInvalid, Problem

Standing = Literal["new", "changed", "present"]
"""new: the base has no entry of this name; changed: it has another one of this name, which this one is to replace;
present: the file is one of the base's own."""


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A knowledge base, and what names its content."""

    knowledge: KnowledgeBase
    content: str


@dataclass(frozen=True, kw_only=True)
class Editions:
    """The base with an entry and without it, or with what it replaces."""

    entry: WrittenEntry
    standing: Standing
    before: Edition
    after: Edition


def editions(file: Path, *, folders: Sequence[Path]) -> Editions:
    """The base in these folders before and after the entry in this file. Raises KnowledgeInvalid."""
    base = read(folders)
    if base.problems:
        raise KnowledgeInvalid(base.problems)
    written, languages = _entry(file)
    place = written.english.file.resolve()
    is_present = any(one.english.file.resolve() == place for one in base.entries)
    whole = Edition(knowledge=base.knowledge, content=content_hash(folders))
    entries = dict(base.knowledge.entries)
    if is_present:
        del entries[written.id]
        without = Edition(knowledge=_like(base.knowledge, entries), content=f"{whole.content} without {written.id}")
        return Editions(entry=written, standing="present", before=without, after=whole)
    standing: Standing = "changed" if written.id in entries else "new"
    entries[written.id] = languages
    joined = Edition(knowledge=_like(base.knowledge, entries), content=f"{whole.content} with {_digest(written)}")
    return Editions(entry=written, standing=standing, before=whole, after=joined)


def _entry(file: Path) -> tuple[WrittenEntry, Mapping[Language, Entry]]:
    """The entry that this file and those beside it hold. Raises KnowledgeInvalid."""
    if file.parent.name == BACKGROUND:
        hint = "name the file of an entry; `kubewhy eval` shows what background texts do"
        raise _refused(file, "this is a file of background texts", hint)
    name = file.name.split(".")[0]
    beside = (path for path in file.parent.iterdir() if path.suffix in (".yaml", ".yml"))
    reading = read_files(sorted(path for path in beside if path.name.split(".")[0] == name))
    if reading.problems:
        raise KnowledgeInvalid(reading.problems)
    if not reading.entries:
        raise _refused(file, "this is no knowledge file", "name the YAML file of an entry")
    (written,) = reading.entries
    return written, reading.knowledge.entries[written.id]


def _refused(file: Path, message: str, suggestion: str) -> KnowledgeInvalid:
    return KnowledgeInvalid((Problem(file=file, line=1, key="", message=message, suggestion=suggestion),))


def _like(base: KnowledgeBase, entries: Mapping[EntryId, Mapping[Language, Entry]]) -> KnowledgeBase:
    return KnowledgeBase(entries=MappingProxyType(dict(entries)), background=base.background)


def _digest(written: WrittenEntry) -> str:
    digest = hashlib.sha256()
    for one in (written.english, *written.translations.values()):
        digest.update(f"{one.file.name}\0".encode() + one.file.read_bytes())
    return digest.hexdigest()
