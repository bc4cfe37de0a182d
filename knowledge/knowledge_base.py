"""The whole of what we know, read and checked: what everything else is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from knowledge.entry import Entry, EntryId, Language, Model

BackgroundKind = Literal["near-miss", "kubernetes", "other-tech", "chat"]
"""near-miss: an error close to ours; kubernetes: any other of its troubles; other-tech and chat: not our business."""


@dataclass(frozen=True, kw_only=True)
class BackgroundText:
    """A text that belongs to no entry: what the matcher must refuse."""

    text: str
    kind: BackgroundKind
    language: Language


class BackgroundFile(Model):
    """One file of texts that belong to no entry, all of one kind in one language."""

    kind: BackgroundKind
    language: Language
    texts: tuple[Annotated[str, StringConstraints(min_length=1, max_length=20_000)], ...] = Field(min_length=1)

    def each(self) -> tuple[BackgroundText, ...]:
        """Its texts, each with what is said of all of them."""
        return tuple(BackgroundText(text=text, kind=self.kind, language=self.language) for text in self.texts)


@dataclass(frozen=True, kw_only=True)
class KnowledgeBase:
    """Every entry in every language, and the texts that belong to none."""

    entries: Mapping[EntryId, Mapping[Language, Entry]]
    background: tuple[BackgroundText, ...] = ()

    def ids(self) -> tuple[EntryId, ...]:
        """Every entry's id, in alphabetical order."""
        return tuple(sorted(self.entries))

    def entry(self, entry_id: EntryId, language: Language) -> Entry:
        """The entry in this language, else in English. Raises KeyError where there is no such entry."""
        languages = self.entries[entry_id]
        return languages.get(language, languages["en"])

    def __contains__(self, entry_id: object) -> bool:
        return entry_id in self.entries

    @classmethod
    def of(
        cls, entries: Mapping[EntryId, Mapping[Language, Entry]], *, background: tuple[BackgroundText, ...] = ()
    ) -> KnowledgeBase:
        """A knowledge base that cannot be changed through the mappings it was made of."""
        frozen = {entry_id: MappingProxyType(dict(languages)) for entry_id, languages in entries.items()}
        return cls(entries=MappingProxyType(frozen), background=background)
