"""A new entry: what it starts with, and that nothing is forgotten in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from shelf import TODAY, Shelf

from knowledge.entry import Entry, EntryId, Model, Translation
from knowledge.lint import lint
from knowledge.starting import TEMPLATES, as_id, home, is_id, started

ENGLISH, CHINESE = "my-topic.yaml", "my-topic.zh-TW.yaml"


@pytest.fixture
def fresh(empty_shelf: Shelf) -> Shelf:
    """A folder with a new entry, as it is started."""
    for name, text in started(EntryId("my-topic"), today=TODAY).items():
        empty_shelf.write(name, text)
    return empty_shelf


def test_a_new_entry_is_two_files(fresh: Shelf) -> None:
    """Named after its id, which stands in both, with the day on which it was started."""
    assert sorted(path.name for path in fresh.folder.iterdir()) == [ENGLISH, CHINESE]
    assert "\nid: my-topic\n" in fresh.text(ENGLISH)
    assert "\nid: my-topic\n" in fresh.text(CHINESE)
    assert f"\nreviewed: {TODAY.isoformat()}\n" in fresh.text(ENGLISH)


def test_a_new_entry_lacks_nothing_but_what_it_marks(fresh: Shelf) -> None:
    """The form is right, so that each mark that is replaced is one problem less."""
    assert fresh.problems() == []
    told = lint(fresh.read(), today=TODAY)
    assert {problem.severity for problem in told} == {"error"}
    marks = [problem for problem in told if problem.message == "this is still to be written"]
    assert len(marks) == sum(
        "TODO" in line and not line.lstrip().startswith("#")
        for name in (ENGLISH, CHINESE)
        for line in fresh.text(name).splitlines()
    )
    assert [problem.message for problem in told if problem not in marks] == [
        "there are 1 examples in en, 15 are needed",
        "there are 1 examples in zh-TW, 8 are needed",
    ]


@pytest.mark.parametrize(("template", "model"), [("entry.yaml", Entry), ("translation.yaml", Translation)])
def test_every_field_is_in_the_new_file(template: str, model: type[Model]) -> None:
    """Filled, or behind a comment sign."""
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    shown = set(re.findall(r"^ *(?:# +)?(?:- )?([a-z_]+):(?: |$)", text, re.MULTILINE))
    assert set(fields(model)) - shown == set()


def test_what_is_commented_out_is_right_too(fresh: Shelf) -> None:
    """Whoever takes the comment signs away gets an entry with every field in its place."""
    for name in (ENGLISH, CHINESE):
        fresh.write(name, uncommented(fresh.text(name)))
    fresh.add("other-entry")
    assert fresh.problems() == []
    entry = fresh.read().knowledge.entry(EntryId("my-topic"), "zh-TW")
    assert [name for name in Entry.model_fields if not getattr(entry, name)] == []


def test_the_lengths_that_are_told_are_those_that_hold() -> None:
    """A number in a comment is the model's."""
    told = lengths((TEMPLATES / "entry.yaml").read_text(encoding="utf-8"))
    schema = Entry.model_json_schema()
    remedy, source = schema["$defs"]["Remedy"]["properties"], schema["$defs"]["Source"]["properties"]
    prose = schema["properties"]["explanation"]["items"]
    label = schema["$defs"]["ClarifyAnswer"]["properties"]["label"]
    entry = schema["properties"]
    expected = [entry["title"], entry["diagnosis"], prose, label, remedy["title"], remedy["when"], remedy["warning"]]
    expected += [entry["not_it"], source["title"]]
    assert told == [longest(field) for field in expected]


def test_the_lengths_that_are_told_of_a_translation_are_those_that_hold() -> None:
    """Chinese says the same in fewer characters, on the same screen."""
    told = lengths((TEMPLATES / "translation.yaml").read_text(encoding="utf-8"))
    schema = Translation.model_json_schema()
    remedy = schema["$defs"]["TranslatedRemedy"]["properties"]
    own = schema["properties"]
    expected = [own["title"], own["diagnosis"], remedy["title"], remedy["when"], remedy["warning"], own["not_it"]]
    assert told == [longest(field) for field in expected]


@pytest.mark.parametrize("name", ["a", "dns-gone", "x509-expired", "a" * 60])
def test_an_id_is_words_and_hyphens(name: str) -> None:
    """In lower case."""
    assert is_id(name)


@pytest.mark.parametrize(
    "name", ["", "Dns-gone", "dns_gone", "9lives", "dns--gone", "dns-", "dns gone", "名稱", "a" * 61]
)
def test_anything_else_is_no_id(name: str) -> None:
    """Nor is what would be no file name."""
    assert not is_id(name)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ("Pod CrashLoop!", "pod-crashloop"),
        ("dns_gone.yaml", "dns-gone-yaml"),
        ("9 lives", "lives"),
        ("a" * 80, "a" * 60),
        ("名稱", None),
        ("", None),
    ],
)
def test_an_id_is_made_of_words(words: str, made: str | None) -> None:
    """For a suggestion."""
    assert as_id(words) == made


def test_an_entry_goes_where_it_is_read(tmp_path: Path) -> None:
    """Beside the others: in `entries` where the folder keeps entries and background apart."""
    assert home(tmp_path) == tmp_path
    (tmp_path / "background").mkdir()
    assert home(tmp_path) == tmp_path / "entries"


def test_the_day_is_the_one_that_is_given() -> None:
    """Not that of the templates."""
    files = started(EntryId("my-topic"), today=date(2031, 2, 3))
    assert "reviewed: 2031-02-03" in files[ENGLISH]
    assert "1970" not in "".join(files.values())


def fields(model: type[Model]) -> Iterator[str]:
    """The names of all fields of the model and of the models in it."""
    for name, field in model.model_fields.items():
        yield name
        for inner in models(field.annotation):
            yield from fields(inner)


def models(annotation: object) -> Iterator[type[Model]]:
    """The models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def lengths(text: str) -> list[int]:
    """The lengths that the comments tell, in their order."""
    return [int(number) for number in re.findall(r"\bup to (\d+)\b", text, re.IGNORECASE)]


def longest(field: dict[str, Any]) -> int:
    """The most characters that a field takes."""
    choices = field.get("anyOf", [field])
    return int(next(choice["maxLength"] for choice in choices if "maxLength" in choice))


def uncommented(text: str) -> str:
    """The file with what is commented out: fields and items of lists; explanations stay comments."""
    field_or_item = re.compile(r"^( *)# ( *(?:- |[a-z_]+:(?: |$)).*)$")
    continued = re.compile(r"^#( {5,}\S.*)$")
    found = (continued.sub(r" \1", field_or_item.sub(r"\1\2", line)) for line in text.splitlines())
    return "\n".join(found) + "\n"
