"""When a peer answers: the threshold that costs it least, with the costs that the matcher's own thresholds have."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.peers.examples import Examples, Likenesses, Nearest
from classifiers.calibration import REFUSAL, WRONG_ANSWER
from classifiers.matching.learning import UNSEEN

Sureness = Callable[[float, float], float]
"""From the likeness of the best entry and that of the best text that belongs to none: how sure the peer is."""
SURENESS: Mapping[str, Sureness] = {
    "likeness": lambda entry, _: entry,
    "lead": lambda entry, none: entry - none,
    "share": lambda entry, none: entry / (entry + none) if entry + none > 0 else 0.0,
}
FALSE_CLAIMS = 0.05
"""The share of texts about which a peer may say something wrong where nothing else is asked of it."""
THRESHOLDS = 400
"""So many are tried."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One text, and whether the peer's best entry for it is right."""

    nearest: Nearest
    right: bool
    answerable: bool
    weight: float = 1.0

    @classmethod
    def of(cls, nearest: Nearest, *, labels: Collection[str], weight: float = 1.0) -> Attempt:
        """`labels` are the entries that would be right; none of them: nothing must be answered."""
        return cls(nearest=nearest, right=nearest.entries[0] in labels, answerable=bool(labels), weight=weight)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Answer from this sureness on, where the entry is nearer than any text that belongs to none."""

    kind: str
    threshold: float

    def answers(self, nearest: Nearest) -> bool:
        """Whether the best entry is given as the answer."""
        sure = SURENESS[self.kind](nearest.likeness, nearest.none)
        return nearest.likeness > nearest.none and sure >= self.threshold


def best_rule(attempts: Sequence[Attempt]) -> Rule:
    """The rule that costs least. Not to answer at all is one, too."""
    weight = np.array([one.weight for one in attempts])
    if_answered = weight * WRONG_ANSWER * [not one.right for one in attempts]
    if_refused = weight * REFUSAL * [one.answerable for one in attempts]
    return min(_rules(attempts), key=lambda tried: float(np.where(tried.answered, if_answered, if_refused).sum())).rule


def freest_rule(attempts: Sequence[Attempt]) -> Rule:
    """The rule that answers most texts right, of those whose false claims are within what is allowed."""
    right = np.array([one.right for one in attempts])
    allowed = FALSE_CLAIMS * len(attempts)
    within = [tried for tried in _rules(attempts) if (tried.answered & ~right).sum() <= allowed]
    return max(within, key=lambda tried: int((tried.answered & right).sum())).rule


@dataclass(frozen=True, kw_only=True)
class _Tried:
    rule: Rule
    answered: NDArray[np.bool_]
    """Which of the attempts it answers."""


def _rules(attempts: Sequence[Attempt]) -> Iterator[_Tried]:
    ahead = np.array([one.nearest.likeness > one.nearest.none for one in attempts])
    for kind, sureness in SURENESS.items():
        sure = np.array([sureness(one.nearest.likeness, one.nearest.none) for one in attempts])
        for threshold in (math.inf, *np.quantile(sure, np.linspace(1, 0, THRESHOLDS)).tolist()):
            yield _Tried(rule=Rule(kind=kind, threshold=threshold), answered=ahead & (sure >= threshold))


def trials(alike: Iterable[Likenesses], examples: Examples) -> Iterator[Attempt]:
    """Each asked example tried without its group, and those of entries without their whole entry, too.

    `alike` has a row for each asked example, in their order.
    """
    for number, row in zip(np.flatnonzero(examples.asked).tolist(), alike, strict=True):
        label = str(examples.labels[number])
        known = np.where(examples.groups == examples.groups[number], 0.0, row)
        yield Attempt.of(examples.nearest(known), labels={label} & examples.entries)
        if label in examples.entries:
            unseen = np.where(examples.labels == label, 0.0, row)
            yield Attempt.of(examples.nearest(unseen), labels=(), weight=UNSEEN)
