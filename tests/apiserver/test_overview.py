"""A cluster with three releases of Windows, 300 services and some trouble, looked at as a whole and node by node."""

from __future__ import annotations

from typing import Any

import pytest
from apiserver.admin import Admin
from apiserver.conftest import Prober
from clusters.cluster import Cluster
from clusters.mixed import SERVICES, mixed


@pytest.fixture(scope="module")
def cluster(admin: Admin) -> Cluster:
    """The cluster."""
    shown = mixed()
    admin.show(shown)
    return shown


def about(report: Any, node: str) -> dict[str, str]:
    """The worst that each check says about a node."""
    order = ("pass", "unknown", "warn", "fail")
    worst: dict[str, str] = {}
    for one in report["findings"]:
        if one["subject"] == f"node/{node}":
            before = worst.get(one["check"], "pass")
            worst[one["check"]] = max(before, one["status"], key=order.index)
    return worst


def test_the_overview_tells_each_nodes_own_trouble(cluster: Cluster, prober: Prober) -> None:
    """Every node is in it; what is wrong with one is not told of another."""
    report = prober.report("cluster")
    nodes = {one["metadata"]["name"] for one in cluster.of("Node")}
    assert {f"node/{name}" for name in nodes} <= {one["subject"] for one in report["findings"]}
    first, second, old = (about(report, name) for name in ("win-1", "win-2", "win-3"))
    assert first["windows-build"] == second["windows-build"] == "pass"
    assert old["windows-build"] == "warn"
    assert (first["node-schedulable"], second["node-schedulable"], old["node-schedulable"]) == ("pass", "warn", "pass")
    assert (first["sandbox-failures"], old["sandbox-failures"]) == ("pass", "fail")
    assert {
        check for name in ("cp-1", "linux-1") for check, status in about(report, name).items() if status == "fail"
    } == set()


def test_the_overview_looks_at_the_api_server_itself(cluster: Cluster, prober: Prober) -> None:
    """Its health, its certificate and the control plane's pods, each found well."""
    report = prober.report("cluster")
    told = {one["check"]: one["status"] for one in report["findings"] if one["subject"] == "cluster"}
    assert told["api-server-health"] == "pass"
    assert told["api-server-certificate"] == "pass"
    assert told["control-plane-pods"] == "pass"


def test_three_hundred_services_are_counted(cluster: Cluster, prober: Prober) -> None:
    """All of them need a load balancer on every Windows node."""
    report = prober.report("node", "win-1")
    (ports,) = [one for one in report["findings"] if one["check"] == "load-balancer-ports"]
    assert ports["figures"]["needed"] >= SERVICES
    assert ports["status"] == "warn"
