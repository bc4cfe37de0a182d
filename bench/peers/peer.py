"""What all peers have in common: each tells how alike a text is to every example."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from bench.peers.examples import Likenesses


class Peer(Protocol):
    """Another way to find the nearest example."""

    def alike(self, text: str) -> Likenesses:
        """How alike the text is to each example, in their order."""
        ...

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """The same of many texts at once, a row each, where that is quicker."""
        ...


MakePeer = Callable[[Sequence[str]], Peer]
"""Learns the examples."""


def all_peers() -> Mapping[str, MakePeer]:
    """By name. Raises ImportError where their libraries are not installed."""
    from bench.peers.bm25 import Bm25
    from bench.peers.cosine import by_pieces, by_words
    from bench.peers.embeddings import MiniLM
    from bench.peers.fuzzy import TokenSet
    from bench.peers.searching import Tantivy

    return {
        "scikit-learn TF-IDF cosine, words": by_words,
        "scikit-learn TF-IDF cosine, pieces of words": by_pieces,
        "bm25s": Bm25,
        "tantivy": Tantivy,
        "rapidfuzz token_set_ratio": TokenSet,
        "MiniLM sentence embeddings": MiniLM,
    }
