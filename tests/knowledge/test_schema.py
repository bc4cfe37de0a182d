"""What is wrong in an entry's file, all at once, each with its place and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from shelf import Shelf

from knowledge.entry import Entry, Model, Translation
from knowledge.knowledge_base import BackgroundFile
from knowledge.problems import WrittenFile
from knowledge.schema import PURPOSES, validated


def models(model: type[Model]) -> set[type[Model]]:
    """The model and all those inside it."""
    found = {model}
    for field in model.model_fields.values():
        todo: list[object] = [field.annotation]
        while todo:
            one = todo.pop()
            todo += get_args(one)
            if isinstance(one, type) and issubclass(one, Model):
                found |= models(one)
    return found


def test_a_right_entry_has_no_problem(shelf: Shelf) -> None:
    """The file that all other tests spoil."""
    assert shelf.problems() == []


def test_five_mistakes_are_five_problems_in_one_run(shelf: Shelf) -> None:
    """Each is told with its own line and key, whatever kind it is."""
    shelf.change("title: The name", "titel: The name")
    shelf.change("weight: likely", "weight: maybe")
    shelf.change("    link: https:", "    link: http:")
    shelf.change("        warning: Look-ups fail for a minute.\n", "")
    shelf.change("        warning: 查詢會失敗一分鐘。\n", "", name="dns-gone.zh-TW.yaml")
    shelf.change("reviewed: 2026-11-20", "reviewed: last week")
    lines = [shelf.line(words) for words in ("titel:", "maybe", "http:", "Delete its pods", "last week")]
    problems = shelf.problems()
    assert [problem.line for problem in problems] == lines
    assert [(problem.key, problem.value) for problem in problems] == [
        ("titel", "The name server of dns-gone does not answer"),
        ("signatures[1].weight", "maybe"),
        ("unless[0].link", "http://example.com/typo"),
        ("remedies[1].steps[0]", ""),
        ("reviewed", "last week"),
    ]
    assert [problem.message for problem in problems] == [
        "there is no key `titel` here",
        "`weight` has a value that is not allowed",
        "`link` is no usable address",
        "a command of this step is destructive, but the step has no warning",
        "`reviewed` is no date",
    ]
    assert [problem.suggestion for problem in problems] == [
        "did you mean `title`?",
        "use decisive, likely or hint",
        "begin with https:// and leave out blanks, <, > and |",
        "add `warning`: what stops or is lost",
        "write year, month and day, such as 2026-11-30",
    ]
    assert {problem.file.name for problem in problems} == {"dns-gone.yaml"}


@pytest.mark.parametrize(
    ("old", "new", "words", "key", "message"),
    [
        ("not_it: A single name fails.\n", "", "id:", "not_it", "the key `not_it` is missing"),
        ("    title: ask it with `nslookup`\n", "", "- kind: check", "remedies[0].title", "the key `title` is missing"),
        ("not_it: A single name fails.", "not_it:", "not_it:", "not_it", "`not_it` is empty"),
        ("not_it: A single name fails.", "not_it: ''", "not_it:", "not_it", "`not_it` is empty"),
        ("not_it: A single name fails.", "not_it: |\n  a\n  b", "not_it:", "not_it", "`not_it` has several lines"),
        ("not_it: A single name fails.", "not_it: [a]", "not_it:", "not_it", "`not_it` must be text"),
        ("os: [windows]", "os: windows", "os:", "applies_to.os", "`os` must be a list"),
        ("os: [windows]", "os: [win]", "os:", "applies_to.os[0]", "`os` has a value that is not allowed"),
        ("os: [windows]", "os: []", "os:", "applies_to.os", "`os` has too few items, at least 1 must be there"),
        ("  - Kube-dns had", "  - Before: had", "Before", "outdated[0]", "`outdated` must be text, but a colon in it"),
        ("title: The name", "title: The `name`", "title:", "title", "`title` is not plain text in one line"),
        ("id: typo", "id: Typo", "Typo", "unless[0].id", "`id` is no id"),
        ("kind: check", "kind: Check", "Check", "remedies[0].kind", "`kind` has a value that is not allowed"),
        ("reviewed: 2026-11-20", "reviewed: 2026-11-31", "11-31", "reviewed", "`reviewed` is no date"),
        (
            "effect: read",
            "effekt: read",
            "effekt",
            "remedies[0].steps[0].commands[0].effekt",
            "there is no key `effekt`",
        ),
        ("question: Does", "quest: Does", "quest:", "clarify.quest", "there is no key `quest` here"),
        ("components: [kubelet]", "<<: {a: b}", "<<", "applies_to.<<", "there is no key `<<` here"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(
    shelf: Shelf, old: str, new: str, words: str, key: str, message: str
) -> None:
    """A wrong item does not make its list too short, and a misspelt key is not missing as well."""
    shelf.change(old, new)
    problem = [problem for problem in shelf.problems() if problem.file.name == "dns-gone.yaml"]
    assert [(one.line, one.key) for one in problem] == [(shelf.line(words), key)]
    assert problem[0].message.startswith(message)
    assert problem[0].suggestion


def test_a_text_that_is_too_long_is_told_with_limit_and_length(shelf: Shelf) -> None:
    """So that one knows how much has to go."""
    shelf.change("label: It fails", f"label: {'x' * 80}")
    problem = shelf.problem()
    assert problem.message == "`label` has 80 characters, at most 70 fit"
    assert problem.suggestion == "shorten it by 10"
    assert problem.value == "x" * 59 + "…"


def test_a_text_that_is_too_short_is_told_with_limit_and_length(shelf: Shelf) -> None:
    """A title must say something."""
    shelf.change("title: The name server of dns-gone does not answer", "title: Broken")
    assert shelf.problem().message == "`title` has 6 characters, at least 10 are needed"


def test_a_list_that_is_too_long_is_told(shelf: Shelf) -> None:
    """More than four buttons are no question."""
    shelf.change(
        "    - label: It fails\n",
        "".join(f"    - {{label: b{n}, entry: x}}\n" for n in range(3)) + "    - label: It fails\n",
    )
    told = [problem.message for problem in shelf.problems() if problem.file.name == "dns-gone.yaml"]
    assert told == ["`answers` has too many items, at most 4 fit"]


def test_a_missing_key_is_told_with_what_it_is_for(shelf: Shelf) -> None:
    """The suggestion says what to write."""
    shelf.change("            effect: destructive\n", "")
    problem = shelf.problem()
    assert problem.key == "remedies[1].steps[0].commands[0].effect"
    assert problem.line == shelf.line("run: kubectl delete")
    assert problem.suggestion == "add it: what it does: read, change or destructive"


@pytest.mark.parametrize("model", sorted(models(Entry) | models(Translation) | {BackgroundFile}, key=repr))
def test_every_required_key_has_a_purpose(model: type[Model]) -> None:
    """A new required key comes with a word on what it is for."""
    assert {name for name, field in model.model_fields.items() if field.is_required()} <= PURPOSES.keys()


def test_an_unknown_key_that_resembles_none_is_told_with_those_allowed(shelf: Shelf) -> None:
    """Keys of the mapping in question, not of the whole file."""
    shelf.change("    when: the pod runs\n", "    when: the pod runs\n    zzz: 1\n")
    assert shelf.problem().suggestion == "allowed here: kind, steps, title, warning, when"


def test_a_signature_has_exactly_one_of_text_and_pattern(shelf: Shelf) -> None:
    """Both would leave open which one counts; none finds nothing."""
    shelf.change("weight: likely", "text: server is gone")
    shelf.change('  - text: "lookup', '  - weight: hint\n  - text: "lookup')
    assert [(problem.line, problem.key, problem.message) for problem in shelf.problems()] == [
        (shelf.line("weight: hint"), "signatures[0]", "the signature is empty"),
        (shelf.line("pattern: 'server"), "signatures[2]", "the signature has both `text` and `pattern`"),
    ]


def test_a_misspelt_key_of_a_signature_is_not_an_empty_signature_too(shelf: Shelf) -> None:
    """One mistake, one problem."""
    shelf.change("  - pattern: 'server", "  - patern: 'server")
    assert shelf.problem().suggestion == "did you mean `pattern`?"


def test_two_look_alikes_have_two_ids(shelf: Shelf) -> None:
    """The translation names them by it."""
    again = "  - id: typo\n    pattern: NXDOMAIN\n    reason: there is no such name\n"
    shelf.change("examples:\n", f"{again}examples:\n")
    problem = shelf.problem()
    assert problem.key == "unless[1].id"
    assert problem.message == f"a look-alike with this id stands in line {shelf.line('- id: typo')} already"


def test_a_reply_leads_to_an_entry_or_says_what_it_is(shelf: Shelf) -> None:
    """One of the two, or people who press its button get silence."""
    shelf.change("      entry: null\n      otherwise: Then look at the proxy.\n", "      entry: null\n")
    problems = [problem for problem in shelf.problems() if problem.file.name == "dns-gone.yaml"]
    assert [(problem.key, problem.message) for problem in problems] == [
        ("clarify.answers[1].entry", "this reply leads nowhere")
    ]


def test_a_reply_that_leads_to_an_entry_says_nothing_else(shelf: Shelf) -> None:
    """It would never be said."""
    shelf.change("      entry: null\n", "      entry: dns-gone\n")
    assert shelf.problem().key == "clarify.answers[1].otherwise"


def test_a_destructive_command_needs_its_own_steps_warning(shelf: Shelf) -> None:
    """The warning of the whole remedy does not stand beside the command."""
    shelf.change("        warning: Look-ups fail for a minute.\n", "")
    shelf.change("        warning: 查詢會失敗一分鐘。\n", "", name="dns-gone.zh-TW.yaml")
    assert shelf.problem().message == "a command of this step is destructive, but the step has no warning"


def test_a_command_that_only_changes_something_needs_no_warning(shelf: Shelf) -> None:
    """Only what stops or loses something does."""
    shelf.change("effect: destructive", "effect: change")
    shelf.change("        warning: Look-ups fail for a minute.\n", "")
    shelf.change("        warning: 查詢會失敗一分鐘。\n", "", name="dns-gone.zh-TW.yaml")
    assert shelf.problems() == []


@pytest.mark.parametrize("name", ["dns-gone.yaml", "dns-gone.zh-TW.yaml"])
def test_the_id_is_the_files_name(shelf: Shelf, name: str) -> None:
    """In the translation, too."""
    shelf.change("id: dns-gone", "id: dns-went", name=name)
    problem = shelf.problem()
    assert (problem.line, problem.key, problem.value) == (1, "id", "dns-went")
    assert problem.message == "`id` differs from the file's name, dns-gone"
    assert problem.suggestion == f"write `id: dns-gone`, or rename the file to {name.replace('gone', 'went')}"


def test_an_id_is_lower_case_words(shelf: Shelf) -> None:
    """It stands in commands and links."""
    shelf.change("id: dns-gone", "id: DNS_gone")
    assert shelf.problem().message == "`id` is no id"


def test_an_empty_file_is_told(shelf: Shelf) -> None:
    """In one problem, not one for each missing key."""
    shelf.write("dns-gone.yaml", "# to be written\n")
    assert shelf.problem().message == "the file is empty"


@pytest.mark.parametrize("content", ["- id: dns-gone\n", "just text\n"])
def test_a_file_that_is_no_mapping_is_told(shelf: Shelf, content: str) -> None:
    """A list at the top, or a sentence."""
    shelf.write("dns-gone.yaml", content)
    problem = shelf.problem()
    assert (problem.line, problem.key, problem.message) == (1, "", "the file must be a mapping of keys to values")


@pytest.mark.parametrize(
    "content", ["signatures: 1", "signatures: [1, [x]]", "unless: {id: x}", "remedies: [{steps: 3}]"]
)
def test_any_shape_is_told_and_none_breaks_a_rule(shelf: Shelf, content: str) -> None:
    """Rules pass over what is not shaped as they expect; the model says what is wrong with it."""
    shelf.write("dns-gone.yaml", content)
    assert "the key `title` is missing" in [problem.message for problem in shelf.problems()]


def test_surrounding_blanks_do_not_count(tmp_path: Path) -> None:
    """A folded block ends with a line break that nobody meant."""
    content: dict[str, object] = {"kind": "chat", "language": "en", "texts": [" lunch? \n"]}
    written = WrittenFile(file=tmp_path, content=content, lines={})  # type: ignore[arg-type]
    background, problems = validated(BackgroundFile, written)
    assert problems == []
    assert background is not None
    assert background.texts == ("lunch?",)
