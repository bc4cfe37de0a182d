"""What is wrong in a knowledge file, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing that is wrong in one file."""

    file: Path
    line: int
    """Counted from 1; 1 where the whole file is meant."""
    key: str
    """The path of keys to the place, such as `remedies[1].steps[0].text`; empty where the whole file is meant."""
    message: str
    """What is wrong, in one sentence."""
    value: str = ""
    """The offending value as written, shortened."""
    suggestion: str = ""
    """What to do about it."""
    severity: Literal["error", "hint"] = "error"


class KnowledgeInvalid(Exception):  # noqa: N818 - reads as the sentence that it is
    """The knowledge files cannot be used; `problems` says why, all at once. Show them and stop."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems in the knowledge files")
        self.problems = problems
