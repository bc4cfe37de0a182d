"""flannel on a Windows node: its settings, its lease, VXLAN on vSphere, routes on Azure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot.checks.check import EITHER, WINDOWS, Check, NodeCheck, kubectl
from bot.checks.flannel_settings import (
    CONFIG,
    HOST_GW,
    LEAST_VNI,
    NAMESPACES,
    PORT,
    SHOW,
    VXLAN,
    Lease,
    Settings,
    backend_of,
    backends,
    is_meant_to_serve,
    lease_of,
    settings_of,
)
from bot.checks.kube_proxy_flags import flags_of
from bot.checks.pasted_json import pasted_documents, under
from bot.checks.platform import Platform, Plugin, platform_of, plugin_of, provider_of
from bot.checks.ranges import address_of, addresses_of, is_within, network_of, ranges_of
from bot.finding import CheckId, Figure, Finding, Quote, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

BACKEND, LEASE = CheckId("flannel-backend"), CheckId("flannel-lease")
VSPHERE_PORT, AZURE_ROUTES = CheckId("vxlan-port-conflict"), CheckId("azure-hostgw-routes")
WAITING, REJOIN = "flanneld-waiting-network", "flannel-rejoin"
VSPHERE, AZURE = "vsphere-vxlan-4789", "flannel-hostgw-azure"

SOURCE_VIP_FILES = "Get-Content C:\\k\\sourceVip.json, C:\\sourcevip\\sourceVip.json -ErrorAction SilentlyContinue"
SOURCE_VIP_OF_RKE2 = "Select-String -Path C:\\var\\lib\\cni\\networks\\flannel.4096\\* -Pattern kube-proxy -List"
RECEIVED = "sudo tcpdump -nnvv -c 20 -i any udp port 4789  # on the receiving Linux node"
HYBRID_PORT = "kubectl get networks.operator.openshift.io cluster -o yaml  # hybridOverlayVXLANPort"
EFFECTIVE_ROUTES = "az network nic show-effective-route-table --resource-group <rg> --name <nic> --output table"
DAMAGED = re.compile(r"UDP: bad checksum\. From \S{1,60} to \S{1,45}:4789\b|\bbad udp cksum\b")
"""Printed by the Linux kernel and by tcpdump about VXLAN packets that came with a wrong checksum."""
SUBNET = re.compile(r"^FLANNEL_SUBNET=(\S{1,45})\s*$", re.MULTILINE)
ROUTES = re.compile(r"Next ?Hop ?(Type|IP)", re.IGNORECASE)
MOST_LOOKED_AT, MOST_NAMED = 65_536, 4


def flannel_backend(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Settings that only Linux takes, and nodes that don't speak the same. None of it is about an entry."""
    lease, written = lease_of(node), snapshot.once(settings_of)
    shown_by = kubectl("get", "configmap", CONFIG, "-n", NAMESPACES[0], "-o", "yaml")
    if not is_meant_to_serve(snapshot, node):
        plugin = plugin_of(snapshot, node).value
        yield Finding.of(BACKEND, Status.PASS, "other-plugin", figures={"plugin": plugin}, shown_by=shown_by)
        return
    alarms = [
        *(one for settings in written for one in _of_settings(settings, node, shown_by)),
        *(_of_lease(snapshot, lease, node) if lease is not None else ()),
    ]
    yield from alarms
    if alarms:
        return
    backend, vni = backend_of(snapshot, node), lease.vni if lease is not None else None
    figures: dict[str, Figure] = {"backend": backend or "?", "vni": vni or LEAST_VNI, "port": PORT}
    if not backend or (backend == VXLAN and not written and platform_of(snapshot, node) is not Platform.RKE2):
        says = "port-unseen" if backend else "unseen"
        yield Finding.of(BACKEND, Status.UNKNOWN, says, figures=figures, shown_by=shown_by, settled_by=SHOW)
    else:
        says = "vxlan" if backend == VXLAN else "fits"
        yield Finding.of(BACKEND, Status.PASS, says, figures=figures, shown_by=shown_by)


def _of_settings(settings: Settings, node: KubeObject, shown_by: str) -> Iterator[Finding]:
    quotes = [Quote.of(settings.text, where=settings.where)]
    if settings.backend.lower() not in (VXLAN, HOST_GW):
        figures = {"backend": settings.backend or "udp"}
        yield Finding.of(BACKEND, Status.WARN, "unsupported", figures=figures, quotes=quotes, shown_by=shown_by)
    elif settings.backend.lower() == VXLAN and (refused := _refused(settings)):
        figures = {"settings": ", ".join(refused)}
        yield Finding.of(BACKEND, Status.WARN, "linux-only", figures=figures, quotes=quotes, shown_by=shown_by)
    network, ranges = network_of(settings.network), ranges_of(node)
    same = [one for one in ranges if network is not None and one.version == network.version]
    if network is not None and same and not any(is_within(one, network) for one in same):
        yield Finding.of(
            BACKEND,
            Status.WARN,
            "outside",
            figures={"network": str(network), "range": str(same[0])},
            entry=WAITING,
            speaks="for",
            quotes=quotes,
            shown_by=shown_by,
        )


def _refused(settings: Settings) -> tuple[str, ...]:
    """What Windows doesn't take, or what Linux takes instead where nothing is said (VNI 1, port 8472)."""
    vni = settings.vni if settings.vni is not None or not settings.shared else 1
    port = settings.port if settings.port is not None or not settings.shared else 8472
    told = [f"VNI {vni}"] if vni is not None and vni < LEAST_VNI else []
    told += [f"port {port}"] if port not in (None, PORT) else []
    return (*told, *settings.refused)


def _of_lease(snapshot: Snapshot, lease: Lease, node: KubeObject) -> Iterator[Finding]:
    where = f"node/{node.name} metadata.annotations"
    shown_by = kubectl("get", "nodes", "-o", "yaml")
    quotes = [Quote.of(f"backend-type: {lease.backend}, VNI: {lease.vni}", where=where)]
    if lease.backend == VXLAN and lease.vni is not None and lease.vni < LEAST_VNI:
        figures = {"settings": f"VNI {lease.vni}"}
        yield Finding.of(BACKEND, Status.WARN, "linux-only", figures=figures, quotes=quotes, shown_by=shown_by)
        return
    for (backend, vni), names in snapshot.once(backends).items():
        both_known = vni is not None and lease.vni is not None
        if lease.backend and (backend != lease.backend or (backend == VXLAN and both_known and vni != lease.vni)):
            yield Finding.of(
                BACKEND,
                Status.WARN,
                "differs",
                figures={
                    "here": _spoken(lease.backend, lease.vni),
                    "there": _spoken(backend, vni),
                    "count": len(names),
                    "example": names[0],
                },
                quotes=quotes,
                shown_by=shown_by,
            )


def _spoken(backend: str, vni: int | None) -> str:
    return f"{backend} (VNI {vni})" if vni is not None else backend


def flannel_lease(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """The address to which the others send this node's packets, and the source VIP, which the API doesn't show."""
    lease = lease_of(node)
    if lease is None:
        meant = is_meant_to_serve(snapshot, node)
        yield Finding.of(
            LEASE,
            Status.UNKNOWN if meant else Status.PASS,
            "none" if meant else "other-plugin",
            shown_by=kubectl("get", "node", node.name, "-o", "yaml"),
            settled_by="Get-Process flanneld" if meant else "",
        )
        return
    yield _of_address(snapshot, lease, node)
    if lease.backend == VXLAN:
        yield from _of_source_vip(snapshot, node)


def _of_address(snapshot: Snapshot, lease: Lease, node: KubeObject) -> Finding:
    shown_by = kubectl("get", "node", node.name, "-o", "yaml")
    public = address_of(lease.public_ip)
    own = [
        one for one in addresses_of(node) if public and (found := address_of(one)) and found.version == public.version
    ]
    owner = snapshot.once(nodes_by_address).get(lease.public_ip, "")
    figures: dict[str, Figure] = {
        "public": lease.public_ip,
        "own": ", ".join(own or addresses_of(node)) or "?",
        "owner": owner,
    }
    if not own:
        return Finding.of(
            LEASE,
            Status.UNKNOWN,
            "address-missing",
            figures=figures,
            entry=REJOIN,
            shown_by=shown_by,
            settled_by=shown_by,
        )
    if lease.public_ip in own:
        return Finding.of(LEASE, Status.PASS, "own", figures=figures, shown_by=shown_by)
    if lease.public_ip == lease.overwrite:
        return Finding.of(LEASE, Status.PASS, "overwritten", figures=figures, shown_by=shown_by)
    if not owner and snapshot.once(nodes_on_other_networks) - {node.name}:
        return Finding.of(LEASE, Status.PASS, "other-network", figures=figures, shown_by=shown_by)
    return Finding.of(
        LEASE,
        Status.WARN,
        "taken" if owner else "stale",
        figures=figures,
        entry=REJOIN,
        speaks="for",
        quotes=[Quote.of(f"public-ip: {lease.public_ip}", where=f"node/{node.name} metadata.annotations")],
        shown_by=shown_by,
    )


def nodes_by_address(snapshot: Snapshot) -> Mapping[str, str]:
    """Each node's addresses to its name."""
    nodes = snapshot.objects(Resource.NODES)
    return MappingProxyType({address: node.name for node in nodes for address in addresses_of(node) if address})


def nodes_on_other_networks(snapshot: Snapshot) -> frozenset[str]:
    """Nodes whose flannel uses an address that is none of their own: where several do, it was told to."""
    found = ((node.name, lease_of(node), addresses_of(node)) for node in snapshot.objects(Resource.NODES))
    return frozenset(
        name for name, lease, own in found if lease and lease.public_ip and own and lease.public_ip not in own
    )


def _of_source_vip(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    shown_by = kubectl("get", "node", node.name, "-o", "jsonpath={.spec.podCIDR}")
    ranges = [one for one in ranges_of(node) if one.version == 4]
    seen = [(found, quote) for one, quote in _source_vips(snapshot, node) if (found := address_of(one)) is not None]
    if not seen or not ranges:
        command = SOURCE_VIP_OF_RKE2 if platform_of(snapshot, node) is Platform.RKE2 else SOURCE_VIP_FILES
        yield Finding.of(
            LEASE,
            Status.UNKNOWN,
            "vip-unseen",
            figures={"range": ", ".join(map(str, ranges)) or "?"},
            entry=REJOIN,
            shown_by=shown_by,
            settled_by=f"{command}; {shown_by}",
        )
        return
    outside = [(address, quote) for address, quote in seen if not any(address in one for one in ranges)]
    address, _ = (outside or seen)[0]
    yield Finding.of(
        LEASE,
        Status.FAIL if outside else Status.PASS,
        "vip-outside" if outside else "vip-inside",
        figures={"address": str(address), "range": ", ".join(map(str, ranges))},
        entry=REJOIN,
        speaks="for" if outside else "against",
        quotes=[quote for _, quote in outside or seen],
        shown_by=shown_by,
    )


def _source_vips(snapshot: Snapshot, node: KubeObject) -> Iterator[tuple[str, Quote]]:
    """Addresses that must be of the node's range: kube-proxy's source VIP, and flannel's own in `subnet.env`."""
    flags = flags_of(snapshot, node)
    if (given := flags.given.get("source-vip", "")) and not flags.by_file:
        yield given, Quote.of(f"--source-vip={given}", where="kube-proxy")
    for document, where in snapshot.once(pasted_documents):
        for one in (under(document, "ip4"), *under(document, "ips").each()):
            if written := one.text("ip") or one.text("address"):
                yield written.partition("/")[0], Quote.of(written, where=where)
    for paste in snapshot.pasted:
        for found in SUBNET.finditer(paste.text[:MOST_LOOKED_AT]):
            yield found[1].partition("/")[0], Quote.of(found[0], where=paste.name)


def vxlan_port_conflict(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """VXLAN between machines of vSphere, which may damage or drop it; the API doesn't show whether it does."""
    shown_by = kubectl("get", "node", node.name, "-o", "jsonpath={.spec.providerID}")
    if provider_of(node) != "vsphere":
        yield Finding.of(VSPHERE_PORT, Status.PASS, "elsewhere", shown_by=shown_by)
        return
    by = _vxlan_by(snapshot, node)
    if by is None:
        yield Finding.of(VSPHERE_PORT, Status.PASS, "no-vxlan", shown_by=shown_by)
        return
    if by is Plugin.FLANNEL and _is_of_linux(snapshot, node):
        yield Finding.of(VSPHERE_PORT, Status.UNKNOWN, "settings-first", shown_by=shown_by, settled_by=SHOW)
        return
    damaged = [
        Quote.of(found[0], where=paste.name)
        for paste in snapshot.pasted
        if (found := DAMAGED.search(paste.text[:MOST_LOOKED_AT]))
    ]
    own_port = by is Plugin.OVN
    yield Finding.of(
        VSPHERE_PORT,
        Status.FAIL if damaged else Status.UNKNOWN,
        "damaged" if damaged else "own-port" if own_port else "unseen",
        figures={"plugin": by.value, "port": PORT},
        entry=VSPHERE,
        speaks="for" if damaged else None,
        quotes=damaged,
        shown_by=shown_by,
        settled_by="" if damaged else HYBRID_PORT if own_port else RECEIVED,
    )


def _vxlan_by(snapshot: Snapshot, node: KubeObject) -> Plugin | None:
    """The plugin that sends VXLAN from this node, if one is known to."""
    plugin = plugin_of(snapshot, node)
    if plugin is Plugin.OVN or (
        plugin is Plugin.CALICO and "projectcalico.org/IPv4VXLANTunnelAddr" in node.annotations
    ):
        return plugin
    return Plugin.FLANNEL if backend_of(snapshot, node) == VXLAN else None


def _is_of_linux(snapshot: Snapshot, node: KubeObject) -> bool:
    """Whether flannel's settings were made for Linux only: then they are what is wrong, not vSphere."""
    lease = lease_of(node)
    by_lease = lease is not None and lease.vni is not None and lease.vni < LEAST_VNI
    return by_lease or any(_refused(one) for one in snapshot.once(settings_of))


def azure_hostgw_routes(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """host-gw on Azure's machines: Azure must have a route to each node's range, which the cluster doesn't show."""
    shown_by = kubectl("get", "nodes", "-o", "custom-columns=NAME:.metadata.name,PODCIDR:.spec.podCIDR")
    if provider_of(node) != "azure" or platform_of(snapshot, node) is Platform.AKS:
        yield Finding.of(AZURE_ROUTES, Status.PASS, "elsewhere", shown_by=shown_by)
        return
    if backend_of(snapshot, node) != HOST_GW:
        yield Finding.of(AZURE_ROUTES, Status.PASS, "no-host-gw", shown_by=shown_by)
        return
    says, status, lacking = _routed(snapshot, node)
    named = ", ".join(lacking[:MOST_NAMED]) + (" …" if len(lacking) > MOST_NAMED else "")
    yield Finding.of(
        AZURE_ROUTES,
        status,
        says,
        figures={
            "range": ", ".join(map(str, ranges_of(node))) or "?",
            "address": next(iter(addresses_of(node)), "?"),
            "count": len(lacking),
            "lacking": named,
        },
        entry=None if status is Status.PASS else AZURE,
        speaks="for" if status is Status.FAIL else None,
        quotes=[Quote.of(one, where="route table") for one in lacking],
        shown_by=shown_by,
        settled_by=EFFECTIVE_ROUTES if status is Status.UNKNOWN else "",
    )


def _routed(snapshot: Snapshot, node: KubeObject) -> tuple[str, Status, list[str]]:
    """What is known of the routes: by a table that was pasted, else by what Azure's controller wrote on the node."""
    tables = [paste.text[:MOST_LOOKED_AT] for paste in snapshot.pasted if ROUTES.search(paste.text[:MOST_LOOKED_AT])]
    if tables:
        rows = [row.split() for table in tables for row in table.splitlines()]
        others = [one for one in snapshot.objects(Resource.NODES) if one.name != node.name]
        wanted = [(str(one), addresses_of(other)) for other in others for one in ranges_of(other) if one.version == 4]
        lacking = [
            f"{range_} → {', '.join(own)}"
            for range_, own in wanted
            if not any(range_ in row and "VirtualAppliance" in row and set(own) & set(row) for row in rows)
        ]
        if lacking:
            return "lacking", Status.FAIL, lacking
        if wanted and snapshot.section(Resource.NODES).covers():
            return "all-there", Status.PASS, []
    for one in node.each("status", "conditions"):
        if one.text("type") == "NetworkUnavailable" and one.text("reason") == "NoRouteCreated":
            return "not-made", Status.FAIL, []
        if one.text("type") == "NetworkUnavailable" and one.text("reason") == "RouteCreated":
            return "made", Status.PASS, []
    return "unseen", Status.UNKNOWN, []


CHECKS: tuple[Check, ...] = (
    NodeCheck(
        id=BACKEND,
        run=flannel_backend,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.CONFIG_MAPS, Resource.PODS),
        entries=(WAITING,),
    ),
    NodeCheck(
        id=LEASE,
        run=flannel_lease,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.PODS, Resource.POD_LOGS),
        entries=(REJOIN,),
    ),
    NodeCheck(
        id=VSPHERE_PORT,
        run=vxlan_port_conflict,
        os=WINDOWS,
        needs=(Resource.NODES,),
        uses=(Resource.CONFIG_MAPS,),
        entries=(VSPHERE,),
    ),
    NodeCheck(
        id=AZURE_ROUTES,
        run=azure_hostgw_routes,
        os=EITHER,
        needs=(Resource.NODES,),
        uses=(Resource.CONFIG_MAPS,),
        entries=(AZURE,),
    ),
)
