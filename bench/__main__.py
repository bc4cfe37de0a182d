"""`make bench`: how long a person waits, held side by side with what can't be saved."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import growing, many, matching, starting
from bench.report import report
from bench.table import Table
from classifiers.matching.learning import learnt
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.loader import load


def tables(folder: Path) -> Iterator[Table]:
    """Everything that is measured, the quick ones first."""
    knowledge = load()
    ready = learnt(knowledge, cache_folder=None, content_hash="", when_learning=lambda: None)
    yield from matching.tables(knowledge, ready)
    yield from starting.tables(folder / "data")
    yield growing.table(KnowledgeMatcher(knowledge, learnt=ready))
    yield many.table(folder / "many")


def main() -> None:
    """Measures and prints; with --write into docs/benchmarks.md, too."""
    with tempfile.TemporaryDirectory(prefix="kubewhy-bench-") as folder:
        report("make bench", tables(Path(folder)), write="--write" in sys.argv[1:])


if __name__ == "__main__":
    main()
