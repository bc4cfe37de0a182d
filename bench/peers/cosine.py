"""Plain TF-IDF with scikit-learn, and the cosine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.peers.examples import Likenesses, tokens


class Cosine:
    """The cosine to every example."""

    def __init__(self, texts: Sequence[str], *, vectoriser: TfidfVectorizer) -> None:
        self._vectoriser = vectoriser
        self._examples = vectoriser.fit_transform(texts).T.tocsr()

    def alike(self, text: str) -> Likenesses:
        """Of one text."""
        return np.asarray(self.alike_each([text])[0])

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """Of many texts."""
        found: Any = self._vectoriser.transform(texts) @ self._examples
        return np.asarray(found.toarray())


def by_words(texts: Sequence[str]) -> Cosine:
    """Words and each two side by side; pairs of Chinese characters."""
    vectoriser = TfidfVectorizer(tokenizer=tokens, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True)
    return Cosine(texts, vectoriser=vectoriser)


def by_pieces(texts: Sequence[str]) -> Cosine:
    """Pieces of two to five characters within words, which need no tokeniser."""
    return Cosine(texts, vectoriser=TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True))
