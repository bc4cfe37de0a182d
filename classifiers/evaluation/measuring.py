"""The matcher measured on labelled texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

from classifiers.evaluation.labelled import NONE, Labelled
from classifiers.match import MatchResult
from knowledge.entry import EntryId

Outcome = Literal["right", "wrong", "offered", "asked", "refused"]
"""right, wrong: answered so; offered: asked back with a right entry among the choices; asked: asked back without one;
refused: nothing claimed."""

FOREIGN = frozenset({"chat", "other-tech"})
"""Groups of texts that are not our business."""
BINS = 10
SURE = 0.9
AT_LEAST = frozenset({"right", "right_zh", "offered", "top1", "top3", "sure_right"})
"""Shares that are good when they are large; all others are good when they are small."""


class Matcher(Protocol):
    """What is measured."""

    def match(self, text: str) -> MatchResult:
        """The decision about a text."""
        ...


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A labelled text and what became of it."""

    row: Labelled
    labels: tuple[str, ...]
    """Those of its labels that the knowledge base has; none of them: nothing must be claimed."""
    result: MatchResult

    @property
    def answerable(self) -> bool:
        """Whether any entry is right."""
        return bool(self.labels)

    @property
    def outcome(self) -> Outcome:
        """What became of it; of several answers each must be right."""
        if self.result.decision == "answer":
            return "right" if set(self.result.answers) <= set(self.labels) else "wrong"
        if self.result.decision == "clarify":
            return "offered" if set(self.result.choices) & set(self.labels) else "asked"
        return "refused"

    def is_among(self, best: int) -> bool:
        """Whether a right entry is among the best so many matches."""
        return any(match.entry in self.labels for match in self.result.matches[:best])


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Outcomes of a group of texts."""

    answerable: Mapping[Outcome, int]
    unanswerable: Mapping[Outcome, int]


@dataclass(frozen=True, kw_only=True)
class Report:
    """All that was measured."""

    judged: tuple[Judged, ...]

    def by(self, of: Callable[[Judged], str]) -> Mapping[str, Tally]:
        """Outcomes by language, kind, group or topic."""
        groups: dict[str, list[Judged]] = {}
        for one in self.judged:
            groups.setdefault(of(one), []).append(one)
        return {name: _tally(groups[name]) for name in sorted(groups)}

    @cached_property
    def shares(self) -> Mapping[str, float]:
        """The figures that floors are set for; those of nothing are left out."""
        answerable = [one for one in self.judged if one.answerable]
        unanswerable = [one for one in self.judged if not one.answerable]
        foreign = [one for one in unanswerable if one.row.group in FOREIGN]
        answered = [one for one in self.judged if one.result.decision == "answer"]
        sure = [one for one in answered if one.result.matches[0].confidence >= SURE]
        chinese = [one for one in answerable if one.row.lang != "en"]
        found = {
            "right": _share(answerable, lambda one: one.outcome == "right"),
            "right_zh": _share(chinese, lambda one: one.outcome == "right"),
            "offered": _share(answerable, lambda one: one.outcome in {"right", "offered"}),
            "wrong": _share(answerable, lambda one: one.outcome == "wrong"),
            "top1": _share(answerable, lambda one: one.is_among(1)),
            "top3": _share(answerable, lambda one: one.is_among(3)),
            "answered_none": _share(unanswerable, lambda one: one.result.decision == "answer"),
            "asked_none": _share(unanswerable, lambda one: one.result.decision == "clarify"),
            "answered_foreign": _share(foreign, lambda one: one.result.decision == "answer"),
            "asked_foreign": _share(foreign, lambda one: one.result.decision == "clarify"),
            "sure_right": _share(sure, lambda one: one.outcome == "right"),
            "calibration_error": calibration_error(answered),
        }
        return {name: share for name, share in found.items() if share is not None}

    def confusions(self) -> Sequence[Judged]:
        """The texts of which something was claimed that isn't so, the surest first."""
        wrong = [one for one in self.judged if one.outcome in {"wrong", "asked"}]
        return sorted(wrong, key=lambda one: (one.outcome != "wrong", -one.result.matches[0].confidence, one.row.id))

    def below(self, floors: Mapping[str, float]) -> Sequence[str]:
        """The figures that are worse than these, told in words."""
        told = []
        for name, floor in floors.items():
            share = self.shares.get(name)
            if share is None:
                told.append(f"{name}: there is no such text")
            elif name in AT_LEAST and share < floor:
                told.append(f"{name} is {share:.3f}, at least {floor:.3f} is asked for")
            elif name not in AT_LEAST and share > floor:
                told.append(f"{name} is {share:.3f}, at most {floor:.3f} is allowed")
        return told


def evaluate(matcher: Matcher, rows: Iterable[Labelled], *, known: Collection[EntryId]) -> Report:
    """Matches every text; labels of entries that aren't known count as none."""
    ids = {str(entry) for entry in known}
    return Report(
        judged=tuple(
            Judged(
                row=row,
                labels=tuple(label for label in row.labels if label != NONE and label in ids),
                result=matcher.match(row.text),
            )
            for row in rows
        )
    )


def calibration_error(answered: Sequence[Judged]) -> float | None:
    """How far the confidence shown with answers is from the share of right ones, over bins, weighted by their size."""
    bins: dict[int, list[Judged]] = {}
    for one in answered:
        bins.setdefault(min(int(one.result.matches[0].confidence * BINS), BINS - 1), []).append(one)
    if not answered:
        return None
    gaps = (
        abs(sum(one.result.matches[0].confidence for one in members) - sum(one.outcome == "right" for one in members))
        for members in bins.values()
    )
    return sum(gaps) / len(answered)


def _tally(judged: Sequence[Judged]) -> Tally:
    return Tally(
        answerable=Counter(one.outcome for one in judged if one.answerable),
        unanswerable=Counter(one.outcome for one in judged if not one.answerable),
    )


def _share(judged: Sequence[Judged], holds: Callable[[Judged], bool]) -> float | None:
    return sum(map(holds, judged)) / len(judged) if judged else None
