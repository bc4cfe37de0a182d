"""The printed strings of the entries, found in a text.

Patterns are searched in linear time; texts are found in spite of lost blanks and small damage.

The one door to RE2 and to rapidfuzz.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Literal

import re2
from rapidfuzz import fuzz, utils
from rapidfuzz.distance import Indel

from classifiers.match import Span
from classifiers.normalisation.cleaning import Plain, plain
from classifiers.normalisation.mapped import Mapped
from knowledge.chinese import variant_insensitive
from knowledge.entry import Entry, EntryId

Weight = Literal["decisive", "likely", "hint"]

FLAGS = "(?im)"
"""Patterns don't care for case, and `^` and `$` are the ends of a line in them."""
LEFT_OUT = frozenset(" \n\"'\\")
"""Characters that come and go when a text is copied."""
SHINGLE = 5
"""Texts are looked up by all their pieces of so many characters."""
MOST_SHARED = 8
"""A piece that more signatures have than this tells too little to be looked up."""
FEWEST_SHINGLES = 4
"""A text with fewer pieces of its own is found by itself alone, undamaged."""
LEAST_SEEN = 0.5
"""The share of a signature's pieces that must be seen close to each other before damage is thought of."""
LEAST_ALIKE = 90.0
"""How alike (0 to 100) a damaged text must be to the signature."""
LEAST_WORD_ALIKE = 75.0
"""How alike (0 to 100) each longer word of it must be: another word is no damage."""
SHORTEST_WORD = 4
SHORTEST_DAMAGED = 16
"""Shorter texts are not recognised when damaged."""
SLACK = 12
"""Characters that damage may have added or taken away."""
MOST_HITS = 20
"""A signature is reported so often at most: the first ones are as good as all."""
FILTERED_TOGETHER = 400
"""Patterns that are looked up by one filter, so that it stays within RE2's memory."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A signature of an entry, found."""

    entry: EntryId
    key: str
    """Where it stands in the entry's file, such as `signatures[2]`."""
    weight: Weight
    span: Span


@dataclass(frozen=True, kw_only=True)
class LookAlike:
    """What speaks against an entry, found."""

    entry: EntryId
    unless: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that was found in a text, in its order."""

    hits: tuple[Hit, ...]
    look_alikes: tuple[LookAlike, ...]


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A pattern that RE2 does not take."""

    entry: EntryId
    key: str
    pattern: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class _Pattern:
    entry: EntryId
    key: str
    kind: Weight | None
    """None: it is a look-alike's."""
    name: str
    """Id of the look-alike."""
    pattern: str


@dataclass(frozen=True, kw_only=True)
class _Text:
    entry: EntryId
    key: str
    weight: Weight
    squeezed: str
    words: tuple[str, ...]
    """Words of it that a damaged text must hold, nearly."""
    codes: tuple[str, ...]
    """Words with digits, which a damaged text must hold exactly."""
    shingles: int = 0


class Signatures:
    """The printed strings of all entries, ready to be searched for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        patterns: list[_Pattern] = []
        texts: list[_Text] = []
        for entry in entries:
            for index, signature in enumerate(entry.signatures):
                key = f"signatures[{index}]"
                if signature.pattern is not None:
                    patterns.append(
                        _Pattern(entry=entry.id, key=key, kind=signature.weight, name="", pattern=signature.pattern)
                    )
                elif signature.text is not None:
                    texts.append(_text(signature.text, entry=entry.id, key=key, weight=signature.weight))
            patterns.extend(
                _Pattern(entry=entry.id, key=f"unless[{index}]", kind=None, name=unless.id, pattern=unless.pattern)
                for index, unless in enumerate(entry.unless)
            )
        self._patterns = _Patterns(patterns)
        self._texts = _Texts(texts)
        self.refused: tuple[Refused, ...] = self._patterns.refused

    def find(self, text: Plain) -> Found:
        """Every signature and every look-alike in the text."""
        hits: list[Hit] = list(self._texts.find(text.exact))
        look_alikes: list[LookAlike] = []
        for pattern, span in self._patterns.find(text):
            if pattern.kind is None:
                look_alikes.append(LookAlike(entry=pattern.entry, unless=pattern.name, span=span))
            else:
                hits.append(Hit(entry=pattern.entry, key=pattern.key, weight=pattern.kind, span=span))
        return Found(
            hits=tuple(sorted(hits, key=lambda hit: (hit.span.start, hit.span.end, hit.key))),
            look_alikes=tuple(sorted(look_alikes, key=lambda found: (found.span.start, found.span.end, found.unless))),
        )


def similarity(one: str, other: str) -> float:
    """How alike two short texts are, 0 to 1, whatever the order of their words."""
    return float(fuzz.token_sort_ratio(one, other, processor=utils.default_process)) / 100


class _Patterns:
    """RE2 patterns behind filters that tell in one pass which of them can match at all."""

    def __init__(self, patterns: Sequence[_Pattern]) -> None:
        usable: list[_Pattern] = []
        refused: list[Refused] = []
        self._compiled = []
        options = re2.Options()
        options.log_errors = False
        for pattern in patterns:
            try:
                compiled = re2.compile(_folded(pattern.pattern), options)
            except re2.error as error:
                reason = error.args[0] if error.args else "not RE2's syntax"
                told = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
                refused.append(
                    Refused(entry=pattern.entry, key=f"{pattern.key}.pattern", pattern=pattern.pattern, reason=told)
                )
            else:
                usable.append(pattern)
                self._compiled.append(compiled)
        self.refused = tuple(refused)
        self._usable = usable
        self._filters = [
            (begin, _filter([_folded(one.pattern) for one in usable[begin : begin + FILTERED_TOGETHER]]))
            for begin in range(0, len(usable), FILTERED_TOGETHER)
        ]

    def find(self, text: Plain) -> Iterator[tuple[_Pattern, Span]]:
        seen: set[tuple[int, int]] = set()
        for view in _views(text):
            for index in self._possible(view):
                for count, found in enumerate(self._compiled[index].finditer(view)):
                    if count == MOST_HITS:
                        break
                    start, end = found.span()
                    if start < end and (index, start) not in seen:
                        seen.add((index, start))
                        yield self._usable[index], Span.of(text.exact.received, *text.exact.place(start, end))

    def _possible(self, view: str) -> Iterator[int]:
        encoded = view.encode()
        for begin, filter_ in self._filters:
            for index in filter_.Match(encoded, potential=True) or ():
                yield begin + index


class _Texts:
    """Texts found by pieces of them, exactly or nearly."""

    def __init__(self, texts: Sequence[_Text]) -> None:
        owners: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, text in enumerate(texts):
            for offset in range(len(text.squeezed) - SHINGLE + 1):
                owners[text.squeezed[offset : offset + SHINGLE]].append((index, offset))
        self._owners = {piece: places for piece, places in owners.items() if len(places) <= MOST_SHARED}
        self._texts = texts
        self._shingles = Counter(index for places in self._owners.values() for index, _ in places)

    def find(self, exact: Mapped) -> Iterator[Hit]:
        squeezed, positions = _squeezed(exact.text)
        for index, places in self._places(squeezed):
            text = self._texts[index]
            for start, end in places:
                place = exact.place(positions[start], positions[end - 1] + 1)
                yield Hit(entry=text.entry, key=text.key, weight=text.weight, span=Span.of(exact.received, *place))

    def _places(self, squeezed: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
        near = self._near(squeezed)
        for index, text in enumerate(self._texts):
            if index not in near and self._shingles[index] >= FEWEST_SHINGLES:
                continue
            places = list(_exactly(text.squeezed, squeezed))
            if not places and index in near:
                places = list(_nearly(text, squeezed, near[index]))
            if places:
                yield index, places

    def _near(self, squeezed: str) -> dict[int, list[int]]:
        """For each text of which enough pieces stand together somewhere: where it would begin there."""
        seen: Counter[tuple[int, int]] = Counter()
        for position in range(len(squeezed) - SHINGLE + 1):
            for index, offset in self._owners.get(squeezed[position : position + SHINGLE], ()):
                seen[index, (position - offset) // SLACK] += 1
        near: dict[int, list[int]] = defaultdict(list)
        for (index, bucket), count in seen.items():
            together = count + seen.get((index, bucket + 1), 0)
            if together >= LEAST_SEEN * self._shingles[index] and len(near[index]) < MOST_HITS:
                near[index].append(bucket * SLACK)
        return near


def _text(printed: str, *, entry: EntryId, key: str, weight: Weight) -> _Text:
    exact = plain(printed).exact.text
    words = exact.replace("\n", " ").split()
    return _Text(
        entry=entry,
        key=key,
        weight=weight,
        squeezed=_squeezed(exact)[0],
        words=tuple(word for word in map(_bare, words) if len(word) >= SHORTEST_WORD and not _has_digit(word)),
        codes=tuple(word for word in map(_bare, words) if _has_digit(word)),
    )


def _bare(word: str) -> str:
    return "".join(character for character in word if character.isalnum())


def _has_digit(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _squeezed(text: str) -> tuple[str, array[int]]:
    """The text without what comes and goes, and the place of each of its characters."""
    kept = [character not in LEFT_OUT for character in text]
    return "".join(compress(text, kept)), array("I", compress(range(len(text)), kept))


def _exactly(signature: str, squeezed: str) -> Iterator[tuple[int, int]]:
    start, count = squeezed.find(signature), 0
    while start >= 0 and count < MOST_HITS:
        end = start + len(signature)
        if not _cuts_number(squeezed, start, end):
            count += 1
            yield start, end
        start = squeezed.find(signature, end)


def _cuts_number(squeezed: str, start: int, end: int) -> bool:
    """Whether a number goes on beyond the place: port 1025 is not found in port 10256."""
    before = start > 0 and squeezed[start - 1].isdigit() and squeezed[start].isdigit()
    behind = end < len(squeezed) and squeezed[end].isdigit() and squeezed[end - 1].isdigit()
    return before or behind


def _nearly(text: _Text, squeezed: str, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(text.squeezed) < SHORTEST_DAMAGED:
        return
    for around in starts:
        first = max(around - SLACK, 0)
        window = squeezed[first : around + len(text.squeezed) + 2 * SLACK]
        aligned = fuzz.partial_ratio_alignment(text.squeezed, window, score_cutoff=LEAST_ALIKE)
        if aligned is None or len(window) < len(text.squeezed) - SLACK:
            continue
        place = window[max(aligned.dest_start - 2, 0) : aligned.dest_end + 2]
        if _holds_words(text, place):
            start, end = _trimmed(text.squeezed, window, aligned.dest_start, aligned.dest_end)
            yield first + start, first + end
            return


def _trimmed(signature: str, window: str, start: int, end: int) -> tuple[int, int]:
    """The place without what stands before or behind the text: what is missing inside made the place too long."""
    edits = Indel.opcodes(signature, window[start:end])
    if edits[0].tag == "insert":
        start += edits[0].dest_end
    if edits[-1].tag == "insert":
        end -= edits[-1].dest_end - edits[-1].dest_start
    return start, end


def _holds_words(text: _Text, place: str) -> bool:
    bare = _bare(place)
    return all(any(_exactly(code, bare)) for code in text.codes) and all(
        fuzz.partial_ratio(word, bare) >= LEAST_WORD_ALIKE for word in text.words
    )


def _folded(pattern: str) -> str:
    return FLAGS + variant_insensitive(pattern)


def _filter(patterns: Sequence[str]) -> re2.Filter:
    filter_ = re2.Filter()
    for pattern in patterns:
        filter_.Add(pattern)
    filter_.Compile()
    return filter_


def _views(text: Plain) -> Iterator[str]:
    """The text as it is, and with hard-wrapped lines joined where it seems to have any; offsets are the same."""
    exact = text.exact.text
    yield exact
    wrapped = [line.end for line in text.lines if line.wrapped]
    if wrapped:
        joined = list(exact)
        for end in wrapped:
            joined[end] = " "
        yield "".join(joined)
