"""The file of an SQLite database: made, locked, watched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.persistence.sqlite_file import SqliteFile

HOLD = """
import sys, time
from pathlib import Path
from bot.persistence.sqlite_file import SqliteFile
file = SqliteFile(Path(sys.argv[1]))
file.make()
print(file.lock(patience=0), flush=True)
time.sleep(60)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file is to be."""
    return tmp_path / "deep" / "kubewhy.sqlite3"


def test_the_file_and_its_folder_are_made_for_their_owner_alone(path: Path) -> None:
    """It holds what people asked."""
    SqliteFile(path).make()

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told_with_the_setting(tmp_path: Path) -> None:
    """One line says what to do."""
    (tmp_path / "taken").touch()

    with pytest.raises(
        UsageError, match=r"can't be written: a file is in the place of its folder\. Set KUBEWHY_DATA_DIR"
    ):
        SqliteFile(tmp_path / "taken" / "kubewhy.sqlite3").make()


def test_a_folder_in_place_of_the_file_is_told(path: Path) -> None:
    """The system's own words say what is wrong."""
    path.mkdir(parents=True)

    with pytest.raises(UsageError, match=r"kubewhy\.sqlite3 can't be written: Is a directory"):
        SqliteFile(path).make()


def test_the_lock_is_for_one_at_a_time(path: Path) -> None:
    """The second one has it once the first gives it back."""
    first, second = SqliteFile(path), SqliteFile(path)
    first.make()
    second.make()

    assert first.lock(patience=0)
    assert not second.lock(patience=0)
    assert second.holder() == f"process {os.getpid()}"
    first.unlock()
    assert second.lock(patience=0)
    second.unlock()


def test_the_lock_of_a_killed_process_is_free(path: Path) -> None:
    """However a process ends, nobody has to clean up after it."""
    file = SqliteFile(path)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        file.make()
        taken_beside_it, holder = file.lock(patience=0), file.holder()
        other.kill()

    assert not taken_beside_it
    assert holder == f"process {other.pid}"
    assert file.lock(patience=0)
    file.unlock()


def test_a_holder_that_left_no_number_is_another_process(path: Path) -> None:
    """The sentence reads well all the same."""
    assert SqliteFile(path).holder() == "another process"


def test_a_file_that_was_deleted_is_gone(path: Path) -> None:
    """SQLite itself would go on writing into nothing."""
    file = SqliteFile(path)
    file.make()
    assert not file.is_gone()

    path.unlink()

    assert file.is_gone()


def test_a_file_that_was_replaced_is_gone(path: Path) -> None:
    """A restored backup under the same name is another file."""
    file = SqliteFile(path)
    file.make()

    other = path.with_name("backup")
    other.touch()
    other.replace(path)

    assert file.is_gone()
