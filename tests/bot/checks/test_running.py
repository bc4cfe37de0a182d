"""Checks are run on their object; what they need and nobody has read becomes a finding here."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import pytest
from cluster_material import node, pod, snapshot

from bot.checks.check import EITHER, WINDOWS, Check, ClusterCheck, NodeCheck, NodeOs, PodCheck, kubectl, not_looked
from bot.checks.running import about_cluster, about_node, about_pod, operating_system
from bot.finding import CheckId, Finding, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Gap, Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget

WEB_0 = PodTarget(namespace="shop", name="web-0")
A_CHECK = CheckId("a-check")


def fine(_: Snapshot, found: KubeObject) -> Iterable[Finding]:
    """All is well."""
    yield Finding.of(A_CHECK, Status.PASS, "fine", figures={"name": found.path})


def all_fine(material: Snapshot) -> Iterable[Finding]:
    """All is well."""
    yield Finding.of(A_CHECK, Status.PASS, "fine", figures={"name": material.source})


def broken(_: Snapshot, __: KubeObject) -> Iterable[Finding]:
    """An error of ours."""
    yield Finding.of(A_CHECK, Status.PASS, "fine")
    raise KeyError("hunter2")


def node_check(
    *, needs: tuple[Resource, ...] = (), os: tuple[NodeOs, ...] = EITHER, entries: tuple[str, ...] = ()
) -> NodeCheck:
    """A check of a node that is always fine."""
    return NodeCheck(id=A_CHECK, run=fine, needs=needs, os=os, entries=entries)


def told(findings: Iterable[Finding]) -> list[tuple[Status, str]]:
    """Status and key of each."""
    return [(finding.status, finding.says) for finding in findings]


def test_a_check_is_given_its_object_and_its_findings_their_subject() -> None:
    """The node, the pod, or neither."""
    material = snapshot(node(), pod())
    (of_node,) = about_node(material, "win-1", [node_check()])
    (of_pod,) = about_pod(material, WEB_0, [PodCheck(id=A_CHECK, run=fine)])
    (of_all,) = about_cluster(material, [ClusterCheck(id=A_CHECK, run=all_fine)])
    assert (of_node.figures["name"], of_node.subject) == ("win-1", NodeTarget(name="win-1"))
    assert (of_pod.figures["name"], of_pod.subject) == ("shop/web-0", WEB_0)
    assert (of_all.figures["name"], of_all.subject) == ("dump test.json", ClusterTarget())


def test_what_a_check_needs_and_nobody_read_is_told_with_what_it_takes() -> None:
    """The check isn't run; an entry that it alone speaks for stays open."""
    check = node_check(needs=(Resource.NODES, Resource.SERVICES), entries=("lb-ports-exhausted",))
    (finding,) = about_node(snapshot(node(), gaps={Resource.SERVICES: Why.FORBIDDEN}), "win-1", [check])
    assert (finding.status, finding.says) == (Status.UNKNOWN, "gap.forbidden")
    assert finding.figures == {"resource": "services", "needs": "get, list services"}
    assert finding.entry == "lb-ports-exhausted"
    assert finding.speaks is None
    assert finding.settled_by == ""


def test_what_a_dump_lacks_is_told_with_the_command_that_adds_it() -> None:
    """It can be pasted."""
    (finding,) = about_node(snapshot(node()), "win-1", [node_check(needs=(Resource.SERVICES,))])
    assert finding.says == "gap.not-in-dump"
    assert finding.settled_by == "kubectl get services -A -o yaml"


def test_what_was_read_in_part_is_enough_to_run() -> None:
    """The check itself knows what it may conclude."""
    material = snapshot(node(), pod(), gaps={Resource.PODS: Why.TIMED_OUT})
    assert told(about_node(material, "win-1", [node_check(needs=(Resource.PODS,))])) == [(Status.PASS, "fine")]


def test_a_node_that_was_not_read_leaves_all_its_checks_open() -> None:
    """Also those of Windows nodes: nobody knows what it runs."""
    checks = [node_check(), node_check(os=WINDOWS)]
    material = snapshot(gaps={Resource.NODES: Why.NOT_LOGGED_IN})
    assert told(about_node(material, "win-1", checks)) == [(Status.UNKNOWN, "gap.not-logged-in")] * 2


def test_a_check_of_windows_nodes_says_nothing_about_others() -> None:
    """Unless the node doesn't say what it runs."""
    check = node_check(os=WINDOWS)
    linux, silent = node("lin-1", os="linux"), node("odd-1")
    silent["status"]["nodeInfo"] = None
    silent["metadata"]["labels"] = {}
    material = snapshot(node(), linux, silent)
    assert told(about_node(material, "win-1", [check])) == [(Status.PASS, "fine")]
    assert told(about_node(material, "lin-1", [check])) == []
    assert told(about_node(material, "odd-1", [check])) == [(Status.PASS, "fine")]


def test_the_system_of_a_node_is_known_by_its_label_where_the_kubelet_has_not_said_it() -> None:
    """A node that has just joined."""
    young = node()
    del young["status"]
    assert operating_system(KubeObject(young)) == "windows"
    assert operating_system(KubeObject({})) == ""


def test_an_error_of_ours_in_one_check_leaves_the_others(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, and told as what it is."""
    failing = NodeCheck(id=CheckId("b-check"), run=broken)
    with caplog.at_level(logging.ERROR):
        findings = list(about_node(snapshot(node()), "win-1", [failing, node_check()]))
    assert told(findings) == [(Status.UNKNOWN, "gap.broken"), (Status.PASS, "fine")]
    assert "b-check" in caplog.text


def test_what_the_api_said_about_a_gap_is_quoted_without_its_secrets() -> None:
    """Tokens turn up in messages."""
    finding = not_looked(A_CHECK, Resource.PODS, Gap(why=Why.FAILED, detail="password=hunter2hunter2 is wrong"))
    assert [quote.text for quote in finding.quotes] == ["password=[masked: password] is wrong"]


def test_a_name_cannot_become_a_command() -> None:
    """Whoever pastes it runs what it says."""
    assert kubectl("get", "node", "win-1; rm -rf /") == "kubectl get node 'win-1; rm -rf /'"
    assert kubectl("get", "node", "win-1") == "kubectl get node win-1"


def test_every_check_says_what_it_looks_at() -> None:
    """By its class."""
    assert (NodeCheck.about, PodCheck.about, ClusterCheck.about) == ("node", "pod", "cluster")
    assert isinstance(node_check(), Check)
