"""`kubewhy kb`: the knowledge files, for those who write them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.cli.edge import FOUND, Output
from bot.errors import UsageError

if TYPE_CHECKING:
    from knowledge.loader import Reading
    from knowledge.problems import Problem

Language = Literal["en", "zh-TW", "zh-CN"]
"""That of `knowledge.entry`, whose models `--help` needn't wait for."""

kb = typer.Typer(help="The knowledge files: check them, read an entry.", no_args_is_help=True)


@kb.callback()
def options() -> None:
    """The knowledge files: check them, read an entry."""


@kb.command(epilog="Example: kubewhy kb check my-entries")
def check(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="More folders of entries, checked together with ours.", exists=True, file_okay=False),
    ] = None,
    *,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Tell everything that is wrong in the knowledge files, with file and line; exit code 1 where something is."""
    import json
    from datetime import UTC, datetime

    from bot import bootstrap
    from bot.settings import from_environment
    from knowledge.lint import lint
    from knowledge.loader import read

    reading = read((*bootstrap.knowledge_folders(from_environment()), *(folders or ())))
    problems = _in_order((*reading.problems, *lint(reading, today=datetime.now(tz=UTC).date())))
    if output == "json":
        typer.echo(json.dumps(_document(reading, problems), ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(_line(problem))
        typer.echo(_closing(reading, problems))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(FOUND)


@kb.command(epilog="Example: kubewhy kb show lb-ports-exhausted --language zh-TW")
def show(
    entry: Annotated[str, typer.Argument(metavar="ID", help="The entry's id.")],
    *,
    language: Annotated[Language, typer.Option(help="In which language.")] = "en",
) -> None:
    """Print an entry as people see it."""
    from bot import bootstrap
    from bot.rendering.terminal import print_entry
    from bot.settings import from_environment
    from knowledge.entry import EntryId
    from knowledge.problems import nearest

    knowledge = bootstrap.knowledge_base(from_environment())
    if entry not in knowledge:
        meant = nearest(entry, knowledge.ids())
        hint = f"Did you mean {meant}?" if meant else f"There are: {', '.join(knowledge.ids())}."
        raise UsageError(f"There is no entry {entry!r}. {hint}")
    print_entry(knowledge.entry(EntryId(entry), language), language=language)


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Those of one file together, from its first line to its last."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.key))


def _line(problem: Problem) -> str:
    """The problem in one line that editors and terminals can follow to its place."""
    key = f" {problem.key}:" if problem.key else ""
    value = f" ({problem.value})" if problem.value else ""
    suggestion = f" — {problem.suggestion}" if problem.suggestion else ""
    place = f"{_from_here(problem.file)}:{problem.line}"
    return f"{place}: {problem.severity}:{key} {problem.message}{value}{suggestion}"


def _from_here(path: Path) -> Path:
    """The path as somebody in this folder would write it, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _closing(reading: Reading, problems: list[Problem]) -> str:
    errors = sum(problem.severity == "error" for problem in problems)
    texts = len(reading.knowledge.background)
    found = f"{_count(errors, 'error')}, {_count(len(problems) - errors, 'hint')}"
    return f"{_count(len(reading.ids), 'entry', 'entries')}, {_count(texts, 'background text')}: {found}."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _document(reading: Reading, problems: list[Problem]) -> dict[str, Any]:
    return {
        "entries": len(reading.ids),
        "background": len(reading.knowledge.background),
        "errors": sum(problem.severity == "error" for problem in problems),
        "hints": sum(problem.severity == "hint" for problem in problems),
        "problems": [
            {
                "file": str(problem.file),
                "line": problem.line,
                "severity": problem.severity,
                "key": problem.key,
                "message": problem.message,
                "value": problem.value,
                "suggestion": problem.suggestion,
            }
            for problem in problems
        ],
    }
