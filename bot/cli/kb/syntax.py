"""Patterns of entries that are wrong elsewhere: their syntax is told along with the rest, not one run later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from classifiers.signatures import Signatures
from knowledge.entry import Entry, EntryId, Signature
from knowledge.loader import Reading
from knowledge.problems import Problem

NAME = EntryId("pattern")


def syntax_problems(reading: Reading) -> Iterator[Problem]:
    """Every pattern outside RE2's syntax in the entries that did not make it into the base."""
    for entry in reading.entries:
        if entry.id in reading.knowledge:
            continue
        for keys in ("signatures[].pattern", "unless[].pattern"):
            for path, pattern in entry.english.each(keys):
                if isinstance(pattern, str) and (reason := _refused(pattern)):
                    yield entry.english.problem(
                        path,
                        f"this is not RE2's syntax: {reason}",
                        suggestion="say it without look-around and back references, or with `unless`",
                    )


def _refused(pattern: str) -> str:
    """Why RE2 does not take it; empty where it does."""
    # Only the patterns of an entry are looked at, so this much of one is enough; their length is judged elsewhere.
    signature = Signature.model_construct(text=None, pattern=pattern, weight="decisive")
    only: dict[str, Any] = {"id": NAME, "signatures": (signature,), "unless": ()}
    return next((refused.reason for refused in Signatures([Entry.model_construct(**only)]).refused), "")
