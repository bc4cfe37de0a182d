"""Text of a dump, taken apart: the documents in it (JSON, YAML), logs between them, or plain text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.errors import UsageError

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
"""Byte order marks and what each stands for; redirection in Windows PowerShell 5 writes the first."""
MOST_YAML = 64 * 1024 * 1024
"""Characters; YAML is read many times slower than JSON."""
UNWANTED = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge")
LOG = re.compile(
    r"^==== START logs for container (?P<container>\S+) of pod (?P<namespace>[^\s/]+)/(?P<pod>\S+) ====\r?\n"
    r"(?P<text>.*?)(?:^==== END logs for container [^\n]*|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""How `kubectl cluster-info dump` prints logs between the objects."""
LOOKS_LIKE_YAML = re.compile(r"^(?:apiVersion|kind|items|metadata|serverVersion):", re.MULTILINE)
HEAD = 2_000
"""Characters in which JSON begins, unless it is something else that holds some: a log, say."""
JSON_TELLS = re.compile(r'"(?:kind|gitVersion)"\s*:')
JSON_BEGINS = re.compile(r"^\{", re.MULTILINE)
"""A console's line or a warning may stand before it."""


@dataclass(frozen=True, kw_only=True)
class FoundLog:
    """A log that stood in a dump."""

    namespace: str
    pod: str
    container: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What one text was taken apart into."""

    documents: tuple[Any, ...] = ()
    logs: tuple[FoundLog, ...] = ()
    text: str = ""
    """All of it, where it is neither."""
    whole: str = ""
    """What is left of it without the logs."""
    broken: str = ""
    """Why its documents can't be used, if they can't."""


def decoded(raw: bytes, *, name: str) -> str:
    """The text of a file of Windows or Linux. Raises UsageError."""
    encoding = next((encoding for mark, encoding in MARKS if raw.startswith(mark)), "")
    if not encoding:
        encoding = _without_mark(raw)
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not {encoding} at byte {error.start}; save it as UTF-8.") from None


def _without_mark(raw: bytes) -> str:
    """UTF-16 that has lost its mark shows by every other byte of its ASCII being nothing."""
    start = raw[:64]
    if len(start) >= 4 and not any(start[1::2]):
        return "utf-16-le"
    if len(start) >= 4 and not any(start[0::2]):
        return "utf-16-be"
    return "utf-8"


def taken_apart(text: str) -> Taken:
    """The documents and logs of a text, or the text itself."""
    logs = tuple(
        FoundLog(namespace=found["namespace"], pod=found["pod"], container=found["container"], text=found["text"])
        for found in LOG.finditer(text)
    )
    rest = LOG.sub("", text) if logs else text
    try:
        if (begin := JSON_BEGINS.search(rest[:HEAD])) and JSON_TELLS.search(rest):
            return Taken(documents=tuple(_json_documents(rest[begin.start() :])), logs=logs, whole=rest)
        if LOOKS_LIKE_YAML.search(rest):
            return Taken(documents=tuple(_yaml_documents(rest)), logs=logs, whole=rest)
    except _Broken as error:
        return Taken(logs=logs, broken=str(error))
    return Taken(logs=logs, text="" if logs else rest, whole="" if logs else rest)


class _Broken(Exception):  # noqa: N818 - reads as the sentence that it is
    """The documents can't be read; its text says why, for people."""


def _json_documents(text: str) -> Iterator[Any]:
    """One document after another, with nothing but blanks (or YAML's border) between them."""
    decoder = json.JSONDecoder()
    position = 0
    while True:
        while position < len(text) and (text[position].isspace() or text[position] == "-"):
            position += 1
        if position == len(text):
            return
        try:
            document, position = decoder.raw_decode(text, position)
        except RecursionError:
            raise _Broken("this JSON is nested too deeply") from None
        except ValueError as error:
            at = getattr(error, "pos", position)
            line = text.count("\n", 0, at) + 1
            ends = at >= len(text.rstrip()) - 1 or str(error).startswith("Unterminated string")
            what = "this JSON is cut off" if ends else "this is not JSON"
            raise _Broken(f"{what} in line {line}") from None
        yield document


class _Loader(yaml.CSafeLoader):
    """YAML as kubectl writes it: times stay text, and `<<` is a key like any other.

    A few lines of merged references can stand for more than fits into any memory; plain ones are only shared.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name is the library's
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in UNWANTED]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _yaml_documents(text: str) -> Iterator[Any]:
    if len(text) > MOST_YAML:
        raise _Broken(f"more than {MOST_YAML >> 20} MiB of YAML take too long: give it as JSON (`-o json`)")
    try:
        for document in yaml.load_all(text, Loader=_Loader):
            if document is not None:
                yield document
    except RecursionError:
        raise _Broken("this YAML is nested too deeply") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" in line {mark.line + 1}" if mark else ""
        raise _Broken(f"this is not YAML{where}: {error.problem or 'it ends too early'}") from None
    except (yaml.YAMLError, ValueError) as error:
        raise _Broken(f"this is not YAML: {str(error).splitlines()[0]}") from None
