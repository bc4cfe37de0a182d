"""The same examples for everybody: what the matcher learns from, each with its label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from classifiers.matching.learning import samples
from knowledge.knowledge_base import KnowledgeBase

Likenesses = NDArray[np.floating]
"""How alike a text is to each example, in their order."""
WORD = re.compile(r"[^\W_\u3400-\u9fff]+|[\u3400-\u9fff]+")


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """What is nearest to a text."""

    entries: Sequence[str]
    """Best first."""
    likeness: float
    """Of the best entry's nearest example."""
    none: float
    """Of the nearest text that belongs to none."""


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Titles, ways of asking and printed strings of the entries, and the texts that belong to none, as written."""

    texts: Sequence[str]
    labels: NDArray[np.str_]
    """The entry's id, or the kind of a text that belongs to none."""
    groups: NDArray[np.str_]
    """What is one text in several scripts is one group."""
    asked: NDArray[np.bool_]
    """Whether people write so: only these are tried."""
    entries: frozenset[str]

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Examples:
        """All that the matcher is taught, too."""
        taught = list(samples(knowledge))
        return cls(
            texts=[sample.received for sample in taught],
            labels=np.array([sample.label for sample in taught]),
            groups=np.array([sample.group for sample in taught]),
            asked=np.array([sample.asked for sample in taught]),
            entries=frozenset(knowledge.ids()),
        )

    @cached_property
    def _names(self) -> list[str]:
        return sorted(set(self.labels))

    @cached_property
    def _whose(self) -> NDArray[np.intp]:
        """For each text the place of its label among the names."""
        return np.searchsorted(self._names, self.labels)

    def nearest(self, alike: Likenesses) -> Nearest:
        """What the likenesses to all texts come to: each label is as near as its nearest text."""
        best = np.zeros(len(self._names))
        np.maximum.at(best, self._whose, alike)
        found = dict(zip(self._names, best.tolist(), strict=True))
        ranked = sorted(self.entries, key=lambda entry: (-found[entry], entry))
        return Nearest(
            entries=ranked,
            likeness=found[ranked[0]],
            none=max((found[name] for name in self._names if name not in self.entries), default=0.0),
        )


def tokens(text: str) -> list[str]:
    """Words in lower case, and pairs of Chinese characters, for those who bring no tokeniser for Chinese."""
    found: list[str] = []
    for run in WORD.findall(text.lower()):
        if "\u3400" <= run[0] <= "\u9fff" and len(run) > 1:
            found += [run[at : at + 2] for at in range(len(run) - 1)]
        else:
            found.append(run)
    return found
