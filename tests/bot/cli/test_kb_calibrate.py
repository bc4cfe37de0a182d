"""`kubewhy kb calibrate`: thresholds of a small base, and where they are kept."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from curating import run
from shelf import Shelf

from bot import bootstrap
from bot.settings import from_environment
from classifiers.calibration import Calibration
from classifiers.matching.learning import shipped


@pytest.fixture
def theirs(ours: Shelf, tmp_path: Path) -> Shelf:
    """A folder of somebody else's, with one entry and texts to refuse in another."""
    for name in ("dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        ours.move(name, f"entries/{name}")
    ours.write(
        "background/chat.yaml", "kind: chat\nlanguage: en\ntexts: [lunch is ready, who has tea, the bus is late]\n"
    )
    shelf = Shelf(tmp_path / "theirs")
    shelf.add("dns-slow")
    return shelf


@pytest.fixture
def calibrated(theirs: Shelf, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command tells a program about both folders."""
    assert run("calibrate", "theirs", "--output", "json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def start_as(folders: list[Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Calibration, bool]:
    """The calibration of a bot that starts with these folders, and whether it had to learn."""
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", os.pathsep.join(map(str, folders)))
    learning: list[bool] = []
    matcher = bootstrap.matcher(from_environment(), when_learning=lambda: learning.append(True))
    return matcher.calibration, bool(learning)


def test_all_folders_are_fitted_together(calibrated: dict[str, Any]) -> None:
    """Ours, and those that are named."""
    assert (calibrated["entries"], calibrated["background"]) == (2, 3)


def test_the_choice_is_one_point_of_the_curve(calibrated: dict[str, Any]) -> None:
    """With what each threshold would have led to, and what that costs."""
    thresholds = calibrated["fitted"]["thresholds"]
    (chosen,) = (point for point in calibrated["curve"] if point["answer_from"] == thresholds["answer"])
    assert chosen["ask_from"] == thresholds["ask"]
    assert {"right", "wrong", "asked_right", "asked_wrong", "refused", "cost"} < chosen.keys()
    assert len(calibrated["curve"]) > 10


def test_it_is_held_against_what_comes_with_the_program(calibrated: dict[str, Any]) -> None:
    """So what the additional entries change can be seen."""
    before = shipped()
    assert calibrated["shipped"]["thresholds"] == {"answer": before.answer_from, "ask": before.ask_from}
    assert calibrated["shipped"]["reliable"] == dict(before.reliable)
    assert calibrated["fitted"]["reliable"] != calibrated["shipped"]["reliable"]


def test_the_next_start_uses_it(calibrated: dict[str, Any], theirs: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without learning, as soon as the folder is in the settings."""
    assert calibrated["kept"] is True
    used, had_to_learn = start_as([theirs.folder], monkeypatch)
    assert (used.answer_from, used.ask_from) == tuple(calibrated["fitted"]["thresholds"].values())
    assert dict(used.reliable) == calibrated["fitted"]["reliable"]
    assert not had_to_learn


def test_another_base_does_not_use_it(
    calibrated: dict[str, Any], theirs: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry more, and the thresholds of the program hold again."""
    theirs.add("dns-late")
    used, had_to_learn = start_as([theirs.folder], monkeypatch)
    assert used == shipped()
    assert had_to_learn


def test_a_person_is_told_what_changed_and_what_to_set(theirs: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Figures side by side, the curve, and the setting that is still missing."""
    assert run("calibrate", "theirs") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 entries, 3 background texts"
    assert [line for line in lines if line.startswith("right where a decisive string is found") and "changed" in line]
    assert [line.endswith("<") for line in lines].count(True) == 1
    assert lines[-1] == f"Kept: the next start uses it, provided that KUBEWHY_KNOWLEDGE is {theirs.folder.resolve()}"


def test_folders_of_the_settings_are_joined_without_being_named(
    theirs: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is one counted twice that is named all the same."""
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", str(theirs.folder))
    assert run("calibrate", "theirs") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 entries, 3 background texts"
    assert lines[-1] == "Kept: the next start uses it."


def test_it_is_told_where_nothing_can_be_kept(
    theirs: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures are told all the same."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("KUBEWHY_DATA_DIR", str(tmp_path / "file"))
    assert run("calibrate") == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("The next start will not find it: ")


def test_our_own_thresholds_can_be_written_into_the_program(
    theirs: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the form that a start reads."""
    file = tmp_path / "calibration.json"
    monkeypatch.setattr("bot.cli.kb.calibrate.shipped_file", lambda: file)
    assert run("calibrate", "--write", "--output", "json") == 0
    written = Calibration.read(file.read_text(encoding="utf-8"))
    told = json.loads(capsys.readouterr().out)
    assert {"answer": written.answer_from, "ask": written.ask_from} == told["fitted"]["thresholds"]


def test_what_the_program_reads_is_what_would_be_written() -> None:
    """The same file."""
    from bot.cli.kb.calibrate import shipped_file

    assert Calibration.read(shipped_file().read_text(encoding="utf-8")) == shipped()


def test_thresholds_of_other_entries_are_not_written_into_the_program(
    theirs: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """They hold for that base alone."""
    assert run("calibrate", "theirs", "--write") == 2
    assert capsys.readouterr().err == ("--write is for our own entries: name no folder, and unset KUBEWHY_KNOWLEDGE.\n")
