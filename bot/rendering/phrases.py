"""Every sentence of the bot's own, in every language. A sentence that is missing in a language is an error at start."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.chinese import to_simplified
from knowledge.entry import Language

FOLDER = Path(__file__).parent / "phrases"
CHECKS = FOLDER / "checks"
"""What checks say: a file a family and language, a mapping a check; `gap` holds what all of them may say."""


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """The sentences in one language."""

    language: Language
    sentences: Mapping[str, str]

    def say(self, name: str, /, **filled: object) -> str:
        """The sentence of this name, filled in. Raises KeyError for an unknown name or an unfilled place."""
        return self.sentences[name].format(**filled)


def places(sentence: str) -> frozenset[str]:
    """Names of the places in a sentence that are to be filled in."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@cache
def phrases(language: Language) -> Phrases:
    """The sentences in this language; Simplified Chinese is derived from Traditional."""
    return _in(language, _read(FOLDER / f"{_source(language)}.yaml"))


@cache
def check_phrases(language: Language) -> Phrases:
    """What checks say, by `CHECK.KEY`, and under `CHECK.title` what each looks at."""
    return _in(
        language,
        {
            f"{check}.{key}": sentence
            for path in sorted(CHECKS.glob(f"*.{_source(language)}.yaml"))
            for check, sentences in _read(path).items()
            for key, sentence in sentences.items()
        },
    )


def _source(language: Language) -> str:
    return "en" if language == "en" else "zh-TW"


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _in(language: Language, sentences: dict[str, str]) -> Phrases:
    if language == "zh-CN":
        sentences = {name: to_simplified(sentence) for name, sentence in sentences.items()}
    return Phrases(language=language, sentences=sentences)
