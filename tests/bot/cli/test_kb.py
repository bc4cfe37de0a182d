"""`kubewhy kb`, as somebody who writes entries meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shelf import Shelf

from bot.cli.edge import at_the_edge
from bot.cli.kb import kb


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """What comes with the program is one right entry, and people stand in the folder above it."""
    shelf = Shelf(tmp_path / "ours")
    shelf.add()
    monkeypatch.setattr("knowledge.loader.OUR_FOLDER", shelf.folder)
    monkeypatch.chdir(tmp_path)
    return shelf


def run(*words: str) -> int:
    """The exit code of the command."""
    with pytest.raises(SystemExit) as left, at_the_edge():
        kb(words)
    assert isinstance(left.value.code, int)
    return left.value.code


def test_right_files_are_counted(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0."""
    ours.write("background/chat.yaml", "kind: chat\nlanguage: en\ntexts: [lunch, tea]\n")
    for name in ("dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        ours.write(f"entries/{name}", ours.text(name))
    assert run("check") == 0
    assert capsys.readouterr().out == "1 entry, 2 background texts: 0 errors, 0 hints.\n"


def test_every_problem_is_one_line_that_editors_can_follow(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """File, line, severity, key, message, value and suggestion; exit code 1."""
    ours.change("os: [windows]", "os: [win]")
    ours.change("see_also: []", "see_also: [dns-gonne]")
    ours.change("reviewed: 2026-11-20", "reviewed: 2020-01-01")
    (ours.folder / "dns-gone.zh-TW.yaml").unlink()
    assert run("check") == 1
    lines = capsys.readouterr().out.splitlines()
    file, line = Path("ours") / "dns-gone.yaml", ours.line("gonne")
    assert lines[:3] == [
        f"{file}:1: error: the entry has no translation into Traditional Chinese — write dns-gone.zh-TW.yaml beside it",
        f"{file}:8: error: applies_to.os[0]: `os` has a value that is not allowed (win) — use windows or linux",
        f"{file}:{line}: error: see_also[0]: there is no entry with this id (dns-gonne) — did you mean dns-gone?",
    ]
    assert lines[3].startswith(f"{file}:{ours.line('2020')}: hint: reviewed: the last review is ")
    assert lines[4] == "1 entry, 0 background texts: 3 errors, 1 hint."


def test_hints_alone_are_no_failure(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and they are told all the same."""
    ours.change("reviewed: 2026-11-20", "reviewed: 2020-01-01")
    assert run("check") == 0
    assert "0 errors, 1 hint." in capsys.readouterr().out


def test_named_folders_are_checked_together_with_ours(
    ours: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So an entry of theirs may refer to one of ours, and an id of ours is theirs no more."""
    theirs = Shelf(tmp_path / "theirs")
    theirs.add("dns-slow")
    theirs.change("see_also: []", "see_also: [dns-gone]", name="dns-slow.yaml")
    assert run("check", "theirs") == 0
    theirs.add()
    assert run("check", "theirs") == 1
    assert "the id `dns-gone` is given twice, first by" in capsys.readouterr().out


def test_folders_of_the_settings_are_checked(
    ours: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the bot would read is what is checked."""
    theirs = Shelf(tmp_path / "theirs")
    theirs.add("dns-slow")
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", str(theirs.folder))
    assert run("check") == 0
    assert capsys.readouterr().out.startswith("2 entries, ")


def test_a_folder_that_is_not_there_is_wrong_use(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, without checking anything."""
    assert run("check", "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err


def test_programs_read_json(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """With the same exit code."""
    ours.change("os: [windows]", "os: [win]")
    assert run("check", "--output", "json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "entries": 1,
        "background": 0,
        "errors": 1,
        "hints": 0,
        "problems": [
            {
                "file": str(ours.folder / "dns-gone.yaml"),
                "line": 8,
                "severity": "error",
                "key": "applies_to.os[0]",
                "message": "`os` has a value that is not allowed",
                "value": "win",
                "suggestion": "use windows or linux",
            }
        ],
    }


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "The name server of dns-gone does not answer"),
        ("zh-TW", "dns-gone 的名稱伺服器沒有回應"),
        ("zh-CN", "dns-gone 的名称服务器没有响应"),
    ],
)
def test_an_entry_is_printed_in_each_language(
    ours: Shelf, language: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its commands are the same in all of them."""
    assert run("show", "dns-gone", "--language", language) == 0
    shown = capsys.readouterr().out
    assert title in shown
    assert "kubectl delete pod -n kube-system -l k8s-app=kube-dns" in shown


def test_an_unknown_id_is_told_with_the_nearest_one(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit code 2."""
    assert run("show", "dns-gnoe") == 2
    assert capsys.readouterr().err == "There is no entry 'dns-gnoe'. Did you mean dns-gone?\n"


def test_an_unknown_id_that_resembles_none_is_told_with_those_that_are_there(
    ours: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that one of them can be chosen."""
    assert run("show", "zzz") == 2
    assert capsys.readouterr().err == "There is no entry 'zzz'. There are: dns-gone.\n"


def test_no_entry_is_shown_of_files_that_are_wrong(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The problems stand there instead."""
    ours.change("os: [windows]", "os: [win]")
    assert run("show", "dns-gone") == 2
    assert "dns-gone.yaml:8: applies_to.os[0]" in capsys.readouterr().err


def test_help_waits_for_no_model_and_no_dictionary() -> None:
    """What only a run of the command needs is imported then."""
    code = "import sys, bot.cli.kb; print({'pydantic', 'opencc', 'knowledge.loader'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
