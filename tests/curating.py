"""Runs `kubewhy kb` as somebody who writes entries does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.cli.edge import at_the_edge
from bot.cli.kb import kb


def run(*words: str) -> int:
    """The exit code of the command."""
    with pytest.raises(SystemExit) as left, at_the_edge():
        kb(words)
    assert isinstance(left.value.code, int)
    return left.value.code


def labelled(file: Path, texts: Iterable[tuple[str, str]]) -> Path:
    """A file of labelled texts, given as text and label; the first one's id is s-0."""
    lines = [
        json.dumps({"id": f"s-{n}", "text": text, "lang": "en", "kind": "log", "labels": [label], "group": "topic"})
        for n, (text, label) in enumerate(texts)
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
