"""The choice of words: which entry's examples, or which texts that belong to none, a text is worded like.

The one door to scikit-learn's learning from texts. It learns with scikit-learn and asks with numpy alone, so that a
new process with a cache needn't wait for scikit-learn.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from classifiers.normalisation.reading import Reading

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

CHARACTERS: Final = (2, 5)
"""Shortest and longest pieces of words that are counted."""
NEAR: Final = 100
"""Two concepts within so many characters are counted as a pair, too."""
CONCEPT_WEIGHT: Final = 1.0
"""What concepts weigh beside words and pieces of words; tried out of fold: 0.8 to 1.2 do about as well."""
STRENGTH: Final = 2.0
"""Inverse of the regularisation; tried out of fold: 1 to 10 do about as well. A support vector machine refuses better
than a logistic regression here: of the answers given at the same share of wrong ones, a sixth more are right."""
FOLDS: Final = 5
MOST_OTHERS, MOST_OF_MANY, MANY_LABELS = 3000, 1200, 100
"""A label is told apart from so many texts of others at most, taken evenly; fewer where there are many labels."""
MOST_ALIKE: Final = 4000
"""A feature that more samples have tells nothing about which of them is near, and costs the most to look up."""
FORMAT: Final = "1"
"""Of the cache; another one is not read."""


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A text to learn from."""

    received: str
    """As it was written."""
    reading: Reading
    """The same, plain, with changing values masked."""
    label: str
    """The entry's id, or the kind of a text that belongs to none."""
    group: str
    """Samples of one group are left out together: one sentence in two scripts must not tell itself."""
    asked: bool = True
    """Whether people write so. A title or a printed string teaches, but is no question to be tried with."""


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What the wording of a text says, by label."""

    scores: Mapping[str, float]
    """How far the text is on the label's side of its border to all else, in widths of the margin."""
    nearness: Mapping[str, float]
    """Cosine of the nearest sample with this label, 0 to 1."""
    known: float
    """The share of the text's words that are known from any sample."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A sample weighed by a model that had not learnt from it."""

    sample: int
    left_out: bool
    """Whether the model had learnt nothing of the sample's label at all."""
    weighed: Weighed


@dataclass(frozen=True, kw_only=True)
class Near:
    """What a sample is near to, leaving out what is said in its group."""

    sample: int
    own: float
    """Cosine of the nearest sample of its own label."""
    label: str
    """The nearest other label."""
    other: float
    """Cosine of that label's nearest sample."""


def word_features(reading: Reading) -> list[str]:
    """Words, and each two that stand side by side."""
    return [*(word.text for word in reading.words), *reading.neighbours]


def character_features(reading: Reading) -> list[str]:
    """Pieces of words, which forgive spelling and make do without blanks."""
    shortest, longest = CHARACTERS
    pieces: list[str] = []
    for word in reading.text.split():
        padded = f" {word} "
        for length in range(shortest, longest + 1):
            if length >= len(padded):
                pieces.append(padded)
                break
            pieces += [padded[at : at + length] for at in range(len(padded) - length + 1)]
    return pieces


def concept_features(reading: Reading) -> list[str]:
    """What the text speaks of, and which of it together, in its order and in any."""
    found = reading.concepts
    features = {concept.name for concept in found}
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            if other.start - one.start > NEAR:
                break
            if other.name != one.name:
                features.add(f"{one.name} > {other.name}")
                features.add(" + ".join(sorted((one.name, other.name))))
    return sorted(features)


@dataclass(frozen=True, kw_only=True)
class _Block:
    """One way of counting, as it was learnt."""

    features: Callable[[Reading], list[str]]
    weight: float
    vocabulary: Mapping[str, int]
    """Columns of the features, counted from the first of all blocks."""
    rarity: NDArray[np.float64]
    """Inverse document frequency by column, counted from this block's first."""
    first: int


BLOCKS: Final[tuple[tuple[Callable[[Reading], list[str]], float, int], ...]] = (
    (word_features, 1.0, 1),
    (character_features, 1.0, 2),
    (concept_features, CONCEPT_WEIGHT, 1),
)
"""What is counted, what it weighs, and in how many samples a feature must occur to count."""
TOGETHER: Final = sum(weight**2 for _, weight, _ in BLOCKS) ** 0.5
"""The length of a text's vector before it is made one."""


class Wording:
    """What was learnt of the choice of words."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self.labels: tuple[str, ...] = tuple(_texts(arrays["labels"]))
        self._coefficients = arrays["coefficients"]
        self._blocks = tuple(_blocks(arrays))

    def weigh(self, text: Reading) -> Weighed:
        """What the wording of a plain, masked text says."""
        columns, values, known = self._vector(text)
        scores = values @ self._coefficients[columns] + self._arrays["intercepts"]
        nearness = self._nearness(columns, values)
        return Weighed(
            scores=dict(zip(self.labels, map(float, scores), strict=True)),
            nearness=dict(zip(self.labels, map(float, nearness), strict=True)),
            known=known,
        )

    def telling(self, said: Iterable[str], *, label: str) -> Mapping[str, float]:
        """The words among these that occur in this label's samples and speak for it, with how much each says."""
        block = self._blocks[0]
        at = self.labels.index(label)
        found: dict[str, float] = {}
        for word in set(said):
            column = block.vocabulary.get(word)
            if column is None:
                continue
            speaks = float(self._coefficients[column, at] * block.rarity[column - block.first])
            if speaks > 0 and self._is_used(column, label=at):
                found[word] = speaks
        return found

    def _vector(self, text: Reading) -> tuple[NDArray[np.int64], NDArray[np.float64], float]:
        """The columns and values of the text's vector of length 1, and the share of its words that are known."""
        columns: list[NDArray[np.int64]] = []
        values: list[NDArray[np.float64]] = []
        known = 0.0
        for block in self._blocks:
            counts = Counter(block.features(text))
            shared = counts.keys() & block.vocabulary.keys()
            if block is self._blocks[0]:
                known = len(shared) / len(counts) if counts else 0.0
            if not shared:
                continue
            where = np.fromiter(map(block.vocabulary.__getitem__, shared), dtype=np.int64, count=len(shared))
            many = np.fromiter(map(counts.__getitem__, shared), dtype=np.float64, count=len(shared))
            value = (1 + np.log(many)) * block.rarity[where - block.first]
            columns.append(where)
            values.append(value * (block.weight / TOGETHER / np.linalg.norm(value)))
        if not columns:
            return np.empty(0, dtype=np.int64), np.empty(0), known
        return np.concatenate(columns), np.concatenate(values), known

    def _nearness(self, columns: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        begins, rows, weights = (self._arrays[name] for name in ("sample_begins", "sample_rows", "sample_values"))
        whose = self._arrays["sample_labels"]
        lengths = begins[columns + 1] - begins[columns]
        places = np.arange(lengths.sum()) + np.repeat(begins[columns] - (np.cumsum(lengths) - lengths), lengths)
        alike = np.bincount(rows[places], weights[places] * np.repeat(values, lengths), minlength=len(whose))
        nearest = np.zeros(len(self.labels))
        np.maximum.at(nearest, whose, alike)
        return nearest

    def _is_used(self, column: int, *, label: int) -> bool:
        """Whether any of the label's samples has this feature."""
        begins, rows = self._arrays["sample_begins"], self._arrays["sample_rows"]
        return bool((self._arrays["sample_labels"][rows[begins[column] : begins[column + 1]]] == label).any())

    def keep(self, path: Path, *, key: str, note: str) -> None:
        """Writes all that was learnt to a file, with a note; a reader sees it whole or not at all. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, allow_pickle=False, key=_bytes([_full(key)]), note=_bytes([note]), **self._arrays)
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise

    @classmethod
    def kept(cls, path: Path, *, key: str) -> tuple[Wording, str] | None:
        """What was written there under this key, and its note; None where there is nothing, or something else."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            if arrays.pop("key").tobytes().decode() != _full(key):
                return None
            note = arrays.pop("note").tobytes().decode()
            return cls(arrays), note
        except Exception:  # whatever a torn or foreign file makes numpy raise, it is no cache of ours
            return None


class Learning:
    """Samples as numbers, from which is learnt, with and without some of them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        from scipy.sparse import hstack
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._samples = samples
        texts = [sample.reading for sample in samples]
        self._vectorisers: list[Any] = []
        parts = []
        for features, weight, least in BLOCKS:
            vectoriser = TfidfVectorizer(analyzer=features, sublinear_tf=True, min_df=least)
            parts.append(vectoriser.fit_transform(texts) * (weight / TOGETHER))
            self._vectorisers.append(vectoriser)
        self._matrix: csr_matrix = hstack(parts, format="csr")
        # Sorted once, or every choice of rows would be sorted anew.
        self._matrix.sort_indices()
        self._labels = np.array([sample.label for sample in samples])

    def wording(self) -> Wording:
        """What all samples teach."""
        return Wording(self._arrays())

    def _arrays(self) -> dict[str, NDArray[Any]]:
        from scipy.sparse import diags_array

        everything = np.arange(len(self._samples))
        labels, coefficients, intercepts = self._fitted(everything)
        by_column = self._matrix.tocsc()
        seldom = np.diff(by_column.indptr) <= MOST_ALIKE
        if not seldom.all():
            by_column = (by_column @ diags_array(seldom.astype(float), format="csc")).tocsc()
            by_column.eliminate_zeros()
        arrays = {
            "labels": _bytes(labels),
            "coefficients": np.ascontiguousarray(coefficients.T),
            "intercepts": intercepts,
            "sample_begins": by_column.indptr.astype(np.int64),
            "sample_rows": by_column.indices.astype(np.int32),
            "sample_values": by_column.data.astype(np.float32),
            "sample_labels": np.searchsorted(labels, self._labels).astype(np.int32),
        }
        for index, vectoriser in enumerate(self._vectorisers):
            arrays[f"features{index}"] = _bytes(vectoriser.get_feature_names_out())
            arrays[f"rarity{index}"] = vectoriser.idf_
        return arrays

    def trials(self, *, entries: Sequence[str]) -> Iterator[Trial]:
        """Every asked sample weighed without its group; those of entries weighed without all of their entry, too."""
        asked = np.array([sample.asked for sample in self._samples])
        fold = np.array([_fold(sample.group) for sample in self._samples])
        for number in range(FOLDS):
            out = (fold == number) & asked
            yield from self._tried(np.flatnonzero(out), np.flatnonzero(~out), left_out=False)
        for some in _shared_out(sorted(entries)):
            out = np.isin(self._labels, some)
            yield from self._tried(np.flatnonzero(out & asked), np.flatnonzero(~out), left_out=True)

    def nearest(self) -> Iterator[Near]:
        """For every asked sample, how near it is to its own label without its group, and to the nearest other one."""
        groups = np.array([sample.group for sample in self._samples])
        for number, sample in enumerate(self._samples):
            if not sample.asked:
                continue
            alike = (self._matrix[[number]] @ self._matrix.T).toarray()[0]
            alike[groups == sample.group] = 0.0
            mine = self._labels == sample.label
            other = int(np.argmax(np.where(mine, -1.0, alike)))
            yield Near(
                sample=number,
                own=float(alike[mine].max()),
                label=str(self._labels[other]),
                other=float(alike[other]) if not mine[other] else 0.0,
            )

    def _tried(self, out: NDArray[np.int64], learnt: NDArray[np.int64], *, left_out: bool) -> Iterator[Trial]:
        if not len(out) or not len(learnt):
            return
        labels, coefficients, intercepts = self._fitted(learnt)
        asked, known = self._matrix[out], self._matrix[learnt]
        scores = np.asarray(asked @ coefficients.T) + intercepts
        alike = (asked @ known.T).toarray()
        whose = self._labels[learnt]
        nearness = np.stack([alike[:, whose == label].max(axis=1) for label in labels], axis=1)
        shares = self._known_shares(asked, known)
        for row, sample in enumerate(out):
            yield Trial(
                sample=int(sample),
                left_out=left_out,
                weighed=Weighed(
                    scores=dict(zip(labels, map(float, scores[row]), strict=True)),
                    nearness=dict(zip(labels, map(float, nearness[row]), strict=True)),
                    known=float(shares[row]),
                ),
            )

    def _known_shares(self, asked: csr_matrix, learnt: csr_matrix) -> NDArray[np.float64]:
        end = len(self._vectorisers[0].idf_)
        seen = learnt[:, :end].getnnz(axis=0) > 0
        mine = asked[:, :end].astype(bool).astype(float)
        return np.asarray((mine @ seen.astype(float)) / np.maximum(mine.getnnz(axis=1), 1))

    def _fitted(self, rows: NDArray[np.int64]) -> tuple[list[str], NDArray[np.float32], NDArray[np.float64]]:
        """Labels of these samples in alphabetical order, and for each what tells it from the others."""
        from sklearn.svm import LinearSVC

        labels = sorted(set(self._labels[rows].tolist()))
        # Laid out by column, as they are asked for, so that no second copy is needed.
        coefficients = np.zeros((len(labels), self._matrix.shape[1]), dtype=np.float32, order="F")
        most = MOST_OTHERS if len(labels) <= MANY_LABELS else MOST_OF_MANY
        intercepts = np.zeros(len(labels))
        for index, label in enumerate(labels):
            chosen = _some(rows, self._labels[rows] == label, most=most)
            mine = self._labels[chosen] == label
            if mine.all():
                intercepts[index] = 1.0
                continue
            model = LinearSVC(C=STRENGTH, tol=1e-2, max_iter=2000, random_state=0).fit(self._matrix[chosen], mine)
            coefficients[index], intercepts[index] = model.coef_[0], model.intercept_[0]
        return labels, coefficients, intercepts


def _some(rows: NDArray[np.int64], mine: NDArray[np.bool_], *, most: int) -> NDArray[np.int64]:
    """The rows of a label and those of others, evenly thinned out where there are too many of them."""
    others = rows[~mine]
    if len(others) > most:
        others = others[np.linspace(0, len(others) - 1, most).astype(np.int64)]
    return np.sort(np.concatenate((rows[mine], others)))


def _fold(group: str) -> int:
    return zlib.crc32(group.encode()) % FOLDS


def _shared_out(entries: Sequence[str], *, most: int = 12) -> list[list[str]]:
    """Entries to be left out together: one by one, or in a dozen shares where there are more."""
    shares = min(most, len(entries))
    return [list(entries[share::shares]) for share in range(shares)]


def _blocks(arrays: Mapping[str, NDArray[Any]]) -> Iterator[_Block]:
    first = 0
    for index, (features, weight, _) in enumerate(BLOCKS):
        names, rarity = _texts(arrays[f"features{index}"]), arrays[f"rarity{index}"]
        vocabulary = {name: first + column for column, name in enumerate(names)}
        yield _Block(features=features, weight=weight, vocabulary=vocabulary, rarity=rarity, first=first)
        first += len(names)


def _bytes(texts: Iterable[str]) -> NDArray[np.uint8]:
    """Texts as an array that needs no pickle."""
    return np.frombuffer("\0".join(texts).encode(), dtype=np.uint8)


def _texts(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().split("\0") if len(array) else []


def _full(key: str) -> str:
    """The key with all else that must be the same for what was learnt to be of use."""
    from importlib.metadata import version

    return " ".join((FORMAT, key, *(f"{name} {version(name)}" for name in ("scikit-learn", "numpy"))))
