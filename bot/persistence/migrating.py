"""Brings the tables of a database to the newest form, one process at a time."""

from __future__ import annotations

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from bot.errors import UsageError

STEPS = Path(__file__).parent / "migrations"
LOCK = 7_236_518_001
"""Number of our advisory lock in PostgreSQL: any number that no other program in that database takes."""
LOCK_WAIT, STEP_TIME = "30s", "300s"


def migrate(connection: Connection) -> None:
    """Runs the missing steps, inside the connection's transaction. Raises UsageError for tables of a newer kubewhy."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{STEP_TIME}'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    # Its two lines at every start say nothing that anybody could use.
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise UsageError(
            f"The database was written by a newer kubewhy ({error}): install that version, or name another database "
            "in KUBEWHY_DATABASE_URL."
        ) from None
