"""What loggers, terminals and people put before a line, taken off it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from classifiers.normalisation.mapped import Edit, Mapped

CLOCK = r"\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?"
MOMENT = rf"\d{{4}}[-/.]\d{{2}}[-/.]\d{{2}}[T ]{CLOCK}(?: ?(?:Z|UTC|[+-]\d{{2}}:?\d{{2}}))?"
MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
BY_LOGGERS = (
    rf"[IWEF]\d{{4}} {CLOCK} {{1,10}}(?:\d{{1,9}} )?[\w.-]{{1,80}}:\d{{1,6}}\](?: |$)",  # klog
    rf"{MOMENT} (?:stdout|stderr) [FP](?: |$)",  # the container runtime's files
    rf"\[?{MOMENT}\]?(?: |$)",
    rf"{MONTH} {{1,2}}\d{{1,2}} {CLOCK} [\w.-]{{1,100}} [\w./-]{{1,60}}(?:\[\d{{1,9}}\])?: ?",  # the journal
    rf"\[?{CLOCK}\]? {{1,4}}",
    r'time="[^"\n]{0,40}" {1,4}(?:level=\w{1,10} {1,4})?(?:msg=)?',  # logrus
    r"\[pod/[^\]\s]{1,200}\] ",  # kubectl logs --prefix
    r"[\w.-]{1,60} {1,20}\| ",  # docker compose
)
LEVEL = "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERR|ERROR|SEVERE|CRITICAL|FATAL)"
BY_PEOPLE = (
    rf"(?:\[{LEVEL}\]:?|{LEVEL}:?) {{1,4}}",  # by loggers, too; but people quote it, and some write it
    r"\{\"(?=[IWEF]\d{4} |\d{4}-\d{2}-)",
    r"PS [A-Za-z]:\\[^>\n]{0,120}> ?",
    r"[A-Za-z]:\\[^>\s<\"|]{0,120}> ?",
    r"\[?[\w.-]{1,40}@[\w.-]{1,60}[ :][^\s\]]{0,80}\]?[$#] ",
    r"[$#>] ?(?=\S)",
    r"#{1,6} ",
    r"[-•] ",
    r"\d{1,3}[.)] ",
)
PREFIX = re.compile(" *(?:(?P<logger>" + "|".join(BY_LOGGERS) + ")|" + "|".join(BY_PEOPLE) + ")")
MOST_PREFIXES = 8
"""So many of them stand before one line at most; more is something else."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a line was written, before its prefixes were taken off."""

    length: int
    logged: bool
    """Whether a program wrote it to a log."""


def unprefixed(mapped: Mapped) -> tuple[Mapped, tuple[Written, ...]]:
    """Without what stands before its lines, and how each line was written."""
    edits: list[Edit] = []
    written: list[Written] = []
    begin = 0
    for line in mapped.text.split("\n"):
        end, by_logger = _behind_prefixes(line)
        if end:
            edits.append((begin, begin + end, ""))
        written.append(Written(length=len(line), logged=by_logger))
        begin += len(line) + 1
    return mapped.edited(edits), tuple(written)


def _behind_prefixes(line: str) -> tuple[int, bool]:
    position, by_logger = 0, line.startswith('{"')
    for _ in range(MOST_PREFIXES):
        found = PREFIX.match(line, position)
        if found is None:
            break
        position = found.end()
        by_logger = by_logger or found["logger"] is not None
    return position, by_logger
