"""Reading a real API server: page by page, within a deadline, and with a word for everything that goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiserver.admin import Admin
from apiserver.conftest import Prober
from apiserver.server import ISSUER, KubernetesServer
from apiserver.wire import Wire
from clusters.cluster import Cluster
from clusters.healthy import healthy
from clusters.objects import container, pod, specification

from bot.cluster import client, live, paging
from bot.cluster.client import connect
from bot.cluster.live import LiveCluster
from bot.resource import Resource
from bot.snapshot import Why
from bot.target import ClusterTarget, NodeTarget

MANY = 5_000
CROWD = "crowd"
CALLS = 12
"""Of a node probe of a cluster with flannel: node; services, endpoints, DaemonSets, its pods, lease, events, two
ConfigMaps, version; its pods' warnings. One more is left for a list that goes over a page."""
BYTES = 400_000
"""Of the same probe, unpacked: a cluster of four nodes."""


@pytest.fixture
def cluster(admin: Admin) -> Cluster:
    """A small healthy cluster."""
    shown = healthy("kubeadm-flannel")
    admin.show(shown)
    return shown


@pytest.fixture
def crowd(cluster: Cluster, admin: Admin) -> Iterator[None]:
    """5,000 pods more, a hundred of them on the node that is looked at."""
    spec = specification(container("web", "registry.example.com/shop/web:v1"), os="windows")
    admin.store.put(
        pod(
            f"web-{number:05}",
            CROWD,
            on=cluster.windows if number % 50 == 0 else cluster.linux,
            ip=f"10.9.{number // 250}.{number % 250 + 1}",
            spec=spec,
        )
        for number in range(MANY)
    )
    yield
    admin.store.remove_all("Pod", namespace=CROWD)


def reader(config: Path) -> LiveCluster:
    """What reads for a probe."""
    return LiveCluster(connect(kubeconfig=str(config), context=None), name="context test")


def test_five_thousand_pods_are_read_page_by_page(crowd: None, cluster: Cluster, bot_config: Path) -> None:
    """All of them, in as many calls as there are pages, and the snapshot knows that they are all."""
    snapshot = reader(bot_config).read(ClusterTarget())
    pods = snapshot.section(Resource.PODS)
    assert len(pods.objects) == MANY + len(cluster.of("Pod"))
    assert pods.covers()
    assert pods.gap is None
    assert snapshot.traffic.calls >= MANY // paging.PAGE


def test_a_node_probe_reads_nothing_of_the_other_nodes(crowd: None, cluster: Cluster, bot_config: Path) -> None:
    """Only the pods of that node, whatever else there is."""
    snapshot = reader(bot_config).read(NodeTarget(name=cluster.windows))
    pods = snapshot.section(Resource.PODS)
    assert {one.text("spec", "nodeName") for one in pods.objects} == {cluster.windows}
    assert len(pods.objects) == MANY // 50 + len(cluster.pods_on(cluster.windows))
    assert pods.covers(node=cluster.windows)
    assert not pods.covers()


def test_a_node_probe_costs_few_calls_and_bytes(cluster: Cluster, prober: Prober) -> None:
    """As many as are told of it, and no more when the cluster has more to tell of others."""
    report = prober.report("node", cluster.windows)
    assert 0 < report["calls"] <= CALLS
    assert 0 < report["bytes"] <= BYTES


def test_ages_are_judged_by_the_api_servers_clock(cluster: Cluster, bot_config: Path, server: KubernetesServer) -> None:
    """The time of the reading is what the API server said."""
    before = time.time() - 2
    snapshot = reader(bot_config).read(NodeTarget(name=cluster.windows))
    assert before <= snapshot.read_at.timestamp() <= time.time() + 2


def test_a_node_that_is_not_there_is_told_with_its_neighbours(cluster: Cluster, prober: Prober) -> None:
    """One line, with the name that was meant."""
    ran = prober.run("node", "win-11")
    assert ran.code == 2
    assert "win-1" in ran.err
    assert "Traceback" not in ran.err


def test_a_token_that_has_expired_is_told_as_that(cluster: Cluster, prober: Prober, server: KubernetesServer) -> None:
    """Every finding says that the credentials are no good, and the probe itself doesn't fail."""
    now = int(time.time())
    token = server.signed_token(
        {
            "iss": ISSUER,
            "aud": [ISSUER],
            "sub": "system:serviceaccount:kubewhy:kubewhy",
            "iat": now - 7200,
            "nbf": now - 7200,
            "exp": now - 3600,
            "kubernetes.io": {"namespace": "kubewhy", "serviceaccount": {"name": "kubewhy", "uid": "x"}},
        }
    )
    config = server.kubeconfig("expired", token=token)
    prober.use(config)
    report = prober.report("node", cluster.windows)
    assert {one["status"] for one in report["findings"]} == {"unknown"}
    gap = reader(config).read(NodeTarget(name=cluster.windows)).section(Resource.NODES).gap
    assert gap is not None
    assert gap.why is Why.NOT_LOGGED_IN


def test_a_slow_server_costs_no_more_than_the_deadline(
    cluster: Cluster, server: KubernetesServer, bot_token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came is kept, what didn't is a gap that says so, and the probe ends by itself."""
    monkeypatch.setattr(client, "READ_SECONDS", 0.5)
    monkeypatch.setattr(live, "PROBE_SECONDS", 2.0)
    with Wire(server.url, delay=1.5) as wire:
        snapshot = reader(server.kubeconfig("slow", token=bot_token, url=wire.url)).read(
            NodeTarget(name=cluster.windows)
        )
    gaps = {gap.why for section in snapshot.sections.values() if (gap := section.gap) is not None}
    assert Why.TIMED_OUT in gaps
    assert snapshot.section(Resource.PODS).objects == ()


def test_a_server_that_is_a_little_slow_is_read_to_the_end(
    cluster: Cluster, server: KubernetesServer, bot_token: str
) -> None:
    """A tenth of a second for each piece of an answer is no reason to give up."""
    with Wire(server.url, delay=0.1) as wire:
        snapshot = reader(server.kubeconfig("lazy", token=bot_token, url=wire.url)).read(
            NodeTarget(name=cluster.windows)
        )
    assert snapshot.section(Resource.PODS).covers(node=cluster.windows)
    assert snapshot.section(Resource.SERVICES).covers()


def test_a_server_that_is_killed_in_the_middle_leaves_what_came(
    crowd: None, cluster: Cluster, server: KubernetesServer, bot_token: str, prober: Prober
) -> None:
    """The report says what could not be looked at; nothing is concluded from what is missing."""
    with Wire(server.url, cut_after=60_000, cut=server.kill_api_server) as wire:
        config = server.kubeconfig("cut", token=bot_token, url=wire.url)
        try:
            snapshot = reader(config).read(ClusterTarget())
            prober.use(config)
            dead = prober.report("node", cluster.windows)
        finally:
            server.revive()
    gaps = {gap.why for section in snapshot.sections.values() if (gap := section.gap) is not None}
    assert gaps & {Why.UNREACHABLE, Why.UNTRUSTED, Why.FAILED}
    assert not snapshot.section(Resource.PODS).covers()
    assert {one["status"] for one in dead["findings"]} == {"unknown"}


def test_a_server_that_came_back_is_read_again(cluster: Cluster, server: KubernetesServer, bot_config: Path) -> None:
    """The same reader, whose connections were cut off, reads everything once the server is there again."""
    same = reader(bot_config)
    target = NodeTarget(name=cluster.windows)
    assert same.read(target).section(Resource.PODS).covers(node=cluster.windows)
    server.kill_api_server()
    try:
        gone: Any = same.read(target).section(Resource.NODES).gap
    finally:
        server.revive()
    assert gone.why is Why.UNREACHABLE
    assert same.read(target).section(Resource.PODS).covers(node=cluster.windows)
