"""The way from a received text to plain text: characters, mark-up, what stands before lines, then what changes from place to place."""

from __future__ import annotations

from dataclasses import dataclass

from classifiers.normalisation.characters import lowered, seen
from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.markup import unmarked
from classifiers.normalisation.masking import masked
from classifiers.normalisation.prefixes import unprefixed
from knowledge.chinese import variant_insensitive


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a plain text."""

    start: int
    end: int
    """Offset of its line end."""
    logged: bool
    """Whether it came with a logger's prefix."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """A received text made plain."""

    exact: Mapped
    """In lower case and simplified characters, without mark-up and prefixes, every value as it was: for printed strings."""
    wording: Mapped
    """The same with changing values masked: for counting words. It has the same lines."""
    lines: tuple[Line, ...]
    """The lines of `exact`."""


def plain(received: str) -> Plain:
    """The received text made plain."""
    mapped, logged = unprefixed(unmarked(seen(Mapped.whole(received))))
    exact = mapped.translated(lowered(variant_insensitive(mapped.text)))
    return Plain(exact=exact, wording=masked(exact), lines=_lines(exact.text, logged))


def _lines(text: str, logged: tuple[bool, ...]) -> tuple[Line, ...]:
    lines = []
    begin = 0
    for line, by_logger in zip(text.split("\n"), logged, strict=True):
        lines.append(Line(start=begin, end=begin + len(line), logged=by_logger))
        begin += len(line) + 1
    return tuple(lines)
