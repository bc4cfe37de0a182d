"""A program whose own knowledge is a folder of the test's."""

from __future__ import annotations

from pathlib import Path

import pytest
from shelf import Shelf


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """What comes with the program is one right entry, and people stand in the folder above it."""
    shelf = Shelf(tmp_path / "ours")
    shelf.add()
    monkeypatch.setattr("knowledge.loader.OUR_FOLDER", shelf.folder)
    monkeypatch.chdir(tmp_path)
    return shelf
