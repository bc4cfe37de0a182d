"""How many blocks of ephemeral ports the services of a cluster take on one Windows node.

HNS gives each load balancer without direct server return (DSR) a block of 64 ports. kube-proxy makes one load balancer
for each service port and each kind of address: ClusterIP, NodePort, every external IP and every ingress IP, for each IP
family; none for a service without a usable endpoint. DSR covers the ClusterIP ones, the others only with
`externalTrafficPolicy: Local`. Source: kubernetes pkg/proxy/winkernel/proxier.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

BLOCK = 64
PROTOCOLS = ("TCP", "UDP")
DEFAULT_PORTS = 16_384
"""Ports 49152 to 65535: what Windows has unless somebody changed it."""
RANGE = re.compile(r"^[^:\r\n]{2,40}:\s*(\d{1,5})\s*\r?\n[^:\r\n]{2,40}:\s*(\d{1,5})\s*$", re.MULTILINE)
"""Start and number in the output of `netsh int ipv4 show dynamicport tcp`, in any language of Windows."""
RESERVED = re.compile(r"(Successfully reserved|Couldn't reserve more than) (\d{1,4}) ranges of 64 ports")
"""The test of CollectLogs.ps1, in reservedports.txt."""
FIRST_PORT, LAST_PORT, FEWEST_PORTS = 1024, 65_535, 255
"""What Windows takes as a dynamic range; other numbers are something else."""
MOST_LOOKED_AT = 65_536
"""Characters of what was pasted."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Load balancers that are needed on a node, by what would make them need no ports."""

    by_dsr: int = 0
    """Those of ClusterIPs, and of outer addresses with the policy Local: none of them needs ports with DSR."""
    always: int = 0
    """Those of outer addresses with the policy Cluster: they need ports with DSR as without."""

    def __add__(self, other: Needed) -> Needed:
        return Needed(by_dsr=self.by_dsr + other.by_dsr, always=self.always + other.always)

    def blocks(self, *, dsr: bool) -> int:
        """Blocks of ports for them."""
        return self.always if dsr else self.by_dsr + self.always


@dataclass(frozen=True, kw_only=True)
class Ports:
    """The range that blocks are taken from."""

    count: int
    known: bool
    """Whether it was seen; else it is the default."""

    @property
    def blocks(self) -> int:
        """How many blocks it has at most, before anything else uses it."""
        return self.count // BLOCK


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """What CollectLogs' test found: how many of ten blocks it could reserve."""

    enough: bool
    ranges: int
    text: str
    where: str


def needed(snapshot: Snapshot, node: KubeObject) -> Needed:
    """For the protocol that needs most: TCP and UDP have ports of their own."""
    everywhere, here = snapshot.once(_everywhere), snapshot.once(_by_node).get(node.name, {})
    totals = [everywhere[protocol] + here.get(protocol, Needed()) for protocol in PROTOCOLS]
    return max(totals, key=lambda total: total.blocks(dsr=False))


def _everywhere(snapshot: Snapshot) -> dict[str, Needed]:
    """By protocol, what every node needs, whatever runs on it."""
    served = snapshot.once(backends_of)
    totals = dict.fromkeys(PROTOCOLS, Needed())
    for service in snapshot.objects(Resource.SERVICES):
        if (service.namespace, service.name) in served:
            for protocol in PROTOCOLS:
                totals[protocol] += _of_service(service, protocol)
    return totals


def _by_node(snapshot: Snapshot) -> dict[str, dict[str, Needed]]:
    """By node and protocol, what it needs besides: for a service with the policy Local that has a pod there."""
    served = snapshot.once(backends_of)
    found: dict[str, dict[str, Needed]] = {}
    for service in snapshot.objects(Resource.SERVICES):
        if service.text("spec", "externalTrafficPolicy") != "Local":
            continue
        for node in set(served.get((service.namespace, service.name), ())):
            totals = found.setdefault(node, {})
            for protocol in PROTOCOLS:
                totals[protocol] = totals.get(protocol, Needed()) + _outer_of_local(service, protocol)
    return found


def backends_of(snapshot: Snapshot) -> dict[tuple[str, str], list[str]]:
    """For each service with a usable endpoint, the nodes of those endpoints, a node as often as it has one."""
    found: dict[tuple[str, str], list[str]] = {}
    for part in snapshot.objects(Resource.ENDPOINT_SLICES):
        service = (part.namespace, part.labels.get("kubernetes.io/service-name", ""))
        for endpoint in part.each("endpoints"):
            conditions = endpoint.at("conditions")
            if conditions.flag("ready") is not False or conditions.flag("serving") is True:
                found.setdefault(service, []).append(endpoint.text("nodeName"))
    return found


def _of_service(service: KubeObject, protocol: str) -> Needed:
    """What a service needs on every node; without a pod of it there, the policy Local makes nothing for outer ones."""
    local = service.text("spec", "externalTrafficPolicy") == "Local"
    total = Needed()
    for outer in _outer_addresses(service, protocol):
        total += Needed(by_dsr=_families(service), always=0 if local else _families(service) * outer)
    return total


def _outer_of_local(service: KubeObject, protocol: str) -> Needed:
    return Needed(by_dsr=_families(service) * sum(_outer_addresses(service, protocol)))


def _families(service: KubeObject) -> int:
    return max(len(service.texts("spec", "clusterIPs")), 1)


def _outer_addresses(service: KubeObject, protocol: str) -> list[int]:
    """For each port of this protocol, how many addresses beside the ClusterIP it is reached at."""
    if service.text("spec", "type") == "ExternalName" or service.text("spec", "clusterIP") in ("None", ""):
        return []
    addresses = len(service.texts("spec", "externalIPs")) + sum(
        bool(one.text("ip")) for one in service.each("status", "loadBalancer", "ingress")
    )
    return [
        (1 if port.number("nodePort") else 0) + addresses
        for port in service.each("spec", "ports")
        if (port.text("protocol") or "TCP") == protocol
    ]


def ports_of(snapshot: Snapshot) -> Ports:
    """The TCP range by what was pasted, else the default."""
    for paste in snapshot.pasted:
        looked_at = paste.text[:MOST_LOOKED_AT]
        if "tcp" in looked_at.lower() and (found := RANGE.search(looked_at)):
            start, count = int(found[1]), int(found[2])
            if start >= FIRST_PORT and count >= FEWEST_PORTS and start + count <= LAST_PORT + 1:
                return Ports(count=count, known=True)
    return Ports(count=DEFAULT_PORTS, known=False)


def reservations(snapshot: Snapshot) -> Iterator[Reservation]:
    """The results of CollectLogs' test in what was pasted."""
    for paste in snapshot.pasted:
        for found in RESERVED.finditer(paste.text[:MOST_LOOKED_AT]):
            enough = found[1].startswith("Successfully")
            yield Reservation(enough=enough, ranges=int(found[2]), text=found[0], where=paste.name)
