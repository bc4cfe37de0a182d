"""Names that somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import takewhile

MOST_NEAR = 3
ALIKE = 0.6
"""How much of two names has to be the same, 0 to 1."""


def near_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names that resemble this one, the nearest first: the same but for case, misspelt, or longer."""
    wanted = name.casefold()
    likeness = {one: _likeness(wanted, one.casefold()) for one in set(known) if one}

    def rank(one: str) -> tuple[float, int, str]:
        return -likeness[one], -_alike_from_start(wanted, one.casefold()), one

    return tuple(sorted((one for one, share in likeness.items() if share >= ALIKE), key=rank)[:MOST_NEAR])


def _alike_from_start(one: str, other: str) -> int:
    """How many characters both begin with."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _likeness(wanted: str, known: str) -> float:
    """How much both have in common; a name that goes on where this one ends is as near as one that is misspelt."""
    matcher = difflib.SequenceMatcher(None, known, wanted)
    if matcher.real_quick_ratio() < ALIKE and not known.startswith(wanted):
        return 0.0
    return max(matcher.ratio(), ALIKE if known.startswith(wanted) else 0.0)
