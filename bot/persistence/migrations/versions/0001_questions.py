"""Questions with leases, the pace of channels, verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "questions",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("thread", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.Double),
        sa.Column("owner", sa.Text),
        sa.Column("lease", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("has_turn", sa.Boolean, nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("summary", sa.Text),
        sa.Column("posted_ts", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("accepted_at", sa.Double, nullable=False),
        sa.Column("finished_at", sa.Double),
    )
    op.create_index("ix_questions_due", "questions", ["due_at", "seq"])
    op.create_index("ix_questions_thread", "questions", ["team", "channel", "thread", "due_at", "seq"])
    op.create_index("ix_questions_accepted", "questions", ["accepted_at"])
    op.create_table(
        "channel_pace",
        sa.Column("team", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, primary_key=True),
        sa.Column("next_at", sa.Double, nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("user", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("entry", sa.Text),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
