"""When a peer answers: the threshold that costs it least, with the costs that the matcher's own thresholds have."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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
    """The kind of sureness and the threshold that cost least."""
    weight = np.array([one.weight for one in attempts])
    if_answered = weight * WRONG_ANSWER * [not one.right for one in attempts]
    if_refused = weight * REFUSAL * [one.answerable for one in attempts]
    ahead = np.array([one.nearest.likeness > one.nearest.none for one in attempts])
    found = []
    for kind in SURENESS:
        sure = np.array([SURENESS[kind](one.nearest.likeness, one.nearest.none) for one in attempts])
        # Not to answer at all is a choice, too.
        for threshold in (*np.quantile(sure, np.linspace(0, 1, THRESHOLDS)).tolist(), math.inf):
            cost = float(np.where(ahead & (sure >= threshold), if_answered, if_refused).sum())
            found.append((cost, threshold, kind))
    _, threshold, kind = min(found)
    return Rule(kind=kind, threshold=threshold)


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
