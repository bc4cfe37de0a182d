"""What is learnt at start, and what is kept of it for the next start."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from factories import entry

from classifiers.calibration import CHEAP_QUESTION, Cues
from classifiers.matching.learning import CACHE, learnt, samples, shipped, systems
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.entry import EntryId, Language
from knowledge.knowledge_base import BackgroundText, KnowledgeBase

TEXTS = {
    "ports-gone": ["all ports are used up", "no free port left", "ports run out", "port range is full"],
    "disk-wrong": ["wrong diskette in drive", "diskette error after update", "hns wants a diskette", "bad floppy"],
}
CHAT = ["lunch?", "good morning", "thanks a lot", "see you tomorrow", "who is on call", "nice weather"]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    """Two entries, one of them in Chinese too, and some chat."""
    entries: dict[EntryId, dict[Language, object]] = {}
    for name, examples in TEXTS.items():
        entries[EntryId(name)] = {
            "en": entry(name, examples=examples, signatures=[{"text": f"error of {name} was printed"}])
        }
    entries[EntryId("disk-wrong")]["zh-TW"] = entry("disk-wrong", examples=["磁片不對", "磁碟片錯誤"])
    entries[EntryId("disk-wrong")]["zh-CN"] = entry("disk-wrong", examples=["磁盘不对", "磁盘错误"])
    background = tuple(BackgroundText(text=text, kind="chat", language="en") for text in CHAT)
    return KnowledgeBase.of(entries, background=background)  # type: ignore[arg-type]


def matcher(base: KnowledgeBase, folder: Path | None, *, content: str = "a", said: list[str]) -> KnowledgeMatcher:
    """A matcher; `said` gets a word each time it learns."""
    return KnowledgeMatcher.of(
        base, cache_folder=folder, content_hash=content, when_learning=lambda: said.append("learns")
    )


def test_a_second_start_learns_nothing_again(base: KnowledgeBase, tmp_path: Path) -> None:
    """And decides the same."""
    said: list[str] = []
    first = matcher(base, tmp_path / "cache", said=said)
    second = matcher(base, tmp_path / "cache", said=said)
    assert said == ["learns"]
    for text in ("ports are used up", "lunch", "磁片", "error of disk-wrong was printed"):
        assert first.match(text) == second.match(text)


def test_other_content_is_learnt_anew(base: KnowledgeBase, tmp_path: Path) -> None:
    """The cache belongs to what it was learnt from."""
    said: list[str] = []
    matcher(base, tmp_path, said=said)
    matcher(base, tmp_path, content="b", said=said)
    assert said == ["learns", "learns"]


def test_a_torn_cache_is_replaced(base: KnowledgeBase, tmp_path: Path) -> None:
    """Nobody has to delete it."""
    said: list[str] = []
    matcher(base, tmp_path, said=said)
    path = tmp_path / CACHE
    path.write_bytes(path.read_bytes()[:1000])
    matcher(base, tmp_path, said=said)
    matcher(base, tmp_path, said=said)
    assert said == ["learns", "learns"]


def test_a_folder_that_cannot_be_written_to_costs_the_cache_only(base: KnowledgeBase, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    said: list[str] = []
    assert matcher(base, blocked, said=said).match("ports are used up").matches
    assert said == ["learns"]


def test_without_a_folder_nothing_is_kept(base: KnowledgeBase) -> None:
    """It learns each time."""
    said: list[str] = []
    matcher(base, None, said=said)
    matcher(base, None, said=said)
    assert said == ["learns", "learns"]


def test_an_example_and_its_simplified_form_are_left_out_together(base: KnowledgeBase) -> None:
    """Otherwise each would tell the other."""
    groups = {sample.received: sample.group for sample in samples(base) if sample.label == "disk-wrong"}
    assert groups["磁片不對"] == groups["磁盘不对"]
    assert groups["磁片不對"] != groups["磁碟片錯誤"]
    assert groups["磁片不對"] != groups["wrong diskette in drive"]


def test_titles_and_printed_strings_teach_and_are_not_asked(base: KnowledgeBase) -> None:
    """Examples and background are."""
    asked = {sample.received for sample in samples(base) if sample.asked}
    assert asked == {
        *TEXTS["ports-gone"],
        *TEXTS["disk-wrong"],
        *CHAT,
        "磁片不對",
        "磁碟片錯誤",
        "磁盘不对",
        "磁盘错误",
    }
    taught = {sample.received for sample in samples(base) if not sample.asked}
    assert {"The title of ports-gone", "error of disk-wrong was printed", "kube-proxy", "windows kube-proxy"} <= taught


def test_the_systems_of_each_entry_are_known(base: KnowledgeBase) -> None:
    """They are those of its `applies_to`."""
    assert systems(base) == {"ports-gone": ("windows",), "disk-wrong": ("windows",)}


def test_the_calibration_that_is_shipped_fits_this_program() -> None:
    """One factor a cue, and thresholds that its own curve has."""
    calibration = shipped()
    assert len(calibration.factors) == len(fields(Cues))
    (chosen,) = [point for point in calibration.curve if point.answer_from == calibration.answer_from]
    assert chosen.ask_from == calibration.ask_from
    assert chosen.cost <= min(point.cost for point in calibration.curve) * CHEAP_QUESTION


def test_thresholds_can_be_fitted_to_a_base_and_are_kept(base: KnowledgeBase, tmp_path: Path) -> None:
    """The next start finds them."""
    fitted = KnowledgeMatcher.of(base, cache_folder=tmp_path, content_hash="a", calibrate=True)
    assert fitted.calibration != shipped()
    assert matcher(base, tmp_path, said=[]).calibration == fitted.calibration


def test_an_empty_base_is_learnt_too() -> None:
    """It matches nothing."""
    empty = KnowledgeBase.of({})
    result = KnowledgeMatcher(
        empty, learnt=learnt(empty, cache_folder=None, content_hash="", when_learning=lambda: None)
    ).match("anything at all")
    assert (result.decision, result.matches) == ("none", ())
