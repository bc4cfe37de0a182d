"""BM25 with bm25s."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
import numpy as np

from bench.peers.examples import Likenesses, tokens


class Bm25:
    """The score of every example."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._index = bm25s.BM25()
        self._index.index([tokens(text) for text in texts], show_progress=False)
        self._size = len(texts)
        self._known = frozenset(self._index.vocab_dict)

    def alike(self, text: str) -> Likenesses:
        """Of one text. The library does not take words that it has never seen, nor a text without any other."""
        known = [word for word in tokens(text) if word in self._known]
        return np.asarray(self._index.get_scores(known)) if known else np.zeros(self._size)

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """Of many texts."""
        return np.stack([self.alike(text) for text in texts])
