"""The one choke point: what must not be kept, logged or repeated is masked here.

`redact` puts `[masked: NAME]` where one of the secret forms is found; the label, user, host or scheme beside it stays.
It repeats until nothing more is found, so a redacted text passes unchanged and with no rule named. Every pattern is
RE2's: the time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from bot import secret_forms
from bot.secret_forms import SECRET_FORMS, Area, SecretForm

_OPEN, _SHUT = "\ufdd0", "\ufdd1"
"""Stand for a mask while rules run: characters that Unicode leaves to programs, without the blank of `[masked: …]`."""
_FORBIDDEN = dict.fromkeys((0, ord(_OPEN), ord(_SHUT), *range(0xD800, 0xE000)), "\ufffd")
"""Half surrogates can be neither stored nor sent as UTF-8, and PostgreSQL keeps no NUL."""
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"))
_MASK = re.compile(r"\[masked: [a-z-]+\]")
_AREA_BEGINS = ("data", "stringData", "create[ \\t]+secret")
"""What every text has in which an area other than `ANYWHERE` can be found."""
_LOOKED_AT_ONCE = 4096
"""Bytes; in longer texts the look for all forms at once could outgrow its memory, and find nothing then."""
_MEMORY = 32 * 1024 * 1024
_PASSES = 20
"""Far more than any text needs: after each pass only what that pass has uncovered is left."""


@dataclass(frozen=True, kw_only=True)
class Redacted:
    """A text that may be kept."""

    text: str
    rules: tuple[str, ...]
    """Names of the rules that masked something, in alphabetical order."""


def redact(text: str) -> Redacted:
    """Masks every secret that a rule knows. A text that was redacted before comes back as it is, with no rule named."""
    masked = _masked(text)
    visible = text.translate(_INVISIBLE)
    if visible == text:
        return masked
    # Characters of no width can part a secret or its label, so that no pattern sees it, and join it to a word before.
    joined = _masked(visible)
    parted = masked.text.translate(_INVISIBLE)
    if parted == joined.text:
        return masked
    again = _masked(parted)
    rules = tuple(sorted({*masked.rules, *again.rules}))
    return min(joined, Redacted(text=again.text, rules=rules), key=lambda one: len(_MASK.sub("", one.text)))


def _masked(text: str) -> Redacted:
    raw = _hide_masks(text.translate(_FORBIDDEN)).encode()
    found: set[str] = set()
    for _ in range(_PASSES if _may_hold_a_secret(raw) else 0):
        before = raw
        for form in SECRET_FORMS:
            raw = _apply(form, raw, found)
        if raw == before:
            break
    return Redacted(text=_show_masks(raw.decode()), rules=tuple(sorted(found)))


def _may_hold_a_secret(text: bytes) -> bool:
    """Whether any form has anything to look at here: one look for all forms, since most texts hold nothing."""
    return len(text) > _LOOKED_AT_ONCE or bool(_any_form().Match(text))


@cache
def _any_form() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    forms = re2.Set.SearchSet(options)
    for pattern in (
        *(form.pattern for form in secret_forms.SECRET_FORMS if form.within is Area.ANYWHERE),
        *_AREA_BEGINS,
    ):
        forms.Add(pattern)
    forms.Compile()
    return forms


def _apply(form: SecretForm, text: bytes, found: set[str]) -> bytes:
    mask = f"{_OPEN}{form.name}{_SHUT}".encode()
    pieces: list[bytes] = []
    done = 0
    for start, end in _secrets(form, text):
        pieces += (text[done:start], mask)
        done = end
    if not done:
        return text
    found.add(form.name)
    return b"".join((*pieces, text[done:]))


def _secrets(form: SecretForm, text: bytes) -> Iterator[tuple[int, int]]:
    pattern = _compiled(form.pattern)
    spared = _compiled(rf"(?s:{_OPEN}[a-z-]+{_SHUT}{'|' + form.unless if form.unless else ''})")
    for begin, finish in _areas(form.within, text):
        area = text[begin:finish]
        position = 0
        while position < len(area) and (match := pattern.search(area, position)) is not None:
            start, end = match.span(match.lastindex)
            if start < end and spared.fullmatch(area[start:end]) is None:
                yield begin + start, begin + end
            # What ends this secret may begin the next one's label.
            position = max(end, match.start() + 1)


def _hide_masks(text: str) -> str:
    if "[masked: " not in text:
        return text
    for name in {form.name for form in SECRET_FORMS}:
        text = text.replace(f"[masked: {name}]", f"{_OPEN}{name}{_SHUT}")
    return text


def _show_masks(text: str) -> str:
    return text.replace(_OPEN, "[masked: ").replace(_SHUT, "]")


@cache
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def _secret_documents(text: bytes) -> list[tuple[int, int]]:
    """The YAML documents and list items that are Secrets, or may be one of which the end, with its kind, is missing."""
    data = _compiled(r"(?m)^[ \t>]*(?:- )?[\"']?(?:data|stringData)[\"']?:")
    if data.search(text) is None:
        return []
    kind = _compiled(r"(?m)^[ \t>]*(?:- )?[\"']?kind[\"']?:[ \t]*[\"']?(\w*)")
    version = _compiled(r"(?m)^[ \t>`]*(?:- )?[\"']?apiVersion[\"']?:[ \t]*[\"']?v1\b")
    border = _compiled(r"(?m)^(?:[ \t>]*---|[ \t>]*-[ \t]+[\"']?(?:apiVersion|kind)\b)")
    starts = [0, *(match.start() for match in border.finditer(text)), len(text)]
    found = []
    for start, end in itertools.pairwise(starts):
        kinds = {match.group(1) for match in kind.finditer(text, start, end)}
        if b"Secret" in kinds or (not kinds and version.search(text, start, end) is not None):
            found.append((start, end))
    return found


def _secret_entries(text: bytes) -> list[tuple[int, int]]:
    """Each entry, with the deeper lines that belong to it, of `data:` and `stringData:` in a Secret's YAML."""
    line = _compiled(r"(?m)^([ \t>]*(?:- )?)([^\n]*)(?:\n|$)")
    opening = _compiled(r"[\"']?(?:data|stringData)[\"']?:[ \t]*(?:#[^\n]*)?\r?")
    entries: list[tuple[int, int]] = []
    for begin, finish in _secret_documents(text):
        block: int | None = None
        entry: int | None = None
        for match in line.finditer(text, begin, finish):
            indent = match.end(1) - match.start(1)
            if not match.group(2).strip():
                continue
            if block is not None and indent > block:
                if entry is None or indent <= entry:
                    entry = indent
                    entries.append((match.start(), match.end()))
                else:
                    entries[-1] = (entries[-1][0], match.end())
                continue
            block = indent if opening.fullmatch(match.group(2)) else None
            entry = None
    return entries


def _secret_objects(text: bytes) -> list[tuple[int, int]]:
    """The flat objects `data` and `stringData` of a Secret in JSON, also inside a string, also cut off."""
    kind = _compiled(r"\\*[\"']?\bkind\\*[\"']?[ \t]*:[ \t]*\\*[\"']?Secret\b")
    # Nothing but a Secret has `stringData`.
    names = "data|stringData" if kind.search(text) is not None else "stringData"
    # Between its strings there are commas, colons and blanks only, so that a paste that was cut off ends there.
    string = (
        r"\\\"(?:[^\"\\\n]|\\\\(?:\\\"|\\\\|[^\"\\\n]))*(?:\\\"|\n|\z)|\\\\+\"[^\"\\\n]*\\*\""
        r"|\"(?:[^\"\\\n]|\\.)*(?:\"|\n|\z)"
    )
    flat = _compiled(
        r"\\*[\"']?\b(?:" + names + r")\\*[\"']?\s*:\s*\{((?:[\s:,]|null|\\+[nrt]|" + string + r")+|[^{}\"\n]+)"
    )
    return [match.span(1) for match in flat.finditer(text)]


def _new_secrets(text: bytes) -> list[tuple[int, int]]:
    """The command lines that make a Secret."""
    return [match.span() for match in _compiled(r"\bcreate[ \t]+secret\b(?:[^\n\\]|\\\r?\n|\\)*").finditer(text)]


def _areas(area: Area, text: bytes) -> list[tuple[int, int]]:
    match area:
        case Area.ANYWHERE:
            return [(0, len(text))]
        case Area.SECRET_YAML:
            return _secret_entries(text)
        case Area.SECRET_JSON:
            return _secret_objects(text)
        case Area.CREATE_SECRET:
            return _new_secrets(text)
