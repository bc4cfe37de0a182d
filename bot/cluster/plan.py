"""What a probe of a target reads: as little as the checks need, in as few calls as the API allows."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cluster.paging import Wanted
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Extent
from bot.target import PodTarget

LEASES = "kube-node-lease"
MOST_CLAIMS = 10
"""Volume claims of one pod that are looked at."""
MOST_EVENTS = 5_000
"""Warnings of pods that are looked through; the newest hour of a cluster in trouble has fewer."""
FLANNEL = "flannel.alpha.coreos.com/"
FLANNEL_CONFIG = "kube-flannel-cfg"
FLANNEL_NAMESPACES = ("kube-flannel", "kube-system")
WMCO_VERSION = "windowsmachineconfig.openshift.io/version"
WMCO = "openshift-windows-machine-config-operator"
LOGS = ("kube-system", "kube-flannel")
"""Namespaces whose logs are read, where that is allowed."""
ONCE = (Resource.SERVICES, Resource.ENDPOINT_SLICES, Resource.DAEMON_SETS)
"""Read whole: what a node has to carry for the cluster."""


def of_node(name: str) -> Wanted:
    """The node itself, read before anything else."""
    return Wanted(resource=Resource.NODES, name=name, extent=Extent(name=name))


def of_pod(target: PodTarget) -> Wanted:
    """The pod itself."""
    extent = Extent(namespaces=frozenset({target.namespace}), name=target.name)
    return Wanted(resource=Resource.PODS, namespace=target.namespace, name=target.name, extent=extent)


def around_node(name: str, node: KubeObject | None) -> tuple[Wanted, ...]:
    """What a node's checks look at beside the node."""
    return (
        *(Wanted(resource=resource) for resource in ONCE),
        Wanted(resource=Resource.PODS, query={"fieldSelector": f"spec.nodeName={name}"}, extent=Extent(node=name)),
        Wanted(
            resource=Resource.LEASES,
            namespace=LEASES,
            name=name,
            extent=Extent(namespaces=frozenset({LEASES}), name=name),
        ),
        Wanted(
            resource=Resource.EVENTS,
            query={"fieldSelector": f"involvedObject.kind=Node,involvedObject.name={name}"},
            extent=Extent(name=name),
        ),
        *configurations((node,) if node is not None else ()),
    )


def warnings_of_pods(on: str, pods: Iterable[KubeObject]) -> Wanted:
    """The warnings about these pods; the API can't select events by the node of their pod."""
    known = frozenset((pod.namespace, pod.name) for pod in pods)

    def concerns(event: KubeObject) -> bool:
        about = event.at("involvedObject")
        return (about.text("namespace"), about.text("name")) in known

    return Wanted(
        resource=Resource.EVENTS,
        query={"fieldSelector": "type=Warning,involvedObject.kind=Pod"},
        extent=Extent(node=on),
        most=MOST_EVENTS,
        keep=concerns,
    )


def events_of_pod(target: PodTarget) -> Wanted:
    """Everything that was said about one pod."""
    return Wanted(
        resource=Resource.EVENTS,
        namespace=target.namespace,
        query={"fieldSelector": f"involvedObject.kind=Pod,involvedObject.name={target.name}"},
        extent=Extent(namespaces=frozenset({target.namespace}), name=target.name),
    )


def around_pod(pod: KubeObject) -> tuple[Wanted, ...]:
    """What a pod refers to: its owner and its volume claims."""
    names = frozenset({pod.namespace})
    owners = {"ReplicaSet": Resource.REPLICA_SETS, "StatefulSet": Resource.STATEFUL_SETS}
    wanted = [
        Wanted(
            resource=owners[owner.text("kind")],
            namespace=pod.namespace,
            name=owner.text("name"),
            extent=Extent(namespaces=names, name=owner.text("name")),
        )
        for owner in pod.each("metadata", "ownerReferences")
        if owner.flag("controller") and owner.text("kind") in owners and owner.text("name")
    ]
    claims = {volume.text("persistentVolumeClaim", "claimName") for volume in pod.each("spec", "volumes")} - {""}
    wanted += [
        Wanted(
            resource=Resource.VOLUME_CLAIMS,
            namespace=pod.namespace,
            name=claim,
            extent=Extent(namespaces=names, name=claim),
        )
        for claim in sorted(claims)[:MOST_CLAIMS]
    ]
    return tuple(wanted)


def of_cluster() -> tuple[Wanted, ...]:
    """Everything that an overview of all nodes looks at."""
    return (
        Wanted(resource=Resource.NODES),
        *(Wanted(resource=resource) for resource in ONCE),
        Wanted(resource=Resource.LEASES, namespace=LEASES, extent=Extent(namespaces=frozenset({LEASES}))),
        Wanted(resource=Resource.EVENTS, query={"fieldSelector": "type=Warning"}, most=MOST_EVENTS),
        Wanted(resource=Resource.PODS),
    )


def configurations(nodes: Iterable[KubeObject]) -> tuple[Wanted, ...]:
    """The few ConfigMaps with names of their own that say how these nodes' network is made."""
    wanted: dict[tuple[str, str], Wanted] = {}
    for node in nodes:
        if any(name.startswith(FLANNEL) for name in node.annotations):
            wanted |= {(space, FLANNEL_CONFIG): _config_map(space, FLANNEL_CONFIG) for space in FLANNEL_NAMESPACES}
        if version := node.annotations.get(WMCO_VERSION):
            name = f"windows-services-{version.replace('+', '-').lower()}"
            wanted[WMCO, name] = _config_map(WMCO, name)
    return tuple(wanted.values())


def _config_map(namespace: str, name: str) -> Wanted:
    extent = Extent(namespaces=frozenset({namespace}), name=name)
    return Wanted(resource=Resource.CONFIG_MAPS, namespace=namespace, name=name, extent=extent)


def logs_worth_reading(pods: Iterable[KubeObject]) -> list[tuple[KubeObject, str]]:
    """Pods of a node whose logs begin with the flags of kube-proxy or flanneld, each with that container's name."""
    return [
        (pod, name)
        for pod in pods
        if pod.namespace in LOGS
        for container in pod.each("spec", "containers")
        if (name := container.text("name")) and any(word in f"{pod.name} {name}" for word in ("kube-proxy", "flannel"))
    ]
