"""One YAML file, as it was written; whatever it holds, it is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.parsing import DEEPEST, MOST_BYTES, written_file
from knowledge.problems import Problem, WrittenFile


def parsed(folder: Path, content: str | bytes) -> tuple[WrittenFile | None, list[Problem]]:
    """What becomes of a file that holds this."""
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return written_file(path)


def right(folder: Path, content: str | bytes) -> WrittenFile:
    """The file, of which nothing is wrong."""
    written, problems = parsed(folder, content)
    assert written is not None
    assert problems == []
    return written


def refused(folder: Path, content: str | bytes) -> Problem:
    """The only problem of a file that can't be read to its end."""
    written, problems = parsed(folder, content)
    assert written is None
    assert len(problems) == 1
    return problems[0]


def told(folder: Path, content: str) -> tuple[WrittenFile, list[tuple[int, str, str]]]:
    """The file, and line, key and message of what is wrong in it."""
    written, problems = parsed(folder, content)
    assert written is not None
    return written, [(problem.line, problem.key, problem.message) for problem in problems]


def test_every_key_and_item_keeps_its_line(tmp_path: Path) -> None:
    """Blank lines, comments and blocks count."""
    written = right(tmp_path, "# note\na: 1\n\nb:\n  - x\n  - c: |\n      one\n      two\n    d: [p, q]\ne: >-\n  f\n")
    assert written.content == {"a": "1", "b": ["x", {"c": "one\ntwo\n", "d": ["p", "q"]}], "e": "f"}
    assert written.lines == {
        ("a",): 2,
        ("b",): 4,
        ("b", 0): 5,
        ("b", 1): 6,
        ("b", 1, "c"): 6,
        ("b", 1, "d"): 9,
        ("b", 1, "d", 0): 9,
        ("b", 1, "d", 1): 9,
        ("e",): 10,
    }


def test_scalars_are_text_as_written(tmp_path: Path) -> None:
    """YAML's own guesses (numbers, dates, yes and no) would change what a program printed."""
    content = "[0x803b0013, 1.10, yes, 12:30:45, 2026-11-20, =, 'null', \"~\", 010]"
    expected = ["0x803b0013", "1.10", "yes", "12:30:45", "2026-11-20", "=", "null", "~", "010"]
    assert right(tmp_path, content).content == expected


def test_nothing_is_null(tmp_path: Path) -> None:
    """In each of the ways in which YAML writes it."""
    assert right(tmp_path, "a: null\nb: ~\nc:\nd: Null\n").content == {"a": None, "b": None, "c": None, "d": None}


def test_a_byte_order_mark_and_windows_line_ends_are_no_matter(tmp_path: Path) -> None:
    """Editors on Windows write both."""
    written = right(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: |\r\n  x\r\n  y\r\nc: 3\r\n")
    assert written.content == {"a": "1", "b": "x\ny\n", "c": "3"}
    assert written.lines[("c",)] == 5


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing(tmp_path: Path, content: str) -> None:
    """That it should hold something is the schema's word."""
    assert right(tmp_path, content).content is None


def test_latin_1_is_told_with_its_line_and_byte(tmp_path: Path) -> None:
    """A file of an old editor."""
    problem = refused(tmp_path, b"a: 1\nb: caf\xe9\n")
    assert (problem.line, problem.message) == (2, "byte 0xe9 is not UTF-8")
    assert problem.suggestion == "the file seems to be in another encoding: save it as UTF-8"


def test_latin_1_behind_a_byte_order_mark_is_told_with_its_byte(tmp_path: Path) -> None:
    """The mark does not shift the place."""
    problem = refused(tmp_path, b"\xef\xbb\xbfa: 1\nb: caf\xe9\n")
    assert (problem.line, problem.message) == (2, "byte 0xe9 is not UTF-8")


def test_utf_16_is_named(tmp_path: Path) -> None:
    """What PowerShell 5 writes."""
    problem = refused(tmp_path, "a: 1\n".encode("utf-16"))
    assert problem.suggestion == "the file seems to be in UTF-16: save it as UTF-8"


def test_a_control_character_is_told_with_its_line(tmp_path: Path) -> None:
    """Pasted from a terminal, invisible in an editor."""
    problem = refused(tmp_path, "a: 節點\nb: x\x1b[0m\n")
    assert (problem.line, problem.message) == (2, "U+001B is a character that YAML does not take")


@pytest.mark.parametrize(
    ("content", "line", "suggestion"),
    [
        ("a: 1\nb: x: y\n", 2, "put the whole text in quotes if it holds a colon followed by a blank"),
        ("a:\n\tb: 1\n", 2, "indent with blanks, not with tabs"),
        ("a:\n  \tb: 1\n  c: 2\n", 2, ""),
        ("a: 1\nb: `ping`\n", 2, "put a text that begins with ` or @ or % in quotes"),
        ('a: 1\nb: "open\nc: 2\n', 2, "close the quote that begins here"),
        ("a: 'it's'\n", 1, "check the quotes and the indentation here and in the line before"),
        ("a: [1, 2\nb: 3\n", 2, "check the quotes and the indentation here and in the line before"),
        ("- a\nb: 2\n", 2, "check the quotes and the indentation here and in the line before"),
        ('a: "\\ud800"\n', 1, ""),
    ],
)
def test_broken_yaml_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, content: str, line: int, suggestion: str
) -> None:
    """The line is the one that people have to look at."""
    problem = refused(tmp_path, content)
    assert problem.line == line
    assert problem.message.startswith("this is not YAML: ")
    assert problem.suggestion.startswith(suggestion)


def test_a_key_given_twice_is_told_with_both_lines(tmp_path: Path) -> None:
    """The first one counts, and what is behind the second is still read."""
    written, problems = told(tmp_path, "a: 1\nb: 2\na:\n  - x: {y: [1]}\nc: 3\n")
    assert problems == [(3, "a", "the key `a` is given twice, first in line 1")]
    assert written.content == {"a": "1", "b": "2", "c": "3"}


def test_a_key_given_twice_deep_inside_is_told_with_its_path(tmp_path: Path) -> None:
    """Each mapping has keys of its own."""
    _, problems = told(tmp_path, "s:\n  - t: 1\n  - t: 1\n    t: 2\n")
    assert problems == [(4, "s[1].t", "the key `t` is given twice, first in line 3")]


def test_references_are_told_and_not_followed(tmp_path: Path) -> None:
    """Nine lines of references to each other would become a billion items."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 10)]
    written, problems = told(tmp_path, "\n".join(lines))
    assert len(problems) == 81
    assert problems[0] == (2, "a1[0]", "this refers to another place")
    assert isinstance(written.content, dict)
    assert written.content["a9"] == [None] * 9


def test_an_anchor_that_nothing_refers_to_is_harmless(tmp_path: Path) -> None:
    """It changes nothing."""
    assert right(tmp_path, "a: &x 1\n").content == {"a": "1"}


@pytest.mark.parametrize("tag", ["!!int", "!!python/object/apply:os.system", "!mine", "!"])
def test_tags_are_told_and_mean_nothing(tmp_path: Path, tag: str) -> None:
    """Nothing is ever made of a file but text, lists and mappings."""
    written, problems = told(tmp_path, f"a: 1\nb: {tag} '3'\n")
    assert [(line, key) for line, key, _ in problems] == [(2, "b")]
    assert written.content == {"a": "1", "b": "3"}


def test_merge_keys_are_keys_like_any_other(tmp_path: Path) -> None:
    """The schema knows no such key and says so."""
    assert right(tmp_path, "<<: {a: 1}\n").content == {"<<": {"a": "1"}}


@pytest.mark.parametrize("depth", [DEEPEST + 1, 900, 100_000])
def test_endless_nesting_is_refused(tmp_path: Path, depth: int) -> None:
    """However deep, it neither takes long nor breaks anything."""
    assert refused(tmp_path, "a:\n " + "[" * depth).line == 2


def test_deep_blocks_are_refused_where_they_become_too_deep(tmp_path: Path) -> None:
    """Nesting by indentation, too."""
    problem = refused(tmp_path, "\n".join(" " * level + "k:" for level in range(40)))
    assert (problem.line, problem.message) == (DEEPEST + 2, f"this is nested more than {DEEPEST} levels deep")


def test_a_key_that_is_no_word_is_refused(tmp_path: Path) -> None:
    """A text that begins with a bracket was meant to be quoted."""
    problem = refused(tmp_path, "a: 1\n[x]: 2\n")
    assert (problem.line, problem.message) == (2, "a key must be a plain word")


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    """One topic a file."""
    problem = refused(tmp_path, "---\na: 1\n---\nb: 2\n")
    assert (problem.line, problem.message) == (3, "a second document begins here")


def test_what_was_wrong_before_the_break_is_told_as_well(tmp_path: Path) -> None:
    """Both are told in one run."""
    written, problems = parsed(tmp_path, "a: 1\na: 2\nb: x: y\n")
    assert written is None
    assert [problem.line for problem in problems] == [2, 3]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    """Somebody dropped a log into the folder."""
    problem = refused(tmp_path, b"a" * (MOST_BYTES + 1))
    assert problem.message == "the file has 1,000,001 bytes, at most 1,000,000 are read"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    """With the system's own reason."""
    written, problems = written_file(tmp_path / "none.yaml")
    assert written is None
    assert [problem.message for problem in problems] == ["the file can't be read: No such file or directory"]
