"""Labelled texts: what somebody might paste, and which entries would be right."""

from __future__ import annotations

import json
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.entry import Language

NONE = "none"
"""The label of a text about which no answer must be given."""


class Labelled(BaseModel):
    """One labelled text."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    lang: Language
    kind: str
    """question, log, mixed or chat."""
    labels: tuple[str, ...]
    """Ids of the entries that are right, or "none"."""
    group: str
    """Where it comes from, such as topic or near-miss."""


class LinesInvalid(Exception):  # noqa: N818 - reads as the sentence that it is
    """Lines that are no labelled texts; `problems` says which and why, all at once. Show them and stop."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{len(problems)} lines are no labelled texts")
        self.problems = problems


def labelled(lines: Iterable[str]) -> tuple[Labelled, ...]:
    """The labelled texts in these lines, one JSON object each. Raises LinesInvalid."""
    rows: list[Labelled] = []
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(Labelled.model_validate(json.loads(line)))
        except ValidationError as invalid:
            wrong = ", ".join(sorted({str(error["loc"][0]) if error["loc"] else "line" for error in invalid.errors()}))
            problems.append(f"line {number}: missing or wrong: {wrong}")
        except (ValueError, RecursionError):
            problems.append(f"line {number}: not JSON")
    if problems:
        raise LinesInvalid(tuple(problems))
    return tuple(rows)
