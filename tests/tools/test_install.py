"""`python -m tools.install`: who is turned away, with one line each."""

from __future__ import annotations

import ast
import sys
import sysconfig
from pathlib import Path
from typing import NamedTuple

import pytest

from tools import install

CHECKOUT = Path(__file__).parents[2]


class Version(NamedTuple):
    """What `sys.version_info` is made of."""

    major: int
    minor: int


def test_it_can_be_read_by_a_python_that_is_too_old() -> None:
    """A Python 3.6 must get so far that it can say what is needed."""
    ast.parse((CHECKOUT / "tools" / "install.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_a_python_that_is_too_old_is_told_what_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 2, nothing installed."""
    monkeypatch.setattr(sys, "version_info", Version(3, 10))
    assert install.main(["run"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("kubewhy needs Python 3.11 or newer; ")
    assert error.count("\n") == 1


@pytest.mark.parametrize("variable", ["SOABI", "HOST_GNU_TYPE"])
def test_musl_is_told_that_glibc_is_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    """Alpine's Python says musl in one of two places."""
    said = {variable: "x86_64-alpine-linux-musl"}
    monkeypatch.setattr(sysconfig, "get_config_var", said.get)
    assert install.main(["test"]) == 2
    assert capsys.readouterr().err == (
        "kubewhy needs Linux with glibc (Debian, Ubuntu, Fedora …): libraries it uses have no builds for musl.\n"
    )


def test_windows_is_sent_to_wsl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The bot explains Windows nodes; it does not run on Windows."""
    monkeypatch.setattr(sys, "platform", "win32")
    assert install.main(["run"]) == 2
    assert "WSL" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["everything"], ["run", "test"]])
def test_wrong_words_are_told_the_right_ones(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """It is called by the Makefile, but people find it too."""
    assert install.main(arguments) == 2
    assert capsys.readouterr().err == "Usage: python -m tools.install run|test\n"


def test_every_lock_that_is_installed_is_there() -> None:
    """What is named is what lies in the checkout, and the last one holds all of the others."""
    for names in install.LOCKS.values():
        pinned = [set(_requirements(CHECKOUT / name)) for name in names]
        assert all(pinned)
        assert all(one <= pinned[-1] for one in pinned)


def _requirements(lock: Path) -> list[str]:
    """Names and versions in a lock, without their markers."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line.split(";")[0].rstrip(" \\") for line in lines if "==" in line and not line.startswith((" ", "#"))]
