"""How a question and its answer are written into a row, and read from it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.ports import Claimed, Message, Summary
from bot.question import Question

MESSAGE = TypeAdapter(Message)
SUMMARY = TypeAdapter(Summary)


def body_of(question: Question) -> str:
    """The question as it is kept; its secrets are masked since it was made."""
    return question.model_dump_json()


def body_when_done(question: Question) -> str:
    """The question without the address that Slack gave for its reply, which nobody needs any more."""
    if question.place is None:
        return body_of(question)
    return body_of(question.model_copy(update={"place": question.place.model_copy(update={"reply_url": ""})}))


def question_text(body: str | None) -> str:
    """What was asked, in whatever version's form it was kept; empty once it was erased."""
    return str(json.loads(body)["text"]) if body else ""


def message_of(message: Message) -> str:
    """The message as it is kept."""
    return MESSAGE.dump_json(message).decode()


def summary_of(summary: Summary) -> str:
    """The summary as it is kept."""
    return SUMMARY.dump_json(summary).decode()


def summary_from(text: str | None) -> Summary | None:
    """A summary that was kept; None where there is none."""
    return SUMMARY.validate_json(text) if text else None


def claimed_from(row: Row[Any]) -> Claimed:
    """The question of a row. Raises ValidationError where another version of kubewhy wrote it in a form of its own."""
    return Claimed(
        key=row.key,
        question=Question.model_validate_json(row.body),
        attempt=row.attempts,
        lease=row.lease or "",
        accepted_at=datetime.fromtimestamp(row.accepted_at, tz=UTC),
        age=row.age,
        message=MESSAGE.validate_json(row.message) if row.message else None,
        summary=summary_from(row.summary),
    )
