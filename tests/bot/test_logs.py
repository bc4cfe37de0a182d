"""Log lines keep no secret."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import LogFormat, RedactedFormatter


def line(form: LogFormat, message: str, *, failed: bool = False) -> str:
    """One record as it is written."""
    error = None
    if failed:
        try:
            raise ValueError(message)  # noqa: TRY301 - a record needs a real traceback
        except ValueError:
            error = sys.exc_info()
    record = logging.LogRecord("bot.test", logging.WARNING, __file__, 1, message, None, error)
    return RedactedFormatter(form=form).format(record)


def test_a_secret_is_masked_in_text_and_in_json() -> None:
    """Also inside a traceback."""
    for form in ("text", "json"):
        assert "hunter2" not in line(form, "password=hunter2hunter2", failed=True)


def test_a_json_line_is_json() -> None:
    """One object a record."""
    told = json.loads(line("json", "hello"))
    assert told["message"] == "hello"
    assert told["level"] == "warning"
    assert told["logger"] == "bot.test"
