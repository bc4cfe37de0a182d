"""An entry in another language: whether a translation mirrors the English file, and what the two make together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from knowledge.chinese import to_simplified
from knowledge.entry import Clarify, Entry, Model, Remedy, TranslatedClarify, TranslatedRemedy, Translation
from knowledge.problems import KeyPath, Problem, WrittenFile, key_path, nearest

M = TypeVar("M", bound=Model)

LISTS = (
    ("explanation", "explanation"),
    ("outdated", "outdated"),
    ("uncertain", "uncertain"),
    ("remedies", "remedies"),
    ("supports", "sources"),
)
"""Lists that have as many items in a translation as in English, with their English name."""

PARTS = (
    ("kubernetes", "applies_to.kubernetes"),
    ("windows_builds", "applies_to.windows_builds"),
    ("clarify", "clarify"),
)
"""What is there in a translation exactly where it is in English, with its English name."""


def mirror_problems(written: WrittenFile, english: WrittenFile) -> Iterator[Problem]:
    """Where the translation has more or less than English; both as written, so that one mistake hides no other."""
    if not isinstance(written.content, dict) or not isinstance(english.content, dict):
        return
    for own, other in LISTS:
        yield from _same_count(written, (own,), english, tuple(other.split(".")))
    for own, other in PARTS:
        yield from _same_part(written, (own,), english, tuple(other.split(".")))
    yield from _same_look_alikes(written, english)
    yield from _same_count(written, ("clarify", "answers"), english, ("clarify", "answers"))
    for path, _ in _shared(written, english, "clarify.answers[]"):
        yield from _same_part(written, (*path, "otherwise"), english, (*path, "otherwise"))
    for path, _ in _shared(written, english, "remedies[]"):
        yield from _same_part(written, (*path, "when"), english, (*path, "when"))
        yield from _same_part(written, (*path, "warning"), english, (*path, "warning"))
        yield from _same_count(written, (*path, "steps"), english, (*path, "steps"))
    for path, _ in _shared(written, english, "remedies[].steps[]"):
        yield from _same_part(written, (*path, "warning"), english, (*path, "warning"))


def localised(entry: Entry, translation: Translation) -> Entry:
    """The entry with its prose from a translation that mirrors it, and everything else as it is in English."""
    reasons = {unless.id: unless.reason for unless in translation.unless}
    sources = zip(entry.sources, translation.supports, strict=True)
    remedies = zip(entry.remedies, translation.remedies, strict=True)
    applies_to = {"kubernetes": translation.kubernetes, "windows_builds": translation.windows_builds}
    # Copies are not validated again: the limits of a translation differ from those of English.
    return entry.model_copy(
        update={
            "title": translation.title,
            "diagnosis": translation.diagnosis,
            "explanation": translation.explanation,
            "applies_to": entry.applies_to.model_copy(update=applies_to),
            "unless": tuple(unless.model_copy(update={"reason": reasons[unless.id]}) for unless in entry.unless),
            "examples": translation.examples,
            "clarify": _localised_clarify(entry.clarify, translation.clarify),
            "remedies": tuple(_localised_remedy(remedy, words) for remedy, words in remedies),
            "not_it": translation.not_it,
            "outdated": translation.outdated,
            "uncertain": translation.uncertain,
            "sources": tuple(source.model_copy(update={"supports": supports}) for source, supports in sources),
        }
    )


def simplified(entry: Entry) -> Entry:
    """The Traditional Chinese entry in Simplified Chinese: its prose converted, everything else as it is."""
    prose = _simplified(entry, "title", "diagnosis", "explanation", "examples", "not_it", "outdated", "uncertain")
    return prose.model_copy(
        update={
            "applies_to": _simplified(entry.applies_to, "kubernetes", "windows_builds"),
            "unless": tuple(_simplified(unless, "reason") for unless in entry.unless),
            "clarify": entry.clarify and _simplified_clarify(entry.clarify),
            "remedies": tuple(_simplified_remedy(remedy) for remedy in entry.remedies),
            "sources": tuple(_simplified(source, "supports") for source in entry.sources),
        }
    )


def _same_count(written: WrittenFile, path: KeyPath, english: WrittenFile, english_path: KeyPath) -> Iterator[Problem]:
    """As many items here as there; silent where one of them is no list, which the schema tells."""
    own, other = written.value(path), english.value(english_path)
    if not (isinstance(own, list | None) and isinstance(other, list | None)):
        return
    if _hidden(written, path) or _hidden(english, english_path):
        return
    count, wanted = len(own or ()), len(other or ())
    if count != wanted:
        message = f"`{path[-1]}` has {count} items, `{key_path(english_path)}` in English has {wanted}"
        hint = f"translate each item, in the English order (line {english.line(english_path)} there)"
        yield written.problem(path, message, suggestion=hint)


def _same_part(written: WrittenFile, path: KeyPath, english: WrittenFile, english_path: KeyPath) -> Iterator[Problem]:
    own, other = written.value(path), english.value(english_path)
    if _hidden(written, path) or _hidden(english, english_path):
        return
    if other is not None and own is None:
        hint = f"translate line {english.line(english_path)} of the English file"
        yield written.problem(path, f"`{path[-1]}` is missing, and English has it", suggestion=hint)
    if own is not None and other is None:
        hint = "leave it out, or write it in English, too"
        yield written.problem(path, f"`{path[-1]}` has nothing in English that it translates", suggestion=hint)


def _hidden(written: WrittenFile, path: KeyPath) -> bool:
    """Whether nothing is here for a reason told elsewhere: what would hold it is no mapping, or its key is misspelt."""
    around = written.value(path[:-1])
    if not isinstance(around, dict):
        return True
    return written.value(path) is None and nearest(str(path[-1]), around.keys() - {path[-1]}) is not None


def _same_look_alikes(written: WrittenFile, english: WrittenFile) -> Iterator[Problem]:
    own = {str(value): path for path, value in written.each("unless[].id")}
    other = {str(value): path for path, value in english.each("unless[].id")}
    missing = other.keys() - own.keys()
    for known in sorted(own.keys() - other.keys()):
        meant = nearest(known, missing)
        missing -= {meant}
        hint = f"did you mean `{meant}`?" if meant else f"the ids in English are: {', '.join(sorted(other)) or 'none'}"
        yield written.problem(own[known], f"there is no look-alike `{known}` in English", suggestion=hint)
    for known in sorted(missing):
        hint = f"translate its reason (line {english.line(other[known])} of the English file)"
        yield written.problem(("unless",), f"the look-alike `{known}` is missing", value=known, suggestion=hint)


def _shared(written: WrittenFile, english: WrittenFile, keys: str) -> Iterator[tuple[KeyPath, object]]:
    """Mappings that stand at the same place in both files, in lists that are equally long."""
    for path, value in english.each(keys):
        lists = [path[:depth] for depth, step in enumerate(path) if isinstance(step, int)]
        if isinstance(written.value(path), dict) and all(
            _length(written, one) == _length(english, one) for one in lists
        ):
            yield path, value


def _length(written: WrittenFile, path: KeyPath) -> int:
    value = written.value(path)
    return len(value) if isinstance(value, list) else 0


def _localised_clarify(clarify: Clarify | None, words: TranslatedClarify | None) -> Clarify | None:
    if clarify is None or words is None:
        return None
    answers = (
        answer.model_copy(update={"label": own.label, "otherwise": own.otherwise, "phrases": own.phrases})
        for answer, own in zip(clarify.answers, words.answers, strict=True)
    )
    return clarify.model_copy(update={"question": words.question, "answers": tuple(answers)})


def _localised_remedy(remedy: Remedy, words: TranslatedRemedy) -> Remedy:
    steps = (
        step.model_copy(update={"text": own.text, "warning": own.warning})
        for step, own in zip(remedy.steps, words.steps, strict=True)
    )
    update = {"title": words.title, "when": words.when, "warning": words.warning, "steps": tuple(steps)}
    return remedy.model_copy(update=update)


def _simplified_clarify(clarify: Clarify) -> Clarify:
    answers = tuple(_simplified(answer, "label", "otherwise", "phrases") for answer in clarify.answers)
    return _simplified(clarify, "question").model_copy(update={"answers": answers})


def _simplified_remedy(remedy: Remedy) -> Remedy:
    steps = tuple(_simplified(step, "text", "warning") for step in remedy.steps)
    return _simplified(remedy, "title", "when", "warning").model_copy(update={"steps": steps})


def _simplified(value: M, *fields: str) -> M:
    """A copy with these fields, texts or lists of texts, converted."""
    update: dict[str, Any] = {}
    for field in fields:
        prose = getattr(value, field)
        if isinstance(prose, tuple):
            update[field] = tuple(to_simplified(text) for text in prose)
        elif prose is not None:
            update[field] = to_simplified(prose)
    return value.model_copy(update=update)
