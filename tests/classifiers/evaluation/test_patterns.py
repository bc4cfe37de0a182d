"""Patterns and examples held against those of other entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from shelf import Shelf

from classifiers.evaluation.patterns import pattern_problems
from knowledge.loader import read
from knowledge.problems import Problem


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Two entries that have nothing to do with each other but their form."""
    shelf = Shelf(tmp_path)
    for name, word in (("ports-gone", "ports"), ("disk-wrong", "diskette")):
        shelf.add(name)
        shelf.write(f"{name}.yaml", shelf.text(f"{name}.yaml").replace(f"why is {name} so", f"why is the {word} so"))
        sign(shelf, name, {"text": f"the {word} said that it was printed"})
    return shelf


def sign(shelf: Shelf, name: str, *signatures: dict[str, str]) -> None:
    """Gives the entry these signatures."""
    written = shelf.text(f"{name}.yaml")
    begin, end = written.index("signatures:\n") + len("signatures:\n"), written.index("unless:\n")
    lines = "".join(f"  - {json.dumps(signature)}\n" for signature in signatures)
    shelf.write(f"{name}.yaml", written[:begin] + lines + written[end:])


def ask(shelf: Shelf, name: str, example: str) -> None:
    """Makes this the first example of the entry."""
    shelf.write(f"{name}.yaml", shelf.text(f"{name}.yaml").replace("examples:\n", f"examples:\n  - {example}\n", 1))


def check(shelf: Shelf) -> Sequence[Problem]:
    """What is wrong."""
    reading = read((shelf.folder,))
    assert reading.problems == ()
    return pattern_problems(reading.knowledge, reading.entries)


def errors(shelf: Shelf) -> Sequence[Problem]:
    """What must be changed."""
    return [problem for problem in check(shelf) if problem.severity == "error"]


def test_entries_that_keep_apart_have_no_errors(shelf: Shelf) -> None:
    """The rest of this file spoils them."""
    assert errors(shelf) == []


def test_a_pattern_outside_the_syntax_is_an_error_with_its_place(shelf: Shelf) -> None:
    """File, line, key path, value, suggestion."""
    sign(shelf, "ports-gone", {"text": "all the ports are gone"}, {"pattern": "(?<=a)b+", "weight": "likely"})
    (problem,) = errors(shelf)
    assert problem.file.name == "ports-gone.yaml"
    assert shelf.text("ports-gone.yaml").splitlines()[problem.line - 1].count("(?<=a)b+") == 1
    assert problem.key == "signatures[1].pattern"
    assert problem.value == "(?<=a)b+"
    assert "RE2" in problem.message
    assert "look-around" in problem.suggestion


def test_a_look_alike_s_pattern_is_checked_too(shelf: Shelf) -> None:
    """It would silently exclude nothing."""
    shelf.write("ports-gone.yaml", shelf.text("ports-gone.yaml").replace("pattern: no such host", "pattern: a(b"))
    (problem,) = errors(shelf)
    assert problem.key == "unless[0].pattern"


def test_a_signature_that_is_found_in_another_entry_s_text_is_an_error(shelf: Shelf) -> None:
    """The message names the text and where it stands."""
    sign(shelf, "ports-gone", {"pattern": "no free port"})
    ask(shelf, "disk-wrong", "there is no free port and no floppy")
    (problem,) = errors(shelf)
    assert (problem.file.name, problem.key) == ("ports-gone.yaml", "signatures[0]")
    assert "disk-wrong" in problem.message
    assert "no free port" in problem.message


def test_a_hint_or_a_known_look_alike_may_be_found_there(shelf: Shelf) -> None:
    """Neither answers."""
    sign(shelf, "ports-gone", {"pattern": "no free port", "weight": "hint"}, {"pattern": "free port"})
    shelf.write("ports-gone.yaml", shelf.text("ports-gone.yaml").replace("no such host", "floppy"))
    ask(shelf, "disk-wrong", "there is no free port and no floppy")
    assert errors(shelf) == []


def test_an_example_nearer_to_another_entry_is_a_hint(shelf: Shelf) -> None:
    """Measured with that example left out."""
    ask(shelf, "ports-gone", "the diskette, why is it so")
    hints = [(one.file.name, one.key) for one in check(shelf) if one.severity == "hint"]
    assert ("ports-gone.yaml", "examples[0]") in hints
    assert ("ports-gone.yaml", "examples[5]") not in hints


def test_shipped_entries_have_no_errors() -> None:
    """No signature of ours fires on another entry's text."""
    reading = read()
    problems = pattern_problems(reading.knowledge, reading.entries)
    assert [f"{one.file.name}: {one.key}: {one.message}" for one in problems if one.severity == "error"] == []
