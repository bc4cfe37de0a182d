"""Reports of probes as plain data: the form of `--output json`; docs/json.md tells it, and it stays."""

from __future__ import annotations

from typing import Any

from bot.finding import Finding
from bot.rendering.findings import sentence
from bot.report import EntrySigns, Report
from knowledge.entry import Language


def report_document(report: Report, *, language: Language) -> dict[str, Any]:
    """The report as JSON-compatible values."""
    return {
        "target": str(report.target),
        "source": report.source,
        "read_at": report.read_at.isoformat(),
        "live": report.live,
        "age_seconds": round(report.kept_for.total_seconds()),
        "calls": report.traffic.calls,
        "bytes": report.traffic.bytes,
        "findings": [_finding(finding, language) for finding in report.findings],
        "entries": [_signs(one) for one in report.entries],
    }


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "check": finding.check,
        "subject": str(finding.subject) if finding.subject is not None else None,
        "status": finding.status.value,
        "summary": sentence(finding, language),
        "entry": finding.entry,
        "speaks": finding.speaks,
        "evidence": [{"where": quote.where, "text": quote.text} for quote in finding.quotes],
        "figures": dict(finding.figures),
        "command": finding.shown_by or None,
        "settled_by": finding.settled_by or None,
    }


def _signs(one: EntrySigns) -> dict[str, Any]:
    return {
        "entry": one.entry,
        "signs": one.total,
        "present": list(one.present),
        "against": list(one.against),
        "open": list(one.open),
    }
