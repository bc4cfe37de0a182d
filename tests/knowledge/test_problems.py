"""A file as it was written, and where in it something is."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.problems import KnowledgeInvalid, Problem, WrittenFile, key_path, nearest, shortened

WRITTEN = WrittenFile(
    file=Path("a.yaml"),
    content={"title": "A", "steps": [{"text": "one"}, {"text": "two", "when": None}, "three"]},
    lines={("title",): 1, ("steps",): 2, ("steps", 0): 3, ("steps", 0, "text"): 3, ("steps", 1): 4},
)


def test_a_path_reads_as_people_write_it() -> None:
    """Places in lists stand in brackets, counted from 0."""
    assert key_path(("remedies", 1, "steps", 0, "text")) == "remedies[1].steps[0].text"
    assert key_path(()) == ""


def test_the_line_of_what_is_not_there_is_that_of_what_is_around_it() -> None:
    """A missing key is told where it belongs."""
    assert WRITTEN.line(("steps", 1, "text")) == 4
    assert WRITTEN.line(("steps", 7)) == 2
    assert WRITTEN.line(("nothing",)) == 1


@pytest.mark.parametrize(
    "path", [("nothing",), ("title", "deeper"), ("steps", 9), ("steps", "text"), ("steps", 2, "text")]
)
def test_there_is_no_value_where_the_file_has_another_shape(path: tuple[str | int, ...]) -> None:
    """A rule may ask for any place of any file."""
    assert WRITTEN.value(path) is None


def test_each_finds_the_values_at_such_places() -> None:
    """Items of another shape are passed over."""
    assert list(WRITTEN.each("steps[].text")) == [(("steps", 0, "text"), "one"), (("steps", 1, "text"), "two")]
    assert list(WRITTEN.each("title")) == [(("title",), "A")]
    assert list(WRITTEN.each("title[].text")) == []
    assert list(WRITTEN.each("steps.text")) == []


def test_a_problem_knows_its_place_and_its_value() -> None:
    """The value is the one that stands there, unless another is named."""
    problem = WRITTEN.problem(("steps", 0, "text"), "too short", suggestion="say more")
    assert problem == Problem(
        file=Path("a.yaml"), line=3, key="steps[0].text", message="too short", value="one", suggestion="say more"
    )
    assert WRITTEN.problem(("steps",), "wrong").value == ""
    assert WRITTEN.problem(("title",), "wrong", value="B").value == "B"


def test_a_long_value_is_shortened_to_one_line() -> None:
    """A problem is told in one line."""
    assert shortened("a\n  b") == "a b"
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 59 + "…"


def test_the_nearest_word_is_one_that_resembles() -> None:
    """Nothing is suggested where nothing is like it."""
    assert nearest("wenn", {"when", "steps"}) == "when"
    assert nearest("zzz", {"when", "steps"}) is None


def test_the_exception_carries_every_problem() -> None:
    """Whoever catches it shows them all."""
    problems = (WRITTEN.problem((), "one"), WRITTEN.problem((), "two"))
    invalid = KnowledgeInvalid(problems)
    assert invalid.problems == problems
    assert str(invalid) == "2 problems in the knowledge files"
