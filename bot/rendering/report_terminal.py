"""Reports of probes for a terminal: what is wrong first, what it means next, what is fine in one line."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.rendering.markup import CONTROL, shortened
from bot.rendering.phrases import Phrases, phrases
from bot.report import EntrySigns, Report
from bot.target import ClusterTarget, NodeTarget
from knowledge.entry import Language
from knowledge.knowledge_base import KnowledgeBase

STYLES = {
    Status.FAIL: "bold red",
    Status.WARN: "bold yellow",
    Status.UNKNOWN: "cyan",
    Status.PASS: "green",
}
ORDER = tuple(STYLES)
LABEL, CODE, FAINT = "bold cyan", "green", "dim"
QUOTE_CHARACTERS, QUOTES = 220, 4
MOST_OF_A_CLUSTER = 40
"""Findings of a whole cluster that are told one by one."""
INDENT = 9
"""Below the words of a status."""


def print_report(console: Console, report: Report, *, language: Language, knowledge: KnowledgeBase) -> None:
    """The report as a person reads it."""
    say = phrases(language)
    console.print(Text(str(report.target), style="bold"))
    console.print(Text(_read(report, say), style=FAINT), soft_wrap=True)
    if not report.findings:
        console.print(say.say("report_nothing"))
        return
    if isinstance(report.target, ClusterTarget):
        _print_nodes(console, report, say)
    told = sorted(report.findings, key=lambda finding: ORDER.index(finding.status))
    alarms = [finding for finding in told if finding.status in (Status.FAIL, Status.WARN)]
    most = MOST_OF_A_CLUSTER if isinstance(report.target, ClusterTarget) else len(alarms)
    for finding in alarms[:most]:
        _print_finding(console, finding, report, say, language)
    if len(alarms) > most:
        console.print(_prose(say.say("report_more", count=len(alarms) - most)))
    _print_open([one for one in told if one.status is Status.UNKNOWN], console, report, say, language)
    _print_passed([one for one in told if one.status is Status.PASS], console, report, say, language)
    if report.entries:
        console.print()
        console.print(Text(say.say("report_meaning"), style=LABEL))
        for one in report.entries:
            title = knowledge.entry(one.entry, language).title
            console.print(_prose(f"  {_signs(one, title, say)}"), soft_wrap=True)
            console.print(Text(f"    kubewhy kb show {one.entry}", style=FAINT))


def _read(report: Report, say: Phrases) -> str:
    time = report.read_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    if not report.live:
        return say.say("report_read_dump", source=_clean(report.source), time=time)
    if seconds := round(report.kept_for.total_seconds()):
        return say.say("report_read_kept", source=_clean(report.source), time=time, seconds=seconds)
    return say.say("report_read_live", source=_clean(report.source), time=time)


def _signs(one: EntrySigns, title: str, say: Phrases) -> str:
    """`3 of 4 signs present, 1 contradicts`."""
    parts = [say.say("report_signs", title=title, present=len(one.present), total=one.total)]
    if one.against:
        parts.append(
            say.say(
                "report_signs_contradicts" if len(one.against) == 1 else "report_signs_contradict",
                count=len(one.against),
            )
        )
    parts += [say.say("report_signs_open", count=len(one.open))] if one.open else []
    return ("，" if say.language != "en" else ", ").join(parts)


def _print_nodes(console: Console, report: Report, say: Phrases) -> None:
    """Nodes against checks: what is not fine on each, in one line a node."""
    nodes = [finding for finding in report.findings if isinstance(finding.subject, NodeTarget)]
    if nodes:
        console.print(Text(say.say("report_nodes"), style=LABEL))
    for subject, found in groupby(nodes, key=lambda finding: finding.subject):
        line = Text(f"  {_clean(str(subject).partition('/')[2])}  ")
        by_status: dict[Status, list[str]] = {}
        for finding in found:
            by_status.setdefault(finding.status, []).append(finding.check)
        for status in ORDER:
            if checks := by_status.get(status):
                named = f" {', '.join(dict.fromkeys(checks))}" if status in (Status.FAIL, Status.WARN) else ""
                line.append(f"{say.say(f'status_{status.value}')} {len(checks)}{named}  ", style=STYLES[status])
        console.print(line, soft_wrap=True)
    if nodes:
        console.print()


def _print_finding(console: Console, finding: Finding, report: Report, say: Phrases, language: Language) -> None:
    told = _about(finding, report) + sentence(finding, language)
    _print_status(console, finding.status, say, _prose(told), finding.check)
    _print_quotes(console, finding)
    if finding.settled_by:
        _print_command(console, say.say("report_settle", command=_one_line(finding.settled_by)))
    elif finding.shown_by:
        _print_command(console, say.say("report_shown_by", command=_one_line(finding.shown_by)))


def _print_quotes(console: Console, finding: Finding) -> None:
    for quote in finding.quotes[:QUOTES]:
        text = shortened(_clean(" ".join(quote.text.split())), QUOTE_CHARACTERS)
        drawn = Text.assemble(("│ ", FAINT), (text, CODE), (f"  {_clean(quote.where)}", FAINT))
        console.print(Padding.indent(drawn, INDENT))


def _print_open(found: list[Finding], console: Console, report: Report, say: Phrases, language: Language) -> None:
    """What stays open; the same reason of several checks is told once."""
    by_reason: dict[tuple[str, str], list[Finding]] = {}
    for finding in found:
        by_reason.setdefault((sentence(finding, language), finding.settled_by), []).append(finding)
    for (reason, command), alike in by_reason.items():
        checks = list(dict.fromkeys(finding.check for finding in alike))
        if len(checks) == len(alike) == 1 and not isinstance(report.target, ClusterTarget):
            _print_finding(console, alike[0], report, say, language)
            continue
        _print_status(console, Status.UNKNOWN, say, _prose(reason), ", ".join(checks))
        _print_quotes(console, alike[0])
        if command and f"`{command}`" not in reason:
            _print_command(console, say.say("report_settle", command=_one_line(command)))


def _print_passed(found: list[Finding], console: Console, report: Report, say: Phrases, language: Language) -> None:
    """One line each; of a whole cluster the nodes' lines have said it."""
    for finding in found:
        if not (isinstance(report.target, ClusterTarget) and isinstance(finding.subject, NodeTarget)):
            told = _about(finding, report) + sentence(finding, language)
            _print_status(console, Status.PASS, say, _prose(told), finding.check)


def _about(finding: Finding, report: Report) -> str:
    """What it was found on, where that isn't what was asked about."""
    return "" if finding.subject in (None, report.target) else f"{finding.subject}: "


def _print_status(console: Console, status: Status, say: Phrases, told: Text, checks: str) -> None:
    word = say.say(f"status_{status.value}")
    lead = Text(f"{word:<{INDENT - 2}}  ", style=STYLES[status])
    lead.append_text(told)
    if checks:
        lead.append(f"  [{checks}]", style=FAINT)
    console.print(lead, soft_wrap=True)


def _print_command(console: Console, told: str) -> None:
    # A command wrapped by us could not be copied.
    console.print(Text(" " * INDENT).append_text(_prose(told, style=FAINT)), soft_wrap=True)


def _one_line(command: str) -> str:
    return " ".join(command.replace("`", "'").split())


def _prose(text: str, *, style: str = "") -> Text:
    """A sentence with its `backticks` drawn as code."""
    drawn = Text(style=style)
    for index, part in enumerate(text.split("`")):
        drawn.append(_clean(part), style=CODE if index % 2 else None)
    return drawn


def _clean(text: str) -> str:
    return CONTROL.sub("", text)
