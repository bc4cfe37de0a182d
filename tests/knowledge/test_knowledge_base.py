"""Everything we know, as everything else is given it."""

from __future__ import annotations

import pytest
from shelf import Shelf

from knowledge.entry import EntryId
from knowledge.knowledge_base import BackgroundFile, BackgroundText, KnowledgeBase

ID = EntryId("dns-gone")


def test_ids_come_in_alphabetical_order(shelf: Shelf) -> None:
    """Whatever the order of the files."""
    shelf.add("aaa")
    shelf.add("zzz")
    assert shelf.read().knowledge.ids() == ("aaa", "dns-gone", "zzz")


def test_an_entry_that_is_not_there_is_a_key_error(shelf: Shelf) -> None:
    """Whoever asks for one has its id from the base."""
    knowledge = shelf.read().knowledge
    assert "dns-gone" in knowledge
    assert "dns" not in knowledge
    with pytest.raises(KeyError):
        knowledge.entry(EntryId("dns"), "en")


def test_a_language_that_is_not_there_falls_back_to_english(shelf: Shelf) -> None:
    """Better understood by some than said to none."""
    english = shelf.read().knowledge.entry(ID, "en")
    knowledge = KnowledgeBase.of({ID: {"en": english}})
    assert knowledge.entry(ID, "zh-TW") is english


def test_a_base_does_not_change_with_what_it_was_made_of(shelf: Shelf) -> None:
    """Both mappings are its own."""
    english = shelf.read().knowledge.entry(ID, "en")
    languages = {"en": english}
    entries = {ID: languages}
    knowledge = KnowledgeBase.of(entries)  # type: ignore[arg-type]
    languages.clear()
    entries.clear()
    assert knowledge.entry(ID, "en") is english


def test_a_background_file_gives_each_text_its_kind_and_language() -> None:
    """They stand once at the top of the file."""
    background = BackgroundFile(kind="chat", language="en", texts=("lunch?", "tea?"))
    assert background.each() == (
        BackgroundText(text="lunch?", kind="chat", language="en"),
        BackgroundText(text="tea?", kind="chat", language="en"),
    )
