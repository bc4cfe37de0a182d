"""Agents that fail, agents that a DaemonSet wants, and agents that are no pods."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import ago, daemon_set, finding, findings, node, pod, snapshot

from bot.checks.agents import CHECKS
from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import EVERYTHING, Why

(AGENTS,) = CHECKS
PODS, DAEMON_SETS = Resource.PODS, Resource.DAEMON_SETS


def proxy(**changes: Any) -> dict[str, Any]:
    """kube-proxy's pod on win-1."""
    given = {
        "namespace": "kube-system",
        "labels": {"k8s-app": "kube-proxy-windows"},
        "owner": ("DaemonSet", "kube-proxy-windows"),
        "host_network": True,
    }
    return pod("kube-proxy-windows-abcde", **{**given, **changes})


def alarms(*objects: dict[str, Any], **changes: Any) -> list[Finding]:
    """What it warns of."""
    return [one for one in findings(AGENTS, snapshot(*objects, **changes)) if one.status in (Status.WARN, Status.FAIL)]


def test_a_running_kube_proxy_passes() -> None:
    """And is named."""
    found = finding(AGENTS, snapshot(node(), proxy(), daemon_set()))
    assert found.status is Status.PASS
    assert "kube-proxy" in sentence(found, "en")


def test_a_kube_proxy_in_a_crash_loop_fails() -> None:
    """With what it said last."""
    broken = proxy(waiting={"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting"}, restarts=31)
    (found,) = alarms(node(), broken, daemon_set())
    assert (found.status, found.says, found.entry, found.speaks) == (
        Status.FAIL,
        "failing",
        "setup-success-check",
        "for",
    )
    assert "31" in sentence(found, "en")


def test_a_daemon_set_for_windows_without_its_pod_here_is_a_warning() -> None:
    """Its pod on another Windows node is no help."""
    (found,) = alarms(node(), proxy(on="win-2"), daemon_set(desired=2, ready=1))
    assert (found.status, found.says) == (Status.WARN, "lacking")


@pytest.mark.parametrize(
    "unwanted",
    [
        daemon_set(os="linux"),
        daemon_set("calico-windows-upgrade", desired=0, ready=0),
        daemon_set(template={"nodeSelector": {"kubernetes.io/os": "windows", "pool": "gpu"}}),
        daemon_set("everywhere", template={"nodeSelector": {}}),
        {**daemon_set(), "spec": None},
    ],
)
def test_a_daemon_set_that_does_not_want_this_node_is_none_of_its_faults(unwanted: dict[str, Any]) -> None:
    """Linux's, one that wants no pods, one for other nodes, one for any system, a broken one."""
    assert alarms(node(), unwanted, read=(PODS,)) == []


def test_a_taint_that_a_daemon_set_does_not_tolerate_keeps_it_away() -> None:
    """One that it tolerates does not."""
    taint = {"key": "os", "value": "Windows", "effect": "NoSchedule"}
    tolerations = [{"key": "os", "operator": "Equal", "value": "Windows", "effect": "NoSchedule"}]
    wanting = {"nodeSelector": {"kubernetes.io/os": "windows"}, "tolerations": tolerations}
    assert alarms(node(taints=[taint]), daemon_set(), read=(PODS,)) == []
    assert alarms(node(taints=[taint]), daemon_set(template=wanting), read=(PODS,))


def test_a_new_node_has_time() -> None:
    """Pods of a DaemonSet come after it."""
    fresh = node()
    fresh["metadata"]["creationTimestamp"] = ago(minutes=3)
    assert alarms(fresh, daemon_set(), read=(PODS,)) == []


def test_pods_that_were_not_all_read_are_not_missed() -> None:
    """A list that broke off proves nothing."""
    assert alarms(node(), daemon_set(), pod(on="win-2"), gaps={PODS: Why.TIMED_OUT}, extents={PODS: EVERYTHING}) == []


@pytest.mark.parametrize(
    ("platform", "written"),
    [
        ("AKS", {"labels": {"kubernetes.azure.com/os-sku": "Windows2022"}}),
        ("EKS", {"labels": {"eks.amazonaws.com/nodegroup": "win"}}),
        ("GKE", {"provider_id": "gce://p/z/win-1"}),
        ("RKE2", {"provider_id": "rke2://win-1"}),
        ("OpenShift", {"labels": {"node.openshift.io/os_id": "Windows"}}),
    ],
)
def test_where_agents_are_services_nothing_is_missing(platform: str, written: dict[str, Any]) -> None:
    """It is told how to look."""
    found = finding(AGENTS, snapshot(node(**written), read=(PODS, DAEMON_SETS)))
    assert (found.status, found.says) == (Status.UNKNOWN, "service")
    assert platform in sentence(found, "en")
    assert "Get-Service" in found.settled_by


def test_a_node_of_unknown_shape_without_kube_proxy_is_unknown() -> None:
    """The Linux kube-proxy elsewhere is no help."""
    linux = pod("kube-proxy-x1", namespace="kube-system", on="lin-1", labels={"k8s-app": "kube-proxy"})
    found = finding(AGENTS, snapshot(node(), linux, daemon_set("kube-proxy", os="linux")))
    assert (found.status, found.says) == (Status.UNKNOWN, "unseen")


def test_antrea_needs_no_kube_proxy() -> None:
    """By design."""
    agent = pod("antrea-agent-windows-x", namespace="kube-system", labels={"component": "antrea-agent"})
    written = node(annotations={"node.antrea.io/mac-address": "00:15:5d:00:00:01"})
    assert finding(AGENTS, snapshot(written, agent)).status is Status.PASS


def test_a_pod_of_somebody_else_is_no_agent() -> None:
    """Whatever it is called."""
    other = pod("kube-proxy-tester", namespace="shop", waiting={"reason": "CrashLoopBackOff"})
    assert alarms(node(), other) == []


def test_without_pods_nothing_is_said() -> None:
    """What a dump lacks is no fault."""
    assert finding(AGENTS, snapshot(node(), daemon_set())).status is Status.UNKNOWN
