"""`kubewhy kb new` and `kubewhy kb schema`: what a curator starts with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from curating import run
from shelf import Shelf

from knowledge.editors import editor_schema


def test_a_new_entry_is_started_where_people_stand(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files, and how to go on."""
    assert run("new", "dns-slow") == 0
    assert capsys.readouterr().out.splitlines() == [
        "dns-slow.yaml is started.",
        "dns-slow.zh-TW.yaml is started.",
        "Replace every TODO. What is still to be done:",
        "  kubewhy kb check .",
    ]
    assert "\nid: dns-slow\n" in Path("dns-slow.yaml").read_text(encoding="utf-8")


def test_the_check_tells_what_is_still_to_be_written(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """And once it is written, nothing."""
    run("new", "dns-slow", "--folder", "theirs")
    capsys.readouterr()
    assert run("check", "theirs") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("theirs/dns-slow.yaml:13: error: title: this is still to be written (TODO what is wrong")
    assert all(": error: " in line for line in told[:-1])
    Shelf(Path("theirs")).add("dns-slow")
    assert run("check", "theirs") == 0


def test_a_folder_of_the_settings_comes_first(
    ours: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first of several, which the bot reads: so the check needs no folder."""
    folders = [tmp_path / "first", tmp_path / "second"]
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", os.pathsep.join(map(str, folders)))
    assert run("new", "dns-slow") == 0
    assert sorted(path.name for path in folders[0].iterdir()) == ["dns-slow.yaml", "dns-slow.zh-TW.yaml"]
    assert not folders[1].exists()
    assert capsys.readouterr().out.splitlines()[-1] == "  kubewhy kb check"


def test_a_folder_that_keeps_entries_apart_gets_it_there(ours: Shelf) -> None:
    """Anywhere else in it, nobody would read it."""
    Path("theirs/background").mkdir(parents=True)
    assert run("new", "dns-slow", "--folder", "theirs") == 0
    assert Path("theirs/entries/dns-slow.yaml").is_file()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Dns Slow", "'Dns Slow' is no id: write dns-slow, such as lb-ports-exhausted."),
        ("名稱", "'名稱' is no id: use lower-case words joined by hyphens, such as lb-ports-exhausted."),
    ],
)
def test_what_is_no_id_is_refused(ours: Shelf, name: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With one that is, where one can be made of it."""
    assert run("new", name) == 2
    assert capsys.readouterr().err == f"{told}\n"
    assert sorted(path.name for path in Path().iterdir()) == ["ours"]


def test_an_id_of_ours_is_taken(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Its file is named."""
    assert run("new", "dns-gone") == 2
    assert capsys.readouterr().err.startswith("The id dns-gone is taken by ours/dns-gone.yaml. ")
    assert not Path("dns-gone.yaml").exists()


def test_an_id_anywhere_below_the_folder_is_taken(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """However deep."""
    Shelf(Path("theirs/family")).add("dns-slow")
    assert run("new", "dns-slow", "--folder", "theirs") == 2
    assert "taken by theirs/family/dns-slow.yaml" in capsys.readouterr().err


def test_an_id_whose_file_is_broken_is_taken(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody is writing it."""
    ours.write("dns-slow.yaml", "a: [")
    assert run("new", "dns-slow") == 2
    assert "The id dns-slow is taken by other files." in capsys.readouterr().err


def test_nothing_is_written_over(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even a translation without its entry."""
    Path("dns-slow.zh-TW.yaml").write_text("mine", encoding="utf-8")
    assert run("new", "dns-slow") == 2
    assert capsys.readouterr().err == "dns-slow.zh-TW.yaml is there already. Choose another id or folder.\n"
    assert Path("dns-slow.zh-TW.yaml").read_text(encoding="utf-8") == "mine"
    assert not Path("dns-slow.yaml").exists()


def test_a_folder_of_background_texts_takes_no_entry(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """It would be read as something else."""
    assert run("new", "dns-slow", "--folder", "background") == 2
    assert "background texts" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_told(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line."""
    Path("file").touch()
    assert run("new", "dns-slow", "--folder", "file/below") == 2
    assert "file" in capsys.readouterr().err


def test_the_schema_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else with it."""
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out) == editor_schema()


def test_the_schema_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With how an editor finds it."""
    file = tmp_path / "kubewhy.schema.json"
    assert run("schema", str(file)) == 0
    assert json.loads(file.read_text(encoding="utf-8")) == editor_schema()
    assert "# yaml-language-server: $schema=kubewhy.schema.json" in capsys.readouterr().out


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In one line, exit code 2."""
    assert run("schema", str(tmp_path / "nowhere" / "schema.json")) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'nowhere' / 'schema.json'}: No such file or directory.\n"
