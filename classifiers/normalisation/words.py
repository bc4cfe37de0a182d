"""The words of a plain text, as the counting of words sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

LATIN_WORD = re.compile(r"[a-z0-9_]+(?:[.\-/\\:'][a-z0-9_]+)*")
"""A word of letters and digits, or several that are joined, as in kube-proxy or subnet.env."""
HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
JOINT = re.compile(r"[.\-/\\:]")
APOSTROPHE = "'"
ENDINGS = ("ing", "ed", "es", "s")
"""Endings of English words, longest first."""
SHORTEST_STEM = 3
WHOLE = frozenset({"nice", "wine"})
"""Words whose stem would be another word: a nice day has no NIC, and wine no Windows."""
ENGLISH_FILLERS = (
    "the a an and or of to in on at for from with by is are was be been it its this that these those as if so but not "
    "no do doe did can cant dont i we my our you your any all only just also have ha had get got after befor when why "
    "how what which who please thank hi hello there some us im"
)
CHINESE_FILLERS = (
    "为什 什么 怎么 么会 我的 我们 你们 这个 那个 一个 一直 看到 这样 那样 可以 是不 不是 如何 请问 问一 还是 "
    "因为 所以 但是 就是 已经 现在 有没 有人 的时 时候 一下 大家 请教 谢谢 你好"
)
TELL_NOTHING = frozenset((*ENGLISH_FILLERS.split(), *CHINESE_FILLERS.split()))
"""Stems and pairs of characters that are in every text: nobody takes them for a reason."""


# A text has hundreds of these: tuples are made in half the time.
class Word(NamedTuple):
    """A word and its place in the text."""

    text: str
    """The stem of an English word, or two Chinese characters."""
    start: int
    end: int


class Part(NamedTuple):
    """An English word, or a part of joined words, as it is written."""

    text: str
    start: int
    end: int


def latin_parts(text: str) -> list[Part]:
    """The English words of a text in lower case; can't is cant, and kube-proxy is two words."""
    parts: list[Part] = []
    for found in LATIN_WORD.finditer(text):
        word, start = found[0], found.start()
        if word.isalnum():
            parts.append(Part(word, start, found.end()))
        else:
            parts += _split(word, start)
    return parts


def words(text: str, latin: list[Part]) -> list[Word]:
    """The words of a text in its order: stems of its English words, and pairs of Chinese characters."""
    english = [Word(stem(part.text), part.start, part.end) for part in latin]
    chinese = [pair for found in HAN_RUN.finditer(text) for pair in _pairs(found[0], found.start())]
    return sorted((*english, *chinese), key=lambda word: word.start) if chinese else english


def neighbours(latin: list[Part]) -> list[str]:
    """Each two English words side by side as one: node port, node-port and nodeport are the same."""
    return [one.text + stem(other.text) for one, other in pairwise(latin) if other.start - one.end <= 1]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The English word without its ending, roughly: what matters is that the forms of a word get the same stem."""
    if not word.isalpha() or word in WHOLE:
        return word
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM and not word.endswith("ss"):
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > SHORTEST_STEM else word


def _split(joined: str, start: int) -> Iterator[Part]:
    for text in JOINT.split(joined):
        yield Part(text.replace(APOSTROPHE, ""), start, start + len(text))
        start += len(text) + 1


def _pairs(run: str, start: int) -> Iterator[Word]:
    if len(run) == 1:
        yield Word(run, start, start + 1)
    for index in range(len(run) - 1):
        yield Word(run[index : index + 2], start + index, start + index + 2)
