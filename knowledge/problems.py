"""What is wrong in a knowledge file, and where: a file as it was written, and the problems found in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way from a file's top to one value: keys of mappings, and places in lists counted from 0."""

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
"""What a file holds. Every scalar is text as written, but for null: the schema, not YAML, says what is a date."""

Severity = Literal["error", "hint"]

VALUE_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong in one file."""

    file: Path
    line: int
    """Counted from 1; 1 where the whole file is meant."""
    key: str
    """The path of keys to the place, such as `remedies[1].steps[0].text`; empty where the whole file is meant."""
    message: str
    """What is wrong, in one sentence."""
    value: str = ""
    """The offending value as written, shortened."""
    suggestion: str = ""
    """What to do about it."""
    severity: Severity = "error"


class KnowledgeInvalid(Exception):  # noqa: N818 - reads as the sentence that it is
    """The knowledge files cannot be used; `problems` says why, all at once. Show them and stop."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in the knowledge files")
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class WrittenFile:
    """A YAML file as it was written: what it holds, and in which line."""

    file: Path
    content: Data
    lines: Mapping[KeyPath, int]
    """The line of every key and of every item of a list."""

    def line(self, path: KeyPath) -> int:
        """The line of this place, or of the nearest place around it that is there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def value(self, path: KeyPath) -> Data:
        """What stands at this place; None where nothing does."""
        found = self.content
        for step in path:
            if isinstance(found, dict) and isinstance(step, str):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def each(self, keys: str) -> Iterator[tuple[KeyPath, Data]]:
        """Every value at such a place, as in `remedies[].steps[].text`; nothing where the file has another shape."""
        yield from _each(self.content, keys.replace("[]", ".[]").split("."), ())

    def problem(
        self,
        path: KeyPath,
        message: str,
        *,
        suggestion: str = "",
        severity: Severity = "error",
        value: str | None = None,
    ) -> Problem:
        """A problem at this place, with the value that stands there unless another one is named."""
        here = self.value(path)
        return Problem(
            file=self.file,
            line=self.line(path),
            key=key_path(path),
            message=message,
            value=shortened(value if value is not None else here if isinstance(here, str) else ""),
            suggestion=suggestion,
            severity=severity,
        )


def key_path(path: KeyPath) -> str:
    """The path as people write it: `remedies[1].steps[0].text`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def shortened(value: str) -> str:
    """The value in one line, cut where it is long."""
    line = " ".join(value.split())
    return line if len(line) <= VALUE_CHARACTERS else line[: VALUE_CHARACTERS - 1] + "…"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None)


def _each(found: Data, keys: list[str], path: KeyPath) -> Iterator[tuple[KeyPath, Data]]:
    if not keys:
        yield path, found
    elif keys[0] == "[]" and isinstance(found, list):
        for index, item in enumerate(found):
            yield from _each(item, keys[1:], (*path, index))
    elif isinstance(found, dict) and keys[0] in found:
        yield from _each(found[keys[0]], keys[1:], (*path, keys[0]))
