"""The base with an entry and without it, wherever its file lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from shelf import Shelf

from knowledge.editions import editions
from knowledge.entry import EntryId
from knowledge.loader import content_hash
from knowledge.problems import KnowledgeInvalid

GONE, SLOW = EntryId("dns-gone"), EntryId("dns-slow")


@pytest.fixture
def theirs(tmp_path: Path) -> Shelf:
    """A folder of somebody else's, with one entry of its own."""
    shelf = Shelf(tmp_path / "theirs")
    shelf.add(SLOW)
    return shelf


def test_a_new_entry_joins_the_base(shelf: Shelf, theirs: Shelf) -> None:
    """Without it, the base is as it is."""
    found = editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder])
    assert (found.standing, found.entry.id) == ("new", SLOW)
    assert found.before.knowledge.ids() == (GONE,)
    assert found.after.knowledge.ids() == (GONE, SLOW)
    assert found.before.content == content_hash([shelf.folder])
    assert found.after.content != found.before.content


def test_the_translation_names_the_same_entry(shelf: Shelf, theirs: Shelf) -> None:
    """Whichever of its files is given."""
    found = editions(theirs.folder / "dns-slow.zh-TW.yaml", folders=[shelf.folder])
    assert found.entry.english.file == theirs.folder / "dns-slow.yaml"


def test_nothing_else_of_its_folder_is_read(shelf: Shelf, theirs: Shelf) -> None:
    """Drafts beside it may be as wrong as they like."""
    theirs.write("draft.yaml", "a: [")
    theirs.write("notes.txt", "")
    assert editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder]).after.knowledge.ids() == (GONE, SLOW)


def test_a_changed_entry_takes_the_place_of_the_one_that_is_there(shelf: Shelf, theirs: Shelf) -> None:
    """So the two can be held against each other."""
    theirs.add(GONE)
    theirs.change("The name server of dns-gone does not answer", "The name server answers late")
    found = editions(theirs.folder / "dns-gone.yaml", folders=[shelf.folder])
    assert found.standing == "changed"
    assert found.before.knowledge.entry(GONE, "en").title == "The name server of dns-gone does not answer"
    assert found.after.knowledge.entry(GONE, "en").title == "The name server answers late"
    assert found.after.knowledge.ids() == (GONE,)


def test_an_entry_of_the_base_is_taken_out_for_comparison(shelf: Shelf, theirs: Shelf) -> None:
    """Whatever way its path is written."""
    around = shelf.folder / ".." / shelf.folder.name / "dns-gone.yaml"
    found = editions(around, folders=[shelf.folder, theirs.folder])
    assert found.standing == "present"
    assert found.before.knowledge.ids() == (SLOW,)
    assert found.after.knowledge.ids() == (GONE, SLOW)
    assert found.after.content == content_hash([shelf.folder, theirs.folder])
    assert found.before.content != found.after.content


def test_every_byte_of_a_new_entry_names_another_content(shelf: Shelf, theirs: Shelf) -> None:
    """What was learnt of an older draft is not taken for this one."""
    first = editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder]).after.content
    theirs.change("名稱伺服器沒有回應", "名稱伺服器沒回應", name="dns-slow.zh-TW.yaml")
    assert editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder]).after.content != first


def test_background_texts_stay_what_they_are(shelf: Shelf, theirs: Shelf) -> None:
    """An entry comes and goes without them."""
    shelf.write("background/chat.yaml", "kind: chat\nlanguage: en\ntexts: [lunch]\n")
    for name in ("dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        shelf.move(name, f"entries/{name}")
    found = editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder])
    assert [text.text for text in found.before.knowledge.background] == ["lunch"]
    assert found.after.knowledge.background == found.before.knowledge.background


def test_what_is_wrong_with_the_entry_is_raised(shelf: Shelf, theirs: Shelf) -> None:
    """With its place, as everywhere."""
    theirs.change("os: [windows]", "os: [win]", name="dns-slow.yaml")
    with pytest.raises(KnowledgeInvalid) as raised:
        editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder])
    assert [(problem.file.name, problem.line) for problem in raised.value.problems] == [("dns-slow.yaml", 8)]


def test_what_is_wrong_with_the_base_is_raised(shelf: Shelf, theirs: Shelf) -> None:
    """Nothing can be held against a base that can't be read."""
    shelf.change("os: [windows]", "os: [win]")
    with pytest.raises(KnowledgeInvalid) as raised:
        editions(theirs.folder / "dns-slow.yaml", folders=[shelf.folder])
    assert [problem.file.name for problem in raised.value.problems] == ["dns-gone.yaml"]


@pytest.mark.parametrize(
    ("name", "message"),
    [("background/chat.yaml", "this is a file of background texts"), ("notes.txt", "this is no knowledge file")],
)
def test_other_files_are_refused(shelf: Shelf, theirs: Shelf, name: str, message: str) -> None:
    """With what they are."""
    file = theirs.write(name, "kind: chat\nlanguage: en\ntexts: [lunch]\n")
    with pytest.raises(KnowledgeInvalid) as raised:
        editions(file, folders=[shelf.folder])
    assert [problem.message for problem in raised.value.problems] == [message]
