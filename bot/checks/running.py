"""Runs checks on a snapshot. Whatever a check needs and was not read becomes a finding here, in one place."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bot.checks.check import Check, ClusterCheck, NodeCheck, PodCheck, not_looked
from bot.finding import Finding, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Gap, Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, Target

log = logging.getLogger(__name__)


def about_node(snapshot: Snapshot, name: str, checks: Iterable[NodeCheck]) -> Iterator[Finding]:
    """What these checks say about one node."""
    target = NodeTarget(name=name)
    node = snapshot.node(name)
    for check in checks:
        if node is None or operating_system(node) in (*check.os, ""):
            yield from _of_one(check, check.run, node, Resource.NODES, snapshot, target)


def about_pod(snapshot: Snapshot, target: PodTarget, checks: Iterable[PodCheck]) -> Iterator[Finding]:
    """What these checks say about one pod."""
    pod = snapshot.find(Resource.PODS, target.name, namespace=target.namespace)
    for check in checks:
        yield from _of_one(check, check.run, pod, Resource.PODS, snapshot, target)


def about_cluster(snapshot: Snapshot, checks: Iterable[ClusterCheck]) -> Iterator[Finding]:
    """What these checks say about the cluster as a whole."""
    target = ClusterTarget()
    for check in checks:
        missing = _missing(snapshot, check)
        found = missing or _guarded(check, lambda check=check: check.run(snapshot))  # type: ignore[misc]
        yield from (replace(finding, subject=target) for finding in found)


def operating_system(node: KubeObject) -> str:
    """`windows`, `linux`, or empty where the node doesn't say."""
    return (
        node.text("status", "nodeInfo", "operatingSystem")
        or node.labels.get("kubernetes.io/os", "")
        or node.labels.get("beta.kubernetes.io/os", "")
    ).lower()


def _of_one(
    check: Check,
    run: Callable[[Snapshot, KubeObject], Iterable[Finding]],
    found: KubeObject | None,
    resource: Resource,
    snapshot: Snapshot,
    target: Target,
) -> Iterator[Finding]:
    findings: Iterable[Finding]
    if found is None:
        gap = snapshot.section(resource).gap or Gap(why=Why.NOT_SERVED, detail=str(target))
        findings = (not_looked(check.id, resource, gap),)
    else:
        findings = _missing(snapshot, check) or _guarded(check, lambda: run(snapshot, found))
    yield from (replace(finding, subject=target) for finding in findings)


def _missing(snapshot: Snapshot, check: Check) -> tuple[Finding, ...]:
    """UNKNOWN for the first thing that the check can't do without and that nobody has read."""
    for resource in check.needs:
        section = snapshot.section(resource)
        if section.gap is not None and not section.looked:
            entry = check.entries[0] if len(check.entries) == 1 else None
            return (not_looked(check.id, resource, section.gap, entry=entry),)
    return ()


def _guarded(check: Check, run: Callable[[], Iterable[Finding]]) -> tuple[Finding, ...]:
    """What it found; an error of our own in one check must not take the others with it."""
    try:
        return tuple(run())
    except Exception:
        log.exception("The check %s failed", check.id)
        return (Finding.of(check.id, Status.UNKNOWN, "gap.broken"),)
