"""The first six topics as they are shipped, and a matcher that has learnt them, once for the whole run."""

from __future__ import annotations

from functools import cache

from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.entry import EntryId
from knowledge.knowledge_base import KnowledgeBase
from knowledge.loader import read

SIX = tuple(
    map(
        EntryId,
        (
            "endpoints-deleted",
            "hns-wrong-diskette",
            "lb-ports-exhausted",
            "node-nodeport-local",
            "pod-cannot-ping-external",
            "subnet-env-missing",
        ),
    )
)


@cache
def everything() -> KnowledgeBase:
    """All that is shipped."""
    return read().knowledge


@cache
def knowledge() -> KnowledgeBase:
    """The six topics with the whole background."""
    shipped = everything()
    return KnowledgeBase.of({entry_id: shipped.entries[entry_id] for entry_id in SIX}, background=shipped.background)


@cache
def matcher() -> KnowledgeMatcher:
    """A matcher of the six topics."""
    return KnowledgeMatcher.of(knowledge(), cache_folder=None, content_hash="six")
