"""The test run is sealed: no setting of the machine reaches a test, nothing is written outside its own folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# A build must not fail for a find that nobody can repeat: there the examples are the same each time. New ones are
# looked for on developers' machines.
settings.register_profile("build", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("build" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True)
def sealed(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Takes away every setting of ours, and gives each test a data folder of its own."""
    for name in list(os.environ):
        if name.startswith(("KUBEWHY_", "SLACK_", "KUBERNETES_SERVICE_")) or name in ("PORT", "KUBECONFIG"):
            monkeypatch.delenv(name)
    folder: Path = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("KUBEWHY_DATA_DIR", str(folder))
    # Nobody's own cluster is probed by a test.
    monkeypatch.setenv("KUBECONFIG", str(folder / "no-kubeconfig"))
