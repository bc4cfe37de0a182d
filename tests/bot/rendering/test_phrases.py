"""The bot's own sentences exist in every language, with the same places to fill in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.rendering.phrases import phrases, places
from knowledge.entry import Language

LANGUAGES = get_args(Language)
SOURCES = Path(__file__).parents[3] / "bot"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_missing_in_a_language(language: Language) -> None:
    """Every language has exactly the sentences of English."""
    assert phrases(language).sentences.keys() == phrases("en").sentences.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_has_the_same_places_to_fill_in(language: Language) -> None:
    """What is filled in in one language is filled in in all."""
    english = phrases("en").sentences
    for name, sentence in phrases(language).sentences.items():
        assert places(sentence) == places(english[name]), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_in_a_sentence_is_closed(language: Language) -> None:
    """A single backtick would swallow the rest of a line."""
    assert all(sentence.count("`") % 2 == 0 for sentence in phrases(language).sentences.values())


def test_simplified_chinese_is_converted_and_commands_are_not() -> None:
    """zh-CN derives from zh-TW; code stays what it is."""
    assert "网络" in phrases("zh-CN").say("none_missing")
    assert "`kubectl describe pod <pod>`" in phrases("zh-CN").say("none_missing")


def test_every_sentence_is_used() -> None:
    """A sentence that nobody says is removed."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py"))
    built = ("status_", "shell_", "effect_", "applies_os_", "certainty_", "check", "fix", "workaround")
    unused = [
        name
        for name in phrases("en").sentences
        if not re.search(rf"[\"']{name}[\"']", code) and not name.startswith(built)
    ]
    assert unused == []
