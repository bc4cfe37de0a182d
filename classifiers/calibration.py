"""How sure: printed strings and wording joined into one confidence, and how much of it is enough to speak.

Everything here is fitted at training time to trials: texts that were weighed by a model that had not learnt from them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields
from typing import Final, Literal

Weight = Literal["decisive", "likely"]

WRONG_ANSWER: Final = 5.0
"""What a wrong answer costs, in refusals of a text that we could have answered."""
QUESTION: Final = 0.5
"""What a question costs, whether it leads nowhere or stands where the answer could have stood."""
REFUSAL: Final = 1.0

EXPECTED: Final[Mapping[Weight, float]] = {"decisive": 0.96, "likely": 0.8}
"""How often a printed string of this weight is right, before any trial was seen: what its curator means by it."""
BELIEF: Final = 40
"""How many trials this expectation counts for."""
BOUNDS: Final[Mapping[Weight, tuple[float, float]]] = {"decisive": (0.92, 0.99), "likely": (0.7, 0.9)}
"""The confidence that a printed string of this weight gives at least and at most: likely ones have more causes."""
LEAST_ANSWER: Final = 74
"""Per cent: no count of a few trials makes an answer of what is hardly more probable than not."""
MOST_ANSWER: Final = 98
LEAST_QUESTION: Final = 14
BY_CHANCE: Final = 1.08
"""Thresholds that cost the least one times this, or less, differ by chance. The trials are harder than life is: each
text is tried without any of its kin, or without its whole entry. So the lowest of these is taken for an answer."""
CHEAP_QUESTION: Final = 1.18
"""The same for the threshold of a question, which harms nobody: as low as this allows."""
STEP: Final = 2
"""Thresholds are tried in steps of so many per cent."""
MOST_SURE: Final = 0.99
"""Wording alone is never more certain than this."""


@dataclass(frozen=True, kw_only=True)
class Cues:
    """What the wording of a text says for one entry."""

    score: float
    """How far the text is on the entry's side of the border to all else; the border's margin is 1 wide."""
    lead: float
    """How far the score is ahead of the best of those that are no entries."""
    margin: float
    """How far it is ahead of all else, entries or not: the smaller lead; below 0 where something else is ahead."""
    likeness: float
    """Cosine of the entry's nearest example."""
    nearness: float
    """How much nearer that is than the nearest text that belongs to none."""
    known: float
    """The share of the text's words that are known."""
    hints: float
    """How many hints of the entry were printed, at most 2."""
    setting: float
    """1 where the text speaks of a cluster at all."""
    substance: float
    """How many words it has that can tell anything, at most 6."""

    def values(self) -> tuple[float, ...]:
        """In a fixed order."""
        return astuple(self)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One entry tried on one text whose right answer is known."""

    cues: Cues
    right: bool
    first: bool
    """Whether wording decides about this text, and this is its best entry."""
    answerable: bool
    """Whether any entry is right for this text."""
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Printed:
    """How often printed strings of one weight were seen in the trials' texts, and how often they were right."""

    weight: Weight
    seen: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Point:
    """One threshold for an answer, and what it leads to in the trials with the best threshold for a question."""

    answer_from: float
    ask_from: float
    right: float
    wrong: float
    asked_right: float
    """Questions that offer the right entry first."""
    asked_wrong: float
    refused: float
    """Texts that could have been answered and got neither answer nor question."""
    cost: float


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """From evidence to confidence, from confidence to decision."""

    factors: tuple[float, ...]
    """Of the cues, in their order."""
    offset: float
    reliable: Mapping[Weight, float]
    """How often printed strings of this weight are right."""
    answer_from: float
    """From this confidence on, wording alone is answered."""
    ask_from: float
    """From this confidence on it is worth a question."""
    curve: tuple[Point, ...] = ()
    """What other thresholds for an answer would have led to."""

    def wording(self, cues: Cues) -> float:
        """The share of texts worded like this one that are about this entry."""
        log_odds = self.offset + sum(factor * value for factor, value in zip(self.factors, cues.values(), strict=True))
        return min(_share(log_odds), MOST_SURE)

    def joined(self, wording: float, *, printed: Weight | None) -> float:
        """The confidence, with a printed string or without."""
        if printed is None:
            return wording
        least, most = BOUNDS[printed]
        base = min(max(self.reliable[printed], least), most)
        # Wording that fits raises what the printed string says by itself, other wording lowers it, within the bounds.
        tendency = 2 * wording - 1
        return base + tendency * ((most - base) if tendency > 0 else (base - least))

    def written(self) -> str:
        """As text, to be kept."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Calibration:
        """From the text that was kept. Raises ValueError, KeyError or TypeError where it is something else."""
        kept = json.loads(text)
        curve = tuple(Point(**point) for point in kept.pop("curve"))
        return cls(**{**kept, "factors": tuple(kept["factors"])}, curve=curve)


def calibrated(attempts: Sequence[Attempt], *, printed: Iterable[Printed] = ()) -> Calibration:
    """Fits the confidence to the attempts and chooses the thresholds by their costs."""
    factors, offset = _fitted(attempts)
    reliable = {
        one.weight: (EXPECTED[one.weight] * BELIEF + one.right) / (BELIEF + one.seen)
        for one in (Printed(weight="decisive", seen=0, right=0), Printed(weight="likely", seen=0, right=0), *printed)
    }
    draft = Calibration(factors=factors, offset=offset, reliable=reliable, answer_from=1.0, ask_from=1.0)
    firsts = [(draft.wording(attempt.cues), attempt) for attempt in attempts if attempt.first]
    curve = _curve(firsts)
    chosen = _chosen(curve, firsts)
    return Calibration(
        factors=factors,
        offset=offset,
        reliable=reliable,
        answer_from=chosen.answer_from,
        ask_from=chosen.ask_from,
        curve=tuple(chosen if point.answer_from == chosen.answer_from else point for point in curve),
    )


def _fitted(attempts: Sequence[Attempt]) -> tuple[tuple[float, ...], float]:
    """The logistic regression from cues to being right."""
    rights = sum(attempt.right for attempt in attempts)
    width = len(fields(Cues))
    if not 0 < rights < len(attempts):
        # Nothing to learn from (an empty base, or one without background): wording decides nothing.
        return (0.0,) * width, -8.0
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    cues = np.array([attempt.cues.values() for attempt in attempts])
    right = np.array([attempt.right for attempt in attempts])
    weights = np.array([attempt.weight for attempt in attempts])
    spread = np.maximum(cues.std(axis=0), 1e-6)
    model = LogisticRegression(solver="lbfgs", C=1.0, max_iter=1000).fit(
        (cues - cues.mean(axis=0)) / spread, right, sample_weight=weights
    )
    factors = model.coef_[0] / spread
    offset = model.intercept_[0] - float((factors * cues.mean(axis=0)).sum())
    return tuple(map(float, factors)), float(offset)


def _curve(firsts: Sequence[tuple[float, Attempt]]) -> tuple[Point, ...]:
    """For each threshold for an answer, the threshold for a question that costs least, and what both lead to."""
    return tuple(
        min(
            (
                _point(firsts, answer_from=answer_from / 100, ask_from=ask_from / 100)
                for ask_from in range(LEAST_QUESTION, answer_from + 1, STEP)
            ),
            key=lambda point: (point.cost, -point.ask_from),
        )
        for answer_from in range(LEAST_ANSWER, MOST_ANSWER + 1, STEP)
    )


def _chosen(curve: Sequence[Point], firsts: Sequence[tuple[float, Attempt]]) -> Point:
    """The lowest thresholds whose cost is the least there is but for chance."""
    least = min(point.cost for point in curve)
    answered = min((point for point in curve if point.cost <= least * BY_CHANCE), key=lambda point: point.answer_from)
    asked = (
        _point(firsts, answer_from=answered.answer_from, ask_from=ask_from / 100)
        for ask_from in range(LEAST_QUESTION, round(answered.ask_from * 100), STEP)
    )
    return next((point for point in asked if point.cost <= least * CHEAP_QUESTION), answered)


def _point(firsts: Sequence[tuple[float, Attempt]], *, answer_from: float, ask_from: float) -> Point:
    right = wrong = asked_right = asked_wrong = refused = cost = 0.0
    for confidence, one in firsts:
        if confidence >= answer_from:
            right += one.weight * one.right
            wrong += one.weight * (not one.right)
            cost += one.weight * WRONG_ANSWER * (not one.right)
        elif confidence >= ask_from:
            asked_right += one.weight * one.right
            asked_wrong += one.weight * (not one.right)
            cost += one.weight * (QUESTION + REFUSAL * (one.answerable and not one.right))
        else:
            refused += one.weight * one.answerable
            cost += one.weight * REFUSAL * one.answerable
    return Point(
        answer_from=answer_from,
        ask_from=ask_from,
        right=right,
        wrong=wrong,
        asked_right=asked_right,
        asked_wrong=asked_wrong,
        refused=refused,
        cost=cost,
    )


def _share(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(log_odds, -30), 30)))
