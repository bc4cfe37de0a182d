"""`kubewhy kb try`: what an entry does to the matching of a small base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from curating import labelled, run
from shelf import Shelf

from classifiers.matching.learning import CACHE

GONE, SLOW, FAR = "resolver socket vanished", "quota of the volume is used up", "what shall we have for lunch"
"""What programs print of the two entries, which have nothing else in common with it, and what nobody prints."""


@pytest.fixture
def theirs(ours: Shelf, tmp_path: Path) -> Shelf:
    """A folder that nobody reads yet, with an entry of its own."""
    ours.change("lookup of dns-gone timed out", GONE)
    shelf = Shelf(tmp_path / "theirs")
    shelf.add("dns-slow")
    shelf.change("lookup of dns-slow timed out", SLOW, name="dns-slow.yaml")
    return shelf


def tried(capsys: pytest.CaptureFixture[str], file: str, sample: Path) -> dict[str, Any]:
    """What the command tells a program."""
    assert run("try", file, "--against", str(sample), "--output", "json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_new_entry_wins_its_own_texts_and_takes_those_of_others(
    theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stays as it is is not told."""
    sample = labelled(tmp_path / "s.jsonl", [(SLOW, "dns-slow"), (SLOW, "none"), (GONE, "dns-gone"), (FAR, "none")])
    found = tried(capsys, "theirs/dns-slow.yaml", sample)
    assert (found["entry"], found["standing"], found["texts"]) == ("dns-slow", "new", 4)
    (won,), (taken,) = found["wins"], found["takes"]
    assert won["id"] == "s-0"
    assert won["before"]["decision"] == "none"
    assert (won["after"]["decision"], won["after"]["entries"]) == ("answer", ["dns-slow"])
    assert (won["better"], won["worse"]) == (True, False)
    assert (taken["id"], taken["labels"], taken["better"], taken["worse"]) == ("s-1", ["none"], False, True)
    assert (found["loses"], found["others"]) == ([], [])
    assert found["figures"]["before"]["right"] == 0.5
    assert found["figures"]["after"]["right"] == 1.0


def test_a_text_that_another_entry_answered_is_taken(
    theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the new one is printed by the same program, both are told from now on, and only one of them is right."""
    theirs.change(SLOW, GONE, name="dns-slow.yaml")
    found = tried(capsys, "theirs/dns-slow.yaml", labelled(tmp_path / "s.jsonl", [(GONE, "dns-gone")]))
    (taken,) = found["takes"]
    assert (taken["before"]["entries"], taken["better"], taken["worse"]) == (["dns-gone"], False, True)
    assert sorted(taken["after"]["entries"]) == ["dns-gone", "dns-slow"]


def test_a_changed_entry_is_held_against_the_one_that_is_there(
    theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it no longer recognises is lost."""
    theirs.add("dns-gone")
    theirs.change('  - text: "lookup of dns-gone timed out"\n', "")
    sample = labelled(tmp_path / "s.jsonl", [(GONE, "dns-gone"), (FAR, "none")])
    found = tried(capsys, "theirs/dns-gone.yaml", sample)
    assert found["standing"] == "changed"
    (lost,) = found["loses"]
    assert (lost["id"], lost["before"]["entries"], lost["worse"]) == ("s-0", ["dns-gone"], True)


def test_an_entry_of_the_base_is_tried_by_leaving_it_out(
    ours: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So what it is good for can be seen."""
    ours.change("lookup of dns-gone timed out", GONE)
    ours.add("dns-slow")
    ours.change("lookup of dns-slow timed out", SLOW, name="dns-slow.yaml")
    sample = labelled(tmp_path / "s.jsonl", [(GONE, "dns-gone"), (SLOW, "dns-slow")])
    found = tried(capsys, "ours/dns-slow.zh-TW.yaml", sample)
    assert found["standing"] == "present"
    assert [one["id"] for one in found["wins"]] == ["s-1"]
    assert (found["loses"], found["takes"], found["others"]) == ([], [], [])


def test_each_of_its_own_examples_is_tried_without_itself(
    theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that nothing else teaches is not recognised, whatever it would be after having been learnt."""
    theirs.change("why is dns-slow so, the 3th time", "zebra quagga okapi", name="dns-slow.yaml")
    found = tried(capsys, "theirs/dns-slow.yaml", labelled(tmp_path / "s.jsonl", [(FAR, "none")]))
    counts = found["examples"]["counts"]
    assert sum(counts["en"].values()) == 15
    assert sum(counts["zh-TW"].values()) == 8
    place = f"theirs/dns-slow.yaml:{theirs.line('zebra', name='dns-slow.yaml')}"
    (alone,) = (one for one in found["examples"]["not_right"] if one["place"] == place)
    assert (alone["outcome"], alone["decision"], alone["entries"]) == ("refused", "none", [])


def test_a_person_is_told_the_same(theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each change in a line: text, labels, before and after."""
    sample = labelled(tmp_path / "s.jsonl", [(SLOW, "dns-slow"), (SLOW, "none"), (GONE, "dns-gone")])
    assert run("try", "theirs/dns-slow.yaml", "--against", str(sample)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "dns-slow: it is new: compared with the base without it",
        "s.jsonl: 3 texts, 2 of them change",
    ]
    won = lines.index("Wins: its own texts, better off with it: 1")
    assert lines[won + 1].startswith("  s-0  dns-slow: none → answer dns-slow 0.9")
    assert lines[won + 1].endswith(f", better  {SLOW}")
    taken = lines.index("Takes from others: texts of another entry or of none that now lead to it: 1")
    assert lines[taken + 1].startswith("  s-1  none: none → answer dns-slow 0.9")
    assert "Loses: its own texts, worse off with it: 0" in lines
    assert lines.index("Its own examples, each tried by a matcher that has not learnt it") > taken


def test_what_the_next_start_reads_is_left_in_peace(
    theirs: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A trial is nobody's base: it is kept aside."""
    monkeypatch.setenv("KUBEWHY_DATA_DIR", str(tmp_path / "data"))
    sample = labelled(tmp_path / "s.jsonl", [(FAR, "none")])
    tried(capsys, "theirs/dns-slow.yaml", sample)
    used = (tmp_path / "data" / "cache" / CACHE).read_bytes()
    theirs.change("why is dns-slow so, the 3th time", "another one", name="dns-slow.yaml")
    tried(capsys, "theirs/dns-slow.yaml", sample)
    assert (tmp_path / "data" / "cache" / CACHE).read_bytes() == used


def test_without_any_sample_one_is_asked_for(theirs: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is learnt."""
    assert run("try", "theirs/dns-slow.yaml") == 2
    assert capsys.readouterr().err == (
        "There is no sample here to try it with. Name a file of labelled texts with --against.\n"
    )


def test_an_entry_that_is_wrong_is_not_tried(theirs: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong is told instead."""
    theirs.change("os: [windows]", "os: [win]", name="dns-slow.yaml")
    sample = labelled(tmp_path / "s.jsonl", [(FAR, "none")])
    assert run("try", "theirs/dns-slow.yaml", "--against", str(sample)) == 2
    assert "dns-slow.yaml:8: applies_to.os[0]" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_wrong_use(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert run("try", "nowhere.yaml") == 2
    assert "nowhere.yaml" in capsys.readouterr().err
