"""What a probe of a live cluster reads, in how many calls, and what it makes of a cluster in trouble."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cluster_material import (
    NOW,
    WIN_1,
    config_map,
    daemon_set,
    endpoint_slice,
    event,
    lease,
    node,
    pod,
    service,
)
from kube_server import KubeServer, Reply, api_of, kubeconfig

from bot.cluster import live
from bot.cluster.client import Api, connect
from bot.cluster.live import LiveCluster
from bot.ports import NoSuchTarget
from bot.resource import Resource
from bot.snapshot import Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget

WEB_0 = PodTarget(namespace="shop", name="web-0")
FLANNEL = {"flannel.alpha.coreos.com/backend-type": "vxlan"}
READ_AROUND_A_NODE = {
    Resource.NODES,
    Resource.PODS,
    Resource.SERVICES,
    Resource.ENDPOINT_SLICES,
    Resource.DAEMON_SETS,
    Resource.LEASES,
    Resource.EVENTS,
    Resource.VERSION,
}


@pytest.fixture
def cluster(api: Api) -> LiveCluster:
    """The cluster behind the door."""
    return LiveCluster(api, name="context test")


@pytest.fixture(autouse=True)
def filled(server: KubeServer) -> None:
    """Two nodes, some pods, what goes with them."""
    server.objects = [
        node(annotations=FLANNEL),
        node("win-2"),
        pod(),
        pod("web-1", on="win-2"),
        pod("kube-proxy-windows-abcde", namespace="kube-system", container={"name": "kube-proxy"}),
        service(),
        endpoint_slice(),
        daemon_set(),
        lease(),
        lease("win-2"),
        event("cannot start", about=("Pod", "shop", "web-0")),
        event("cannot start either", about=("Pod", "shop", "web-1")),
        event("Node win-1 was rebooted", reason="Rebooted", about=("Node", "", "win-1")),
        config_map("kube-flannel-cfg", namespace="kube-flannel", data={"net-conf.json": "{}"}),
    ]


def unread(snapshot: Snapshot) -> dict[Resource, Why]:
    """What was not read, and why."""
    return {resource: section.gap.why for resource, section in snapshot.sections.items() if section.gap is not None}


def test_a_node_probe_reads_that_node_and_what_it_has_to_do_with(cluster: LiveCluster) -> None:
    """The snapshot says of each part how much of it was read."""
    snapshot = cluster.read(WIN_1)
    assert snapshot.source == "context test"
    assert snapshot.read_at == NOW
    assert snapshot.live
    assert snapshot.server.version == "v1.36.2"
    assert [one.name for one in snapshot.objects(Resource.NODES)] == ["win-1"]
    assert {one.name for one in snapshot.pods_on("win-1")} == {"web-0", "kube-proxy-windows-abcde"}
    assert snapshot.section(Resource.PODS).covers(node="win-1")
    assert not snapshot.section(Resource.PODS).covers()
    assert snapshot.section(Resource.SERVICES).covers()
    assert snapshot.lease("win-1") is not None
    assert unread(snapshot) == {Resource.POD_LOGS: Why.OPT_IN}


def test_a_node_probe_reads_the_events_of_the_node_and_of_its_pods_alone(cluster: LiveCluster) -> None:
    """Those of other nodes' pods are let go."""
    snapshot = cluster.read(WIN_1)
    assert {one.message for one in snapshot.events} == {"cannot start", "Node win-1 was rebooted"}
    assert snapshot.section(Resource.EVENTS).covers(node="win-1")
    assert snapshot.section(Resource.EVENTS).covers(name="win-1")


def test_a_node_probe_takes_few_calls(cluster: LiveCluster, server: KubeServer) -> None:
    """Each thing is asked for once; the count is told."""
    snapshot = cluster.read(WIN_1)
    assert len(server.asked) == snapshot.traffic.calls == 11
    assert snapshot.traffic.bytes > 0
    assert {asked.method for asked in server.asked} == {"GET"}


def test_a_configuration_is_asked_for_by_name_and_only_where_the_node_has_flannel(
    cluster: LiveCluster, server: KubeServer
) -> None:
    """Two places hold it, by the age of flannel."""
    assert cluster.read(WIN_1).find(Resource.CONFIG_MAPS, "kube-flannel-cfg", namespace="kube-flannel") is not None
    asked = [path for path in server.paths() if "configmaps" in path]
    assert asked == [
        "/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg",
        "/api/v1/namespaces/kube-system/configmaps/kube-flannel-cfg",
    ]
    server.asked.clear()
    cluster.read(NodeTarget(name="win-2"))
    assert not any("configmaps" in path for path in server.paths())


def test_logs_are_read_only_when_allowed(api: Api, server: KubeServer) -> None:
    """The beginning of kube-proxy's alone, where its flags stand."""
    server.replies["/log"] = lambda asked: Reply(body=f"flags of {asked.query['container']}")
    snapshot = LiveCluster(api, name="context test", with_logs=True).read(WIN_1)
    assert [(log.pod, log.text) for log in snapshot.logs] == [("kube-proxy-windows-abcde", "flags of kube-proxy")]
    (asked,) = [asked for asked in server.asked if asked.path.endswith("/log")]
    assert int(asked.query["limitBytes"]) <= 64 * 1024


def test_a_log_that_may_not_be_read_is_a_gap(api: Api, server: KubeServer) -> None:
    """And nothing else suffers from it."""
    server.fail("/log", 403)
    snapshot = LiveCluster(api, name="context test", with_logs=True).read(WIN_1)
    assert unread(snapshot) == {Resource.POD_LOGS: Why.FORBIDDEN}


def test_a_node_that_is_not_there_is_told_with_names_that_are(cluster: LiveCluster) -> None:
    """One line, with what may have been meant."""
    with pytest.raises(NoSuchTarget) as told:
        cluster.read(NodeTarget(name="win-11"))
    assert str(told.value) == "There is no node win-11 in context test. Did you mean win-1 or win-2?"
    assert told.value.near == ("win-1", "win-2")


def test_a_pod_that_is_not_there_is_told_with_names_of_its_namespace(cluster: LiveCluster) -> None:
    """Others may not be asked about at all."""
    with pytest.raises(
        NoSuchTarget, match=r"There is no pod shop/web-9 in context test\. Did you mean web-0 or web-1\?"
    ):
        cluster.read(PodTarget(namespace="shop", name="web-9"))


def test_names_that_may_not_be_listed_are_not_told(cluster: LiveCluster, server: KubeServer) -> None:
    """The node is missing all the same."""
    server.fail("/nodes", 403)
    with pytest.raises(NoSuchTarget, match=r"^There is no node win-9 in context test\.$"):
        cluster.read(NodeTarget(name="win-9"))


def test_what_is_forbidden_is_a_gap_and_the_rest_is_read(cluster: LiveCluster, server: KubeServer) -> None:
    """Each with its own reason."""
    server.fail("/services", 403)
    server.fail("/endpointslices", 429)
    server.fail("/daemonsets", 500)
    snapshot = cluster.read(WIN_1)
    assert unread(snapshot) == {
        Resource.SERVICES: Why.FORBIDDEN,
        Resource.ENDPOINT_SLICES: Why.BUSY,
        Resource.DAEMON_SETS: Why.FAILED,
        Resource.POD_LOGS: Why.OPT_IN,
    }
    assert snapshot.pods_on("win-1")


def test_without_its_pods_nobody_knows_which_warnings_are_a_nodes(cluster: LiveCluster, server: KubeServer) -> None:
    """So that their absence proves nothing; what was said about the node itself stays."""
    server.fail("/pods", 403)
    section = cluster.read(WIN_1).section(Resource.EVENTS)
    assert not section.covers(node="win-1")
    assert section.covers(name="win-1")
    assert section.gap is not None
    assert section.gap.why is Why.FORBIDDEN


def test_a_node_that_may_not_be_read_leaves_the_rest(cluster: LiveCluster, server: KubeServer) -> None:
    """Its pods may be read without it."""
    server.fail("/nodes/win-1", 403)
    snapshot = cluster.read(WIN_1)
    assert unread(snapshot)[Resource.NODES] is Why.FORBIDDEN
    assert snapshot.pods_on("win-1")


def test_expired_credentials_are_the_gap_of_everything(cluster: LiveCluster, server: KubeServer) -> None:
    """After one call."""
    server.fail("", 401)
    snapshot = cluster.read(WIN_1)
    assert {unread(snapshot)[resource] for resource in READ_AROUND_A_NODE} == {Why.NOT_LOGGED_IN}
    assert len(server.asked) == 1


def test_an_api_server_that_is_gone_is_the_gap_of_everything(tmp_path: Path, server: KubeServer) -> None:
    """For every kind of target, and never an exception."""
    dead = connect(kubeconfig=str(kubeconfig(tmp_path, server="http://127.0.0.1:1")), context=None)
    for target in (WIN_1, WEB_0, ClusterTarget(), RightsTarget()):
        snapshot = LiveCluster(dead, name="context test").read(target)
        assert Why.UNREACHABLE in unread(snapshot).values(), target
        assert not any(section.objects for section in snapshot.sections.values())


def test_an_api_server_that_dies_in_the_middle_leaves_what_was_read(cluster: LiveCluster, server: KubeServer) -> None:
    """The node came, its pods broke off."""
    server.replies["/pods"] = lambda _: Reply(body=node(), cut=True)
    snapshot = cluster.read(WIN_1)
    assert snapshot.node("win-1") is not None
    assert unread(snapshot)[Resource.PODS] in (Why.UNREACHABLE, Why.FAILED)
    assert snapshot.section(Resource.SERVICES).covers()


def test_what_hangs_does_not_take_the_rest_with_it(
    cluster: LiveCluster, server: KubeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline of the whole probe holds."""
    monkeypatch.setattr(live, "PROBE_SECONDS", 1.0)
    hold = threading.Event()
    server.replies["/services"] = lambda _: Reply(body={}, hold=hold)
    try:
        snapshot = cluster.read(WIN_1)
    finally:
        hold.set()
    assert unread(snapshot)[Resource.SERVICES] is Why.TIMED_OUT
    assert snapshot.pods_on("win-1")


def test_a_pod_probe_reads_the_pod_its_node_and_what_it_refers_to(cluster: LiveCluster, server: KubeServer) -> None:
    """Owner and volume claims by their names."""
    server.objects[2] = pod(spec={"volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": "data-web-0"}}]})
    server.objects += [
        {"kind": "ReplicaSet", "metadata": {"name": "web-5d8f", "namespace": "shop"}},
        {"kind": "PersistentVolumeClaim", "metadata": {"name": "data-web-0", "namespace": "shop"}},
        event("Scheduled", reason="Scheduled", kind="Normal", about=("Pod", "shop", "web-0")),
    ]
    snapshot = cluster.read(WEB_0)
    assert snapshot.find(Resource.REPLICA_SETS, "web-5d8f", namespace="shop") is not None
    assert snapshot.find(Resource.VOLUME_CLAIMS, "data-web-0", namespace="shop") is not None
    assert snapshot.node("win-1") is not None
    assert "Scheduled" in {one.reason for one in snapshot.events_about(kind="Pod", name="web-0", namespace="shop")}
    assert snapshot.section(Resource.PODS).covers(node="win-1")
    assert len(snapshot.objects(Resource.PODS)) == 2


def test_a_pod_without_a_node_is_read_with_all_nodes(cluster: LiveCluster, server: KubeServer) -> None:
    """What keeps it from being scheduled stands there."""
    server.objects.append(pod("waiting", on="", phase="Pending"))
    snapshot = cluster.read(PodTarget(namespace="shop", name="waiting"))
    assert {one.name for one in snapshot.objects(Resource.NODES)} == {"win-1", "win-2"}


def test_an_overview_reads_everything_once(cluster: LiveCluster, server: KubeServer) -> None:
    """With the API server's own health."""
    server.health = "[+]ping ok\n[-]etcd failed: reason withheld\n"
    snapshot = cluster.read(ClusterTarget())
    assert {one.name for one in snapshot.objects(Resource.NODES)} == {"win-1", "win-2"}
    assert len(snapshot.objects(Resource.PODS)) == 3
    assert snapshot.section(Resource.PODS).covers()
    assert "[-]etcd failed" in snapshot.server.health
    assert snapshot.server.certificate is None
    assert len(snapshot.events) == 3


def test_rights_are_asked_one_by_one(cluster: LiveCluster, server: KubeServer) -> None:
    """What is needed, what may be allowed, what must be denied."""
    server.allowed = lambda asked: asked["verb"] in ("get", "list") and asked["resource"] != "secrets"
    rights = cluster.read(RightsTarget()).rights
    by_name = {(one.verb, one.resource, one.namespace, one.name): one for one in rights}
    assert by_name["list", "nodes", "", ""].allowed
    assert by_name["list", "daemonsets.apps", "", ""].purpose == "needed"
    assert by_name["get", "leases.coordination.k8s.io", "kube-node-lease", ""].purpose == "needed"
    assert by_name["get", "configmaps", "kube-flannel", "kube-flannel-cfg"].allowed
    assert by_name["get", "pods/log", "kube-system", ""].purpose == "opt-in"
    assert by_name["list", "secrets", "", ""].purpose == "never"
    assert not by_name["list", "secrets", "", ""].allowed
    assert {asked.method for asked in server.asked} == {"POST"}


def test_rights_that_could_not_be_asked_are_a_gap(cluster: LiveCluster, server: KubeServer) -> None:
    """After one try, where the account is unknown."""
    server.fail("/selfsubjectaccessreviews", 401)
    snapshot = cluster.read(RightsTarget())
    assert snapshot.rights == ()
    assert unread(snapshot)[Resource.RIGHTS] is Why.NOT_LOGGED_IN
    assert len(server.asked) == 1


@pytest.fixture
def anew(server: KubeServer, tmp_path: Path) -> Iterator[Api]:
    """Another door to the same server."""
    door = api_of(server, tmp_path)
    yield door
    door.close()


def test_two_readings_of_the_same_tell_the_same(cluster: LiveCluster, anew: Api) -> None:
    """Whatever came in first."""
    one, other = cluster.read(WIN_1), LiveCluster(anew, name="context test").read(WIN_1)
    for resource in Resource:
        assert [obj.path for obj in one.objects(resource)] == [obj.path for obj in other.objects(resource)]
