"""How much work a regular expression makes, counted instead of timed.

A small backtracking matcher walks Python's own parse of a pattern, tries alternatives in the order in which Python
tries them, and counts what it looks at. `attacks` makes texts of a pattern's own parts that begin as a match does, go
on for long and end otherwise; `growth` tells how the work grows when they double.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from re import _constants as constants  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Nodes = Sequence[tuple[Any, Any]]
Ends = Callable[[int], Iterator[int]]

LONG = 8
"""A repeat that may be longer than this counts as endless."""
SHORT, DOUBLE = 14, 28
"""How often the repeated part of an attack is written."""
MOST_WORK = 100_000
"""More is an explosion."""
PROBES = [chr(code) for code in range(1, 127)] + list("é網网节\u3042😀\u200b\x9f")
"""Characters from which a pattern's own are chosen."""
ENDING = "\x02"
"""What no pattern ends with."""
CATEGORIES: dict[Any, Callable[[str], bool]] = {
    constants.CATEGORY_DIGIT: str.isdecimal,
    constants.CATEGORY_NOT_DIGIT: lambda one: not one.isdecimal(),
    constants.CATEGORY_SPACE: str.isspace,
    constants.CATEGORY_NOT_SPACE: lambda one: not one.isspace(),
    constants.CATEGORY_WORD: lambda one: one.isalnum() or one == "_",
    constants.CATEGORY_NOT_WORD: lambda one: not (one.isalnum() or one == "_"),
}


class TooMuchWork(Exception):  # noqa: N818 - reads as the sentence that it is
    """The count was given up: the work explodes."""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A parsed pattern."""

    written: str
    flags: int = 0
    anywhere: bool = True
    """Whether it is looked for in the whole text, or only tried at one place."""

    @cached_property
    def nodes(self) -> Nodes:
        """Python's parse of it."""
        if self.flags:
            raise NotImplementedError(f"flags {self.flags} are not counted yet")
        return tuple(parser.parse(self.written))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """One character of each kind that the pattern tells apart."""
        tests = list(_tests(self.nodes))
        kinds = {tuple(_is(test, probe) for test in tests): probe for probe in reversed(PROBES)}
        return tuple(letter for kind, letter in kinds.items() if any(kind))


def search(pattern: Pattern, text: str) -> tuple[tuple[int, int] | None, int]:
    """The first match, as Python finds it, and the work of finding it."""
    matcher = _Matcher(text)
    for start in range(len(text) + 1):
        for end in matcher.sequence(pattern.nodes, 0, start):
            return (start, end), matcher.work
    return None, matcher.work


def work(pattern: Pattern, text: str) -> int:
    """The work of finding every match in a text. Raises TooMuchWork."""
    matcher = _Matcher(text, endless=True)
    start = 0
    while start <= (len(text) if pattern.anywhere else 0):
        end = next(matcher.sequence(pattern.nodes, 0, start), start)
        start = max(end, start + 1)
    return matcher.work


def attacks(pattern: Pattern) -> Iterator[tuple[str, str]]:
    """What may be hard for it: how a text begins, and what it then repeats."""
    beginnings = {"", *_beginnings(pattern.nodes)}
    pairs = ["".join(pair) for pair in itertools.permutations(pattern.letters, 2)]
    for beginning in sorted(beginnings):
        yield from ((beginning, letter) for letter in pattern.letters)
    yield from (("", repeated) for repeated in (*pairs, *(beginning for beginning in sorted(beginnings) if beginning)))


def growth(pattern: Pattern) -> tuple[float, str]:
    """The most by which the work grows when an attack doubles, and that attack. Raises TooMuchWork."""
    worst = (0.0, "")
    for beginning, repeated in attacks(pattern):
        once, twice = (work(pattern, beginning + repeated * times + ENDING) for times in (SHORT, DOUBLE))
        worst = max(worst, (twice / max(once, 1), f"{beginning!r} + {repeated!r} * n"))
    return worst


class _Matcher:
    def __init__(self, text: str, *, endless: bool = False) -> None:
        self._text = text
        self._endless = endless
        self.work = 0

    def sequence(self, nodes: Nodes, index: int, start: int) -> Iterator[int]:
        """Where these nodes can end, in the order in which Python tries."""
        if index == len(nodes):
            yield start
            return
        for end in self._node(nodes[index], start):
            yield from self.sequence(nodes, index + 1, end)

    def _node(self, node: tuple[Any, Any], start: int) -> Iterator[int]:
        self.work += 1
        if self.work > MOST_WORK:
            raise TooMuchWork
        kind, value = node
        if kind in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
            least, most, inner = value
            most = constants.MAXREPEAT if self._endless and most > LONG else most
            yield from self._repeat(inner, least, most, start, greedy=kind is constants.MAX_REPEAT)
        elif kind in {constants.SUBPATTERN, constants.BRANCH}:
            for inner in _inner(kind, value) or ():
                yield from self.sequence(inner, 0, start)
        elif kind in {constants.ASSERT, constants.ASSERT_NOT}:
            if self._holds(value, start) == (kind is constants.ASSERT):
                yield start
        elif kind is constants.AT:
            if self._is_at(value, start):
                yield start
        elif start < len(self._text) and _is(node, self._text[start]):
            yield start + 1

    def _repeat(self, inner: Nodes, least: int, most: int, start: int, *, greedy: bool) -> Iterator[int]:
        if not greedy and least <= 0:
            yield start
        if most > 0:
            for end in self.sequence(inner, 0, start):
                if end > start or least > 0:
                    yield from self._repeat(inner, least - 1, most - 1, end, greedy=greedy)
        if greedy and least <= 0:
            yield start

    def _holds(self, value: tuple[int, Any], start: int) -> bool:
        direction, nodes = value
        if direction > 0:
            return next(self.sequence(nodes, 0, start), None) is not None
        width = nodes.getwidth()[0]
        return start >= width and start in self.sequence(nodes, 0, start - width)

    def _is_at(self, place: Any, start: int) -> bool:
        text = self._text
        sides = [0 <= at < len(text) and CATEGORIES[constants.CATEGORY_WORD](text[at]) for at in (start - 1, start)]
        places = {
            constants.AT_BEGINNING: start == 0,
            constants.AT_BEGINNING_STRING: start == 0,
            constants.AT_BOUNDARY: sides[0] != sides[1],
            constants.AT_NON_BOUNDARY: sides[0] == sides[1],
            constants.AT_END: text[start:] in {"", "\n"},
            constants.AT_END_STRING: start == len(text),
        }
        return places[place]


def _is(test: tuple[Any, Any], letter: str) -> bool:
    kind, value = test
    code = ord(letter)
    if kind is constants.LITERAL:
        return bool(code == value)
    if kind is constants.NOT_LITERAL:
        return bool(code != value)
    if kind is constants.ANY:
        return letter != "\n"
    if kind is constants.RANGE:
        return bool(value[0] <= code <= value[1])
    if kind is constants.CATEGORY:
        return CATEGORIES[value](letter)
    if kind is constants.IN:
        negated = value[0][0] is constants.NEGATE
        return any(_is(item, letter) for item in value[negated:]) != negated
    raise NotImplementedError(f"{kind} is not counted yet")


def _tests(nodes: Nodes) -> Iterator[tuple[Any, Any]]:
    """Every test of a single character."""
    for kind, value in nodes:
        inner = _inner(kind, value)
        if inner is None:
            yield kind, value
        for one in inner or ():
            yield from _tests(one)


def _inner(kind: Any, value: Any) -> Sequence[Nodes] | None:
    """What is inside of a node; None: it tests a character."""
    if kind in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
        return (value[2],)
    if kind is constants.SUBPATTERN:
        return (value[3],)
    if kind is constants.BRANCH:
        return tuple(value[1])
    if kind in {constants.ASSERT, constants.ASSERT_NOT}:
        return (value[1],)
    return () if kind is constants.AT else None


def _beginnings(nodes: Nodes) -> Iterator[str]:
    """The shortest text before each repeat of the pattern, in each of its branches."""
    before = ""
    for kind, value in nodes:
        if kind in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
            yield before
            yield before + _shortest([(kind, value)]) + _shortest(value[2])
        if kind not in {constants.ASSERT, constants.ASSERT_NOT}:
            for inner in _inner(kind, value) or ():
                yield from (before + beginning for beginning in _beginnings(inner))
        before += _shortest([(kind, value)])


def _shortest(nodes: Nodes) -> str:
    """A short text that the nodes match, apart from what they ask of its surroundings."""
    text = ""
    for kind, value in nodes:
        if kind in {constants.MAX_REPEAT, constants.MIN_REPEAT}:
            text += _shortest(value[2]) * value[0]
        elif kind is constants.SUBPATTERN:
            text += _shortest(value[3])
        elif kind is constants.BRANCH:
            text += _shortest(value[1][0])
        elif _inner(kind, value) is None:
            text += next((letter for letter in reversed(PROBES[:126]) if _is((kind, value), letter)), "網")
    return text
