"""What differs from one machine to the next replaced by what it is; error codes, ports and versions stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.normalisation.mapped import Edit, Mapped

TELLING_ADDRESSES = frozenset(
    {"127.0.0.1", "0.0.0.0", "8.8.8.8", "1.1.1.1", "169.254.169.254", "10.96.0.1", "10.96.0.10", "255.255.255.255"}  # noqa: S104
)
"""Addresses that mean the same everywhere."""
BEFORE, BEHIND = r"(?<![0-9a-z])", r"(?![0-9a-z])"
CHANGING = re.compile(
    rf"{BEFORE}(?:"
    r"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<moment>\d{4}[-/.]\d{2}[-/.]\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?(?:z|[+-]\d{2}:?\d{2})?)?"
    r"|\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?)"
    r"|(?P<mac>[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5})"
    r"|(?P<address>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:/\d{1,2})?)"
    r"|(?P<six>[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3,7})"
    r"|(?P<code>0x[0-9a-f]{1,16})"
    r"|(?P<hex>[0-9a-f]{7,128})"
    r"|(?P<age>\d{1,6}(?:\.\d{1,9})?(?:ms|[smhd])(?:\d{1,3}[smh]){0,3})"
    rf"){BEHIND}"
    rf"|(?P<deployed>-[a-z0-9]{{8,10}}-[a-z0-9]{{5}}){BEHIND}"
    rf"|(?P<made>-[bcdfghjklmnpqrstvwxz2456789]{{5}}){BEHIND}"
)
"""Last come the endings of pods' names: those of a deployment, and those made of the letters that Kubernetes uses."""
BARE_CODE = re.compile(r"(?:80|c0|d0)[0-9a-f]{6}|\d{7,11}")
"""An HRESULT or NTSTATUS without its 0x, or one written as a number."""


def masked(mapped: Mapped) -> Mapped:
    """With ids, addresses, moments and made-up names replaced, as the wording's counting wants it."""
    return mapped.edited(_edits(mapped.text))


def _edits(text: str) -> Iterator[Edit]:
    for found in CHANGING.finditer(text):
        new = _name(str(found.lastgroup), found[0])
        if new is not None:
            yield found.start(), found.end(), new


def _name(kind: str, value: str) -> str | None:
    """What to write in its place; None: it stays."""
    if kind == "address":
        return None if value.partition("/")[0] in TELLING_ADDRESSES else "_ip_"
    if kind == "hex":
        varied = not value.isalpha() and (not value.isdigit() or len(value) > 11)
        return "_id_" if varied and not BARE_CODE.fullmatch(value) else None
    if kind in {"deployed", "made"}:
        return "" if any(character.isdigit() for character in value.split("-")[1]) else None
    return {"uuid": "_id_", "moment": " ", "mac": "_mac_", "six": "_ip_", "age": " "}.get(kind)
