"""A base of 500 entries: what its first start takes, what the next one takes, and what a match costs."""

from __future__ import annotations

from pathlib import Path

from many_entries import Figures, folders, make, measured

from bench import pastes
from bench.table import Table, duration
from knowledge.loader import OUR_FOLDER

TEXTS = (
    pastes.ERROR,
    pastes.log(pastes.PASTE),
    pastes.words(pastes.PASTE),
    "why can pods on our windows nodes not reach the internet",
    "為什麼我的 Windows Pod 連不到外面",
)
REPEATED = 20
MOST_SECONDS, MOST_RATIO = 20, 3
GIBIBYTE = 2**30


def table(folder: Path) -> Table:
    """The shipped base and the large one, each in processes of its own."""
    make(folder / "made")
    texts = TEXTS * REPEATED
    ours = measured((OUR_FOLDER,), texts=texts, data_dir=folder / "ours")
    many = measured(folders(folder / "made"), texts=texts, data_dir=folder / "many")
    return Table(
        title="Many entries",
        columns=("What", *(f"{base.entries} entries" for base in (ours, many)), "Goal"),
        rows=[
            ("reading the files", *_each(ours, many, "read_seconds"), "–"),
            (
                "first start: learning, up to the first match",
                *_each(ours, many, "learn_seconds"),
                f"≤ {MOST_SECONDS} s",
            ),
            ("next start, from the cache", *_each(ours, many, "start_seconds"), "–"),
            ("most memory of the first start", _mebibytes(ours), _mebibytes(many), f"≤ {GIBIBYTE // 2**20} MiB"),
            ("one match, in the middle", *_each(ours, many, "match_seconds"), "–"),
            ("the same as a ratio", "1.00", f"{many.match_seconds / ours.match_seconds:.2f}", f"≤ {MOST_RATIO}"),
        ],
        notes=("Seconds of the processor, in a process for each start.",),
    )


def _each(ours: Figures, many: Figures, name: str) -> tuple[str, str]:
    return duration(getattr(ours, name)), duration(getattr(many, name))


def _mebibytes(figures: Figures) -> str:
    return f"{figures.peak_bytes / 2**20:.0f} MiB"
