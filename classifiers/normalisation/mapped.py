"""A text that was made from a received one, and where each of its characters came from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

Edit = tuple[int, int, str]
"""Replace the characters from the first offset up to the second by this text."""


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """A text with a map back to the received text it was made from."""

    received: str
    text: str
    starts: array[int]
    """For each character of `text`, the offset in `received` of the first character it stands for."""
    ends: array[int]
    """For each character of `text`, the offset in `received` behind the last character it stands for."""

    @classmethod
    def whole(cls, received: str) -> Mapped:
        """The received text as it is."""
        offsets = array("I", range(len(received) + 1))
        return cls(received=received, text=received, starts=offsets[:-1], ends=offsets[1:])

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the received text of a place in this one, which must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def edited(self, edits: Iterable[Edit]) -> Mapped:
        """With these edits made, which come in the order of the text and don't overlap.

        A replacement as long as what it replaces is mapped character by character, any other as one piece.
        """
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        kept = 0
        for start, end, new in edits:
            pieces += (self.text[kept:start], new)
            starts.extend(self.starts[kept:start])
            ends.extend(self.ends[kept:start])
            if len(new) == end - start:
                starts.extend(self.starts[start:end])
                ends.extend(self.ends[start:end])
            elif new:
                starts.extend(array("I", (self.starts[start],)) * len(new))
                ends.extend(array("I", (self.ends[end - 1],)) * len(new))
            kept = end
        if not kept:
            return self
        pieces.append(self.text[kept:])
        starts.extend(self.starts[kept:])
        ends.extend(self.ends[kept:])
        return Mapped(received=self.received, text="".join(pieces), starts=starts, ends=ends)

    def joined(self, places: Iterable[tuple[int, int]]) -> Mapped:
        """These places of the text, none of which is empty, one a line."""
        pieces: list[str] = []
        starts, ends = array("I"), array("I")
        for start, end in places:
            if pieces:
                starts.append(ends[-1])
                ends.append(ends[-1])
            pieces.append(self.text[start:end])
            starts.extend(self.starts[start:end])
            ends.extend(self.ends[start:end])
        return Mapped(received=self.received, text="\n".join(pieces), starts=starts, ends=ends)

    def translated(self, text: str) -> Mapped:
        """With another text of the same length, character for character."""
        if len(text) != len(self.text):
            raise ValueError("a translation must have as many characters as the text")
        return Mapped(received=self.received, text=text, starts=self.starts, ends=self.ends)
