"""Folders in, a knowledge base out, or every problem of every file at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from shelf import Shelf

from knowledge.entry import EntryId
from knowledge.knowledge_base import BackgroundText
from knowledge.loader import OUR_FOLDER, content_hash, load, read
from knowledge.problems import KnowledgeInvalid

ID = EntryId("dns-gone")
BACKGROUND = "kind: chat\nlanguage: zh-TW\ntexts:\n  - 午餐吃什麼\n  - |\n    兩行\n    的話\n"


def test_right_files_become_a_knowledge_base(shelf: Shelf) -> None:
    """With every entry in all three languages, and the background texts."""
    shelf.write("background/chat.yaml", BACKGROUND)
    shelf.add("other")
    for name in ("other.yaml", "other.zh-TW.yaml", "dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        shelf.move(name, f"entries/family/{name}")
    knowledge = load([shelf.folder])
    assert knowledge.ids() == ("dns-gone", "other")
    assert list(knowledge.entries[ID]) == ["en", "zh-TW", "zh-CN"]
    assert len(knowledge.entries[ID]) == 3
    assert knowledge.background == (
        BackgroundText(text="午餐吃什麼", kind="chat", language="zh-TW"),
        BackgroundText(text="兩行\n的話", kind="chat", language="zh-TW"),
    )


def test_every_problem_of_every_file_is_raised_at_once(shelf: Shelf) -> None:
    """Files in their order, each with its lines in order."""
    shelf.add("other")
    shelf.change("os: [windows]", "os: [win]")
    shelf.change("reviewed:", "revewed:")
    shelf.change("title:", "titel:", name="other.zh-TW.yaml")
    shelf.write("background/chat.yaml", BACKGROUND.replace("kind: chat", "kind: talk"))
    shelf.write("entries/x.yaml", "a: [")
    for name in ("other.yaml", "other.zh-TW.yaml", "dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        shelf.move(name, f"entries/{name}")
    with pytest.raises(KnowledgeInvalid) as caught:
        load([shelf.folder])
    told = [(problem.file.name, problem.key) for problem in caught.value.problems]
    assert told == [
        ("x.yaml", ""),
        ("x.yaml", ""),
        ("dns-gone.yaml", "applies_to.os[0]"),
        ("dns-gone.yaml", "revewed"),
        ("other.zh-TW.yaml", "titel"),
        ("chat.yaml", "kind"),
    ]


def test_what_is_right_is_read_though_other_files_are_wrong(shelf: Shelf) -> None:
    """Checks of taste run on all that can be read."""
    shelf.add("other")
    shelf.change("os: [windows]", "os: [win]")
    reading = shelf.read()
    assert reading.knowledge.ids() == ("other",)
    assert [entry.id for entry in reading.entries] == ["dns-gone", "other"]
    assert reading.ids == {"dns-gone", "other"}


def test_an_entry_without_translation_is_told(shelf: Shelf) -> None:
    """And is not there in any language."""
    (shelf.folder / "dns-gone.zh-TW.yaml").unlink()
    problem = shelf.problem()
    assert (problem.file.name, problem.line, problem.key) == ("dns-gone.yaml", 1, "")
    assert problem.message == "the entry has no translation into Traditional Chinese"
    assert problem.suggestion == "write dns-gone.zh-TW.yaml beside it"
    assert shelf.read().knowledge.ids() == ()


def test_a_translation_of_nothing_is_told_with_its_own_mistakes(shelf: Shelf) -> None:
    """There is nothing to hold it against but the model."""
    (shelf.folder / "dns-gone.yaml").unlink()
    shelf.change("title:", "titel:", name="dns-gone.zh-TW.yaml")
    assert [problem.message for problem in shelf.problems()] == [
        "there is no English file dns-gone.yaml that this translates",
        "there is no key `titel` here",
    ]


def test_broken_english_hides_no_mistake_of_its_translation(shelf: Shelf) -> None:
    """Both files are told of, and the English one isn't called missing."""
    shelf.write("dns-gone.yaml", "id: a: b\n")
    shelf.change("title:", "titel:", name="dns-gone.zh-TW.yaml")
    assert [(problem.file.name, problem.line) for problem in shelf.problems()] == [
        ("dns-gone.yaml", 1),
        ("dns-gone.zh-TW.yaml", 2),
    ]


def test_a_broken_translation_is_not_a_missing_one(shelf: Shelf) -> None:
    """One problem, in the file that is broken."""
    shelf.write("dns-gone.zh-TW.yaml", b"title: \xff\n")
    assert shelf.problem().file.name == "dns-gone.zh-TW.yaml"


def test_yaml_that_is_told_of_is_not_told_of_twice(shelf: Shelf) -> None:
    """A reference leaves nothing behind, which would be a missing value again."""
    shelf.change("not_it: A single name fails.", "not_it: *title")
    assert shelf.problem().message == "this refers to another place"


def test_a_key_given_twice_is_one_problem_beside_the_others(shelf: Shelf) -> None:
    """Reading goes on."""
    shelf.change("see_also: []", "see_also: []\nid: other")
    shelf.change("os: [windows]", "os: [win]")
    assert [problem.key for problem in shelf.problems()] == ["applies_to.os[0]", "id"]


def test_an_id_in_two_folders_is_told_with_both_files(shelf: Shelf, tmp_path: Path) -> None:
    """Neither silently wins over the other."""
    second = tmp_path / "second"
    for name in ("dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        (second / name).parent.mkdir(exist_ok=True)
        (second / name).write_text(shelf.text(name), encoding="utf-8")
    problems = read([shelf.folder, second]).problems
    assert [problem.file for problem in problems] == [second / "dns-gone.yaml", second / "dns-gone.zh-TW.yaml"]
    assert problems[0].message == f"the id `dns-gone` is given twice, first by {shelf.folder / 'dns-gone.yaml'}"


def test_a_folder_named_twice_or_from_two_sides_is_read_once(shelf: Shelf) -> None:
    """The same file is no second entry."""
    shelf.write("deeper/x.txt", "")
    folders = [shelf.folder, shelf.folder, shelf.folder / "deeper" / "..", shelf.folder.parent]
    reading = read(folders)
    assert reading.problems == ()
    assert reading.knowledge.ids() == ("dns-gone",)


def test_entries_of_several_folders_are_read_together(shelf: Shelf, tmp_path: Path) -> None:
    """A company's own entries stand beside ours."""
    second = tmp_path / "second"
    second.mkdir()
    shelf.add("other")
    for name in ("other.yaml", "other.zh-TW.yaml"):
        (shelf.folder / name).rename(second / name)
    assert load([shelf.folder, second]).ids() == ("dns-gone", "other")


@pytest.mark.parametrize(
    ("name", "message", "suggestion"),
    [
        ("note.yml", "the file's name does not end in .yaml, so it isn't read", "rename it to note.yaml"),
        ("dns-gone.fr.yaml", "`fr` is no language that we translate to", "name it dns-gone.zh-TW.yaml"),
        ("dns-gone.old.yaml", "`old` is no language that we translate to", "name it dns-gone.zh-TW.yaml"),
    ],
)
def test_a_file_with_a_wrong_name_is_told(shelf: Shelf, name: str, message: str, suggestion: str) -> None:
    """Whoever wrote it would wait for it in vain."""
    shelf.write(name, "anything: at all\n")
    problem = shelf.problem()
    assert (problem.file.name, problem.message, problem.suggestion) == (name, message, suggestion)


@pytest.mark.parametrize("tag", ["zh-tw", "zh_TW", "ZH-TW"])
def test_a_language_written_otherwise_is_one_problem(shelf: Shelf, tag: str) -> None:
    """It is still the translation that it was meant to be."""
    (shelf.folder / "dns-gone.zh-TW.yaml").rename(shelf.folder / f"dns-gone.{tag}.yaml")
    problem = shelf.problem()
    assert problem.message == f"the language is not written `{tag}`"
    assert problem.suggestion == "rename the file to dns-gone.zh-TW.yaml"


def test_a_file_named_otherwise_than_its_id_is_told_for_both_languages(shelf: Shelf) -> None:
    """Renaming one of the two is not enough."""
    for tag in ("", ".zh-TW"):
        (shelf.folder / f"dns-gone{tag}.yaml").rename(shelf.folder / f"DNS-gone{tag}.yaml")
    assert [(problem.key, problem.suggestion) for problem in shelf.problems()] == [
        ("id", "write `id: DNS-gone`, or rename the file to dns-gone.yaml"),
        ("id", "write `id: DNS-gone`, or rename the file to dns-gone.zh-TW.yaml"),
    ]


def test_hidden_files_and_folders_are_left_out(shelf: Shelf) -> None:
    """Editors leave them, and mounted volumes hold everything a second time in one."""
    shelf.write(".dns-gone.yaml", "x")
    shelf.write("..2026_11_25/dns-gone.yaml", shelf.text())
    assert shelf.problems() == []


def test_other_files_are_left_out(shelf: Shelf) -> None:
    """A README may stand beside the entries."""
    shelf.write("README.md", "# ours")
    shelf.write("folder.yaml/x.txt", "a folder with such a name")
    assert shelf.problems() == []


def test_a_folder_that_is_not_there_is_told(empty_shelf: Shelf) -> None:
    """As is one that is a file, and one that is empty."""
    missing = empty_shelf.folder / "missing"
    file = empty_shelf.write("file.txt", "x")
    empty = empty_shelf.folder / "empty"
    empty.mkdir()
    problems = read([missing, file, empty]).problems
    assert [(problem.file, problem.message) for problem in problems] == [
        (missing, "there is no such folder"),
        (file, "this is a file, not a folder"),
        (empty, "there is no YAML file in this folder"),
    ]
    assert all(problem.suggestion for problem in problems)


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("kind: chat", "kind: talk", "kind", "`kind` has a value that is not allowed"),
        ("language: zh-TW", "language: zh", "language", "`language` has a value that is not allowed"),
        ("texts:", "text:", "text", "there is no key `text` here"),
        ("  - 午餐吃什麼", "  - 午餐: 什麼", "texts[0]", "`texts` must be text, but a colon in it makes it a mapping"),
        ("  - 午餐吃什麼", "  -", "texts[0]", "`texts` is empty"),
    ],
)
def test_a_wrong_background_file_is_told(empty_shelf: Shelf, old: str, new: str, key: str, message: str) -> None:
    """By the same rules as an entry."""
    empty_shelf.write("background/chat.zh.yaml", BACKGROUND.replace(old, new))
    problem = empty_shelf.problem()
    assert (problem.key, problem.message) == (key, message)


def test_a_background_folder_may_be_named_itself(empty_shelf: Shelf) -> None:
    """Its files are told by the folder's name."""
    empty_shelf.write("background/chat.yaml", BACKGROUND)
    assert len(load([empty_shelf.folder / "background"]).background) == 2


def test_simplified_chinese_is_derived_when_it_is_first_asked_for(shelf: Shelf) -> None:
    """Loading does not wait for it, and it is the same from then on."""
    languages = load([shelf.folder]).entries[ID]
    assert "zh-CN" in languages
    assert "fr" not in languages
    assert languages["zh-CN"] is languages["zh-CN"]


def test_loading_leaves_the_chinese_converter_alone(shelf: Shelf) -> None:
    """Its dictionaries cost more than all files together."""
    code = (
        "import sys; from pathlib import Path; from knowledge.loader import load;"
        "load([Path(sys.argv[1])]).entry('dns-gone', 'zh-TW'); print('opencc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(shelf.folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_entries_cannot_be_changed(shelf: Shelf) -> None:
    """Everybody holds the same base."""
    entries = load([shelf.folder]).entries
    with pytest.raises(TypeError):
        entries[ID] = {}  # type: ignore[index]


def test_the_hash_changes_with_bytes_and_with_names(shelf: Shelf, tmp_path: Path) -> None:
    """And with nothing else: neither the folder's place nor the files' times."""
    first = content_hash([shelf.folder])
    assert first == content_hash([shelf.folder])
    moved = shelf.folder.rename(tmp_path / "moved")
    assert content_hash([moved]) == first
    (moved / "README.md").write_text("not read")
    assert content_hash([moved]) == first
    (moved / "dns-gone.yaml").rename(moved / "dns-went.yaml")
    renamed = content_hash([moved])
    assert renamed != first
    (moved / "dns-went.yaml").write_text("id: x")
    assert content_hash([moved]) != renamed


def test_the_hash_of_two_folders_tells_them_apart(shelf: Shelf, tmp_path: Path) -> None:
    """Another folder of entries is another knowledge."""
    second = tmp_path / "second"
    second.mkdir()
    (second / "x.yaml").write_text("id: x")
    assert content_hash([shelf.folder, second]) != content_hash([shelf.folder])


def test_our_own_folder_is_the_default() -> None:
    """What comes with the program is found wherever it is installed."""
    assert (OUR_FOLDER / "entries").is_dir()
    assert content_hash() == content_hash([OUR_FOLDER])
    assert read().ids == read([OUR_FOLDER]).ids


@pytest.mark.parametrize("part", ["entries", "background"])
def test_an_entry_beside_the_folders_that_are_read_is_told(shelf: Shelf, part: str) -> None:
    """It would be silently missing; other files may lie there."""
    shelf.write(f"{part}/notes.txt", "")
    shelf.write("mkdocs.yaml", "site: ours\n")
    problem = next(one for one in shelf.problems() if one.file.name == "dns-gone.yaml")
    assert problem.message == f"it isn't read, since shelf has a folder `{part}`"
    assert problem.suggestion == f"move it into {shelf.folder / 'entries'}"
    assert "mkdocs.yaml" not in {one.file.name for one in shelf.problems()}
