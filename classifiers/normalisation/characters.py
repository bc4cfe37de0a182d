"""Characters that look alike made alike, and those that nobody sees taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from classifiers.normalisation.mapped import Edit, Mapped

INVISIBLE = re.compile(
    "\x1b\\[[0-9;?]{0,40}[A-Za-z]"  # colours and cursor movements of a terminal
    "|\x1b\\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\\\)"  # its titles and links
    r"|(?:#033|\\x1b|\\u001b|\\033|\\e)\[[0-9;]{0,20}m"  # the same, written out by a logger
    "|\r(?=\n)"
    "|[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
LINE_ENDS = str.maketrans(
    {"\r": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " ", "\x0b": " ", "\x0c": " "}
)
BY_SIGHT = {
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″«»「」『』", '"'),
    **dict.fromkeys("‐‑‒–−", "-"),
    **dict.fromkeys("—―", "--"),  # what a word processor makes of the two hyphens of a flag
    "、": ",",
    "。": ".",
    "İ": "i",
}
"""What Unicode keeps apart and people don't."""
LONGEST_EXPANSION = 4
"""A character that Unicode spells out in more than this is an ornament."""


def seen(mapped: Mapped) -> Mapped:
    """Without what nobody sees; with one kind of line end, quote, hyphen and width."""
    mapped = mapped.edited((found.start(), found.end(), "") for found in INVISIBLE.finditer(mapped.text))
    mapped = mapped.translated(mapped.text.translate(LINE_ENDS))
    return mapped if mapped.text.isascii() else _one_form(mapped)


def lowered(text: str) -> str:
    """In lower case, as long as before."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def _one_form(mapped: Mapped) -> Mapped:
    alike, longer = {}, {}
    for character in set(mapped.text):
        form = _form(character)
        if len(form) == 1:
            alike[ord(character)] = form
        else:
            longer[character] = form
    mapped = mapped.translated(mapped.text.translate(alike))
    if not longer:
        return mapped
    return mapped.edited(_expanded(mapped.text, longer))


def _expanded(text: str, longer: dict[str, str]) -> Iterator[Edit]:
    for found in re.finditer("[" + "".join(map(re.escape, longer)) + "]", text):
        yield found.start(), found.end(), longer[found[0]]


def _form(character: str) -> str:
    if character.isascii():
        return character
    if character in BY_SIGHT:
        return BY_SIGHT[character]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character can't be encoded, and some library down the road would
    form = unicodedata.normalize("NFKC", character)
    return form if 0 < len(form) <= LONGEST_EXPANSION else " "
