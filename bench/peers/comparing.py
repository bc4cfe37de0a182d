"""The matcher and its peers on the same examples, asked the same texts."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from bench.peers.deciding import FALSE_CLAIMS, Attempt, Rule, best_rule, freest_rule, trials
from bench.peers.examples import Examples
from bench.peers.peer import Peer, all_peers
from bench.table import Table, duration
from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.evaluation.measuring import Report, evaluate
from classifiers.match import Match, MatchResult
from classifiers.matching.matcher import NEAREST, KnowledgeMatcher
from knowledge.entry import EntryId
from knowledge.knowledge_base import KnowledgeBase

SAMPLE = Path(__file__).resolve().parents[2] / "tests" / "evaluation" / "sample.jsonl"
OURS = "kubewhy"
ROUNDS = 1
FIGURES: Mapping[str, str] = {
    "Right": "right",
    "Right, Chinese": "right_zh",
    "Wrong": "wrong",
    "Answered of none": "answered_none",
    "Top 1": "top1",
    "Top 3": "top3",
}
WHAT_IS_THE_SAME = (
    "Everybody has the same examples: titles, ways of asking, printed strings, and texts that belong to none. A peer "
    "answers with the entry of the nearest example, unless a text that belongs to none is nearer or its threshold says "
    "no. That threshold, and whether it holds for the likeness, for its lead or for its share, is the one that costs "
    "least (a wrong answer costs five refusals) when each example is tried without itself, and those of an entry once "
    "more without all of it. In its second line it is the one that costs least on the sample itself, which nobody can "
    "know before; in its third the one with most right answers on the sample while one text in twenty may be answered "
    "wrong. kubewhy also asks back, which no peer does."
)
WHAT_IS_TIMED = (
    "Of the clock; each text is given to all of them in turns. For a peer it is the time until the likeness to every "
    "example is known, for kubewhy it is the whole match."
)


@dataclass(frozen=True, kw_only=True)
class Answering:
    """A peer that answers by a rule, in the form in which the matcher is measured."""

    peer: Peer
    examples: Examples
    rule: Rule

    def match(self, text: str) -> MatchResult:
        """The best entries, and whether the first is given as the answer."""
        nearest = self.examples.nearest(self.peer.alike(text))
        matches = tuple(Match(entry=EntryId(entry), confidence=0.0) for entry in nearest.entries[:NEAREST])
        if self.rule.answers(nearest):
            return MatchResult(decision="answer", language=None, matches=matches, answers=(matches[0].entry,))
        return MatchResult(decision="none", language=None, matches=matches)


class Comparison:
    """The matcher and its peers, all taught by one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.examples = Examples.of(knowledge)
        self.ours = KnowledgeMatcher.of(knowledge, cache_folder=None, content_hash="")
        self.peers = {name: learn(self.examples.texts) for name, learn in all_peers().items()}
        self.rows: Sequence[Labelled] = labelled(SAMPLE.read_text(encoding="utf-8").splitlines())

    @cached_property
    def size(self) -> str:
        """How much they were taught."""
        return f"{len(self.knowledge.ids())} entries, {len(self.examples.texts):,} examples"

    def shipped_rule(self, peer: Peer) -> Rule:
        """The rule that the examples speak for."""
        asked = [self.examples.texts[number] for number in np.flatnonzero(self.examples.asked).tolist()]
        return best_rule(list(trials(peer.alike_each(asked), self.examples)))

    def attempts(self, peer: Peer) -> list[Attempt]:
        """What it finds for the sample."""
        return [
            Attempt.of(self.examples.nearest(peer.alike(row.text)), labels=self.examples.entries & set(row.labels))
            for row in self.rows
        ]

    def answered_by(self, peer: Peer, rule: Rule) -> Report:
        """The sample, answered by this rule."""
        return evaluate(Answering(peer=peer, examples=self.examples, rule=rule), self.rows, known=self.knowledge.ids())


def quality(compared: Comparison) -> Table:
    """Each peer as it would be shipped, as it would have done best, and as it would do if false claims cost little."""
    lines = [_line(OURS, evaluate(compared.ours, compared.rows, known=compared.knowledge.ids()))]
    for name, peer in compared.peers.items():
        attempts = compared.attempts(peer)
        rules = {
            name: compared.shipped_rule(peer),
            "– the best for this sample": best_rule(attempts),
            f"– {FALSE_CLAIMS:.0%} false claims allowed": freest_rule(attempts),
        }
        lines += [_line(told, compared.answered_by(peer, rule)) for told, rule in rules.items()]
    return Table(
        title=f"Quality on the {len(compared.rows)} texts of tests/evaluation/sample.jsonl",
        columns=("Who", *FIGURES),
        rows=lines,
        notes=[WHAT_IS_THE_SAME],
    )


def seconds(compared: Comparison) -> Mapping[str, float]:
    """For one text of the sample, in the middle."""
    actions: dict[str, Callable[[str], object]] = {OURS: compared.ours.match}
    actions |= {name: peer.alike for name, peer in compared.peers.items()}
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(ROUNDS + 1):
        for row in compared.rows:
            for name, action in actions.items():
                begun = time.perf_counter()
                action(row.text)
                if number:
                    taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(each) for name, each in taken.items()}


def times(by_size: Mapping[str, Mapping[str, float]]) -> Table:
    """A column for each size of the base."""
    names = list(next(iter(by_size.values())))
    return Table(
        title="Time for one text of the sample, in the middle",
        columns=("Who", *by_size),
        rows=[(name, *(duration(taken[name]) for taken in by_size.values())) for name in names],
        notes=[WHAT_IS_TIMED],
    )


def _line(name: str, measured: Report) -> Sequence[str]:
    return name, *(f"{measured.shares[figure]:.3f}" for figure in FIGURES.values())
