"""What a cluster shows of flannel: its settings, and what each node's flanneld has written on its node (its lease).

Sources: flannel pkg/subnet/kube/kube.go (annotations), pkg/backend/vxlan/vxlan_windows.go (what Windows refuses),
Documentation/backends.md (what Linux takes where nothing is said).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.checks.agents import agent_of
from bot.checks.pasted_json import documents, pasted_documents, under
from bot.checks.platform import Plugin, plugin_of
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

PREFIX = "flannel.alpha.coreos.com/"
CONFIG, FILE = "kube-flannel-cfg", "net-conf.json"
NAMESPACES = ("kube-flannel", "kube-system")
"""Where its ConfigMap is; that of the first holds, the other is what an older install left."""
SHOW = "kubectl get configmap kube-flannel-cfg -n kube-flannel -o yaml"
VXLAN, HOST_GW = "vxlan", "host-gw"
LEAST_VNI, PORT = 4096, 4789
"""What Windows takes: VNIs from the first on, and the second alone."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """flannel's settings as they are written down."""

    network: str
    backend: str
    """As written; flannel takes `udp` where it is empty."""
    vni: int | None
    port: int | None
    refused: tuple[str, ...]
    """Further options that are switched on and that Windows refuses."""
    shared: bool
    """Whether Linux nodes read them, too: then their defaults count where a number is missing."""
    where: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Lease:
    """What a node's flanneld has written on it."""

    backend: str
    vni: int | None
    public_ip: str
    overwrite: str
    """The address that somebody told flanneld to use; empty: nobody did."""


def lease_of(node: KubeObject) -> Lease | None:
    """The node's lease; None where flanneld has never written one."""
    annotations = node.annotations
    if not any(name.startswith(PREFIX) for name in annotations):
        return None
    data = next(documents(annotations.get(f"{PREFIX}backend-data", "")), Fields())
    return Lease(
        backend=annotations.get(f"{PREFIX}backend-type", "").strip().lower(),
        vni=under(data, "vni").number(),
        public_ip=annotations.get(f"{PREFIX}public-ip", "").strip(),
        overwrite=annotations.get(f"{PREFIX}public-ip-overwrite", "").strip(),
    )


def backends(snapshot: Snapshot) -> Mapping[tuple[str, int | None], tuple[str, ...]]:
    """Backend and VNI to the nodes that use them; nodes that aren't ready may have old leases and don't count."""
    found: dict[tuple[str, int | None], list[str]] = {}
    for node in snapshot.objects(Resource.NODES):
        lease = lease_of(node)
        if lease is not None and lease.backend and _is_ready(node):
            found.setdefault((lease.backend, lease.vni), []).append(node.name)
    return MappingProxyType({key: tuple(names) for key, names in found.items()})


def _is_ready(node: KubeObject) -> bool:
    conditions = node.each("status", "conditions")
    return any(one.text("type") == "Ready" and one.text("status") == "True" for one in conditions)


def serves(snapshot: Snapshot, node: KubeObject) -> bool:
    """Whether flannel has served this node, or its pod is there to do so."""
    plugin = plugin_of(snapshot, node)
    has_pod = any(agent_of(pod) == "flannel" for pod in snapshot.pods_on(node.name))
    return plugin is Plugin.FLANNEL or (plugin is Plugin.UNKNOWN and has_pod)


def is_meant_to_serve(snapshot: Snapshot, node: KubeObject) -> bool:
    """Whether flannel serves the node, or serves others while nothing else is to be seen here."""
    if serves(snapshot, node):
        return True
    return plugin_of(snapshot, node) is Plugin.UNKNOWN and bool(snapshot.once(backends))


def backend_of(snapshot: Snapshot, node: KubeObject) -> str:
    """The backend that the node uses, by its lease, else by the settings; empty where flannel doesn't serve it."""
    lease = lease_of(node)
    if lease is not None and lease.backend:
        return lease.backend
    written = snapshot.once(settings_of)
    return written[0].backend.lower() if written and serves(snapshot, node) else ""


def settings_of(snapshot: Snapshot) -> tuple[Settings, ...]:
    """The settings in the ConfigMap, and those of a file that was pasted."""
    return (*_in_config_map(snapshot), *_pasted(snapshot))


def _in_config_map(snapshot: Snapshot) -> Iterator[Settings]:
    for namespace in NAMESPACES:
        found = snapshot.find(Resource.CONFIG_MAPS, CONFIG, namespace=namespace)
        text = found.pairs("data").get(FILE, "") if found is not None else ""
        document = next(documents(text), None)
        if found is not None and document:
            yield _settings(document, where=f"configmap {found.path}", text=text, shared=True)
            return


def _pasted(snapshot: Snapshot) -> Iterator[Settings]:
    for document, where in snapshot.once(pasted_documents):
        backend = under(document, "backend")
        if under(document, "network").text() and under(backend, "type").text():
            text = f"Network {under(document, 'network').text()}, Backend {under(backend, 'type').text()}"
            yield _settings(document, where=where, text=text, shared=False)


def _settings(document: Fields, *, where: str, text: str, shared: bool) -> Settings:
    backend = under(document, "backend")
    refused = (name for name in ("DirectRouting", "GBP") if under(backend, name.lower()).flag() is True)
    return Settings(
        network=under(document, "network").text(),
        backend=under(backend, "type").text().strip(),
        vni=under(backend, "vni").number(),
        port=under(backend, "port").number(),
        refused=tuple(refused),
        shared=shared,
        where=where,
        text=text,
    )
