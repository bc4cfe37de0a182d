"""`kubewhy kb check`: everything that is wrong in the knowledge files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import FOUND, Output
from bot.cli.kb.folders import MoreFolders, from_here, joined
from bot.cli.kb.sample import labelled_texts, our_sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.evaluation.labelled import Labelled
    from knowledge.loader import Reading
    from knowledge.problems import Problem


def check(
    folders: MoreFolders = None,
    *,
    against: Annotated[
        Path | None,
        typer.Option(
            help="Labelled texts that no entry may repeat; default: tests/evaluation/sample.jsonl of a checkout.",
            metavar="SAMPLE.jsonl",
        ),
    ] = None,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Tell everything that is wrong in the knowledge files, with file and line; exit code 1 where something is."""
    import json

    from bot import bootstrap
    from bot.settings import from_environment
    from knowledge.loader import read

    sample = against or our_sample()
    texts = labelled_texts(sample) if sample else ()
    reading = read(bootstrap.knowledge_folders(joined(from_environment(), folders or ())))
    # Two languages may lead to the same complaint about the same place.
    problems = list(dict.fromkeys(_problems(reading, texts)))
    problems.sort(key=lambda problem: (problem.file, problem.line, problem.key))
    if output == "json":
        typer.echo(json.dumps(_document(reading, problems), ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(_line(problem))
        typer.echo(_closing(reading, problems))
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(FOUND)


def _problems(reading: Reading, sample: Sequence[Labelled]) -> Iterator[Problem]:
    """What the reader, the taste of the files, the matcher's patterns and the sample have to say."""
    from datetime import UTC, datetime

    from bot.cli.kb.syntax import syntax_problems
    from classifiers.evaluation.overlap import overlaps
    from classifiers.evaluation.patterns import pattern_problems
    from knowledge.lint import lint

    yield from reading.problems
    yield from lint(reading, today=datetime.now(tz=UTC).date())
    yield from pattern_problems(reading.knowledge, reading.entries)
    yield from syntax_problems(reading)
    entries = (written for entry in reading.entries for written in (entry.english, *entry.translations.values()))
    yield from overlaps((*entries, *reading.background), sample)


def _line(problem: Problem) -> str:
    """The problem in one line that editors and terminals can follow to its place."""
    key = f" {problem.key}:" if problem.key else ""
    value = f" ({problem.value})" if problem.value else ""
    suggestion = f" — {problem.suggestion}" if problem.suggestion else ""
    place = f"{from_here(problem.file)}:{problem.line}"
    return f"{place}: {problem.severity}:{key} {problem.message}{value}{suggestion}"


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
