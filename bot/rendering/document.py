"""Answers as plain data for other programs: the form of `--output json`; docs/json.md tells it, and it stays."""

from __future__ import annotations

from typing import Any

from bot.answer import Answer, Fit
from classifiers.match import Span
from knowledge.entry import Entry


def answer_document(answer: Answer) -> dict[str, Any]:
    """The answer as JSON-compatible values."""
    return {
        "decision": answer.decision,
        "language": answer.language,
        "answers": [_fit(fit) | _entry(fit.entry) for fit in answer.problems],
        "question": answer.question or None,
        "choices": [{"label": choice.label, "entry": choice.entry} for choice in answer.choices],
        "nearest": [_fit(fit) for fit in answer.others],
        "look_alikes": [
            {"not": one.title, "reason": one.reason, "link": one.link, "evidence": _span(one.evidence)}
            for one in answer.look_alikes
        ],
        "masked": list(answer.masked),
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "entry": fit.entry.id,
        "title": fit.entry.title,
        "confidence": round(fit.match.confidence, 4),
        "signature": round(fit.match.signature, 4),
        "wording": round(fit.match.wording, 4),
        "shared": list(fit.match.shared),
        "evidence": [_span(span) for span in fit.match.evidence],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    told = entry.model_dump(mode="json", include={"diagnosis", "remedies", "not_it", "sources", "reviewed"})
    return dict(told)


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
