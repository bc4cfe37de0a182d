"""A matcher of everything that is shipped, made once for all tests that measure it."""

from __future__ import annotations

from functools import cache

from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.loader import load


@cache
def matcher() -> KnowledgeMatcher:
    """With the calibration that is shipped."""
    return KnowledgeMatcher.of(load(), cache_folder=None, content_hash="")
