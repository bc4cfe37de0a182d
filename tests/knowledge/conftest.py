"""Folders of knowledge files."""

from __future__ import annotations

from pathlib import Path

import pytest
from shelf import Shelf


@pytest.fixture
def empty_shelf(tmp_path: Path) -> Shelf:
    """A folder without files."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    return Shelf(folder)


@pytest.fixture
def shelf(empty_shelf: Shelf) -> Shelf:
    """A folder with one right entry, dns-gone."""
    empty_shelf.add()
    return empty_shelf
