"""Reads one YAML file as it was written. The one door to the YAML library here.

Whatever a file holds, reading it is cheap and safe: it is taken event by event, and what could blow up or mean
something else (references to other places, tags, endless nesting) is told with its line instead of being followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.problems import Data, KeyPath, Problem, WrittenFile, key_path, shortened

MOST_BYTES = 1_000_000
DEEPEST = 20
"""Levels of nesting; an entry needs seven."""

UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not take."""

NULLS = ("", "~", "null", "Null", "NULL")


def written_file(path: Path) -> tuple[WrittenFile | None, list[Problem]]:
    """The file as it was written, and what is wrong with it as YAML; None where it can't be read to its end."""
    builder = _Builder(path)
    try:
        content = builder.content(_text(path))
    except _Refused as refused:
        return None, [*builder.problems, refused.problem(path)]
    return WrittenFile(file=path, content=content, lines=builder.lines), builder.problems


@dataclass(eq=False)
class _Refused(Exception):  # noqa: N818 - reads as the sentence that it is
    """The file is no YAML that we take; nothing behind this line can be read."""

    message: str
    suggestion: str
    line: int = 1
    value: str = ""

    def problem(self, path: Path) -> Problem:
        value = shortened(self.value)
        return Problem(file=path, line=self.line, key="", message=self.message, value=value, suggestion=self.suggestion)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _Refused(f"the file can't be read: {error.strerror}", "check its permissions") from None
    if len(data) > MOST_BYTES:
        raise _Refused(f"the file has {len(data):,} bytes, at most {MOST_BYTES:,} are read", "write one topic a file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The decoder counts from behind a byte order mark; `object` is what it was counting in.
        line = error.object.count(b"\n", 0, error.start) + 1
        encoding = "UTF-16" if b"\0" in data[:4] else "another encoding"
        message = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        raise _Refused(message, f"the file seems to be in {encoding}: save it as UTF-8", line) from None
    if found := UNPRINTABLE.search(text):
        message = f"U+{ord(found[0]):04X} is a character that YAML does not take"
        raise _Refused(message, "delete it", text.count("\n", 0, found.start()) + 1)
    return text


class _Builder:
    """Puts the events of one YAML document together, keeping the line of each key and item."""

    def __init__(self, path: Path) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        self._path = path

    def content(self, text: str) -> Data:
        """What the document holds. Raises _Refused where it can't be read to its end."""
        try:
            return self._document(yaml.parse(text, Loader=yaml.CSafeLoader))
        except yaml.MarkedYAMLError as error:
            raise _broken(error, text.splitlines()) from None
        except yaml.YAMLError as error:
            raise _Refused(f"this is not YAML: {error}", "look at the file in an editor") from None

    def _document(self, events: Iterator[yaml.Event]) -> Data:
        content: Data = None
        is_first = True
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                content = self._node(event, events, ())
                is_first = False
            elif isinstance(event, yaml.DocumentStartEvent) and not is_first:
                raise _Refused("a second document begins here", "write one topic a file, without ---", _line(event))
        return content

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], path: KeyPath) -> Data:
        if len(path) > DEEPEST:
            message = f"this is nested more than {DEEPEST} levels deep"
            raise _Refused(message, "an entry needs seven levels: check the brackets and the indentation", _line(event))
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._tell(event, path, f"the tag `{event.tag}` means nothing here", "leave it out")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(events, path)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.implicit[0] and event.value in NULLS else event.value
        self._tell(event, path, "this refers to another place", "write it out: references are not followed")
        return None

    def _mapping(self, events: Iterator[yaml.Event], path: KeyPath) -> dict[str, Data]:
        content: dict[str, Data] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise _Refused("a key must be a plain word", "put a text with [ or { in quotes", _line(event))
            place = (*path, event.value)
            if event.value in content:
                message = f"the key `{event.value}` is given twice, first in line {self.lines[place]}"
                self._tell(event, place, message, "join the two, or delete one")
                _pass_over(events)
                continue
            self.lines[place] = _line(event)
            content[event.value] = self._node(next(events), events, place)
        return content

    def _list(self, events: Iterator[yaml.Event], path: KeyPath) -> list[Data]:
        content: list[Data] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            place = (*path, len(content))
            self.lines[place] = _line(event)
            content.append(self._node(event, events, place))
        return content

    def _tell(self, event: yaml.Event, path: KeyPath, message: str, suggestion: str) -> None:
        problem = Problem(
            file=self._path, line=_line(event), key=key_path(path), message=message, suggestion=suggestion
        )
        self.problems.append(problem)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _pass_over(events: Iterator[yaml.Event]) -> None:
    """Leaves out the next value, however much it holds."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if not depth:
            return


def _broken(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> _Refused:
    """The YAML library's complaint, at the line that people have to look at."""
    unclosed = error.context_mark if "quoted scalar" in (error.context or "") else None
    mark = unclosed or error.problem_mark or error.context_mark
    index, column = (mark.line, mark.column) if mark else (0, 0)
    text = lines[index] if index < len(lines) else ""
    problem = error.problem or ""
    if problem.startswith("mapping values are not allowed"):
        hint = "put the whole text in quotes if it holds a colon followed by a blank, else check the indentation"
    elif "cannot start any token" in problem and "\t" in text[: column + 1]:
        hint = "indent with blanks, not with tabs"
    elif "cannot start any token" in problem:
        hint = "put a text that begins with ` or @ or % in quotes"
    elif unclosed:
        hint = "close the quote that begins here"
    else:
        hint = "check the quotes and the indentation here and in the line before"
    return _Refused(f"this is not YAML: {problem}", hint, index + 1, text)
