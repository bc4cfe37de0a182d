"""The entries and texts that come with the program."""

from __future__ import annotations

from datetime import UTC, datetime

from knowledge.lint import lint
from knowledge.loader import load, read


def test_our_files_have_no_error() -> None:
    """What `kubewhy kb check` would say of them; an old review is a hint and none."""
    reading = read()
    found = (*reading.problems, *lint(reading, today=datetime.now(tz=UTC).date()))
    assert [f"{one.file.name}:{one.line}: {one.message}" for one in found if one.severity == "error"] == []


def test_every_entry_is_there_in_three_languages() -> None:
    """Simplified Chinese can be derived of each."""
    knowledge = load()
    assert knowledge.ids()
    for entry_id in knowledge.ids():
        titles = {knowledge.entry(entry_id, language).title for language in ("en", "zh-TW", "zh-CN")}
        assert len(titles) == 3


def test_no_command_is_changed_by_a_translation() -> None:
    """People type the same thing in every language."""
    knowledge = load()
    for entry_id in knowledge.ids():
        english, chinese = knowledge.entry(entry_id, "en"), knowledge.entry(entry_id, "zh-CN")
        assert [step.commands for remedy in chinese.remedies for step in remedy.steps] == [
            step.commands for remedy in english.remedies for step in remedy.steps
        ]


def test_there_are_background_texts_in_every_language() -> None:
    """What the matcher has to refuse, in each language that it answers."""
    languages = [text.language for text in load().background]
    assert all(languages.count(language) >= 20 for language in ("en", "zh-TW", "zh-CN"))
