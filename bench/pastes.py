"""Texts as people paste them, made here so that they are the same in every run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count

ERROR = (
    "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)\n"
)
QUIET = (
    "I0924 10:11:{second:02}.131415    5948 proxier.go:912] Syncing rules took 1.{number}s for web-{number}\n",
    'I0924 10:11:{second:02}.204417    5948 reconciler.go:224] "Volume attached" volume="kube-api-{number}"\n',
    'I0924 10:11:{second:02}.330125    5948 kubelet.go:1921] "SyncLoop (PLEG): event" pod="default/web-{number}"\n',
)
SENTENCES = (
    "Since we patched the Windows nodes on Tuesday the pods on {number} of them cannot reach anything outside.\n",
    "From the node itself ping 8.8.8.{number} works, and pods find each other by their addresses.\n",
    "We restarted flanneld and the kubelet on win-{number}, then the whole machine, which helped for an hour.\n",
    "The team that runs ingress says that nothing has changed on their side since release {number}.\n",
)
PASTE = 2048
"""Characters of an ordinary paste."""


def log(characters: int, *, first: int = 0) -> str:
    """A piece of a log with one line in it that matters; `first` is the number that its lines count from."""
    half = (characters - len(ERROR)) // 2
    before = _filled(_quiet(first), half).rpartition("\n")[0] + "\n"
    return before + ERROR + _filled(_quiet(first + half), characters - len(before) - len(ERROR))


def words(characters: int, *, first: int = 0) -> str:
    """What somebody tells at length."""
    return _filled((sentence.format(number=number) for number, sentence in _turns(SENTENCES, first)), characters)


def paragraphs(characters: int) -> str:
    """The same, with a blank line between the sentences."""
    return _filled((f"{sentence.format(number=number)}\n" for number, sentence in _turns(SENTENCES)), characters)


def line(characters: int) -> str:
    """A log without a line end."""
    return log(characters).replace("\n", " ")


def chinese(characters: int) -> str:
    """What somebody tells at length, in Chinese."""
    told = "更新之後 {number} 號節點上的 Windows Pod 連不到外面，節點自己可以上網，重開機也只好一下子。\n"
    return _filled((told.format(number=number) for number in count()), characters)


def dump(characters: int) -> str:
    """JSON of a cluster, as kubectl prints it."""
    item = '{{"kind":"Pod","metadata":{{"name":"web-{number}","uid":"0b0e8f5e-7a0c-4f39-9f0e-{number:012}"}},"x":1}},\n'
    return _filled((item.format(number=number) for number in count()), characters)


OF_ANY_LENGTH: Mapping[str, Callable[[int], str]] = {
    "a log": log,
    "a log in one line": line,
    "English sentences": words,
    "English paragraphs": paragraphs,
    "Chinese sentences": chinese,
    "JSON": dump,
    "blank lines": "\n".__mul__,
    "emoji": "\N{FIRE}".__mul__,
    "unclosed fences": lambda characters: ("```\n" * characters)[:characters],
}


def _quiet(first: int) -> Iterator[str]:
    return (text.format(number=number, second=number % 60) for number, text in _turns(QUIET, first))


def _turns(texts: tuple[str, ...], first: int = 0) -> Iterator[tuple[int, str]]:
    return ((number, texts[number % len(texts)]) for number in count(first))


def _filled(pieces: Iterator[str], characters: int) -> str:
    found, length = [], 0
    while length < characters:
        found.append(next(pieces))
        length += len(found[-1])
    return "".join(found)[:characters]
