"""More entries beside ours take hardly anything from them, and hundreds of them fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import many_entries
import pytest
from all_topics import matcher

from classifiers.evaluation.labelled import labelled
from classifiers.evaluation.measuring import evaluate
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.loader import OUR_FOLDER, load

SAMPLE = labelled(Path(__file__).with_name("sample.jsonl").read_text(encoding="utf-8").splitlines())
GIBIBYTE = 1 << 30
MOST_FALLEN = 0.01


@cache
def joined() -> KnowledgeMatcher:
    """A matcher of ours and of thirty neighbours."""
    return KnowledgeMatcher.of(load((OUR_FOLDER, many_entries.NEIGHBOURS)), cache_folder=None, content_hash="")


def test_thirty_neighbours_take_hardly_anything_from_ours() -> None:
    """They are the errors that are nearest to our topics, and belong to none of them."""
    ours = load().ids()
    alone = evaluate(matcher(), SAMPLE, known=ours).shares["right"]
    beside = evaluate(joined(), SAMPLE, known=ours).shares["right"]
    assert beside >= alone - MOST_FALLEN


def test_there_are_thirty_of_them() -> None:
    """Each an entry by the schema."""
    assert len(set(load((OUR_FOLDER, many_entries.NEIGHBOURS)).ids()) - set(load().ids())) == 30


@pytest.mark.parametrize("entry", sorted(set(load((many_entries.NEIGHBOURS,)).ids())))
def test_a_neighbour_is_found_by_what_people_ask(entry: str) -> None:
    """Once somebody has written it down, it is known."""
    asked = next(example for example in load((many_entries.NEIGHBOURS,)).entry(entry, "en").examples)  # type: ignore[arg-type]
    assert joined().match(asked).matches[0].entry == entry


def test_five_hundred_entries_fit_into_a_gibibyte_and_are_kept(tmp_path: Path) -> None:
    """The next start reads what the first one has learnt."""
    made = tmp_path / "made"
    many_entries.make(made)
    figures = many_entries.measured(
        many_entries.folders(made), texts=["why can't my windows pod ping the internet"] * 3, data_dir=tmp_path / "data"
    )
    assert figures.entries == many_entries.MANY
    assert figures.peak_bytes < GIBIBYTE
    assert list((tmp_path / "data").rglob("*.npz"))
