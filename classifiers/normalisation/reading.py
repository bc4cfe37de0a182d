"""A plain text taken apart once, for all that count its words."""

from __future__ import annotations

from dataclasses import dataclass

from classifiers.normalisation.concepts import Concept, concepts
from classifiers.normalisation.words import Word, latin_parts, neighbours, words


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A plain text with its words."""

    text: str
    words: tuple[Word, ...]
    neighbours: tuple[str, ...]
    """Each two English words side by side, as one."""
    concepts: tuple[Concept, ...]
    """What it speaks of, in its order."""


def read(text: str) -> Reading:
    """Takes a plain text apart."""
    latin = latin_parts(text)
    return Reading(
        text=text,
        words=tuple(words(text, latin)),
        neighbours=tuple(neighbours(latin)),
        concepts=tuple(concepts(text, latin)),
    )
