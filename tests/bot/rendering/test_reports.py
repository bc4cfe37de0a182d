"""Reports as people and programs read them: what is wrong first, then what is open, then what is fine."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from factories import entry, knowledge_base
from rich.console import Console

from bot.finding import CheckId, Finding, Quote, Status
from bot.rendering.phrases import Phrases, check_phrases
from bot.rendering.report_document import report_document
from bot.rendering.report_terminal import MOST_OF_A_CLUSTER, print_report
from bot.report import EntrySigns, Report
from bot.snapshot import Traffic
from bot.target import ClusterTarget, NodeTarget, Target
from knowledge.entry import EntryId, Language

WIN_1, WIN_2 = NodeTarget(name="win-1"), NodeTarget(name="win-2")
KNOWLEDGE = knowledge_base(entry("ports-gone"))
A, B, C = CheckId("a-check"), CheckId("b-check"), CheckId("c-check")


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of made-up checks, beside those of gaps."""
    ours = {f"{check}.{key}": f"{check} is {key}: {{what}}" for check in (A, B, C) for key in ("bad", "fine", "open")}
    real = check_phrases("en").sentences

    def phrases(language: Language) -> Phrases:
        return Phrases(language=language, sentences={**real, **ours})

    monkeypatch.setattr("bot.rendering.findings.check_phrases", phrases)


def finding(check: CheckId, status: Status, says: str, *, on: Target = WIN_1, **changes: Any) -> Finding:
    """A finding."""
    figures = changes.pop("figures", {"what": "`this`"})
    return replace(Finding.of(check, status, says, figures=figures, **changes), subject=on)


def report(*found: Finding, **changes: Any) -> Report:
    """A report of one node."""
    fields: dict[str, Any] = {
        "target": WIN_1,
        "source": "context prod",
        "read_at": datetime(2026, 11, 25, 3, tzinfo=UTC),
        "live": True,
        "findings": found,
    }
    return Report(**(fields | changes))


def printed(told: Report, *, language: Language = "en") -> str:
    """What a terminal of 100 columns shows."""
    out = io.StringIO()
    print_report(Console(file=out, width=100, highlight=False), told, language=language, knowledge=KNOWLEDGE)
    return out.getvalue()


def test_what_is_wrong_comes_first() -> None:
    """Then warnings, what is open, what is fine."""
    text = printed(
        report(
            finding(A, Status.PASS, "fine"),
            finding(B, Status.UNKNOWN, "open"),
            finding(C, Status.WARN, "bad"),
            finding(A, Status.FAIL, "bad"),
        )
    )
    words = [line.split()[0] for line in text.splitlines() if line[:1].isalpha()]
    assert words == ["node/win-1", "Read", "FAIL", "WARN", "open", "ok"]


def test_a_finding_is_told_with_its_quotes_and_the_command() -> None:
    """The one that settles it, where it is open; else the one that shows the same."""
    quote = Quote.of("Ready=False", where="node/win-1 status")
    shown = finding(A, Status.FAIL, "bad", quotes=[quote], shown_by="kubectl get node win-1 -o yaml")
    open_one = finding(B, Status.UNKNOWN, "open", settled_by="Get-Service kube-proxy", shown_by="kubectl get x")
    text = printed(report(shown, open_one))
    assert "│ Ready=False  node/win-1 status" in text
    assert "The same by hand: kubectl get node win-1 -o yaml" in text
    assert "To settle it: Get-Service kube-proxy" in text
    assert "kubectl get x" not in text


def test_a_long_command_can_be_copied() -> None:
    """It stays on one line, however wide the terminal."""
    command = "kubectl get node win-1 -o jsonpath='{.status.conditions}' " + "x" * 150
    assert any(
        command in line for line in printed(report(finding(A, Status.FAIL, "bad", shown_by=command))).splitlines()
    )


def test_the_same_reason_of_several_checks_is_told_once() -> None:
    """With the names of all of them."""
    figures = {"resource": "nodes", "needs": "get, list nodes"}
    text = printed(report(*(finding(check, Status.UNKNOWN, "gap.forbidden", figures=figures) for check in (A, B, C))))
    assert text.count("does not let me read nodes") == 1
    assert "[a-check, b-check, c-check]" in text


def test_what_it_means_is_told_by_entry() -> None:
    """So many of so many signs."""
    signs = EntrySigns(entry=EntryId("ports-gone"), present=(A, B, C), against=(CheckId("d"),), open=(CheckId("e"),))
    text = printed(report(finding(A, Status.FAIL, "bad"), entries=(signs,)))
    assert "The title of ports-gone: 3 of 5 signs present, 1 contradicts, 1 open" in text
    assert "kubewhy kb show ports-gone" in text
    several = EntrySigns(entry=EntryId("ports-gone"), against=(A, B))
    assert "0 of 2 signs present, 2 contradict\n" in printed(
        report(finding(A, Status.PASS, "fine"), entries=(several,))
    )


def test_when_and_where_was_looked_is_told() -> None:
    """Live, kept, or from files."""
    one = finding(A, Status.PASS, "fine")
    assert "Read from context prod at 2026-11-25 03:00:00 UTC. Nothing was changed." in printed(report(one))
    assert "12 seconds ago" in printed(report(one, kept_for=timedelta(seconds=12)))
    dumped = printed(report(one, live=False, source="dump x.json"))
    assert "Read from dump x.json; the newest time in it is 2026-11-25 03:00:00 UTC." in dumped


def test_nodes_of_a_cluster_are_told_in_one_line_each() -> None:
    """With the checks that are not fine; what is fine is only counted."""
    text = printed(
        report(
            finding(C, Status.PASS, "fine", on=ClusterTarget()),
            finding(A, Status.FAIL, "bad"),
            finding(B, Status.PASS, "fine"),
            finding(A, Status.PASS, "fine", on=WIN_2),
            target=ClusterTarget(),
        )
    )
    assert "  win-1  FAIL 1 a-check  ok 1" in text
    assert "  win-2  ok 1" in text
    assert "node/win-1: a-check is bad" in text
    assert "c-check is fine" in text
    assert "b-check is fine" not in text


def test_a_sick_cluster_does_not_fill_the_screen() -> None:
    """The rest is counted."""
    many = [
        finding(A, Status.FAIL, "bad", on=NodeTarget(name=f"win-{number:03}"))
        for number in range(MOST_OF_A_CLUSTER + 7)
    ]
    text = printed(report(*many, target=ClusterTarget()))
    assert text.count("a-check is bad") == MOST_OF_A_CLUSTER
    assert "7 more findings like these" in text


def test_a_target_that_no_check_is_about_is_told() -> None:
    """Rather than nothing."""
    assert "No check has anything to say" in printed(report())


def test_nothing_steers_the_terminal() -> None:
    """Names of a cluster least of all."""
    evil = "\x1b[2J\u202e"
    text = printed(report(finding(A, Status.FAIL, "bad", figures={"what": evil}), source=f"context {evil}"))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_report_is_plain_data_for_programs() -> None:
    """The form that docs/json.md tells."""
    one = finding(
        A,
        Status.WARN,
        "bad",
        entry="ports-gone",
        speaks="for",
        quotes=[Quote.of("x", where="y")],
        shown_by="kubectl get x",
    )
    signs = EntrySigns(entry=EntryId("ports-gone"), present=(A,), open=(B,))
    told = report(one, entries=(signs,), kept_for=timedelta(seconds=3), traffic=Traffic(calls=2, bytes=10))
    assert report_document(told, language="en") == {
        "target": "node/win-1",
        "source": "context prod",
        "read_at": "2026-11-25T03:00:00+00:00",
        "live": True,
        "age_seconds": 3,
        "calls": 2,
        "bytes": 10,
        "findings": [
            {
                "check": "a-check",
                "subject": "node/win-1",
                "status": "warn",
                "summary": "a-check is bad: 'this'",
                "entry": "ports-gone",
                "speaks": "for",
                "evidence": [{"where": "y", "text": "x"}],
                "figures": {"what": "'this'"},
                "command": "kubectl get x",
                "settled_by": None,
            }
        ],
        "entries": [
            {"entry": "ports-gone", "signs": 2, "present": ["a-check"], "against": [], "open": ["b-check"]},
        ],
    }
