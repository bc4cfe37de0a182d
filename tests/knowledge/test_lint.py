"""Taste: each rule fires where it should, and stays quiet where it should not."""

from __future__ import annotations

from datetime import date

import pytest
from shelf import Shelf

from knowledge.lint import lint

CHINESE = "dns-gone.zh-TW.yaml"


def test_right_files_are_left_in_peace(shelf: Shelf) -> None:
    """The files that all other tests spoil."""
    shelf.add("other")
    assert shelf.tastes() == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("see_also: []", "see_also: [dns-gnoe]", "see_also[0]"),
        ("      entry: dns-gone\n", "      entry: dns-gnoe\n", "clarify.answers[0].entry"),
        ("    link: https://example.com/typo\n", "    entry: dns-gnoe\n", "unless[0].entry"),
    ],
)
def test_a_reference_to_no_entry_is_told_with_the_nearest_one(shelf: Shelf, old: str, new: str, key: str) -> None:
    """Wherever an entry is named."""
    shelf.change(old, new)
    problem = shelf.taste()
    assert (problem.line, problem.key, problem.value) == (shelf.line("gnoe"), key, "dns-gnoe")
    assert problem.message == "there is no entry with this id"
    assert problem.suggestion == "did you mean dns-gone?"
    assert problem.severity == "error"


def test_a_reference_that_resembles_no_entry_is_to_be_left_out(shelf: Shelf) -> None:
    """Nothing is guessed."""
    shelf.change("see_also: []", "see_also: [zzz]")
    assert shelf.taste().suggestion == "leave it out until that entry is there"


def test_a_reference_to_an_entry_whose_file_is_broken_is_right(shelf: Shelf) -> None:
    """That file has its own problem."""
    shelf.change("see_also: []", "see_also: [other]")
    shelf.write("other.yaml", "a: [")
    assert lint(shelf.read(), today=date(2026, 12, 1)) == ()


def test_a_reference_to_another_entry_is_right(shelf: Shelf) -> None:
    """In all three places."""
    shelf.add("other")
    shelf.change("see_also: []", "see_also: [other]")
    shelf.change("    link: https://example.com/typo\n", "    entry: other\n")
    shelf.change("      entry: dns-gone\n", "      entry: other\n")
    assert shelf.tastes() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("see_also: []", "see_also: [dns-gone]"), ("    link: https://example.com/typo\n", "    entry: dns-gone\n")],
)
def test_an_entry_does_not_refer_to_itself(shelf: Shelf, old: str, new: str) -> None:
    """But for a reply to its question, which may confirm it."""
    shelf.change(old, new)
    assert shelf.taste().message == "the entry refers to itself"


def test_fewer_than_fifteen_english_examples_are_told(shelf: Shelf) -> None:
    """Fifteen are enough, as the right file shows."""
    shelf.change("  - why is dns-gone so, the 14th time\n", "")
    problem = shelf.taste()
    assert (problem.file.name, problem.line, problem.key) == ("dns-gone.yaml", shelf.line("examples:"), "examples")
    assert problem.message == "there are 14 examples in en, 15 are needed"


def test_fewer_than_eight_chinese_examples_are_told(shelf: Shelf) -> None:
    """In the translation's file."""
    shelf.change("  - 第 7 次，dns-gone 為什麼會這樣\n", "", name=CHINESE)
    problem = shelf.taste()
    assert (problem.file.name, problem.message) == (CHINESE, "there are 7 examples in zh-TW, 8 are needed")


def test_no_examples_at_all_are_told(shelf: Shelf) -> None:
    """The key may be absent."""
    text = shelf.text()
    shelf.write("dns-gone.yaml", text[: text.index("examples:")] + text[text.index("clarify:") :])
    assert shelf.taste().message == "there are 0 examples in en, 15 are needed"


def test_the_same_example_twice_is_told(shelf: Shelf) -> None:
    """Case, spacing and the last question mark make no difference."""
    shelf.change("  - why is dns-gone so, the 14th time\n", "  - why is  DNS-gone so, the 3th time?\n")
    problem = shelf.taste()
    assert problem.key == "examples[14]"
    assert problem.message == f"the same text stands in dns-gone.yaml, line {shelf.line('the 3th')}, already"


def test_the_same_example_in_two_entries_is_told(shelf: Shelf) -> None:
    """It would be about both, and so about none."""
    shelf.add("other")
    shelf.change("  - 第 0 次，other 為什麼會這樣\n", "  - 第 0 次，dns-gone 為什麼會這樣\n", name="other.zh-TW.yaml")
    problem = shelf.taste()
    assert problem.file.name == "other.zh-TW.yaml"
    assert problem.message.startswith(f"the same text stands in {CHINESE}, line ")


def test_an_example_that_is_also_a_background_text_is_told(shelf: Shelf) -> None:
    """It would have to be answered and refused."""
    shelf.write("entries/x", "")
    shelf.write(
        "background/chat.yaml", "kind: chat\nlanguage: en\ntexts:\n  - lunch\n  - Why is dns-gone so, the 3th time\n"
    )
    for name in ("dns-gone.yaml", CHINESE):
        (shelf.folder / name).rename(shelf.folder / "entries" / name)
    problem = shelf.taste()
    assert (problem.file.name, problem.line, problem.key) == ("chat.yaml", 5, "texts[1]")


def test_the_same_address_twice_among_the_sources_is_told(shelf: Shelf) -> None:
    """A last slash makes no difference."""
    again = "  - title: again\n    url: https://example.com/dns-gone/\n    supports: more\n"
    shelf.change("see_also:", f"{again}see_also:")
    shelf.change("  - 確實會發生\n", "  - 確實會發生\n  - 更多\n", name=CHINESE)
    problem = shelf.taste()
    assert problem.key == "sources[1].url"
    assert problem.message == f"the same address stands in line {shelf.line('url: https')} already"


def test_another_place_of_the_same_page_is_another_source(shelf: Shelf) -> None:
    """A comment of an issue has its own address."""
    again = "  - title: again\n    url: https://example.com/dns-gone#comment\n    supports: more\n"
    shelf.change("see_also:", f"{again}see_also:")
    shelf.change("  - 確實會發生\n", "  - 確實會發生\n  - 更多\n", name=CHINESE)
    assert shelf.tastes() == []


@pytest.mark.parametrize(
    ("reviewed", "message"),
    [
        ("2025-12-01", None),
        ("2025-11-30", "the last review is 366 days old"),
        ("2026-12-02", None),
        ("2026-12-03", "the last review lies in the future"),
    ],
)
def test_a_review_older_than_a_year_is_hinted_at(shelf: Shelf, reviewed: str, message: str | None) -> None:
    """A hint: the entry may be right still. Tomorrow may be today elsewhere."""
    shelf.change("reviewed: 2026-11-20", f"reviewed: {reviewed}")
    assert [(problem.severity, problem.message) for problem in shelf.tastes()] == (
        [("hint", message)] if message else []
    )


@pytest.mark.parametrize("name", ["dns-gone.yaml", CHINESE])
def test_an_odd_backtick_is_told(shelf: Shelf, name: str) -> None:
    """All that follows it would be shown as code."""
    shelf.change("`nslookup` fail" if name == "dns-gone.yaml" else "`nslookup` 也", "`nslookup", name=name)
    problem = shelf.taste()
    assert (problem.key, problem.message) == ("clarify.question", "a backtick opens code that none closes")


def test_empty_backticks_are_told(shelf: Shelf) -> None:
    """Somebody meant to fill them."""
    shelf.change("title: ask it with `nslookup`", "title: ask it with ` `")
    assert shelf.taste().message == "two backticks hold nothing"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call <!channel> now", "<!channel>"),
        ("Ask <@U123> now", "<@U123>"),
        ("See <https://example.com|this> page", "<https://example.com|this>"),
        ("It is **very** broken", "**"),
        ("See [this](https://example.com)", "]("),
        ("A &lt;name&gt; of it", "&lt;"),
    ],
)
def test_markup_in_prose_is_told(shelf: Shelf, text: str, found: str) -> None:
    """It would be shown as it is, or do something in Slack."""
    shelf.change("not_it: A single name fails.", f"not_it: '{text}'")
    assert shelf.taste().message == f"`{found}` is markup, and prose knows backticks alone"


@pytest.mark.parametrize("text", ["Run `kubectl get <!x> **` in it", "Is 2 * 3 < 7 [or not] (yes)", "A <name> of it"])
def test_code_and_plain_signs_are_no_markup(shelf: Shelf, text: str) -> None:
    """What stands in backticks means nothing, and lone signs are signs."""
    shelf.change("not_it: A single name fails.", f"not_it: '{text}'")
    assert shelf.tastes() == []


def test_what_programs_and_people_wrote_is_no_prose(shelf: Shelf) -> None:
    """Printed strings, commands, examples and replies are quoted as they are."""
    shelf.change('text: "lookup of dns-gone timed out"', 'text: "** lookup of `dns-gone timed out"')
    shelf.change("run: nslookup kubernetes.default", "run: 'echo `date; cat **/x'")
    shelf.change("  - why is dns-gone so, the 3th time", "  - 'why `is **dns-gone** so <!here>'")
    shelf.change("phrases: [works fine]", "phrases: ['works `fine']")
    shelf.change("  - 第 3 次，dns-gone 為什麼會這樣", "  - 网络的服務器內存不够", name=CHINESE)
    shelf.change("phrases: [可以用]", "phrases: [網絡正常]", name=CHINESE)
    assert shelf.tastes() == []


def test_a_word_of_the_mainland_is_told_with_taiwans(shelf: Shelf) -> None:
    """Once a place, however often it stands there."""
    shelf.change("  - 用位址連線仍然正常。", "  - 網絡正常，網絡的 `端口` 與「內存」也是。", name=CHINESE)
    problem = shelf.taste()
    assert (problem.key, problem.value) == ("explanation[0]", "網絡")
    assert problem.message == "網絡 is how the mainland says it"
    assert problem.suggestion == "in Taiwan: 網路"


def test_simplified_characters_in_traditional_prose_are_told(shelf: Shelf) -> None:
    """A slip of the input method."""
    shelf.change("  - 用位址連線仍然正常。", "  - 用位址连線仍然正常。", name=CHINESE)
    assert shelf.taste().message == "simplified characters: 连"


def test_written_simplified_chinese_may_use_the_mainlands_words(shelf: Shelf) -> None:
    """The rule is for what is written for Taiwan."""
    text = shelf.text(CHINESE).replace("用位址連線仍然正常", "网络仍然正常")
    text = "\n".join(line.replace("第 ", "第") for line in text.splitlines()) + "\n"
    shelf.write("dns-gone.zh-CN.yaml", text.replace("為什麼會這樣", "为什么这样"))
    assert shelf.tastes() == []


def test_all_that_is_of_poor_taste_is_told_at_once(shelf: Shelf) -> None:
    """Also in an entry that can't be used for other reasons."""
    shelf.change("os: [windows]", "os: [win]")
    shelf.change("see_also: []", "see_also: [zzz]")
    shelf.change("reviewed: 2026-11-20", "reviewed: 2020-01-01")
    shelf.change("not_it: A single", "not_it: A ** single")
    shelf.change("  - 以前的標籤不同。", "  - 以前的默認標籤不同。", name=CHINESE)
    reading = shelf.read()
    assert [problem.key for problem in reading.problems] == ["applies_to.os[0]"]
    assert {problem.key for problem in lint(reading, today=date(2026, 12, 1))} == {
        "see_also[0]",
        "reviewed",
        "not_it",
        "outdated[0]",
    }


@pytest.mark.parametrize(
    "content", ["- a\n", "examples: 3\n", "unless: x\nsources: [1]\n", "reviewed: soon\n", "see_also: {a: b}\n", "x"]
)
def test_any_shape_is_passed_over(shelf: Shelf, content: str) -> None:
    """What is no entry has its problems from the schema; taste does not stumble over it."""
    shelf.write("dns-gone.yaml", content)
    reading = shelf.read()
    assert reading.problems
    assert all(problem.key in ("examples", "") for problem in lint(reading, today=date(2026, 12, 1)))


def test_checks_that_exist_are_fine(shelf: Shelf) -> None:
    """Each of them can confirm or refute the entry."""
    shelf.change("see_also: []", "signs: [node-conditions, recent-events]")
    assert shelf.tastes() == []


def test_a_misspelt_check_is_an_error(shelf: Shelf) -> None:
    """It would confirm nothing, without a word."""
    shelf.change("see_also: []", "signs: [node-condition]")
    problem = shelf.taste()
    assert (problem.severity, problem.key, problem.value) == ("error", "signs[0]", "node-condition")
    assert problem.message == "there is no check with this id"
    assert problem.suggestion == "did you mean node-conditions?"


def test_a_check_that_does_not_exist_is_an_error(shelf: Shelf) -> None:
    """All that exist are named."""
    shelf.change("see_also: []", "signs: [dns-lookups]")
    problem = shelf.taste()
    assert (problem.severity, problem.key, problem.value) == ("error", "signs[0]", "dns-lookups")
    assert "node-conditions" in problem.suggestion


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("not_it: A single name fails.", "not_it: TODO", "not_it"),
        ("run: nslookup kubernetes.default", "run: nslookup TODO", "remedies[0].steps[0].commands[0].run"),
        ("url: https://example.com/dns-gone", "url: https://example.com/TODO", "sources[0].url"),
        ("why is dns-gone so, the 3th time", "TODO ask people", "examples[3]"),
    ],
)
def test_what_is_still_to_be_written_is_an_error(shelf: Shelf, old: str, new: str, key: str) -> None:
    """Wherever a new file says so: in prose, commands, addresses and examples."""
    shelf.change(old, new)
    problem = shelf.taste()
    assert (problem.severity, problem.line, problem.key) == ("error", shelf.line("TODO"), key)
    assert problem.message == "this is still to be written"


def test_what_is_still_to_be_translated_is_an_error(shelf: Shelf) -> None:
    """In the translation's file."""
    shelf.change("確實會發生", "TODO 確實會發生", name=CHINESE)
    assert (shelf.taste().file.name, shelf.taste().key) == (CHINESE, "supports[0]")


@pytest.mark.parametrize("text", ["context.TODO() never ends", "the TODOs of our team"])
def test_a_word_that_only_looks_like_the_mark_is_none(shelf: Shelf, text: str) -> None:
    """Go prints it, and people have lists of them."""
    shelf.change("why is dns-gone so, the 3th time", text)
    assert shelf.tastes() == []
