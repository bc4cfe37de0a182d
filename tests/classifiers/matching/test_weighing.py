"""Wording as cues for the calibration."""

from __future__ import annotations

from dataclasses import replace

import pytest

from classifiers.matching.weighing import MOST_WEIGHED, Content, content, counts, cues, is_foreign
from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.reading import read
from classifiers.tfidf import Weighed
from knowledge.entry import EntryId

ABOUT = Content(systems=frozenset(), setting=True, technical=True, substance=4)
ONE, TWO = EntryId("one"), EntryId("two")


def weighed(**scores: float) -> Weighed:
    """What the wording says; all is as near as its score."""
    return Weighed(scores=scores, nearness={label: score / 10 for label, score in scores.items()}, known=0.5)


def about(text: str) -> Content:
    """What a text is about."""
    return content(read(plain(text).exact.text))


def test_the_first_is_measured_against_the_second_and_the_others_against_it() -> None:
    """And both against the best that is no entry."""
    found = cues(weighed(one=2.0, two=0.5, chat=-1.0), ABOUT, entries=(ONE, TWO), hints={TWO: 5})
    assert list(found) == ["one", "two"]
    assert (found[ONE].score, found[ONE].lead, found[ONE].margin) == (2.0, 3.0, 1.5)
    assert (found[TWO].lead, found[TWO].margin) == (1.5, -1.5)
    assert found[ONE].likeness == pytest.approx(0.2)
    assert found[ONE].nearness == pytest.approx(0.3)
    assert (found[ONE].hints, found[TWO].hints) == (0.0, 2.0)


def test_entries_that_were_not_learnt_have_no_cues() -> None:
    """Such as one that was left out."""
    assert list(cues(weighed(one=2.0, chat=-1.0), ABOUT, entries=(ONE, TWO), hints={})) == ["one"]


def test_only_the_best_of_many_entries_are_weighed() -> None:
    """A large base must not make each match slow."""
    many = {f"entry-{number}": float(number) for number in range(200)}
    found = cues(weighed(**many), ABOUT, entries=[EntryId(name) for name in many], hints={})
    assert len(found) == MOST_WEIGHED
    assert next(iter(found)) == "entry-199"


@pytest.mark.parametrize(
    ("text", "systems", "setting", "substance"),
    [
        ("why does my linux pod fail", {"linux"}, True, 3),
        ("windows and ubuntu", {"windows", "linux"}, False, 2),
        ("what is it", set(), False, 0),
        ("flannel", set(), True, 1),
        ("节点", set(), True, 1),
    ],
)
def test_what_a_text_is_about(text: str, systems: set[str], setting: bool, substance: int) -> None:
    """Its systems, whether it speaks of a cluster, and how much it says."""
    found = about(text)
    assert (found.systems, found.setting, found.substance) == (frozenset(systems), setting, substance)


@pytest.mark.parametrize(
    ("text", "technical"),
    [
        ("there is a leak in the roof of the hall", False),
        ("have a nice weekend, and bring the wine", False),
        ("x509 since this morning", True),
        ("port 4789 is closed", True),
        ("win-2 is gone", True),
        ("the route table of azure", True),
    ],
)
def test_what_speaks_of_machines_is_technical(text: str, technical: bool) -> None:
    """Everyday words alone are not, whatever else they mean to us."""
    assert about(text).technical is technical


def test_everyday_words_are_worth_a_question_at_most() -> None:
    """The leak in a roof is none of an address."""
    assert counts(about("there is a leak in the roof of the hall"), ["windows"]) < 0.5
    assert counts(about("the leak of addresses on a windows node"), ["windows"]) == 1.0


def test_a_name_alone_says_nothing_yet() -> None:
    """Nor does a text about another system say much."""
    assert counts(about("flannel"), ["windows"]) == 0.0
    assert counts(about("linux pods cannot ping outside"), ["windows"]) < 0.5
    assert counts(about("linux pods cannot ping outside"), ["windows", "linux"]) == 1.0
    assert counts(about("windows pods cannot ping, linux pods can"), ["windows"]) == 1.0
    assert counts(about("pods cannot ping outside"), ["windows"]) == 1.0


def test_an_entry_must_be_clearly_ahead_of_chat() -> None:
    """Just ahead is enough only where the text speaks of a cluster."""
    foreign = frozenset({"chat"})
    anywhere = replace(ABOUT, setting=False)
    near, far = weighed(one=0.3, chat=0.0, kubernetes=9.0), weighed(one=2.0, chat=0.0)
    assert is_foreign(near, anywhere, entries=(ONE,), foreign=foreign)
    assert not is_foreign(near, ABOUT, entries=(ONE,), foreign=foreign)
    assert not is_foreign(far, anywhere, entries=(ONE,), foreign=foreign)
    assert is_foreign(weighed(one=0.0, chat=0.1), ABOUT, entries=(ONE,), foreign=foreign)
    assert not is_foreign(weighed(one=0.0), anywhere, entries=(ONE,), foreign=foreign)
