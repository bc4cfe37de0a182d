"""kube-proxy on a Windows node: the name it goes by, DSR, the ports of its load balancers, NodePorts without a pod."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from bot.checks.check import WINDOWS, Check, NodeCheck, kubectl, not_looked
from bot.checks.kube_proxy_flags import ProxyFlags, flags_of
from bot.checks.load_balancers import BLOCK, Ports, backends_of, needed, ports_of, reservations
from bot.checks.platform import Platform, build_of, platform_of
from bot.checks.versions import PATCHED, SERVER_2019
from bot.finding import CheckId, Figure, Finding, Quote, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

OVERRIDE, DSR = CheckId("kube-proxy-hostname-override"), CheckId("kube-proxy-dsr")
PORTS, BACKENDS = CheckId("load-balancer-ports"), CheckId("nodeport-backends")
DELETED, EXHAUSTED, SCALED = "endpoints-deleted", "lb-ports-exhausted", "nodeport-after-scale-down"

COMMAND_LINE = (
    "sc.exe qc kube-proxy; Get-CimInstance Win32_Process -Filter \"Name='kube-proxy.exe'\" | select CommandLine"
)
RESERVATION_TEST = "powershell -File .\\CollectLogs.ps1  # then reservedports.txt"
ON_BY_DEFAULT = frozenset({Platform.AKS, Platform.RKE2, Platform.OPENSHIFT})
"""Where DSR is switched on unless somebody changed that; no proof for one node (AKS#2073, rke2 pebinary, WMCO#2006)."""
MANY, ALL, FEW = 0.7, 1.0, 0.35
"""Shares of the blocks: from the first on a warning, from the second on a fault; below the third surely no cause."""
MOST_NAMED = 5


def hostname_override(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """The name that kube-proxy goes by against the node's; without the flag it is the Windows host's name."""
    flags = flags_of(snapshot, node)
    machine = node.text("status", "nodeInfo", "machineID").strip().lower()
    override = flags.hostname_override
    shown_by = kubectl("get", "node", node.name, "-o", "jsonpath={.status.nodeInfo.machineID}")
    figures = {"node": node.name, "machine": machine, "override": override or ""}
    if override is None and machine == node.name.lower():
        yield Finding.of(OVERRIDE, Status.PASS, "harmless", figures=figures, shown_by=shown_by)
    elif override is None or (not override.strip() and not machine):
        yield Finding.of(
            OVERRIDE,
            Status.UNKNOWN,
            "unseen",
            figures=figures,
            entry=DELETED,
            quotes=flags.quotes,
            shown_by=shown_by,
            settled_by=COMMAND_LINE,
        )
    elif (override.strip().lower() or machine) == node.name.lower():
        says = "equal" if override.strip() else "not-needed"
        yield Finding.of(OVERRIDE, Status.PASS, says, figures=figures, quotes=flags.quotes, shown_by=shown_by)
    else:
        yield Finding.of(
            OVERRIDE,
            Status.FAIL,
            "other-name" if override.strip() else "missing",
            figures=figures,
            entry=DELETED,
            speaks="for",
            quotes=flags.quotes,
            shown_by=shown_by,
        )


def direct_server_return(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Only what was seen counts; off is no fault unless the load balancers need more ports than there are."""
    flags = flags_of(snapshot, node)
    shown_by = kubectl(
        "get", "pods", "-n", "kube-system", "-o", "wide", "--field-selector", f"spec.nodeName={node.name}"
    )
    if flags.dsr is None:
        platform = platform_of(snapshot, node)
        yield Finding.of(
            DSR,
            Status.UNKNOWN,
            "by-file" if flags.by_file else "by-default" if platform in ON_BY_DEFAULT else "unseen",
            figures={"platform": platform.value},
            entry=EXHAUSTED,
            quotes=flags.quotes,
            shown_by=shown_by,
            settled_by=COMMAND_LINE,
        )
        return
    share = needed(snapshot, node).blocks(dsr=False) / max(ports_of(snapshot).blocks, 1)
    matters = flags.dsr is False and share >= MANY and _is_countable(snapshot)
    yield Finding.of(
        DSR,
        Status.WARN if matters else Status.PASS,
        "switched-on" if flags.dsr else "off-and-needed" if matters else "switched-off",
        figures={"share": share},
        entry=EXHAUSTED if matters else None,
        speaks="for" if matters else None,
        quotes=flags.quotes,
        shown_by=shown_by,
    )


def _is_countable(snapshot: Snapshot) -> bool:
    """Whether every service and endpoint was read, so that the count is right."""
    return all(snapshot.section(one).covers() for one in (Resource.SERVICES, Resource.ENDPOINT_SLICES))


def load_balancer_ports(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """What the load balancers need against what there is; CollectLogs' test on the node is the judge."""
    judged = list(reservations(snapshot))
    for one in judged:
        yield Finding.of(
            PORTS,
            Status.PASS if one.enough else Status.FAIL,
            "reserved" if one.enough else "not-reserved",
            figures={"ranges": one.ranges},
            entry=EXHAUSTED,
            speaks="against" if one.enough else "for",
            quotes=[Quote.of(one.text, where=one.where)],
        )
    if judged:
        return
    for resource in (Resource.SERVICES, Resource.ENDPOINT_SLICES):
        section = snapshot.section(resource)
        if not section.covers():
            if section.gap is not None:
                yield not_looked(PORTS, resource, section.gap, entry=EXHAUSTED)
            else:
                yield Finding.of(PORTS, Status.UNKNOWN, "some-only", figures={"resource": resource}, entry=EXHAUSTED)
            return
    yield _counted(snapshot, node, flags_of(snapshot, node), ports_of(snapshot))


def _counted(snapshot: Snapshot, node: KubeObject, flags: ProxyFlags, ports: Ports) -> Finding:
    total = needed(snapshot, node)
    blocks = total.blocks(dsr=flags.dsr is True)
    share = blocks / max(ports.blocks, 1)
    figures: dict[str, Figure] = {
        "needed": blocks,
        "blocks": ports.blocks,
        "ports": blocks * BLOCK,
        "range": ports.count,
        "share": share,
        "cluster_ip": total.by_dsr,
        "outer": total.always,
    }
    expected = flags.dsr is None and platform_of(snapshot, node) in ON_BY_DEFAULT
    alarming = share >= (ALL if flags.dsr else MANY)
    status, says = Status.PASS, "enough"
    speaks: Literal["for", "against"] | None = None
    if alarming and expected and total.blocks(dsr=True) < MANY * ports.blocks:
        status, says = Status.UNKNOWN, "many-by-default"
    elif alarming:
        surely = flags.dsr is False and share >= ALL
        status = Status.FAIL if surely else Status.WARN
        says, speaks = "too-many" if surely else "many-with-dsr" if flags.dsr else "many", "for"
    elif share < FEW:
        says, speaks = "few", "against"
    return Finding.of(
        PORTS,
        status,
        says,
        figures=figures,
        entry=EXHAUSTED,
        speaks=speaks,
        shown_by=kubectl("get", "services", "-A", "-o", "wide"),
        settled_by=RESERVATION_TEST if status is not Status.PASS else "",
    )


def nodeport_backends(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Services with a NodePort that have pods elsewhere and none on this node: by build and traffic policy."""
    build = build_of(node)
    old = build is not None and build[0] == SERVER_2019 and build[1] is not None and build[1] < PATCHED
    without: dict[bool, list[KubeObject]] = {True: [], False: []}
    for service, nodes in snapshot.once(exposed):
        if node.name not in nodes:
            without[service.text("spec", "externalTrafficPolicy") == "Local"].append(service)
    shown_by = kubectl("get", "endpointslices", "-A", "-o", "wide")
    # Behind a load balancer the policy Local is watched by a health check, which leaves such nodes out.
    local = [service for service in without[True] if service.text("spec", "type") == "NodePort"]
    if local:
        yield _silent("local", Status.WARN, local, shown_by)
    if without[False] and old:
        yield _silent("old", Status.WARN, without[False], shown_by)
    elif without[False] and build is None:
        yield _silent("build-unknown", Status.UNKNOWN, without[False], shown_by)
    if not local and not (without[False] and (old or build is None)):
        yield Finding.of(BACKENDS, Status.PASS, "fine", figures={"count": len(without[False])}, shown_by=shown_by)


def exposed(snapshot: Snapshot) -> list[tuple[KubeObject, frozenset[str]]]:
    """Services with a NodePort, with the nodes of their pods; those whose pods' nodes aren't all known are left out."""
    backends = snapshot.once(backends_of)
    return [
        (service, frozenset(nodes))
        for service in snapshot.objects(Resource.SERVICES)
        if any(port.number("nodePort") for port in service.each("spec", "ports"))
        and (nodes := backends.get((service.namespace, service.name), []))
        and all(nodes)
    ]


def _silent(says: str, status: Status, services: list[KubeObject], shown_by: str) -> Finding:
    named = ", ".join(service.path for service in services[:MOST_NAMED])
    return Finding.of(
        BACKENDS,
        status,
        says,
        figures={"count": len(services), "services": named + (" …" if len(services) > MOST_NAMED else "")},
        entry=SCALED,
        speaks="for" if status is Status.WARN else None,
        shown_by=shown_by,
    )


CHECKS: tuple[Check, ...] = (
    NodeCheck(
        id=OVERRIDE,
        run=hostname_override,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.PODS, Resource.POD_LOGS),
        entries=(DELETED,),
    ),
    NodeCheck(
        id=DSR,
        run=direct_server_return,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.PODS, Resource.POD_LOGS, Resource.SERVICES, Resource.ENDPOINT_SLICES),
        entries=(EXHAUSTED,),
    ),
    NodeCheck(
        id=PORTS,
        run=load_balancer_ports,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.SERVICES, Resource.ENDPOINT_SLICES, Resource.PODS, Resource.POD_LOGS),
        entries=(EXHAUSTED,),
    ),
    NodeCheck(
        id=BACKENDS,
        run=nodeport_backends,
        os=WINDOWS,
        needs=(Resource.NODES, Resource.SERVICES, Resource.ENDPOINT_SLICES),
        entries=(SCALED,),
    ),
)
