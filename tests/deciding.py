"""A matcher that has decided already."""

from __future__ import annotations

from collections.abc import Sequence

from classifiers.match import MatchResult
from knowledge.entry import EntryId


class Decided:
    """The same decision for every text."""

    def __init__(self, decision: MatchResult) -> None:
        self._decision = decision

    def match(self, _text: str) -> MatchResult:
        """Always the same."""
        return self._decision

    def choose(self, _text: str, *, choices: Sequence[EntryId]) -> EntryId | None:  # noqa: ARG002 - a matcher's form
        """Understands nothing."""
        return None
