"""Commands run as a person runs them, up to the exit code."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest

from bot.cli import app


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str


def run_command(
    *words: str, given: str = "", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ran:
    """Runs the command line with these words, and with this on its standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
    with pytest.raises(SystemExit) as left:
        app(list(words))
    said = capsys.readouterr()
    return Ran(code=left.value.code if isinstance(left.value.code, int) else 0, out=said.out, err=said.err)
