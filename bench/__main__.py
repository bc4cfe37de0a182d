"""`make bench`: how long a person waits, held side by side with what can't be saved."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from bench.sidebyside import Outcome, Pair, run
from bot import bootstrap
from bot.settings import read_settings

CHECKOUT = Path(__file__).resolve().parent.parent
ERROR = (
    "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)\n"
)
NOISE = (
    "I0924 10:11:12.131415    5948 proxier.go:912] Syncing iptables rules took 1.2s for service default/web-{number}\n"
)
PASTE_CHARACTERS = 2048


def paste() -> str:
    """A piece of a log, 2 KB, with one line in it that matters."""
    noise = "".join(NOISE.format(number=number) for number in range(30))
    half = (PASTE_CHARACTERS - len(ERROR)) // 2
    return noise[:half].rpartition("\n")[0] + "\n" + ERROR + noise[half : 2 * half]


def process(*arguments: str, data_dir: Path) -> Callable[[], None]:
    """Runs Python with these arguments to its end."""
    environment = {"PATH": "/usr/bin:/bin", "KUBEWHY_DATA_DIR": str(data_dir)}

    def action() -> None:
        subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, env=environment, check=True, capture_output=True)

    return action


def pairs(data_dir: Path) -> Iterator[Pair]:
    """Everything that is measured."""
    settings = replace(read_settings({}), data_dir=data_dir)
    knowledge = bootstrap.knowledge_base(settings)
    matcher = bootstrap.matcher(settings, knowledge)
    text = paste()
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    examples = [example for identifier in knowledge.ids() for example in knowledge.entry(identifier, "en").examples]
    table = vectorizer.fit_transform(examples)

    def match() -> None:
        matcher.match(text)

    def nearest() -> None:
        (vectorizer.transform([text]) @ table.T).argmax()

    yield Pair(
        name="match a 2 KB paste, warm",
        measured=match,
        beside_name="nearest example by character TF-IDF alone",
        beside=nearest,
        rounds=9,
        repeats=20,
    )
    yield Pair(
        name='kubewhy ask "…", new process',
        measured=process("-m", "bot", "ask", ERROR, data_dir=data_dir),
        beside_name='python -c "import sklearn.feature_extraction.text"',
        beside=process("-c", "import sklearn.feature_extraction.text", data_dir=data_dir),
        rounds=5,
    )
    yield Pair(
        name="kubewhy --help, new process",
        measured=process("-m", "bot", "--help", data_dir=data_dir),
        beside_name='python -c "import typer"',
        beside=process("-c", "import typer", data_dir=data_dir),
        rounds=5,
    )


def line(outcome: Outcome) -> str:
    """One row of the table."""
    pair = outcome.pair
    return (
        f"{pair.name:<30} {outcome.measured * 1000:>9.1f} ms   {outcome.ratio:>5.2f} ×   "
        f"{pair.beside_name:<52} {outcome.beside * 1000:>9.1f} ms"
    )


def main() -> None:
    """Measures, and prints one row after the other."""
    with tempfile.TemporaryDirectory(prefix="kubewhy-bench-") as folder:
        for pair in pairs(Path(folder)):
            print(line(run(pair)), flush=True)


if __name__ == "__main__":
    main()
