"""One match, held against what scikit-learn alone takes for counting and multiplying, and what its steps take."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bench import pastes
from bench.sidebyside import Outcome, Pair, each, run
from bench.table import RATIO_COLUMNS, Table, duration, ratio_row
from classifiers.matching.evidence import gathered
from classifiers.matching.layout import Layout
from classifiers.matching.learning import Learnt, samples
from classifiers.matching.matcher import KnowledgeMatcher
from classifiers.normalisation.cleaning import Plain, plain
from classifiers.normalisation.language import language
from classifiers.normalisation.masking import masked
from classifiers.normalisation.reading import Reading, read
from classifiers.tfidf import BLOCKS, STRENGTH, TOGETHER
from knowledge.knowledge_base import KnowledgeBase

GOAL = 1.5
WHAT_IS_HELD = (
    "Held against scikit-learn's own transform with the vectorisers that the matcher has learnt with, and the products "
    "with the coefficients and with the samples. scikit-learn gets the text as normalisation has left it; the match "
    "gets what was pasted, and finds printed strings, look-alikes and quotes in it, too. No text is given twice. "
    "Seconds of the processor."
)
ROUNDS, REPEATS = 25, 10
TIMES = (ROUNDS + 1) * REPEATS
T = TypeVar("T")
KINDS: Mapping[str, Callable[[int], Sequence[str]]] = {
    "a log of 2 KB": lambda many: [pastes.log(pastes.PASTE, first=number * 97) for number in range(many)],
    "2 KB of English sentences": lambda many: [pastes.words(pastes.PASTE, first=number * 97) for number in range(many)],
}
"""So many texts of a kind, all different: what was seen a moment ago must not help."""


@dataclass(frozen=True, kw_only=True)
class ScikitLearn:
    """The same samples, counted by the same vectorisers and told apart by the same kind of model."""

    knowledge: KnowledgeBase

    def weigh(self, reading: Reading) -> tuple[Any, Any]:
        """scikit-learn's own transform, then the products with the model's coefficients and with the samples."""
        vectors = [vectoriser.transform([reading]) for vectoriser in self._vectorisers]
        vector = hstack(
            [part * (block[1] / TOGETHER) for part, block in zip(vectors, BLOCKS, strict=True)], format="csr"
        )
        return vector @ self._coefficients, vector @ self._samples

    def prepare(self) -> None:
        """Learns, so that no measured time holds it."""
        assert self._coefficients.shape[0] == self._samples.shape[0]  # noqa: S101 - else it measures something else

    @cached_property
    def _taught(self) -> list[Any]:
        return list(samples(self.knowledge))

    @cached_property
    def _vectorisers(self) -> list[Any]:
        readings = [sample.reading for sample in self._taught]
        return [
            TfidfVectorizer(analyzer=features, sublinear_tf=True, min_df=least).fit(readings)
            for features, _, least in BLOCKS
        ]

    @cached_property
    def _matrix(self) -> csr_matrix:
        readings = [sample.reading for sample in self._taught]
        parts = [vectoriser.transform(readings) for vectoriser in self._vectorisers]
        return hstack([part * (block[1] / TOGETHER) for part, block in zip(parts, BLOCKS, strict=True)], format="csr")

    @cached_property
    def _samples(self) -> csr_matrix:
        return self._matrix.T.tocsr()

    @cached_property
    def _coefficients(self) -> Any:
        labels = [sample.label for sample in self._taught]
        model = LinearSVC(C=STRENGTH, tol=1e-2, max_iter=2000, random_state=0).fit(self._matrix, labels)
        return np.ascontiguousarray(model.coef_.T)


def tables(knowledge: KnowledgeBase, learnt: Learnt) -> Iterator[Table]:
    """What one match takes, and each of its steps."""
    matcher = KnowledgeMatcher(knowledge, learnt=learnt)
    sklearn = ScikitLearn(knowledge=knowledge)
    sklearn.prepare()
    yield Table(
        title="One match",
        columns=RATIO_COLUMNS,
        rows=[ratio_row(_held(matcher, sklearn, kind=kind), goal=GOAL) for kind in KINDS],
        notes=[WHAT_IS_HELD],
    )
    yield Table(
        title="The steps of one match",
        columns=("Step", *KINDS),
        rows=list(_steps(matcher, learnt)),
        notes=("What is left of the whole beside the other steps is the decision: confidences, look-alikes, quotes.",),
    )


def _held(matcher: KnowledgeMatcher, sklearn: ScikitLearn, *, kind: str) -> Outcome:
    texts = KINDS[kind](TIMES)
    return run(
        Pair(
            name=f"match {kind}",
            measured=_one_by_one(matcher.match, texts),
            beside_name="scikit-learn's transform and products",
            beside=_one_by_one(sklearn.weigh, [_reading(plain(text)) for text in texts]),
            rounds=ROUNDS,
            repeats=REPEATS,
            clock=time.process_time,
        )
    )


def _steps(matcher: KnowledgeMatcher, learnt: Learnt) -> Iterator[Sequence[str]]:
    taken = [
        each(_actions(matcher, learnt, make(TIMES)), rounds=ROUNDS, repeats=REPEATS, clock=time.process_time)
        for make in KINDS.values()
    ]
    *steps, whole = taken[0]
    yield from ((step, *(duration(of[step]) for of in taken)) for step in steps)
    yield "decision", *(duration(max(of[whole] - sum(of[step] for step in steps), 0)) for of in taken)
    yield whole, *(duration(of[whole]) for of in taken)


def _actions(matcher: KnowledgeMatcher, learnt: Learnt, texts: Sequence[str]) -> Mapping[str, Callable[[], object]]:
    received = [plain(text) for text in texts]
    layouts = list(map(Layout, received))
    readings = list(map(_reading, received))
    return {
        "normalisation": _one_by_one(_normalised, texts),
        "signatures": _one_by_one(
            lambda one: gathered(learnt.signatures.find(one[0]), one[1]), list(zip(received, layouts, strict=True))
        ),
        "wording": _one_by_one(learnt.wording.weigh, readings),
        "the whole match": _one_by_one(matcher.match, texts),
    }


def _one_by_one(action: Callable[[T], object], each_of: Sequence[T]) -> Callable[[], object]:
    """Another one each time."""
    left = iter(each_of)
    return lambda: action(next(left))


def _normalised(text: str) -> tuple[Layout, Reading, object]:
    received = plain(text)
    return Layout(received), _reading(received), language(text)


def _reading(received: Plain) -> Reading:
    return read(masked(received.exact).text)
