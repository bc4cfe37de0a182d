"""Programs that may take long: what is told meanwhile, what is kept, how they end."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from tools.progress import ProgramFailed, run

PYTHON = sys.executable


def test_its_output_is_kept_and_each_line_may_name_a_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The log holds all lines, the last one too if it has no end; in a pipe a person sees beginning and end only."""
    seen: list[str] = []

    def step_of(line: str) -> str | None:
        seen.append(line)
        return None

    script = "import sys; print('one'); print('two', file=sys.stderr); print('three', end='')"
    run([PYTHON, "-c", script], label="Counting", log=tmp_path / "log", step_of=step_of)
    assert seen == ["one", "two", "three"]
    assert (tmp_path / "log").read_text().splitlines() == ["one", "two", "three"]
    assert capsys.readouterr().err == "Counting …\nCounting: done after 0 s\n"


def test_on_a_terminal_the_step_and_the_seconds_are_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line that is written over, so that a person sees that it goes on."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    script = "import time; print('Collecting scipy'); time.sleep(0.7)"
    run([PYTHON, "-c", script], label="Installing", log=tmp_path / "log", step_of=lambda line: line.lower() or None)
    shown = capsys.readouterr().err
    assert "\r\033[KInstalling … collecting scipy, 0 s" in shown
    assert "\r\033[KInstalling … collecting scipy, 1 s" in shown
    assert shown.endswith("\r\033[KInstalling: done after 1 s\n")


def test_a_program_that_fails_is_told_with_what_it_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its lines come with the error."""
    with pytest.raises(ProgramFailed) as caught:
        run([PYTHON, "-c", "print('first'); raise SystemExit('no space')"], label="Trying", log=tmp_path / "log")
    assert caught.value.lines == ("first", "no space")
    assert str(caught.value) == "no space"
    assert capsys.readouterr().err.endswith("Trying: failed after 0 s\n")


def test_a_program_without_end_is_ended(tmp_path: Path) -> None:
    """Nobody waits for ever for a line that is dead."""
    begun = time.monotonic()
    with pytest.raises(ProgramFailed, match="it took too long"):
        run([PYTHON, "-c", "import time; time.sleep(60)"], label="Waiting", log=tmp_path / "log", timeout=0.2)
    assert time.monotonic() - begun < 30


def test_an_interrupt_ends_the_program_too(tmp_path: Path) -> None:
    """Ctrl-C leaves no pip behind that goes on writing."""
    mark = tmp_path / "mark"
    script = f"import time, pathlib; print('up'); time.sleep(3); pathlib.Path({str(mark)!r}).touch()"

    def interrupt(_line: str) -> str | None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([PYTHON, "-c", script], label="Installing", log=tmp_path / "log", step_of=interrupt)
    assert not mark.exists()
