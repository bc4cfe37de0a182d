"""What a check found: a value without sentences, and without anything that must not be repeated.

Text of a cluster enters a finding through `Finding.of` and `Quote.of` alone. Both mask what `bot.redaction` knows and
cut what is too long; nothing behind them masks again, and nothing before them needs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NewType, Self

from bot.redaction import redact
from bot.target import Target
from knowledge.entry import EntryId

CheckId = NewType("CheckId", str)
"""Names a check, in entries' `signs`, in the phrases and in JSON: lower case words joined by hyphens."""

Figure = str | int | float
"""What is filled into a sentence."""

MOST_QUOTES = 8
"""Quotes of one finding; more are not read."""
QUOTE_CHARACTERS, FIGURE_CHARACTERS = 600, 300
MOST_MASKED = 65_536
"""Characters of a text that are looked at; more than any text of the API has."""
REMEMBERED = 4096
"""Texts whose redaction is remembered: names and messages repeat from node to node."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn the direction of writing; line feeds and tabs are none."""


class Status(StrEnum):
    """How it stands. WARN and FAIL are alarms; UNKNOWN never is."""

    PASS = "pass"  # noqa: S105 - a status
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Something that stands in the cluster, or in a file, word for word; made by `Quote.of` only."""

    where: str
    """Its place, for people: `node/win-1 status.conditions[Ready]`, `event FailedCreatePodSandBox`."""
    text: str

    @classmethod
    def of(cls, text: str, *, where: str) -> Self:
        """The quote of a text as it stands there."""
        return cls(where=_safe(where, FIGURE_CHARACTERS), text=_safe(text, QUOTE_CHARACTERS))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that a check found; made by `Finding.of` only."""

    check: CheckId
    status: Status
    says: str
    """The key of its sentence: under the check's id in the phrases, or `gap.…` for what every check may say."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """What is filled into the sentence."""
    entry: EntryId | None = None
    """The entry that it is about; with UNKNOWN the one that stays open."""
    speaks: Literal["for", "against"] | None = None
    """Whether it confirms or refutes that entry; None: neither."""
    quotes: tuple[Quote, ...] = ()
    shown_by: str = ""
    """The kubectl command that shows the same."""
    settled_by: str = ""
    """With UNKNOWN: the command whose output would settle it."""
    subject: Target | None = None
    """What it was found on; filled in by whoever runs the checks."""

    @classmethod
    def of(
        cls,
        check: CheckId,
        status: Status,
        says: str,
        *,
        figures: Mapping[str, Figure] = MappingProxyType({}),
        entry: str | None = None,
        speaks: Literal["for", "against"] | None = None,
        quotes: Iterable[Quote] = (),
        shown_by: str = "",
        settled_by: str = "",
    ) -> Self:
        """The finding; figures and commands may hold names and texts of the cluster as they are."""
        return cls(
            check=check,
            status=status,
            says=says,
            figures={name: _in_line(value) if isinstance(value, str) else value for name, value in figures.items()},
            entry=EntryId(entry) if entry is not None else None,
            speaks=speaks,
            quotes=tuple(quotes)[:MOST_QUOTES],
            shown_by=_safe(shown_by, QUOTE_CHARACTERS),
            settled_by=_safe(settled_by, QUOTE_CHARACTERS),
        )


def _in_line(text: str) -> str:
    """For a place in a sentence: one line, and nothing that ends or begins code there."""
    return " ".join(_safe(text, FIGURE_CHARACTERS).replace("`", "'").split())


@lru_cache(maxsize=REMEMBERED)
def _safe(text: str, most: int) -> str:
    # Masked before it is cut: half a secret is none that a rule knows.
    masked = CONTROL.sub("", redact(text[:MOST_MASKED]).text)
    return masked if len(masked) <= most else masked[: most - 1] + "…"
