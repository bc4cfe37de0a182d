"""Where a command meets the person who ran it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.edge import at_the_edge, decoded
from bot.errors import UsageError
from knowledge.problems import KnowledgeInvalid, Problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_of_windows_and_linux_is_read_by_its_mark(encoding: str) -> None:
    """PowerShell 5 writes UTF-16 with a byte order mark."""
    assert decoded("連接埠 port\r\n".encode(encoding), name="a.txt") == "連接埠 port\r\n"


def test_other_bytes_are_refused_with_their_place() -> None:
    """The line says what to do."""
    with pytest.raises(UsageError, match=r"a\.txt: not utf-8 at byte 2; save it as UTF-8"):
        decoded(b"ab\xff", name="a.txt")


def test_wrong_use_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback."""
    with pytest.raises(SystemExit) as left, at_the_edge():
        raise UsageError("PORT is 'x': set it to a number.")
    assert left.value.code == 2
    assert capsys.readouterr().err == "PORT is 'x': set it to a number.\n"


def test_broken_knowledge_names_every_place(capsys: pytest.CaptureFixture[str]) -> None:
    """File, line and key."""
    problem = Problem(file=Path("a.yaml"), line=7, key="title", message="is missing")
    with pytest.raises(SystemExit) as left, at_the_edge():
        raise KnowledgeInvalid((problem,))
    assert left.value.code == 2
    assert "a.yaml:7: title: is missing" in capsys.readouterr().err


def test_the_unexpected_gets_a_reference_and_its_traceback_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The person sees one line; who maintains it finds the rest, without secrets."""
    monkeypatch.setenv("KUBEWHY_DATA_DIR", str(tmp_path))
    with pytest.raises(SystemExit) as left, at_the_edge():
        raise RuntimeError("broke with password=hunter2hunter2")
    told = capsys.readouterr().err
    assert left.value.code == 3
    assert "Traceback" not in told
    assert "hunter2" not in told
    log = (tmp_path / "kubewhy.log").read_text()
    reference = told.split("Look for ")[1].split()[0]
    assert reference in log
    assert "RuntimeError" in log
    assert "hunter2" not in log
