"""The words of a plain text, as the counting of words sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"[a-z0-9_]+(?:[.\-/\\:'][a-z0-9_]+)*|[\u3400-\u4dbf\u4e00-\u9fff]+")
JOINTS = re.compile(r"[.\-/\\:']")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in the text; Chinese has no blanks, so that each pair of characters is one."""

    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text in lower case: parts of compounds, compounds written together, pairs of Chinese characters."""
    for found in WORD.finditer(text):
        start, whole = found.start(), found[0]
        if whole[0] > "\u33ff":
            yield from _pairs(whole, start)
            continue
        parts = JOINTS.split(whole)
        position = start
        for part in parts:
            yield Word(part, position, position + len(part))
            position += len(part) + 1
        if len(parts) > 1:
            yield Word("".join(parts), start, found.end())


def _pairs(run: str, start: int) -> Iterator[Word]:
    if len(run) == 1:
        yield Word(run, start, start + 1)
    for index in range(len(run) - 1):
        yield Word(run[index : index + 2], start + index, start + index + 2)
