"""The page of measurements: each command writes its own part of it, and leaves the others as they are."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from bench.table import Table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def report(command: str, tables: Iterable[Table], *, write: bool) -> None:
    """Prints each table as soon as it is there; with `write` it also takes the place of the page's old part."""
    parts = [f"`{command}`, {machine()}, {datetime.now(tz=UTC).date()}."]
    print(parts[0] + "\n", flush=True)
    for table in tables:
        parts.append(table.written())
        print(parts[-1], flush=True)
    if write:
        PAGE.write_text(
            replaced(PAGE.read_text(encoding="utf-8"), command, "\n\n".join(map(str.strip, parts))), "utf-8"
        )


def replaced(page: str, command: str, part: str) -> str:
    """The page with this part between the marks of the command. Raises ValueError where it has no such marks."""
    marks = re.compile(rf"(<!-- begin {re.escape(command)} -->\n).*?(<!-- end {re.escape(command)} -->)", re.DOTALL)
    if marks.search(page) is None:
        raise ValueError(
            f"{PAGE.name} has no part for `{command}`: put <!-- begin {command} --> and <!-- end … --> there"
        )
    return marks.sub(lambda found: f"{found[1]}\n{part}\n\n{found[2]}", page)


def machine() -> str:
    """What it ran on, without a name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )
