"""`tools/python`: which Python runs the checkout, and the one line where there is none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "python"

OLD = "#!/bin/sh\nexit 1\n"
WORKS = '#!/bin/sh\nif [ "$1" = -c ]; then exit 0; fi\necho "$0" "$@"\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *version_info*) exit 0;; *) exit 1;; esac\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty folder of programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def place(folder: Path, name: str, script: str) -> None:
    """A program of this name."""
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The script where these programs and no others are found."""
    return subprocess.run(
        ["/bin/sh", SCRIPT, *arguments],
        env={"PATH": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_newest_python_that_works_runs_the_arguments(path: Path) -> None:
    """A program that is there but does not work, as a version manager leaves it, is passed over."""
    place(path, "python3.14", OLD)
    place(path, "python3.13", WORKS)
    place(path, "python3", WORKS)
    assert run(path, "-m", "tools.install", "run").stdout.split()[0].endswith("python3.13")


def test_python3_alone_will_do(path: Path) -> None:
    """Nobody needs a program with the version in its name."""
    place(path, "python3", WORKS)
    done = run(path, "-m", "tools.install", "two words")
    assert done.returncode == 0
    assert done.stdout.split(maxsplit=1)[1] == "-m tools.install two words\n"


def test_a_python_that_is_too_old_is_one_line_that_says_what_is_needed(path: Path) -> None:
    """Neither a traceback nor a guess."""
    place(path, "python3", OLD)
    done = run(path, "anything")
    assert done.returncode == 2
    assert done.stderr == "kubewhy needs Python 3.11 or newer: install it, or name it with PYTHON=/path/to/python.\n"


def test_a_python_without_venv_is_told_with_the_package_that_brings_it(path: Path) -> None:
    """Debian ships Python in parts."""
    place(path, "python3", WITHOUT_VENV)
    done = run(path, "anything")
    assert done.returncode == 2
    assert done.stderr.startswith("python3 lacks one of its modules venv, ensurepip, ssl and sqlite3;")
    assert "apt install python3-venv" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_python_that_is_named_is_taken_and_no_other(path: Path, tmp_path: Path) -> None:
    """PYTHON may hold a path with spaces; if it is too old, nothing else is taken behind the person's back."""
    place(path, "python3.13", WORKS)
    chosen = tmp_path / "my pythons"
    chosen.mkdir()
    place(chosen, "python", WORKS)
    assert run(path, "-V", PYTHON=str(chosen / "python")).stdout == f"{chosen / 'python'} -V\n"
    place(chosen, "python", OLD)
    done = run(path, "-V", PYTHON=str(chosen / "python"))
    assert done.returncode == 2
    assert done.stderr == f"kubewhy needs Python 3.11 or newer, and PYTHON={chosen / 'python'} is none.\n"


def test_a_real_python_is_recognised(path: Path) -> None:
    """The questions that it asks of a Python are Python."""
    done = run(path, "-c", "print('runs')", PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "runs\n", "")
