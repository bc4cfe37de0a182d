"""Labelled texts are read, and everything that is wrong with them is told at once."""

from __future__ import annotations

import json

import pytest

from classifiers.evaluation.labelled import LinesInvalid, labelled

ROW = {"id": "t-1", "text": "hello", "lang": "en", "kind": "chat", "labels": ["none"], "group": "chat"}


def test_a_line_is_a_labelled_text() -> None:
    """Blank lines are passed over, more keys are allowed."""
    (row,) = labelled(["", json.dumps(ROW | {"note": "more"}), "\n"])
    assert (row.id, row.text, row.lang, row.labels) == ("t-1", "hello", "en", ("none",))


def test_every_bad_line_is_told_by_its_number() -> None:
    """With what is missing."""
    lines = [json.dumps(ROW), "{", json.dumps({"id": "t-2"}), json.dumps(ROW | {"lang": "de"}), "[" * 100_000, "[]"]
    with pytest.raises(LinesInvalid) as raised:
        labelled(lines)
    assert raised.value.problems == (
        "line 2: not JSON",
        "line 3: missing or wrong: group, kind, labels, lang, text",
        "line 4: missing or wrong: lang",
        "line 5: not JSON",
        "line 6: missing or wrong: line",
    )
