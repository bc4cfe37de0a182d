"""What people said about answers, in the database. Fits `bot.ports.Feedback`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import select

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow, insert_into
from bot.persistence.kept import question_text, summary_from
from bot.persistence.tables import questions, verdicts
from bot.ports import Summary, Verdict
from knowledge.entry import EntryId

UNKNOWN = Summary(decision="")
"""Stands for a question that is no longer kept."""


class SqlFeedback:
    """The verdicts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, *, key: str, user: str, verdict: str, entry: EntryId | None) -> None:
        """Keeps one verdict a person and question; see `bot.ports.Feedback`."""
        with self._database.write() as connection:
            kept = connection.execute(select(questions.c.summary).where(questions.c.key == key)).scalar()
            summary = summary_from(kept) or UNKNOWN
            values = {
                "verdict": verdict,
                "entry": entry,
                "decision": summary.decision,
                "confidence": summary.confidence,
                "language": summary.language,
                "at": DatabaseNow(),
            }
            connection.execute(
                insert_into(connection, verdicts)
                .values(key=key, user=user, **values)
                .on_conflict_do_update(index_elements=["key", "user"], set_=values)
            )

    def all(self) -> Iterator[Verdict]:
        """Every verdict, oldest first; the question's text as long as the question is kept."""
        joined = verdicts.outerjoin(questions, questions.c.key == verdicts.c.key)
        with self._database.read() as connection:
            rows = connection.execute(
                select(verdicts, questions.c.body).select_from(joined).order_by(verdicts.c.at, verdicts.c.key)
            ).all()
        for row in rows:
            yield Verdict(
                at=datetime.fromtimestamp(row.at, tz=UTC),
                key=row.key,
                user=row.user,
                verdict=row.verdict,
                entry=EntryId(row.entry) if row.entry is not None else None,
                decision=row.decision,
                confidence=row.confidence,
                language=row.language,
                text=question_text(row.body),
            )
