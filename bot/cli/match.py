"""`kubewhy match`: many texts, only the decision about each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.errors import UsageError

if TYPE_CHECKING:
    from classifiers.match import MatchResult

EXAMPLE = '{"id": "1", "text": "specified port already exists"}'


def match(
    file: Annotated[str, typer.Argument(help="JSON Lines of {id, text}; - reads standard input.")] = "-",
) -> None:
    """Match texts given as JSON Lines, and print the decisions as JSON Lines, each as soon as it is made."""
    from bot import bootstrap
    from bot.cli.edge import say_learning
    from bot.settings import from_environment

    matcher = bootstrap.matcher(from_environment(), when_learning=say_learning)
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            name, text = _read(line, number=number)
            _write(_document(name, matcher.match(text)))


def _lines(file: str) -> Iterator[str]:
    """The lines of the input, one by one as they come. Raises UsageError."""
    if file == "-":
        yield from (raw.decode("utf-8-sig", "replace") for raw in sys.stdin.buffer)
        return
    try:
        with open(file, encoding="utf-8-sig", errors="replace", newline="\n") as opened:  # noqa: PTH123 - as typed
            yield from opened
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}.") from None


def _read(line: str, *, number: int) -> tuple[str | int, str]:
    """Id and text of one line. Raises UsageError."""
    import json

    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"line {number}: this is not JSON; write each line like {EXAMPLE}") from None
    if not isinstance(row, dict):
        raise UsageError(f"line {number}: this is no JSON object; write each line like {EXAMPLE}")
    name, text = row.get("id"), row.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise UsageError(f'line {number}: "id" is missing, or neither text nor a number; write it like {EXAMPLE}')
    if not isinstance(text, str):
        raise UsageError(f'line {number}: "text" is missing, or is no text; write it like {EXAMPLE}')
    return name, text


def _document(name: str | int, result: MatchResult) -> dict[str, Any]:
    """The line for one decision; the form of docs/json.md."""
    from bot.redaction import redact

    document: dict[str, Any] = {
        "id": name,
        "decision": result.decision,
        "language": result.language or "en",
        "matches": [
            {
                "entry": one.entry,
                "confidence": round(one.confidence, 4),
                "evidence": [{"start": at.start, "end": at.end, "text": redact(at.text).text} for at in one.evidence],
            }
            for one in result.matches
        ],
    }
    if result.answers:
        document["answers"] = list(result.answers)
    if result.choices:
        document["choices"] = list(result.choices)
    return document


def _write(document: dict[str, Any]) -> None:
    """One line, at once; half a character of the input is written as a question mark."""
    import json

    line = json.dumps(document, ensure_ascii=False) + "\n"
    sys.stdout.write(line.encode(errors="replace").decode())
    sys.stdout.flush()
