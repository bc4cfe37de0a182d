"""What a person waits for in a terminal: a new process, held against one that imports a library and ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from bench import pastes
from bench.sidebyside import Pair, each, run
from bench.table import RATIO_COLUMNS, Table, duration, ratio_row

CHECKOUT = Path(__file__).resolve().parent.parent
GOAL = 1.5
ROUNDS = 9
IMPORTS: Mapping[str, str] = {
    "Python alone": "pass",
    "the command line (typer)": "import bot.cli",
    "the entries (pydantic, yaml)": "import knowledge.loader",
    "Chinese (opencc)": "from knowledge.chinese import variant_insensitive; variant_insensitive('節')",
    "matching (numpy, re2, rapidfuzz)": "import classifiers.matching.matcher",
    "scikit-learn, which only the very first run needs": "import sklearn.svm, sklearn.feature_extraction.text",
}
LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")
OF_PACKAGES = 8
"""So many packages are told whose modules take the longest to import."""


def tables(data_dir: Path) -> Iterator[Table]:
    """A first run, later ones, and what they import."""
    begun = time.perf_counter()
    _process("-m", "bot", "ask", pastes.ERROR, data_dir=data_dir)()
    first = time.perf_counter() - begun
    beside = _process("-c", "import sklearn.feature_extraction.text", data_dir=data_dir)
    ask = Pair(
        name="`kubewhy ask`, the cache left by an earlier run",
        measured=_process("-m", "bot", "ask", pastes.ERROR, data_dir=data_dir),
        beside_name='`python -c "import sklearn.feature_extraction.text"`',
        beside=beside,
        rounds=ROUNDS,
    )
    bare = Pair(
        name="`kubewhy --help`",
        measured=_process("-m", "bot", "--help", data_dir=data_dir),
        beside_name='`python -c "import typer"`',
        beside=_process("-c", "import typer", data_dir=data_dir),
        rounds=ROUNDS,
    )
    yield Table(
        title="A new process",
        columns=RATIO_COLUMNS,
        rows=[ratio_row(run(ask), goal=GOAL), ratio_row(run(bare))],
        notes=(f"The very first run, which learns the entries and leaves the cache: {duration(first)}.",),
    )
    actions = {name: _process("-c", code, data_dir=data_dir) for name, code in IMPORTS.items()}
    seconds = each(actions, rounds=ROUNDS)
    alone = next(iter(seconds.values()))
    yield Table(
        title="Imports, each in a process of its own",
        columns=("What", "Takes", "More than Python alone"),
        rows=[(name, duration(took), duration(max(took - alone, 0))) for name, took in seconds.items()],
    )
    packages = sorted(_imported(data_dir).items(), key=lambda one: -one[1])[:OF_PACKAGES]
    yield Table(
        title="What `kubewhy ask` imports",
        columns=("Package", "Takes"),
        rows=[(name, duration(took)) for name, took in packages],
        notes=("As `python -X importtime` counts it, which slows every import a little.",),
    )


def _process(*arguments: str, data_dir: Path) -> Callable[[], str]:
    """Runs Python with these arguments to its end; what it wrote to standard error."""
    environment = {"PATH": os.environ["PATH"], "KUBEWHY_DATA_DIR": str(data_dir)}

    def action() -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True).stderr

    return action


def _imported(data_dir: Path) -> Mapping[str, float]:
    """Seconds by package."""
    told = _process("-X", "importtime", "-m", "bot", "ask", pastes.ERROR, data_dir=data_dir)()
    seconds: dict[str, float] = {}
    for microseconds, module in LINE.findall(told):
        package = module.partition(".")[0]
        seconds[package] = seconds.get(package, 0.0) + int(microseconds) / 1e6
    return seconds
