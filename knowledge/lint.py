"""Taste: what a usable knowledge file should still not look like. One rule a function, on the files as written.

What needs the matcher (an example that another entry would win, a pattern that isn't linear-time) is checked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date, timedelta

from knowledge import checks
from knowledge.chinese import simplified_characters
from knowledge.entry import EntryId
from knowledge.loader import Reading, WrittenEntry
from knowledge.mainland import QUOTED, mainland_words
from knowledge.problems import Data, KeyPath, Problem, WrittenFile, nearest

LEAST_EXAMPLES = {"en": 15, "zh-TW": 8}
"""How many ways of asking an entry needs, by language; fewer, and the matcher learns words instead of the topic."""

REVIEW_HOLDS = timedelta(days=365)

NOT_PROSE = frozenset(
    {"id", "os", "components", "signatures", "pattern", "link", "entry", "commands", "kind", "url"}
    | {"see_also", "signs", "reviewed", "examples", "phrases"}
)
"""Keys whose values are not the entry's own prose: what programs and people write, names, addresses."""

TO_BE_WRITTEN = re.compile(r"(?<![\w.])TODO\b")
"""Marks what a new file still lacks; `context.TODO()` is Go and no mark."""

MARKUP = re.compile(r"<[!@#]\S*|<https?:\S*|\*\*|\]\(|&(?:lt|gt|amp);|^#+ ", re.MULTILINE)
"""Slack's control sequences, and the commonest Markdown and HTML."""


def lint(reading: Reading, *, today: date) -> tuple[Problem, ...]:
    """Everything that the files alone show to be of poor taste."""
    problems: list[Problem] = []
    for entry in reading.entries:
        problems += _unknown_references(entry, reading.ids)
        problems += _few_examples(entry)
        problems += _repeated_sources(entry)
        problems += _old_review(entry, today)
        problems += _unknown_signs(entry)
        for written in (entry.english, *entry.translations.values()):
            problems += _to_be_written(written)
            problems += _stray_backticks(written)
            problems += _markup(written)
        if traditional := entry.translations.get("zh-TW"):
            problems += _mainland(traditional)
    problems += _repeated_texts(reading)
    return tuple(problems)


def _unknown_references(entry: WrittenEntry, ids: Collection[EntryId]) -> Iterator[Problem]:
    for keys in ("unless[].entry", "clarify.answers[].entry", "see_also[]"):
        for path, reference in entry.english.each(keys):
            if not isinstance(reference, str):
                continue
            if reference not in ids:
                meant = nearest(reference, ids)
                hint = f"did you mean {meant}?" if meant else "leave it out until that entry is there"
                yield entry.english.problem(path, "there is no entry with this id", suggestion=hint)
            elif reference == entry.id and path[0] != "clarify":
                yield entry.english.problem(path, "the entry refers to itself", suggestion="name another, or none")


def _few_examples(entry: WrittenEntry) -> Iterator[Problem]:
    for language, least in LEAST_EXAMPLES.items():
        written = entry.english if language == "en" else entry.translations.get("zh-TW")
        examples = written.value(("examples",)) if written else None
        if written and isinstance(examples, list | None) and len(examples or ()) < least:
            message = f"there are {len(examples or ())} examples in {language}, {least} are needed"
            hint = "collect how people really ask: short, long, misspelt, pasted"
            yield written.problem(("examples",), message, suggestion=hint)


def _repeated_sources(entry: WrittenEntry) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for path, url in entry.english.each("sources[].url"):
        if isinstance(url, str):
            address = url.rstrip("/")
            if address in seen:
                message = f"the same address stands in line {seen[address]} already"
                yield entry.english.problem(path, message, suggestion="join what the two support")
            seen.setdefault(address, entry.english.line(path))


def _old_review(entry: WrittenEntry, today: date) -> Iterator[Problem]:
    reviewed = entry.english.value(("reviewed",))
    # Where it is no date at all, the schema has said so.
    with suppress(ValueError, TypeError):
        age = today - date.fromisoformat(str(reviewed))
        message = ""
        if age > REVIEW_HOLDS:
            message = f"the last review is {age.days} days old"
        if age < -timedelta(days=1):  # a day's grace, since it may be tomorrow already where the entry was written
            message = "the last review lies in the future"
        if message:
            hint = "hold every statement against its sources, then set it to that day"
            yield entry.english.problem(("reviewed",), message, suggestion=hint, severity="hint")


def _unknown_signs(entry: WrittenEntry) -> Iterator[Problem]:
    """A check that doesn't exist would silently confirm nothing."""
    for path, sign in entry.english.each("signs[]"):
        if isinstance(sign, str) and sign not in checks.IDS:
            meant = checks.meant(sign)
            hint = f"did you mean {meant}?" if meant else f"there are {', '.join(sorted(checks.IDS))}"
            yield entry.english.problem(path, "there is no check with this id", suggestion=hint)


def _to_be_written(written: WrittenFile) -> Iterator[Problem]:
    for path, text in _texts(written.content, ()):
        if TO_BE_WRITTEN.search(text):
            yield written.problem(path, "this is still to be written", suggestion="put it in place of the TODO")


def _stray_backticks(written: WrittenFile) -> Iterator[Problem]:
    for path, text in _prose(written):
        parts = text.split("`")
        if len(parts) % 2 == 0:
            yield written.problem(path, "a backtick opens code that none closes", suggestion="put one behind the code")
        elif not all(code.strip() for code in parts[1::2]):
            yield written.problem(path, "two backticks hold nothing", suggestion="write the code between them")


def _markup(written: WrittenFile) -> Iterator[Problem]:
    for path, text in _prose(written):
        if found := MARKUP.search(_without_code(text)):
            message = f"`{found[0].strip()}` is markup, and prose knows backticks alone"
            yield written.problem(path, message, suggestion="say it in words, or as code in backticks")


def _mainland(written: WrittenFile) -> Iterator[Problem]:
    """Another script, or another country's word, in what is written for Taiwan."""
    for path, text in _prose(written):
        for word, taiwan in dict(mainland_words(text)).items():
            hint = f"in Taiwan: {taiwan}"
            yield written.problem(path, f"{word} is how the mainland says it", value=word, suggestion=hint)
        if simplified := simplified_characters(QUOTED.sub(" ", text)):
            hint = "write it in traditional characters"
            yield written.problem(path, f"simplified characters: {simplified}", value=simplified, suggestion=hint)


def _repeated_texts(reading: Reading) -> Iterator[Problem]:
    """The same way of asking twice: it counts double where it is one topic's, and misleads where it is two's."""
    seen: dict[str, tuple[WrittenFile, KeyPath]] = {}
    files = [written for entry in reading.entries for written in (entry.english, *entry.translations.values())]
    texts = [(written, "examples[]") for written in files] + [(written, "texts[]") for written in reading.background]
    for written, keys in texts:
        for path, text in written.each(keys):
            if isinstance(text, str) and (same := _plain(text)):
                if same in seen:
                    first, place = seen[same]
                    message = f"the same text stands in {first.file.name}, line {first.line(place)}, already"
                    yield written.problem(path, message, suggestion="delete one of the two, or tell them apart")
                seen.setdefault(same, (written, path))


def _prose(written: WrittenFile) -> Iterator[tuple[KeyPath, str]]:
    """What the entry says in its own words, in the order of the file."""
    yield from _texts(written.content, (), leaving_out=NOT_PROSE)


def _texts(value: Data, path: KeyPath, *, leaving_out: Collection[str] = frozenset()) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index), leaving_out=leaving_out)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in leaving_out:
                yield from _texts(item, (*path, key), leaving_out=leaving_out)


def _without_code(text: str) -> str:
    return " ".join(text.split("`")[::2])


def _plain(text: str) -> str:
    """The text as two people would call it the same: without regard to case, spacing and its last stop."""
    return " ".join(text.casefold().split()).rstrip("?!.。？！ ")
