"""A server to ask, and the door to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from kube_server import KubeServer, api_of, running

from bot.cluster.client import Api


@pytest.fixture
def server() -> Iterator[KubeServer]:
    """An API server with nothing in it."""
    with running(KubeServer()) as started:
        yield started


@pytest.fixture
def api(server: KubeServer, tmp_path: Path) -> Iterator[Api]:
    """The door to it."""
    door = api_of(server, tmp_path)
    yield door
    door.close()
