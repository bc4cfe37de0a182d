"""A real API server for the tests of this folder: started once, filled with whatever cluster a test wants to see."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from apiserver.admin import Admin
from apiserver.server import KubernetesServer, missing, programs_folder, running_server
from running import Ran, run_command

OURS = Path(__file__).parent
RBAC = Path(__file__).parents[2] / "deploy" / "rbac"
RANGES = ("10.0.0.0/16", "10.43.0.0/16", "10.88.0.0/16", "10.100.0.0/16", "172.30.0.0/16")
"""Addresses of services that our clusters have beside the server's own range."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skips the tests of this folder where there is no API server, unless everything must be there."""
    ours = [item for item in items if OURS in item.path.parents]
    reason = missing() if ours and not os.environ.get("CI") else None
    for item in ours if reason else ():
        item.add_marker(pytest.mark.skip(reason=reason or ""))


@pytest.fixture(scope="session")
def server() -> Iterator[KubernetesServer]:
    """The server. Fails where it can't be had: without it the tests would prove nothing."""
    programs = programs_folder()
    if (reason := missing()) is not None or programs is None:
        pytest.fail(reason or "")
    with running_server(programs) as running:
        yield running


@pytest.fixture(scope="session")
def admin(server: KubernetesServer) -> Iterator[Admin]:
    """An account that may do everything, with which the clusters of the tests are put in."""
    account = Admin(server)
    for number, cidr in enumerate(RANGES):
        account.allow_service_range(f"range-{number}", cidr)
    yield account
    account.close()


@pytest.fixture(scope="session")
def bot_token(admin: Admin) -> str:
    """A token of kubewhy's own account, with the rights of `deploy/rbac` and no others."""
    for path in sorted(RBAC.glob("*.yaml")):
        apply(admin, path)
    return admin.token_of("kubewhy", "kubewhy")


def apply(admin: Admin, path: Path) -> None:
    """What `kubectl apply -f` does with a file of new objects."""
    for written in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        admin.create(written)


@pytest.fixture(scope="session")
def bot_config(server: KubernetesServer, bot_token: str) -> Path:
    """The kubeconfig of that account."""
    return server.kubeconfig("kubewhy", token=bot_token)


@pytest.fixture(scope="session")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that all tests here share, so that the knowledge base is learnt once."""
    return tmp_path_factory.mktemp("learnt")


class Prober:
    """`kubewhy probe`, as a person runs it against the test's API server."""

    def __init__(
        self, *, config: Path, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        monkeypatch.setenv("KUBEWHY_DATA_DIR", str(data))
        self.use(config)

    def use(self, config: Path) -> None:
        """Takes another kubeconfig."""
        self._monkeypatch.setenv("KUBECONFIG", str(config))

    def run(self, *words: str) -> Ran:
        """The command with these words behind `probe`."""
        return run_command("probe", *words, capsys=self._capsys, monkeypatch=self._monkeypatch)

    def report(self, *words: str) -> Any:
        """Its report as JSON."""
        ran = self.run(*words, "--output", "json")
        assert (ran.code, ran.err) == (0, "")
        return json.loads(ran.out)


@pytest.fixture
def prober(
    bot_config: Path, learnt: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Prober:
    """`kubewhy probe` with the rights of kubewhy's own account."""
    return Prober(config=bot_config, data=learnt, capsys=capsys, monkeypatch=monkeypatch)
