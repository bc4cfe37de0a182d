"""Texts that teach must not be those that measure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from shelf import Shelf

from classifiers.evaluation.labelled import Labelled
from classifiers.evaluation.overlap import overlaps
from knowledge.entry import Language
from knowledge.problems import Problem

ASKED = "every look-up of a name runs into its deadline since the node was restarted"


def row(text: str, *, lang: Language = "en") -> Labelled:
    """A text of the sample."""
    return Labelled(id="s-1", text=text, lang=lang, kind="question", labels=("dns-gone",), group="topic")


def found(shelf: Shelf, *rows: Labelled) -> Sequence[Problem]:
    """What is said about the files of the shelf."""
    reading = shelf.read()
    files = [file for entry in reading.entries for file in (entry.english, *entry.translations.values())]
    return list(overlaps([*files, *reading.background], rows))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """One entry, one of whose examples is the text that the tests ask."""
    shelf = Shelf(tmp_path)
    shelf.add()
    shelf.change("why is dns-gone so, the 3th time", ASKED)
    return shelf


def test_an_example_of_its_own_is_right(shelf: Shelf) -> None:
    """Two people may complain about the same thing."""
    assert found(shelf, row("names are not found any more, all look-ups time out after a restart")) == []


def test_an_example_that_is_one_of_the_sample_is_an_error(shelf: Shelf) -> None:
    """Told with its place and the text that it repeats."""
    (problem,) = found(shelf, row("something else"), row(ASKED))
    assert (problem.severity, problem.key, problem.line) == ("error", "examples[3]", shelf.line(ASKED))
    assert problem.message == "this is nearly s-1 of the sample that measures (100 of 100 alike)"
    assert problem.value.startswith("every look-up")


@pytest.mark.parametrize(
    "text",
    [
        ASKED.upper(),
        ASKED.replace(" ", "\n  "),
        ASKED.replace("deadline", "dead line"),
        ASKED.replace("since", "after") + "?",
    ],
)
def test_a_text_that_is_nearly_the_same_is_the_same(shelf: Shelf, text: str) -> None:
    """Case, spacing and a word more or less are no difference."""
    assert [problem.key for problem in found(shelf, row(text))] == ["examples[3]"]


def test_ninety_of_a_hundred_is_where_it_begins(tmp_path: Path) -> None:
    """Twenty letters of which two differ are; of which three differ are not."""
    shelf = Shelf(tmp_path)
    shelf.add()
    shelf.change("why is dns-gone so, the 3th time", "abcdefghijklmnopqrst")
    assert [problem.key for problem in found(shelf, row("abcdefghijklmnopqr12"))] == ["examples[3]"]
    assert found(shelf, row("abcdefghijklmnopq123")) == []


def test_a_background_text_is_held_against_the_sample(tmp_path: Path) -> None:
    """It teaches, too."""
    shelf = Shelf(tmp_path)
    shelf.write("background/chat.yaml", f"kind: chat\nlanguage: en\ntexts:\n  - lunch\n  - {ASKED}\n")
    assert [(problem.file.name, problem.key) for problem in found(shelf, row(ASKED))] == [("chat.yaml", "texts[1]")]


def test_the_other_script_is_the_same_text(shelf: Shelf) -> None:
    """An example for Taiwan is learnt in simplified characters as well."""
    shelf.change("第 3 次，dns-gone 為什麼會這樣", "節點重新啟動之後，名稱查詢全部逾時", name="dns-gone.zh-TW.yaml")
    (problem,) = found(shelf, row("节点重新启动之后，名称查询全部超时", lang="zh-CN"))
    assert (problem.file.name, problem.key) == ("dns-gone.zh-TW.yaml", "examples[3]")


def test_what_programs_print_may_be_in_both(shelf: Shelf) -> None:
    """A printed string is what it is."""
    assert found(shelf, row("lookup of dns-gone timed out")) == []


def test_nothing_is_said_without_a_sample(shelf: Shelf) -> None:
    """There is nothing to repeat."""
    assert found(shelf) == []
