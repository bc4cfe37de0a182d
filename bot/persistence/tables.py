"""The tables as the newest migration leaves them. Times are seconds since 1970 by the database's clock."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Double, Index, Integer, MetaData, Table, Text

WAITING, WORKING, DONE, GIVEN_UP = "waiting", "working", "done", "given up"
"""What a question's `state` can be."""

metadata = MetaData()

questions = Table(
    "questions",
    metadata,
    Column("seq", Integer, primary_key=True),  # the order in which they came
    Column("key", Text, nullable=False, unique=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),  # empty where the answer goes into no thread
    Column("kind", Text, nullable=False),
    Column("body", Text),  # the question as JSON, secrets masked; nothing once it was erased
    Column("state", Text, nullable=False),
    Column(
        "due_at", Double
    ),  # may be claimed from then on; while somebody works on it, the end of the lease; NULL: finished
    Column("owner", Text),  # the inbox that has the lease
    Column("lease", Text),  # the claim that has the lease
    Column("attempts", Integer, nullable=False),
    Column("has_turn", Boolean, nullable=False),  # its channel's next post is this answer
    Column("message", Text),  # the answer as JSON
    Column("summary", Text),
    Column("posted_ts", Text, nullable=False),
    Column("reason", Text, nullable=False),  # why it was given up
    Column("accepted_at", Double, nullable=False),
    Column("finished_at", Double),
    Index("ix_questions_due", "due_at", "seq"),
    Index("ix_questions_thread", "team", "channel", "thread", "due_at", "seq"),
    Index("ix_questions_accepted", "accepted_at"),
)

channel_pace = Table(
    "channel_pace",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("next_at", Double, nullable=False),  # when the next post may be made
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("key", Text, primary_key=True),  # of the question
    Column("user", Text, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("entry", Text),
    Column("decision", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Double, nullable=False),
)

listening = Table(
    "listening",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("listens", Boolean),  # NULL: as the setting says
    Column("muted_until", Double),
)

told = Table(
    "told",
    metadata,
    Column("team", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("entry", Text, primary_key=True),
    Column("key", Text, nullable=False),  # of the question
    Column("at", Double, nullable=False),
)
