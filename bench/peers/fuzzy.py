"""Fuzzy matching: rapidfuzz's token_set_ratio over all examples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from bench.peers.examples import Likenesses, tokens


class TokenSet:
    """How alike the sets of words are."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._examples = [" ".join(tokens(text)) for text in texts]

    def alike(self, text: str) -> Likenesses:
        """Of one text."""
        return np.asarray(self.alike_each([text])[0])

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """Of many texts."""
        asked = [" ".join(tokens(text)) for text in texts]
        return np.asarray(process.cdist(asked, self._examples, scorer=fuzz.token_set_ratio, workers=-1))
