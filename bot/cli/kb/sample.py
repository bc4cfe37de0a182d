"""The labelled texts that entries are held against."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.edge import decoded
from bot.errors import UsageError

if TYPE_CHECKING:
    from classifiers.evaluation.labelled import Labelled

IN_A_CHECKOUT = Path("tests") / "evaluation" / "sample.jsonl"


def our_sample() -> Path | None:
    """The sample of the checkout that this runs from; None where the program is installed without one."""
    from knowledge import loader

    path = loader.OUR_FOLDER.parent / IN_A_CHECKOUT
    return path if path.is_file() else None


def labelled_texts(file: Path) -> Sequence[Labelled]:
    """The labelled texts in this file. Raises UsageError."""
    from classifiers.evaluation.labelled import LinesInvalid, labelled

    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}.") from None
    try:
        # Only \n ends a line of JSON Lines: Unicode has more line ends, and any of them may stand in a text.
        rows = labelled(decoded(raw, name=str(file)).split("\n"))
    except LinesInvalid as invalid:
        raise UsageError("\n".join(f"{file}: {problem}" for problem in invalid.problems)) from None
    if not rows:
        raise UsageError(f"{file}: there are no labelled texts in it.")
    return rows
