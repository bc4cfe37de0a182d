"""The same question in English, zh-TW and zh-CN leads to the same entry."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from all_topics import matcher

from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.match import MatchResult
from knowledge.loader import load

PARALLEL = Path(__file__).with_name("parallel.jsonl")
MEANINGS = range(1, 31)
LANGUAGES = ["en", "zh-TW", "zh-CN"]
ANSWERED = 27
"""So many meanings at least are answered in all three languages; the others may ask back."""


class Asked(NamedTuple):
    """One wording of a question and what became of it."""

    row: Labelled
    result: MatchResult

    @property
    def right(self) -> tuple[str, ...]:
        """The entry that all wordings of the question are about."""
        return self.row.labels

    @property
    def is_answered(self) -> bool:
        """Whether the right entry, and no other, is the answer."""
        return self.result.decision == "answer" and self.result.answers == self.right


@cache
def meanings() -> dict[int, tuple[Labelled, ...]]:
    """The wordings of each question, by its number."""
    lines = PARALLEL.read_text(encoding="utf-8").splitlines()
    found: dict[int, tuple[Labelled, ...]] = {}
    for line, row in zip(lines, labelled(lines), strict=True):
        number = json.loads(line)["meaning"]
        found[number] = (*found.get(number, ()), row)
    return found


@cache
def asked(meaning: int) -> tuple[Asked, ...]:
    """The wordings of a question, each matched."""
    return tuple(Asked(row, matcher().match(row.text)) for row in meanings()[meaning])


def test_thirty_questions_in_three_languages_are_about_every_topic() -> None:
    """One label each, the same in all three."""
    assert list(meanings()) == list(MEANINGS)
    for rows in meanings().values():
        assert [row.lang for row in rows] == LANGUAGES
        assert len({row.labels for row in rows}) == 1
        assert len(rows[0].labels) == 1
    assert {rows[0].labels[0] for rows in meanings().values()} == set(load().ids())


@pytest.mark.parametrize("meaning", MEANINGS)
def test_all_three_wordings_lead_to_the_same_entry(meaning: int) -> None:
    """The right one is the nearest in each language, answered or asked about; nothing else is answered."""
    for wording in asked(meaning):
        nearest = wording.result.matches[0]
        assert (nearest.entry, wording.row.id) == (wording.right[0], wording.row.id)
        assert wording.is_answered or wording.result.decision == "clarify", (
            f"{wording.row.id}: {wording.result.decision} {wording.result.answers}, nearest {nearest.confidence:.2f}"
        )
        assert wording.is_answered or nearest.entry in wording.result.choices


def test_nearly_all_are_answered_in_every_language() -> None:
    """To be asked back in one language only is rare."""
    not_answered = {
        meaning: [f"{one.row.id} {one.result.decision}" for one in asked(meaning) if not one.is_answered]
        for meaning in MEANINGS
    }
    in_all = [meaning for meaning, left in not_answered.items() if not left]
    assert len(in_all) >= ANSWERED, {meaning: left for meaning, left in not_answered.items() if left}
