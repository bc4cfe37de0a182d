"""What is kept, for how long: everything that people wrote or clicked is deleted some days after it was dealt with."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.pace import forget_idle_channels
from bot.persistence.tables import questions, told, verdicts

BATCH = 200
"""Rows a transaction, so that nobody waits long for it."""
DAY = 86_400
FEWEST_DAYS = 1
"""A question's key is also what tells Slack's second delivery from the first."""


def forget_old(database: Database, *, days: int) -> int:
    """Deletes one batch of finished questions of more than so many days ago, and such verdicts; how many questions."""
    limit = DatabaseNow() - max(days, FEWEST_DAYS) * DAY
    old = select(questions.c.seq).where(questions.c.accepted_at < limit, questions.c.due_at.is_(None)).limit(BATCH)
    with database.write() as connection:
        deleted = connection.execute(delete(questions).where(questions.c.seq.in_(old))).rowcount
        connection.execute(delete(verdicts).where(verdicts.c.at < limit))
        connection.execute(delete(told).where(told.c.at < limit))
        forget_idle_channels(connection)
    if deleted:
        database.forget_erased()
    return deleted
