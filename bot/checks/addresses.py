"""Addresses of a node's pods: the range they come from, what leaves untranslated, and ports of the host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network

from bot.checks.check import WINDOWS, Check, NodeCheck, kubectl, not_looked
from bot.checks.cni_conf import READ, Conf, Exceptions, confs_of, exceptions_of
from bot.checks.flannel_settings import VXLAN, backend_of, backends, is_meant_to_serve, serves
from bot.checks.platform import Plugin, plugin_of, takes_addresses_from_pod_cidr
from bot.checks.ranges import Address, Network, address_of, addresses_of, is_within, network_of, ranges_of
from bot.finding import CheckId, Figure, Finding, Quote, Status
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Event, Snapshot

POD_CIDR, EXCEPTIONS, HOST_PORT = CheckId("pod-cidr"), CheckId("cni-exceptions"), CheckId("hostport-capability")
WAITING, EXHAUSTED = "flanneld-waiting-network", "ipam-range-exhausted"
EXTERNAL, UNMAPPED = "pod-cannot-ping-external", "hostport-not-working"

NO_ADDRESS = ("no IP addresses available in range set", "no IP addresses available in network")
"""What host-local prints when its range is used up."""
NEVER_FREE = 3
"""Of a range, the network's own address, the gateway's and the last; flannel's HNS network takes no more for good."""
FILLING, FULL = 0.9, 1.0
YOUNG, RECENT = timedelta(minutes=5), timedelta(hours=2)
FINISHED = frozenset({"Succeeded", "Failed"})
MOST_NAMED, MOST_QUOTED = 5, 3

EVERYTHING_BITS = 1
"""A range of so few bits is the whole of the addresses, or half of it."""
INNER = (
    ip_network("10.0.0.0/8"),
    ip_network("172.16.0.0/12"),
    ip_network("192.168.0.0/16"),
    ip_network("100.64.0.0/10"),
    ip_network("169.254.0.0/16"),
    ip_network("127.0.0.0/8"),
    ip_network("198.18.0.0/15"),
    ip_network("224.0.0.0/4"),
    ip_network("fc00::/7"),
    ip_network("fe80::/10"),
)
"""Ranges that nobody on the Internet has."""
AZURE_ITSELF = ip_network("168.63.129.16/32")
"""Azure's own services, which answer at this address inside every virtual network."""


def pod_cidr(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Whether the node has a range for its pods, and room in it, as far as pods take their addresses from it."""
    ranges = ranges_of(node)
    told = list(_told_of_no_address(snapshot, node))
    shown_by = kubectl("get", "node", node.name, "-o", "jsonpath={.spec.podCIDR}")
    figures: dict[str, Figure] = {
        "range": ", ".join(map(str, ranges)) or "?",
        "plugin": plugin_of(snapshot, node).value,
    }
    if told:
        yield Finding.of(
            POD_CIDR,
            Status.FAIL,
            "told",
            figures=figures,
            entry=EXHAUSTED,
            speaks="for",
            quotes=told[:MOST_QUOTED],
            shown_by=kubectl("get", "events", "-A", "--field-selector", "type=Warning"),
        )
    if not ranges:
        yield _missing(snapshot, node, figures, shown_by)
    elif takes_addresses_from_pod_cidr(snapshot, node):
        yield from _room(snapshot, node, ranges, figures)
    elif not told:
        yield Finding.of(POD_CIDR, Status.PASS, "assigned", figures=figures, shown_by=shown_by)


def _missing(snapshot: Snapshot, node: KubeObject, figures: dict[str, Figure], shown_by: str) -> Finding:
    if node.text("spec", "podCIDR"):
        return Finding.of(POD_CIDR, Status.UNKNOWN, "strange", figures=figures, shown_by=shown_by, settled_by=shown_by)
    age = snapshot.age(node.created)
    if not is_meant_to_serve(snapshot, node):
        return Finding.of(POD_CIDR, Status.UNKNOWN, "absent", figures=figures, shown_by=shown_by)
    if age is not None and age < YOUNG:
        return Finding.of(
            POD_CIDR, Status.UNKNOWN, "starting", figures=figures, entry=WAITING, shown_by=shown_by, settled_by=shown_by
        )
    here = serves(snapshot, node)
    others = sum(map(len, snapshot.once(backends).values()))
    return Finding.of(
        POD_CIDR,
        Status.FAIL if here else Status.WARN,
        "missing" if here else "missing-beside",
        figures={**figures, "others": others},
        entry=WAITING,
        speaks="for",
        quotes=[Quote.of("podCIDR: none", where=f"node/{node.name} spec")],
        shown_by=shown_by,
    )


def _room(
    snapshot: Snapshot, node: KubeObject, ranges: tuple[Network, ...], figures: dict[str, Figure]
) -> Iterator[Finding]:
    """Addresses in use against those there are, in the smallest of the node's ranges."""
    section = snapshot.section(Resource.PODS)
    on_node = kubectl("get", "pods", "-A", "-o", "wide", "--field-selector", f"spec.nodeName={node.name}")
    if not section.covers(node=node.name):
        if section.gap is not None:
            yield not_looked(POD_CIDR, Resource.PODS, section.gap, entry=EXHAUSTED)
        else:
            yield Finding.of(
                POD_CIDR, Status.UNKNOWN, "some-only", figures=figures, entry=EXHAUSTED, settled_by=on_node
            )
        return
    range_ = min(ranges, key=lambda one: one.num_addresses)
    used = len({one for pod in snapshot.pods_on(node.name) for one in _addresses(pod) if one in range_})
    usable = max(range_.num_addresses - NEVER_FREE, 1)
    share = used / usable
    alarming = share >= FILLING
    yield Finding.of(
        POD_CIDR,
        Status.FAIL if share >= FULL else Status.WARN if alarming else Status.PASS,
        "full" if share >= FULL else "filling" if alarming else "room",
        figures={**figures, "range": str(range_), "used": used, "usable": usable, "share": share},
        entry=EXHAUSTED if alarming else None,
        speaks="for" if alarming else None,
        shown_by=on_node,
    )


def _addresses(pod: KubeObject) -> Iterator[Address]:
    """What the pod holds of the node's range: nothing, where it has ended or uses the host's network."""
    if pod.flag("spec", "hostNetwork") is True or pod.text("status", "phase") in FINISHED:
        return
    written = {pod.text("status", "podIP"), *(one.text("ip") for one in pod.each("status", "podIPs"))}
    yield from (found for one in written if (found := address_of(one)) is not None)


def _told_of_no_address(snapshot: Snapshot, node: KubeObject) -> Iterator[Quote]:
    """What was printed about a range that is used up: in events of late, and in what was pasted."""
    about = {(pod.namespace, pod.name): pod for pod in snapshot.pods_on(node.name)}
    for event in snapshot.once(events_of_no_address):
        pod = about.get((event.namespace, event.name))
        if pod is None and event.host != node.name and (event.kind, event.name) != ("Node", node.name):
            continue
        # A pod that has an address by now was only waiting for one.
        if pod is None or not pod.text("status", "podIP"):
            yield Quote.of(event.message, where=f"event, {event.kind.lower()} {event.name}")
    yield from snapshot.once(pasted_of_no_address)


def events_of_no_address(snapshot: Snapshot) -> tuple[Event, ...]:
    """Warnings of late that say so, or that the matcher takes for it, the newest first."""
    return tuple(
        event
        for event in reversed(snapshot.events)
        if event.type == "Warning"
        and ((age := snapshot.age(event.last)) is None or age <= RECENT)
        and (
            any(text in event.message for text in NO_ADDRESS)
            or ((match := snapshot.match(event.message)) is not None and match.entry == EXHAUSTED)
        )
    )


def pasted_of_no_address(snapshot: Snapshot) -> tuple[Quote, ...]:
    """The first line of each text that says so."""
    found = (
        (next((line for line in paste.text.splitlines() if any(text in line for text in NO_ADDRESS)), ""), paste.name)
        for paste in snapshot.pasted
    )
    return tuple(Quote.of(line, where=name) for line, name in found if line)


def cni_exceptions(snapshot: Snapshot, _node: KubeObject) -> Iterator[Finding]:
    """The list of what leaves untranslated, where somebody pasted it; an address in it can't be reached outside."""
    found = exceptions_of(snapshot)
    if not found:
        says = "none" if confs_of(snapshot) else "unseen"
        yield Finding.of(EXCEPTIONS, Status.UNKNOWN, says, entry=EXTERNAL, settled_by=READ)
        return
    inner = snapshot.once(known_inside)
    alarms = [alarm for one in found if (alarm := _of_list(one, inner)) is not None]
    yield from alarms
    if not alarms:
        listed = ", ".join(dict.fromkeys(text for one in found for text in one.in_force))
        yield Finding.of(
            EXCEPTIONS,
            Status.PASS,
            "fine",
            figures={"listed": listed},
            quotes=[Quote.of(", ".join(one.in_force), where=one.where) for one in found[:MOST_QUOTED]],
        )


def _of_list(one: Exceptions, inner: tuple[Network, ...]) -> Finding | None:
    networks = [network for text in one.in_force if (network := network_of(text)) is not None]
    if any(network.prefixlen <= EVERYTHING_BITS for network in networks):
        return _alarm(one, Status.FAIL, "everything", one.in_force)
    if unfilled := [text for text in (*one.in_force, *one.ignored) if "<" in text]:
        return _alarm(one, Status.FAIL, "unfilled", unfilled)
    if one.ignored and not one.in_force:
        return _alarm(one, Status.WARN, "other-spelling", one.ignored)
    if outside := [str(network) for network in networks if not _is_inside(network, inner)]:
        return _alarm(one, Status.WARN, "outside", outside)
    if not one.in_force:
        return Finding.of(
            EXCEPTIONS,
            Status.WARN,
            "empty",
            figures={"plugin": one.plugin or "HNS"},
            quotes=[Quote.of("OutBoundNAT: []", where=one.where)],
        )
    return None


def _alarm(one: Exceptions, status: Status, says: str, texts: tuple[str, ...] | list[str]) -> Finding:
    return Finding.of(
        EXCEPTIONS,
        status,
        says,
        figures={"ranges": ", ".join(texts[:MOST_NAMED]), "plugin": one.plugin or "HNS", "file": one.where},
        entry=EXTERNAL,
        speaks="for",
        quotes=[Quote.of(", ".join(texts), where=one.where)],
    )


def _is_inside(network: Network, inner: tuple[Network, ...]) -> bool:
    """Whether the range is one of inner networks by its numbers, or has something of the cluster in it."""
    by_number = any(one.version == network.version and is_within(network, one) for one in INNER)
    return (
        by_number
        or network == AZURE_ITSELF
        or any(one.version == network.version and (is_within(one, network) or is_within(network, one)) for one in inner)
    )


def known_inside(snapshot: Snapshot) -> tuple[Network, ...]:
    """Addresses and ranges that the cluster itself has."""
    found: set[Network] = set()
    for node in snapshot.objects(Resource.NODES):
        found.update(ranges_of(node))
        found.update(network for one in addresses_of(node) if (network := network_of(one)) is not None)
    for service in snapshot.objects(Resource.SERVICES):
        if (network := network_of(service.text("spec", "clusterIP"))) is not None:
            found.add(network)
    return tuple(found)


def hostport_capability(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Only where a pod on the node asks for a port of its host: what the network plugin makes of that."""
    shown_by = kubectl("get", "pods", "-A", "-o", "wide", "--field-selector", f"spec.nodeName={node.name}")
    asking = [(pod, ports) for pod in snapshot.pods_on(node.name) if (ports := _host_ports(pod))]
    section = snapshot.section(Resource.PODS)
    if not asking and not section.covers(node=node.name):
        if section.gap is not None:
            yield not_looked(HOST_PORT, Resource.PODS, section.gap, entry=UNMAPPED)
        else:
            yield Finding.of(HOST_PORT, Status.UNKNOWN, "some-only", entry=UNMAPPED, settled_by=shown_by)
        return
    if not asking:
        yield Finding.of(HOST_PORT, Status.PASS, "not-asked", shown_by=shown_by)
        return
    confs = confs_of(snapshot)
    says, status = _by_conf(confs) if confs else _by_plugin(snapshot, node)
    alarming = status in (Status.WARN, Status.FAIL)
    named = ", ".join(f"{pod.path} ({', '.join(map(str, ports))})" for pod, ports in asking[:MOST_NAMED])
    yield Finding.of(
        HOST_PORT,
        status,
        says,
        figures={
            "count": len(asking),
            "pods": named + (" …" if len(asking) > MOST_NAMED else ""),
            "plugin": ", ".join(dict.fromkeys(one.plugin for one in confs)) or plugin_of(snapshot, node).value,
        },
        entry=None if status is Status.PASS else UNMAPPED,
        speaks="for" if alarming else None,
        quotes=[
            *(Quote.of(f"hostPort: {ports[0]}", where=f"pod {pod.path}") for pod, ports in asking[:MOST_QUOTED]),
            *(Quote.of(f"type: {one.plugin}, portMappings: {one.maps_ports}", where=one.where) for one in confs),
        ],
        shown_by=shown_by,
        settled_by=READ if status is Status.UNKNOWN else "",
    )


def _by_conf(confs: tuple[Conf, ...]) -> tuple[str, Status]:
    if any(one.plugin == "win-overlay" for one in confs):
        return "never", Status.FAIL
    if any(one.misplaced and not one.maps_ports for one in confs):
        return "misplaced", Status.FAIL
    if not all(one.maps_ports for one in confs):
        return "not-declared", Status.FAIL
    return "declared", Status.PASS


def _by_plugin(snapshot: Snapshot, node: KubeObject) -> tuple[str, Status]:
    if backend_of(snapshot, node) == VXLAN:
        return "overlay", Status.WARN
    if plugin_of(snapshot, node) is Plugin.AZURE:
        return "maps", Status.PASS
    return "unseen", Status.UNKNOWN


def _host_ports(pod: KubeObject) -> list[int]:
    """Ports of the host that the pod asks for; on the host's own network the API server fills them in by itself."""
    if pod.flag("spec", "hostNetwork") is True or pod.text("status", "phase") in FINISHED:
        return []
    containers: tuple[Fields, ...] = (*pod.each("spec", "containers"), *pod.each("spec", "initContainers"))
    found = (port.number("hostPort") for container in containers for port in container.each("ports"))
    return [port for port in found if port]


CHECKS: tuple[Check, ...] = (
    NodeCheck(
        id=POD_CIDR,
        run=pod_cidr,
        needs=(Resource.NODES,),
        uses=(Resource.PODS, Resource.EVENTS),
        entries=(WAITING, EXHAUSTED),
    ),
    NodeCheck(
        id=EXCEPTIONS,
        run=cni_exceptions,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.SERVICES,),
        entries=(EXTERNAL,),
    ),
    NodeCheck(
        id=HOST_PORT,
        run=hostport_capability,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.PODS, Resource.CONFIG_MAPS),
        entries=(UNMAPPED,),
    ),
)
