"""`make bench-peers`: the matcher held against other ways to find the nearest example, in quality and in time."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from many_entries import folders, make

from bench.peers import comparing
from bench.report import report
from bench.table import Table
from knowledge.loader import load


def tables(folder: Path) -> Iterator[Table]:
    """Quality with the shipped entries; time with them, and with 500."""
    few = comparing.Comparison(load())
    yield comparing.quality(few)
    seconds = comparing.seconds(few)
    make(folder)
    many = comparing.Comparison(load(folders(folder)))
    yield comparing.times({few.size: seconds, many.size: comparing.seconds(many)})


def main() -> None:
    """Measures and prints; with --write into docs/benchmarks.md, too."""
    with tempfile.TemporaryDirectory(prefix="kubewhy-peers-") as folder:
        report("make bench-peers", tables(Path(folder)), write="--write" in sys.argv[1:])


if __name__ == "__main__":
    main()
