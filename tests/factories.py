"""Values for tests, with harmless defaults."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.question import Kind, Place, Question
from classifiers.match import Excluded, Match, MatchResult, Span
from knowledge.entry import Entry, EntryId, Language
from knowledge.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 25)


def entry(entry_id: str = "ports-gone", **changes: Any) -> Entry:
    """A whole entry; any field may be given otherwise."""
    fields: dict[str, Any] = {
        "id": entry_id,
        "title": f"The title of {entry_id}",
        "diagnosis": f"What goes on with {entry_id}: a service takes ports until none is left.",
        "applies_to": {"os": ["windows"], "components": ["kube-proxy"]},
        "signatures": [{"text": f"{entry_id} was printed by a program"}],
        "unless": [
            {
                "id": "health-port",
                "pattern": "port 10256",
                "reason": "port 10256 is the health port of kube-proxy",
                "link": "https://github.com/kubernetes/community/issues/8883",
            }
        ],
        "examples": [f"why does {entry_id} happen", f"{entry_id} again"],
        "clarify": {
            "question": f"Is it really {entry_id}?",
            "answers": [
                {"label": f"Yes, {entry_id}", "entry": entry_id, "phrases": ["yes it is"]},
                {"label": "No, it is something else", "entry": None, "otherwise": "Then look at the `kubelet` log."},
            ],
        },
        "remedies": [
            {
                "kind": "check",
                "title": "look at `netstat -an`",
                "steps": [
                    {
                        "text": "Look at the ports.",
                        "commands": [{"run": "netstat -an", "shell": "powershell", "effect": "read"}],
                    }
                ],
            },
            {
                "kind": "fix",
                "title": "turn on `--enable-dsr=true`",
                "when": "Server 2022 and newer",
                "steps": [
                    {
                        "text": "Restart everything.",
                        "warning": "cuts every pod on the node: drain it first",
                        "commands": [
                            {
                                "run": "Stop-Service HNS\nStart-Service HNS",
                                "shell": "powershell",
                                "effect": "destructive",
                            }
                        ],
                    }
                ],
            },
            {"kind": "workaround", "title": "use fewer services", "steps": [{"text": "Delete some services."}]},
        ],
        "not_it": "another port in the message",
        "sources": [
            {
                "title": "kubernetes#98499",
                "url": "https://github.com/kubernetes/kubernetes/issues/98499",
                "supports": "that ports run out",
            }
        ],
        "reviewed": TODAY,
    }
    return Entry.model_validate(fields | changes)


def knowledge_base(*entries: Entry, chinese: Mapping[str, Entry] | None = None) -> KnowledgeBase:
    """A knowledge base of these entries; `chinese` gives some of them in Traditional Chinese."""
    languages: dict[EntryId, dict[Language, Entry]] = {one.id: {"en": one} for one in entries or (entry(),)}
    for entry_id, translated in (chinese or {}).items():
        languages[EntryId(entry_id)]["zh-TW"] = translated
    return KnowledgeBase.of(languages)


def span(text: str, *, start: int = 0) -> Span:
    """A place in a received text."""
    return Span(start=start, end=start + len(text), text=text)


def match(entry_id: str = "ports-gone", *, confidence: float = 0.97, evidence: tuple[str, ...] = ()) -> Match:
    """A match of one entry."""
    return Match(
        entry=EntryId(entry_id),
        confidence=confidence,
        evidence=tuple(span(text) for text in evidence),
        shared=("ports", "service"),
    )


def result(decision: str = "answer", *matches: Match, **changes: Any) -> MatchResult:
    """A decision; the first match is the answer, and all are choices, unless said otherwise."""
    found = matches or (match(),)
    fields: dict[str, Any] = {"decision": decision, "language": "en", "matches": found}
    if decision == "answer":
        fields["answers"] = (found[0].entry,)
    if decision == "clarify":
        fields["choices"] = tuple(one.entry for one in found)
    return MatchResult(**(fields | changes))


def excluded(entry_id: str = "ports-gone", *, unless: str = "health-port", text: str = "port 10256") -> Excluded:
    """A look-alike that was recognised."""
    return Excluded(entry=EntryId(entry_id), unless=unless, evidence=span(text))


def place(**changes: Any) -> Place:
    """A thread in a channel."""
    fields = {"team": "T1", "channel": "C1", "user": "U1", "ts": "1700000000.000100", "thread": "1700000000.000100"}
    return Place(**(fields | changes))


def question(text: str = "the ports are gone", *, kind: Kind = Kind.MENTION, **changes: Any) -> Question:
    """A question from Slack."""
    return Question.received(text, kind=kind, **({"place": place()} | changes))
