"""Whether a node is up: its conditions, its heartbeat, and whether it takes new pods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.checks.check import EITHER, Check, NodeCheck, kubectl
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

CONDITIONS, HEARTBEAT, SCHEDULABLE = CheckId("node-conditions"), CheckId("node-heartbeat"), CheckId("node-schedulable")
SETUP = "setup-success-check"

PRESSURES = frozenset({"MemoryPressure", "DiskPressure", "PIDPressure"})
"""What every kubelet reports; True is bad."""
KNOWN_BAD = (
    "NetworkUnavailable KubeletProblem ContainerRuntimeProblem FrequentKubeletRestart FrequentContainerdRestart "
    "FrequentDockerRestart FrequentUnregisterNetDevice FilesystemCorruptionProblem KernelDeadlock ReadonlyFilesystem "
    "KubeletUnhealthy KubeProxyUnhealthy ContainerRuntimeUnhealthy CorruptDockerOverlay2 XfsShutdown"
)
BAD = frozenset(KNOWN_BAD.split())
"""What node problem detectors and network plugins write; True is bad. Sources: node-problem-detector's config, AKS."""
KNOWN_GOOD = "KernelReady NetworkingReady StorageReady ContainerRuntimeReady AcceleratedHardwareReady"
GOOD = frozenset(KNOWN_GOOD.split())
"""What the node monitoring agent of EKS writes; False is bad."""
NOTICES = frozenset({"VMEventScheduled"})
"""Maintenance that is planned; no fault, whatever it says."""

LEASE_STALE, HEARTBEAT_STALE = timedelta(minutes=5), timedelta(minutes=20)
"""A lease is renewed every ten seconds; the conditions are written about every five minutes. Far more, since the pieces
of one dump are not read at one moment."""

BLOCKING = (
    "node.kubernetes.io/not-ready",
    "node.kubernetes.io/unreachable",
    "node.kubernetes.io/memory-pressure",
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/pid-pressure",
    "node.kubernetes.io/network-unavailable",
)
"""Taints that Kubernetes itself puts on a node that is not well."""
STARTING = "node.cloudprovider.kubernetes.io/uninitialized"


def conditions(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Each condition by its own polarity; one of a kind that isn't known is shown and never judged."""
    shown_by = kubectl("describe", "node", node.name)
    written = {one.text("type"): one for one in node.each("status", "conditions") if one.text("type")}
    ready = written.get("Ready")
    if ready is None:
        yield Finding.of(CONDITIONS, Status.UNKNOWN, "missing", shown_by=shown_by, settled_by=shown_by)
    elif ready.text("status") != "True":
        matched = snapshot.match(ready.text("message"))
        silent = ready.text("status") == "Unknown"
        yield Finding.of(
            CONDITIONS,
            Status.FAIL,
            "silent" if silent else "not-ready",
            figures={"since": ready.text("lastTransitionTime") or "?"},
            entry=matched.entry if matched else SETUP,
            speaks="for",
            quotes=[_quote(node, ready)],
            shown_by=shown_by,
        )
    yield from (
        Finding.of(
            CONDITIONS,
            Status.FAIL if kind in PRESSURES else Status.WARN,
            "bad",
            figures={"condition": kind, "value": one.text("status")},
            quotes=[_quote(node, one)],
            shown_by=shown_by,
        )
        for kind, one in written.items()
        if _is_bad(kind, one.text("status"))
    )
    strangers = sorted(written.keys() - PRESSURES - BAD - GOOD - NOTICES - {"Ready"})
    if strangers:
        yield Finding.of(
            CONDITIONS,
            Status.UNKNOWN,
            "strange",
            figures={"conditions": ", ".join(f"{kind}={written[kind].text('status')}" for kind in strangers)},
            quotes=[_quote(node, written[kind]) for kind in strangers],
            shown_by=shown_by,
        )
    if ready is not None and ready.text("status") == "True":
        yield Finding.of(CONDITIONS, Status.PASS, "ready", shown_by=shown_by)


def _is_bad(kind: str, status: str) -> bool:
    return (kind in PRESSURES | BAD and status == "True") or (kind in GOOD and status == "False")


def _quote(node: KubeObject, condition: Fields) -> Quote:
    said = ": ".join(filter(None, (condition.text("reason"), condition.text("message"))))
    kind = condition.text("type")
    return Quote.of(f"{kind}={condition.text('status')} {said}", where=f"node/{node.name} status.conditions[{kind}]")


def heartbeat(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """The newest sign of life against the newest of any node, or against the reading."""
    lease = snapshot.lease(node.name)
    renewed = lease.time("spec", "renewTime") if lease is not None else None
    beats = [moment for one in node.each("status", "conditions") if (moment := one.time("lastHeartbeatTime"))]
    last, most = (renewed, LEASE_STALE) if renewed is not None else (max(beats, default=None), HEARTBEAT_STALE)
    shown_by = kubectl("get", "lease", node.name, "-n", "kube-node-lease", "-o", "yaml")
    if last is None:
        yield Finding.of(HEARTBEAT, Status.UNKNOWN, "missing", shown_by=shown_by, settled_by=shown_by)
        return
    others = [moment for one in snapshot.objects(Resource.LEASES) if (moment := one.time("spec", "renewTime"))]
    now = max(others) if renewed is not None and len(others) > 1 else snapshot.read_at
    minutes = int((now - last).total_seconds() // 60)
    if now - last <= most:
        yield Finding.of(HEARTBEAT, Status.PASS, "beats", shown_by=shown_by)
        return
    yield Finding.of(
        HEARTBEAT,
        Status.FAIL,
        "stale",
        figures={"minutes": minutes},
        entry=SETUP,
        speaks="for",
        quotes=[Quote.of(last.isoformat(), where=f"{'lease' if renewed is not None else 'node'}/{node.name}")],
        shown_by=shown_by,
    )


def schedulable(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Cordoned is somebody's intent, so it is a warning and no fault; so are taints, but for those of sick nodes."""
    shown_by = kubectl("get", "node", node.name, "-o", "yaml")
    taints = [taint.text("key") for taint in node.each("spec", "taints")]
    sick = [key for key in taints if key in BLOCKING]
    cordoned = node.flag("spec", "unschedulable") is True
    if cordoned:
        yield Finding.of(
            SCHEDULABLE,
            Status.WARN,
            "cordoned",
            figures={"pods": len(snapshot.pods_on(node.name))},
            quotes=[Quote.of("unschedulable: true", where=f"node/{node.name} spec")],
            shown_by=shown_by,
        )
    if sick:
        yield Finding.of(
            SCHEDULABLE,
            Status.FAIL,
            "sick",
            figures={"taints": ", ".join(sick)},
            quotes=[Quote.of(key, where=f"node/{node.name} spec.taints") for key in sick],
            shown_by=shown_by,
        )
    if STARTING in taints:
        yield Finding.of(SCHEDULABLE, Status.WARN, "starting", figures={"taint": STARTING}, shown_by=shown_by)
    if not (cordoned or sick or STARTING in taints):
        yield Finding.of(SCHEDULABLE, Status.PASS, "open", shown_by=shown_by)


CHECKS: tuple[Check, ...] = (
    NodeCheck(id=CONDITIONS, run=conditions, os=EITHER, needs=(Resource.NODES,), entries=(SETUP,), matched=True),
    NodeCheck(
        id=HEARTBEAT, run=heartbeat, os=EITHER, needs=(Resource.NODES,), uses=(Resource.LEASES,), entries=(SETUP,)
    ),
    NodeCheck(id=SCHEDULABLE, run=schedulable, os=EITHER, needs=(Resource.NODES,), uses=(Resource.PODS,)),
)
