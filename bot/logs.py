"""Logging that keeps no secret: every line passes the redaction before it is written."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from bot.redaction import redact

LogFormat = Literal["text", "json"]


class RedactedFormatter(logging.Formatter):
    """Writes a record as one line of text or JSON, tracebacks included, with secrets masked."""

    def __init__(self, *, form: LogFormat) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        """The line for this record."""
        if self._form == "text":
            return redact(super().format(record)).text
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()).text,
        }
        if record.exc_info:
            line["traceback"] = redact(self.formatException(record.exc_info)).text
        return json.dumps(line, ensure_ascii=False)


def configure_logging(*, level: str, form: LogFormat) -> None:
    """Sends every logger's records to standard error through the redaction; replaces what was configured before."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactedFormatter(form=form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Bolt and its SDK log whole payloads at DEBUG: people's texts, which aren't ours to keep. What they and alembic say
    # of themselves at other levels, our own code decides and says in its own words.
    for chatty in ("alembic", "slack_bolt", "slack_sdk"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
