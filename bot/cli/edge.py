"""Where a command meets the person who ran it: errors as one line, exit codes, version, verbosity.

Exit codes: 0 done; 1 a check found a problem; 2 wrong use or unreadable input; 3 unexpected, with a reference.
"""

from __future__ import annotations

import os
import secrets
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

import typer

from bot import __version__
from bot.errors import UsageError
from bot.logs import configure_logging
from bot.redaction import redact
from bot.settings import from_environment
from knowledge.problems import KnowledgeInvalid

Output = Literal["text", "json"]

FOUND, WRONG_USE, UNEXPECTED = 1, 2, 3
LOG_NAME = "kubewhy.log"


@contextmanager
def at_the_edge() -> Iterator[None]:
    """Turns what a command raises into one clear line and its exit code."""
    try:
        yield
    except UsageError as error:
        typer.echo(str(error), err=True)
        sys.exit(WRONG_USE)
    except KnowledgeInvalid as error:
        for problem in error.problems:
            where = f"{problem.file}:{problem.line}: {problem.key}".removesuffix(": ")
            typer.echo(f"{where}: {problem.message}", err=True)
        typer.echo("The knowledge files can't be used. `kubewhy kb check` says more.", err=True)
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python would complain once more while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # the one catch-all: nobody sees a traceback
        typer.echo(_unexpected(traceback.format_exc()), err=True)
        sys.exit(UNEXPECTED)


def _unexpected(trace: str) -> str:
    """Writes the traceback where it can be found, and says so."""
    reference = secrets.token_hex(4)
    try:
        folder = from_environment().data_dir
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / LOG_NAME
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(tz=UTC).isoformat()} {reference}\n{redact(trace).text}\n")
    except (OSError, UsageError):
        return f"Something went wrong in kubewhy itself ({reference}), and the log could not be written."
    return f"Something went wrong in kubewhy itself. Look for {reference} in {path}."


def say_version(wanted: bool) -> None:  # noqa: FBT001 - typer's form of a callback
    """Prints the version and stops."""
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def verbosely(wanted: bool) -> None:  # noqa: FBT001 - typer's form of a callback
    """Logging for commands that answer on standard output: warnings only, all of it where wanted."""
    configure_logging(level="DEBUG" if wanted else "WARNING", form="text")


def say_learning() -> None:
    """Tells a person who waits why."""
    if sys.stderr.isatty():
        typer.echo("Learning the knowledge base, some seconds the first time …", err=True)


def given_text(text: str) -> str:
    """The argument, or standard input where it is `-`. Raises UsageError where that can't be read as text."""
    if text != "-":
        return text
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise UsageError(
            f"standard input: more than {MOST_BYTES // 1024 // 1024} MiB; give the lines around the error."
        )
    return decoded(raw, name="standard input")


MOST_BYTES = 8 * 1024 * 1024
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
"""Byte order marks and the encoding that each stands for; Windows PowerShell 5 writes the first."""


def decoded(raw: bytes, *, name: str) -> str:
    """Text of a file of Windows or Linux, by its byte order mark, else UTF-8. Raises UsageError."""
    encoding = next((encoding for mark, encoding in MARKS if raw.startswith(mark)), "utf-8")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{name}: not {encoding} at byte {error.start}; save it as UTF-8.") from error
