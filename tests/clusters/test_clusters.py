"""The made-up clusters are what they claim to be, and kubewhy's probes of their dumps say the right thing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cluster_material import NOW, Written
from clusters.cluster import Cluster
from clusters.faults import FAULTS, planted
from clusters.healthy import KINDS, every_healthy, healthy
from clusters.objects import WINDOWS, moved

from bot import bootstrap
from bot.checks.platform import Platform, Plugin, platform_of, plugin_of
from bot.cluster.dump import DumpedCluster
from bot.probing import Probing
from bot.rendering.report_document import report_document
from bot.settings import read_settings
from bot.target import NodeTarget, PodTarget, Target

IN_DUMPS = [name for name, fault in FAULTS.items() if "dump" in fault.shown_in]
SHAPES = {
    "aks": (Platform.AKS, Plugin.AZURE),
    "aks-overlay": (Platform.AKS, Plugin.AZURE),
    "eks": (Platform.EKS, Plugin.VPC),
    "eks-monitored": (Platform.EKS, Plugin.VPC),
    "gke": (Platform.GKE, Plugin.GKE),
    "rke2-flannel": (Platform.RKE2, Plugin.FLANNEL),
    "rke2-calico": (Platform.RKE2, Plugin.CALICO),
    "openshift-aws": (Platform.OPENSHIFT, Plugin.OVN),
    "openshift-vsphere": (Platform.OPENSHIFT, Plugin.OVN),
    "k0s": (Platform.K0S, Plugin.CALICO),
    "kubeadm-flannel": (Platform.UNKNOWN, Plugin.FLANNEL),
    "kubeadm-flannel-host-gw": (Platform.UNKNOWN, Plugin.FLANNEL),
    "kubeadm-flannel-services": (Platform.UNKNOWN, Plugin.FLANNEL),
    "kubeadm-calico": (Platform.UNKNOWN, Plugin.CALICO),
    "capz": (Platform.UNKNOWN, Plugin.CALICO),
    "antrea": (Platform.UNKNOWN, Plugin.ANTREA),
}
"""What each kind has to be taken for."""
WITHOUT_AGENTS = {
    *("aks", "eks", "eks-monitored", "gke", "rke2-flannel", "rke2-calico"),
    *("openshift-aws", "openshift-vsphere", "kubeadm-flannel-services"),
}
"""Kinds on whose Windows nodes neither kube-proxy nor a network plugin is a pod."""

Probe = Callable[[Cluster, Target], Any]


@pytest.fixture(scope="module")
def probing(tmp_path_factory: pytest.TempPathFactory) -> Probing:
    """The use case, with all that kubewhy knows."""
    settings = replace(read_settings({}), data_dir=tmp_path_factory.mktemp("learnt"))
    return bootstrap.probing(settings, bootstrap.knowledge_base(settings))


@pytest.fixture
def reader(tmp_path: Path) -> Callable[[Cluster], DumpedCluster]:
    """Reads a cluster from a dump of it, with what is pasted beside it."""

    def dumped(cluster: Cluster) -> DumpedCluster:
        files = {f"{cluster.name}.json": json.dumps(cluster.as_list()), **cluster.pasted}
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return DumpedCluster([str(tmp_path / name) for name in files], stdin=io.BytesIO())

    return dumped


@pytest.fixture
def probe(probing: Probing, reader: Callable[[Cluster], DumpedCluster]) -> Probe:
    """`kubewhy probe … --from` a dump of the cluster: its report as plain data."""

    def probed(cluster: Cluster, target: Target) -> Any:
        return report_document(probing.probe(reader(cluster), target), language="en")

    return probed


@pytest.mark.parametrize(("kind", "build"), every_healthy())
def test_a_healthy_cluster_is_left_in_peace(kind: str, build: int, probe: Probe) -> None:
    """No warning and no fault, on the Windows node and on a Linux node beside it."""
    cluster = healthy(kind, build=build)
    for name in (cluster.windows, cluster.linux):
        findings = probe(cluster, NodeTarget(name=name))["findings"]
        assert [_told(one) for one in findings if one["status"] in ("warn", "fail")] == []
        assert any(one["status"] == "pass" for one in findings)


@pytest.mark.parametrize("name", IN_DUMPS)
def test_a_planted_fault_is_found(name: str, probe: Probe) -> None:
    """By the check that is there for it, speaking for the entry that it means."""
    found = planted(name)
    kind, word = found.words
    namespace, _, pod = word.partition("/")
    target = NodeTarget(name=word) if kind == "node" else PodTarget(namespace=namespace, name=pod)
    findings = probe(found.cluster, target)["findings"]
    for expected in found.fault.expected:
        about = [_told(one) for one in findings if one["check"] == expected.check]
        assert [one for one in findings if expected.fits(one)] != [], about


@pytest.mark.parametrize("name", IN_DUMPS)
def test_a_planted_fault_is_told_of_its_own_node_alone(name: str, probe: Probe) -> None:
    """The Linux node of the same cluster is left in peace."""
    found = planted(name)
    findings = probe(found.cluster, NodeTarget(name=found.cluster.linux))["findings"]
    assert [_told(one) for one in findings if one["status"] in ("warn", "fail")] == []


@pytest.mark.parametrize(("kind", "build"), every_healthy())
def test_a_cluster_is_taken_for_what_it_is(kind: str, build: int, reader: Callable[[Cluster], DumpedCluster]) -> None:
    """Its platform and its network plugin are told by what the Windows node shows."""
    cluster = healthy(kind, build=build)
    snapshot = reader(cluster).read(NodeTarget(name=cluster.windows))
    node = snapshot.node(cluster.windows)
    assert node is not None
    assert (platform_of(snapshot, node), plugin_of(snapshot, node)) == SHAPES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_windows_nodes_show_what_windows_nodes_show(kind: str) -> None:
    """The kernel's four numbers, the build's label, a boot counted from the start, no version of kube-proxy."""
    for build, windows in WINDOWS.items():
        node = healthy(kind, build=build).node
        info = node["status"]["nodeInfo"]
        assert info["operatingSystem"] == "windows"
        assert info["kernelVersion"] == windows.kernel
        assert info["osImage"] == f"Windows Server {build} Datacenter"
        assert node["metadata"]["labels"]["node.kubernetes.io/windows-build"] == windows.build
        assert (info["bootID"], info["kubeProxyVersion"]) == ("8", "")


@pytest.mark.parametrize("kind", KINDS)
def test_pods_of_agents_are_where_the_platform_has_them(kind: str) -> None:
    """kube-proxy and network plugin are services or children of an agent on most platforms: no pod, and no fault."""
    cluster = healthy(kind)
    agents = ("kube-proxy", "calico-node", "kube-flannel", "antrea-agent", "azure-cns")
    found = [one for name in agents for one in cluster.pods_on(cluster.windows, beginning=name)]
    assert bool(found) == (kind not in WITHOUT_AGENTS)
    assert all(one["spec"].get("hostNetwork") for one in found)


def test_no_linux_daemon_set_has_a_pod_on_windows() -> None:
    """Their selectors say Linux; only a DaemonSet without one ends up there."""
    for kind in KINDS:
        cluster = healthy(kind)
        for one in cluster.pods_on(cluster.windows):
            assert one["spec"].get("nodeSelector", {}).get("kubernetes.io/os") in ("windows", None)


def test_names_differ_from_what_windows_calls_itself_where_a_platform_does_that() -> None:
    """On EKS and OpenShift on AWS; elsewhere they differ by case at most, or by what Windows cuts off."""
    differing = {
        kind
        for kind in KINDS
        if (node := healthy(kind).node)["metadata"]["name"] != node["status"]["nodeInfo"]["machineID"].lower()
    }
    assert differing == {"eks", "eks-monitored", "openshift-aws", "gke"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_object_is_there_twice_and_each_is_new(kind: str) -> None:
    """A name stands for one object, and what one test changes no other sees."""
    first, second = healthy(kind), healthy(kind)
    keys = [(one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in first.objects]
    assert len(keys) == len(set(keys))
    first.node["spec"]["unschedulable"] = True
    assert "unschedulable" not in second.node["spec"]


def test_every_fault_changes_something() -> None:
    """A fault that leaves the cluster as it was would be found by chance only."""
    for name in FAULTS:
        found = planted(name)
        before = healthy(found.fault.cluster, build=found.fault.build)
        assert (found.cluster.objects, found.cluster.pasted) != (before.objects, before.pasted), name


def test_times_move_together() -> None:
    """What was five seconds old is five seconds old at any time."""
    cluster = healthy("eks")
    later = NOW.replace(year=NOW.year + 1, microsecond=123)
    lease = _lease(cluster.at(later), cluster.windows)
    assert lease["spec"]["renewTime"] == "2027-11-25T02:59:55.000000Z"
    assert moved("no time", to=later) == "no time"


def _lease(objects: list[Written], name: str) -> Written:
    return next(one for one in objects if one["kind"] == "Lease" and one["metadata"]["name"] == name)


def _told(finding: Any) -> tuple[str, str, str]:
    return finding["check"], finding["status"], finding["summary"]
