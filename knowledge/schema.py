"""Turns a file as it was written into a value of the model, or into everything that is wrong with it, all at once.

Single fields are judged by the models of `knowledge.entry`; what spans several fields is judged here, on the written
form, so that one mistake hides no other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from knowledge.entry import ID_PATTERN, ClarifyAnswer, Entry, EntryId, Model, Signature, Step, Translation
from knowledge.problems import Data, KeyPath, Problem, WrittenFile, nearest

M = TypeVar("M", bound=Model)

PURPOSES: Mapping[str, str] = {
    "id": "the file's name without its suffix",
    "title": "what is wrong, as a clause that can stand after “Probably: ”; of a remedy or a source: its one line",
    "diagnosis": "what is going on, in two or three sentences",
    "applies_to": "where the problem can occur: `os`, `components`, `kubernetes`, `windows_builds`",
    "os": "node operating systems, such as [windows]",
    "remedies": "what to do, each with `kind`, `title` and `steps`",
    "kind": "check, fix or workaround; of a background file: near-miss, kubernetes, other-tech or chat",
    "steps": "the things to do, each with a `text`",
    "text": "what to do, in words",
    "run": "the command exactly as it is to be typed",
    "shell": "where it is typed: powershell, cmd, bash, yaml or json",
    "effect": "what it does: read, change or destructive",
    "not_it": "how to tell that it is something else, in one line",
    "sources": "where the statements come from, each with `title`, `url` and `supports`",
    "url": "the address of the source, beginning with https://",
    "supports": "which statement the source supports; in a translation a list, in the English order",
    "reviewed": "the day on which every statement was last held against its sources, such as 2026-11-30",
    "pattern": "an expression in RE2 syntax",
    "reason": "what it is instead, as one clause",
    "question": "the question that tells the entry from its look-alikes",
    "answers": "two to four replies, each with `label` and `entry`",
    "label": "what the button says",
    "entry": "the id that this reply leads to, or null",
    "language": "en, zh-TW or zh-CN",
    "texts": "a list of texts that belong to no entry",
}
"""What each required key is for."""

PATTERNS = (
    (r"^https://", "is no usable address", "begin with https:// and leave out blanks, <, > and |"),
    (r"^[a-z]", "is no id", "use lower-case words joined by hyphens, such as lb-ports-exhausted"),
    (r"`]+$", "is not plain text in one line", "write one line without backticks"),
    (r"^[^\n", "has several lines", "write one line (a folded block `>-` joins them)"),
)
"""How the beginning or the end of a model's pattern is told to a person; the first that fits."""


def validated(model: type[M], written: WrittenFile) -> tuple[M | None, list[Problem]]:
    """The file's content as a value of this model, and every field that is wrong."""
    if written.content is None:
        return None, [written.problem((), "the file is empty", suggestion="fill it, or delete it")]
    try:
        # JSON's strict mode takes lists for tuples and ISO dates, and guesses nothing.
        return model.model_validate_json(json.dumps(written.content), strict=True), []
    except ValidationError as invalid:
        return None, list(_told(invalid.errors(include_url=False, include_input=False), model, written))


def entry_of(written: WrittenFile, *, name: EntryId) -> tuple[Entry | None, list[Problem]]:
    """The English entry of a file with this name, and everything that is wrong with it."""
    entry, problems = validated(Entry, written)
    if isinstance(written.content, dict):
        for rule in (_signatures, _look_alikes, _replies, _destructive_steps):
            problems += rule(written)
        problems += _named(written, name)
    return (None if problems else entry), problems


def translation_of(written: WrittenFile, *, name: EntryId) -> tuple[Translation | None, list[Problem]]:
    """The translation in a file with this name, and everything that this file alone shows to be wrong with it."""
    translation, problems = validated(Translation, written)
    if isinstance(written.content, dict):
        problems += [*_look_alikes(written), *_named(written, name)]
    return (None if problems else translation), problems


# --- what pydantic found, told to a person ---------------------------------------------------------------------------


def _told(errors: list[ErrorDetails], model: type[Model], written: WrittenFile) -> Iterator[Problem]:
    """A problem for each mistake: a misspelt key is one, not an unknown key and a missing one."""
    misspelt: set[KeyPath] = set()
    for error in errors:
        if error["type"] == "extra_forbidden":
            path = error["loc"]
            allowed = sorted(_keys(model, path[:-1]))
            meant = nearest(str(path[-1]), allowed)
            if meant:
                misspelt.add((*path[:-1], meant))
            hint = f"did you mean `{meant}`?" if meant else f"allowed here: {', '.join(allowed)}"
            yield written.problem(path, f"there is no key `{path[-1]}` here", suggestion=hint)
    for error in errors:
        if error["type"] != "extra_forbidden" and error["loc"] not in misspelt and not _is_echo(error, written):
            message, hint = _sentence(error, written)
            yield written.problem(error["loc"], message, suggestion=hint)


def _is_echo(error: ErrorDetails, written: WrittenFile) -> bool:
    """Whether a list is called too short only because the wrong ones of its items weren't counted."""
    value = written.value(error["loc"])
    return error["type"] == "too_short" and isinstance(value, list) and len(value) >= error["ctx"]["min_length"]


def _sentence(error: ErrorDetails, written: WrittenFile) -> tuple[str, str]:
    """What is wrong, and what to do about it."""
    kind, context = error["type"], error.get("ctx", {})
    name = next((step for step in reversed(error["loc"]) if isinstance(step, str)), "")
    value = written.value(error["loc"])
    purpose = PURPOSES.get(name, "")
    if kind == "missing":
        return f"the key `{name}` is missing", f"add it: {purpose}"
    if value is None or (kind == "string_too_short" and not str(value).strip()):
        return f"`{name}` is empty", f"fill it: {purpose}" if purpose else "fill it, or leave the key out"
    if kind == "string_type" and isinstance(value, dict):
        return f"`{name}` must be text, but a colon in it makes it a mapping", "put the whole text in quotes"
    for sentences in (_wrong_shape, _wrong_size, _wrong_value):
        if told := sentences(kind, name, value, context):
            return told
    return f"`{name}` can't be used: {error['msg']}", f"write {purpose}" if purpose else "see `knowledge/entry.py`"


def _wrong_shape(kind: str, name: str, _value: object, _context: Mapping[str, Any]) -> tuple[str, str] | None:
    shapes = {
        "string_type": ("text", "write one text, without a dash before it"),
        "tuple_type": ("a list", "put each item in a line of its own that begins with a dash"),
        "model_type": ("a mapping of keys to values", "write `key: value` lines"),
    }
    if kind not in shapes:
        return None
    shape, hint = shapes[kind]
    return f"{f'`{name}`' if name else 'the file'} must be {shape}", hint


def _wrong_size(kind: str, name: str, value: object, context: Mapping[str, Any]) -> tuple[str, str] | None:
    characters = len(str(value).strip())
    match kind:
        case "string_too_long":
            most = context["max_length"]
            return f"`{name}` has {characters} characters, at most {most} fit", f"shorten it by {characters - most}"
        case "string_too_short":
            least = context["min_length"]
            return f"`{name}` has {characters} characters, at least {least} are needed", "say more"
        case "too_long":
            return f"`{name}` has too many items, at most {context['max_length']} fit", "leave some out"
        case "too_short":
            return f"`{name}` has too few items, at least {context['min_length']} must be there", "add to them"
    return None


def _wrong_value(kind: str, name: str, _value: object, context: Mapping[str, Any]) -> tuple[str, str] | None:
    match kind:
        case "literal_error":
            expected = str(context["expected"]).replace("'", "")
            return f"`{name}` has a value that is not allowed", f"use {expected}"
        case "string_pattern_mismatch":
            pattern = str(context["pattern"])
            fits = (told for told in PATTERNS if pattern.startswith(told[0]) or pattern.endswith(told[0]))
            if told := next(fits, None):
                return f"`{name}` {told[1]}", told[2]
    if kind.startswith("date"):
        return f"`{name}` is no date", "write year, month and day, such as 2026-11-30"
    return None


def _keys(model: type[Model], path: KeyPath) -> Iterable[str]:
    """The keys that are allowed in the mapping at this place."""
    for step in path:
        if isinstance(step, str):
            inner = _model_in(model.model_fields[step].annotation)
            if inner is None:
                return ()
            model = inner
    return model.model_fields


def _model_in(annotation: object) -> type[Model] | None:
    """The model that a field holds: itself, as an item of its list, or where it is given at all."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


# --- what spans several fields ---------------------------------------------------------------------------------------


def _named(written: WrittenFile, name: EntryId) -> Iterator[Problem]:
    """The id is that of the file's name, and fit to be one."""
    given = written.value(("id",))
    if not isinstance(given, str):
        return
    if not re.fullmatch(ID_PATTERN, given):
        hint = "use lower-case words joined by hyphens, such as lb-ports-exhausted"
        yield written.problem(("id",), "`id` is no id", suggestion=hint)
    elif given != name:
        renamed = written.file.name.replace(name, given, 1)
        hint = f"write `id: {name}`, or rename the file to {renamed}"
        yield written.problem(("id",), f"`id` differs from the file's name, {name}", suggestion=hint)


def _signatures(written: WrittenFile) -> Iterator[Problem]:
    for path, signature in written.each("signatures[]"):
        if isinstance(signature, dict) and signature.keys() <= Signature.model_fields.keys():
            given = [key for key in ("text", "pattern") if signature.get(key) is not None]
            if len(given) != 1:
                message = "the signature has both `text` and `pattern`" if given else "the signature is empty"
                hint = "give `text` as printed, or `pattern` in RE2 syntax: exactly one of them"
                yield written.problem(path, message, suggestion=hint)


def _look_alikes(written: WrittenFile) -> Iterator[Problem]:
    seen: dict[object, int] = {}
    for path, known in written.each("unless[].id"):
        if isinstance(known, str) and known in seen:
            message = f"a look-alike with this id stands in line {seen[known]} already"
            yield written.problem(path, message, suggestion="give each an id of its own")
        elif isinstance(known, str):
            seen[known] = written.line(path)


def _replies(written: WrittenFile) -> Iterator[Problem]:
    for path, answer in written.each("clarify.answers[]"):
        if (
            not isinstance(answer, dict)
            or "entry" not in answer
            or not answer.keys() <= ClarifyAnswer.model_fields.keys()
        ):
            continue
        leads, says = answer["entry"] is not None, answer.get("otherwise") is not None
        if not leads and not says:
            hint = "say in `otherwise` what it is then, or name an entry"
            yield written.problem((*path, "entry"), "this reply leads nowhere", suggestion=hint)
        if leads and says:
            message, hint = "this is never said, since `entry` is given", "leave it out, or make `entry` null"
            yield written.problem((*path, "otherwise"), message, suggestion=hint)


def _destructive_steps(written: WrittenFile) -> Iterator[Problem]:
    for path, step in written.each("remedies[].steps[]"):
        if not isinstance(step, dict) or not step.keys() <= Step.model_fields.keys():
            continue
        if _is_destructive(step.get("commands")) and step.get("warning") is None:
            message = "a command of this step is destructive, but the step has no warning"
            yield written.problem(path, message, suggestion="add `warning`: what stops or is lost")


def _is_destructive(commands: Data) -> bool:
    items = commands if isinstance(commands, list) else []
    return any(isinstance(command, dict) and command.get("effect") == "destructive" for command in items)
