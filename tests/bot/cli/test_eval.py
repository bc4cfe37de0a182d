"""`kubewhy eval`: the matcher measured on labelled texts."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from running import Ran, run_command
from six_topics import knowledge, matcher

from bot import bootstrap

Run = Callable[..., Ran]

ROWS = (
    ("t-1", "specified port already exists", "en", "log", ["lb-ports-exhausted"], "topic"),
    ("t-2", "為什麼我的 Windows Pod ping 不到外面", "zh-TW", "question", ["pod-cannot-ping-external"], "zh-positive"),
    ("t-3", "lunch?", "en", "chat", ["none"], "chat"),
    ("t-4", "the node is tired and everything is grey", "en", "question", ["lb-ports-exhausted"], "topic"),
    ("t-5", "open /run/flannel/subnet.env: no such file or directory", "en", "log", ["none"], "near-miss"),
)
KEYS = ("id", "text", "lang", "kind", "labels", "group")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with the six topics."""
    monkeypatch.setattr(bootstrap, "matcher", lambda *_, **__: matcher())
    monkeypatch.setattr(bootstrap, "knowledge_base", lambda *_: knowledge())
    return lambda *arguments: run_command("eval", *map(str, arguments), capsys=capsys, monkeypatch=monkeypatch)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Five labelled texts: two right, one refused rightly, one missed, one claimed."""
    file = tmp_path / "sample.jsonl"
    lines = (json.dumps(dict(zip(KEYS, row, strict=True)), ensure_ascii=False) for row in ROWS)
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_figures_groups_and_confusions_are_told(run: Run, sample: Path) -> None:
    """In words, with counts beside them."""
    result = run(sample)
    assert result.code == 0
    assert "5 texts, 3 of them about an entry that we have" in result.out
    assert "0.667  right" in result.out
    assert "0.500  answered_none" in result.out
    for title in ("language", "kind", "group", "topic", "Claimed, and not so", "Missed"):
        assert title in result.out
    claimed, missed = result.out.split("Claimed, and not so")[1].split("Missed")
    assert "t-5" in claimed
    assert "t-4" in missed


def test_json_holds_the_same(run: Run, sample: Path) -> None:
    """For a program."""
    document = json.loads(run(sample, "--output", "json").out)
    assert (document["texts"], document["answerable"]) == (5, 3)
    assert document["figures"]["right"] == pytest.approx(0.6667)
    assert document["figures"]["answered_foreign"] == 0.0
    assert document["by"]["language"]["zh-TW"]["answerable"]["right"] == 1
    assert document["by"]["topic"]["lb-ports-exhausted"]["answerable"] == {
        "right": 1,
        "wrong": 0,
        "offered": 0,
        "asked": 0,
        "refused": 1,
    }
    assert [one["id"] for one in document["confusions"]] == ["t-5"]
    assert [one["id"] for one in document["missed"]] == ["t-4"]
    assert 0 < document["thresholds"]["ask"] <= document["thresholds"]["answer"] < 1


def test_a_floor_that_is_not_held_ends_with_one(run: Run, sample: Path) -> None:
    """And says which."""
    result = run(sample, "--floor", "right=0.9", "--floor", "wrong=0.0", "--floor", "answered_none=0.04")
    assert result.code == 1
    assert "right is 0.667, at least 0.900 is asked for" in result.out
    assert "answered_none is 0.500, at most 0.040 is allowed" in result.out
    assert "wrong is" not in result.out
    assert run(sample, "--floor", "right=0.6").code == 0


@pytest.mark.parametrize(
    ("floor", "told"),
    [
        ("correct=0.9", "there is no figure 'correct'"),
        ("right=high", "'high' is no number"),
        ("right", "'' is no number"),
    ],
)
def test_a_floor_that_makes_no_sense_is_told(run: Run, sample: Path, floor: str, told: str) -> None:
    """With what there is."""
    result = run(sample, "--floor", floor)
    assert result.code == 2
    assert told in result.err


def test_bad_lines_are_told_all_at_once(run: Run, tmp_path: Path) -> None:
    """With the file and their numbers."""
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "1"}\n{\n')
    result = run(file)
    assert result.code == 2
    assert f"{file}: line 1: missing or wrong: group, kind, labels, lang, text" in result.err
    assert f"{file}: line 2: not JSON" in result.err


def test_a_missing_or_empty_file_is_told(run: Run, tmp_path: Path) -> None:
    """Nothing can be measured."""
    (tmp_path / "empty.jsonl").write_text("\n")
    assert "no labelled texts" in run(tmp_path / "empty.jsonl").err
    assert "No such file" in run(tmp_path / "missing.jsonl").err
