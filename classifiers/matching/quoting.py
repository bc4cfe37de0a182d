"""The words that told, as places in the received text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifiers.match import Span
from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.words import TELL_NOTHING, Word

APART = 2
"""Telling words that stand this close are quoted together."""
LEAST_TELLING = 0.2
"""A phrase that tells less than this share of what the most telling one does is not worth a quote."""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A telling phrase."""

    span: Span
    tells: float


def quotes(text: Mapped, said: Iterable[Word], telling: Mapping[str, float]) -> tuple[Quote, ...]:
    """The phrases made of telling words, the most telling first."""
    found: list[tuple[int, int, float]] = []
    for word in said:
        tells = telling.get(word.text, 0.0)
        if tells <= 0 or word.text in TELL_NOTHING:
            continue
        if found and word.start - found[-1][1] <= APART and "\n" not in text.text[found[-1][1] : word.start]:
            start, end, so_far = found[-1]
            found[-1] = (start, max(end, word.end), so_far + tells)
        else:
            found.append((word.start, word.end, tells))
    ranked = sorted(found, key=lambda one: (-one[2], one[0]))
    least = ranked[0][2] * LEAST_TELLING if ranked else 0.0
    return tuple(
        Quote(span=Span.of(text.received, *text.place(start, end)), tells=tells)
        for start, end, tells in ranked
        if tells >= least
    )


def shared(found: Sequence[Quote], *, most: int) -> tuple[str, ...]:
    """The phrases themselves, each once."""
    return tuple(dict.fromkeys(" ".join(quote.span.text.lower().split()) for quote in found))[:most]
