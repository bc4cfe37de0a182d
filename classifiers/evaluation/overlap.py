"""Texts that teach and are nearly one of those that measure: they would make the measure worthless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from classifiers.evaluation.labelled import Labelled
from knowledge.chinese import to_simplified
from knowledge.problems import Problem, WrittenFile

ALIKE = 90.0
"""From so many parts of a hundred on, two texts are one and the same."""
TEACHING = ("examples[]", "texts[]")
"""Where a file holds texts that are learnt from: those of an entry, and those of the background."""


def overlaps(files: Iterable[WrittenFile], sample: Sequence[Labelled]) -> Iterator[Problem]:
    """Examples and background texts that are nearly a text of this sample."""
    received = [row.text for row in sample]
    plain = [_plain(row.text) for row in sample]
    for written in files:
        for keys in TEACHING:
            for path, text in written.each(keys):
                if not isinstance(text, str):
                    continue
                found = _alike(text, received) or _alike(_plain(text), plain)
                if found is not None:
                    share, index = found
                    yield written.problem(
                        path,
                        f"this is nearly {sample[index].id} of the sample that measures ({share:.0f} of 100 alike)",
                        suggestion="write it as somebody else would: what measures must not teach",
                    )


def _alike(text: str, others: Sequence[str]) -> tuple[float, int] | None:
    """How alike the nearest of them is, and which one it is; None where none is near."""
    found = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=ALIKE)
    return None if found is None else (found[1], found[2])


def _plain(text: str) -> str:
    """Without regard to case and spacing, in one script: an example is learnt in both."""
    return to_simplified(" ".join(text.casefold().split()))
