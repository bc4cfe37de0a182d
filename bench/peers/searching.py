"""A search engine: tantivy, with its English stemmer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import tantivy

from bench.peers.examples import Likenesses, tokens

ANALYZER = "words"
HITS = 300
"""So many of the best examples are asked for: far more than any decision needs."""
HEAP = 100_000_000


class Tantivy:
    """The score of the best examples; 0 for the others."""

    def __init__(self, texts: Sequence[str]) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name=ANALYZER)
        self._index = tantivy.Index(schema.build())
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
        self._index.register_tokenizer(ANALYZER, analyzer.filter(tantivy.Filter.stemmer("english")).build())
        writer = self._index.writer(HEAP, 1)
        for text in texts:
            writer.add_document(tantivy.Document(text=" ".join(tokens(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        if self._searcher.num_segments != 1:
            raise RuntimeError("tantivy has made several segments: give it more HEAP, or documents lose their numbers")
        self._size = len(texts)

    def alike(self, text: str) -> Likenesses:
        """Of one text."""
        found = np.zeros(self._size)
        query, _ = self._index.parse_query_lenient(" ".join(tokens(text)), ["text"])
        for score, address in self._searcher.search(query, HITS, count=False).hits:
            found[address.doc] = score
        return found

    def alike_each(self, texts: Sequence[str]) -> Likenesses:
        """Of many texts."""
        return np.stack([self.alike(text) for text in texts])
