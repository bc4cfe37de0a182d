"""What stands in a cluster, for tests: objects as the API writes them, with harmless defaults, and snapshots of them.

The defaults are those of a healthy node of Windows Server 2025 on bare metal, read at `NOW`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args
from zlib import crc32

from bot.checks.check import Check, ClusterCheck, NodeCheck, PodCheck
from bot.checks.running import about_cluster, about_node, about_pod
from bot.finding import Finding, Status
from bot.kube_object import KubeObject
from bot.rendering.findings import sentence
from bot.resource import SERVED, Resource
from bot.snapshot import EVERYTHING, Extent, Gap, Paste, PodLog, Section, Server, Snapshot, TextMatch, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, Target
from knowledge.entry import EntryId, Language

Written = dict[str, Any]

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
WIN_1 = NodeTarget(name="win-1")
LANGUAGES = get_args(Language)


def ago(**past: float) -> str:
    """A time before `NOW`, as Kubernetes writes it: `ago(minutes=5)`."""
    return (NOW - timedelta(**past)).strftime("%Y-%m-%dT%H:%M:%SZ")


def node(
    name: str = "win-1",
    *,
    os: str = "windows",
    build: str = "10.0.26100.32995",
    version: str = "v1.36.2",
    runtime: str = "containerd://2.1.4",
    machine_id: str | None = None,
    provider_id: str = "",
    pod_cidr: str = "10.244.1.0/24",
    address: str = "10.0.0.11",
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    conditions: Mapping[str, Any] | None = None,
    taints: Iterable[Mapping[str, str]] = (),
    **spec: Any,
) -> Written:
    """A node. `conditions`: type to status, or to the members of that condition; the healthy ones are always there."""
    healthy = {"MemoryPressure": "False", "DiskPressure": "False", "PIDPressure": "False", "Ready": "True"}
    linux = os == "linux"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": name,
            "creationTimestamp": ago(days=30),
            "labels": {
                "kubernetes.io/os": os,
                "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name,
                **({} if linux else {"node.kubernetes.io/windows-build": build.rpartition(".")[0]}),
                **(labels or {}),
            },
            "annotations": dict(annotations or {}),
        },
        "spec": {
            **({"podCIDR": pod_cidr, "podCIDRs": [pod_cidr]} if pod_cidr else {}),
            **({"providerID": provider_id} if provider_id else {}),
            **({"taints": [dict(taint) for taint in taints]} if taints else {}),
            **spec,
        },
        "status": {
            "addresses": [{"type": "InternalIP", "address": address}, {"type": "Hostname", "address": name}],
            "allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"},
            "conditions": [
                condition(kind, status) for kind, status in {**healthy, **(conditions or {})}.items() if status
            ],
            "nodeInfo": {
                "operatingSystem": os,
                "architecture": "amd64",
                "osImage": "Ubuntu 24.04.3 LTS" if linux else "Windows Server 2025 Datacenter",
                "kernelVersion": "6.8.0-90-generic" if linux else build,
                "kubeletVersion": version,
                "kubeProxyVersion": "",
                "containerRuntimeVersion": runtime,
                "machineID": name if machine_id is None else machine_id,
                "bootID": "8",
            },
        },
    }


def condition(kind: str, status: str | Mapping[str, Any]) -> Written:
    """One condition of a node or a pod."""
    given = {"status": status} if isinstance(status, str) else dict(status)
    reason = f"Kubelet{'Ready' if kind == 'Ready' else 'Has' + kind}"
    defaults = {"lastHeartbeatTime": ago(minutes=2), "lastTransitionTime": ago(days=1), "reason": reason}
    return {"type": kind, "message": "", **defaults, **given}


def pod(
    name: str = "web-0",
    *,
    namespace: str = "shop",
    on: str = "win-1",
    phase: str = "Running",
    ready: bool = True,
    ip: str = "10.244.1.10",
    image: str = "mcr.microsoft.com/windows/servercore:ltsc2025",
    labels: Mapping[str, str] | None = None,
    owner: tuple[str, str] | None = ("ReplicaSet", "web-5d8f"),
    host_network: bool = False,
    command: Iterable[str] = (),
    args: Iterable[str] = (),
    waiting: Mapping[str, str] | None = None,
    restarts: int = 0,
    spec: Mapping[str, Any] | None = None,
    container: Mapping[str, Any] | None = None,
    status: Mapping[str, Any] | None = None,
) -> Written:
    """A pod with one container, bound to a node (`on`), unless that is empty."""
    state = {"waiting": dict(waiting)} if waiting else {"running": {"startedAt": ago(hours=5)}}
    running = ready and not waiting
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "uid": f"uid-{namespace}-{name}",
            "creationTimestamp": ago(hours=6),
            "labels": dict(labels or {}),
            **(
                {"ownerReferences": [{"kind": owner[0], "name": owner[1], "controller": True, "uid": "uid-owner"}]}
                if owner
                else {}
            ),
        },
        "spec": {
            **({"nodeName": on} if on else {}),
            **({"hostNetwork": True} if host_network else {}),
            "containers": [
                {
                    "name": name.rpartition("-")[0] or name,
                    "image": image,
                    **({"command": list(command)} if command else {}),
                    **({"args": list(args)} if args else {}),
                    **(container or {}),
                }
            ],
            **(spec or {}),
        },
        "status": {
            "phase": phase,
            **({"podIP": ip, "podIPs": [{"ip": ip}]} if ip else {}),
            "conditions": [condition("Ready", "True" if running else "False")],
            "containerStatuses": [
                {"name": name, "image": image, "ready": running, "restartCount": restarts, "state": state}
            ],
            **(status or {}),
        },
    }


def service(
    name: str = "web",
    *,
    namespace: str = "shop",
    kind: str = "ClusterIP",
    ports: Iterable[int] = (80,),
    cluster_ip: str = "10.96.0.20",
    selector: Mapping[str, str] | None = None,
    **spec: Any,
) -> Written:
    """A service. `spec`: further members (`externalTrafficPolicy`, `externalIPs` …)."""
    exposed = kind in ("NodePort", "LoadBalancer")
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name, "namespace": namespace, "creationTimestamp": ago(days=3)},
        "spec": {
            "type": kind,
            "clusterIP": cluster_ip,
            "clusterIPs": [cluster_ip],
            "selector": dict({"app": name} if selector is None else selector),
            "ports": [
                {
                    "name": f"p{port}",
                    "port": port,
                    "targetPort": port,
                    "protocol": "TCP",
                    **({"nodePort": 30000 + index} if exposed else {}),
                }
                for index, port in enumerate(ports)
            ],
            **spec,
        },
        "status": {"loadBalancer": {}},
    }


def endpoint_slice(
    service_name: str = "web",
    *,
    namespace: str = "shop",
    endpoints: Iterable[tuple[str, str, bool]] = (("10.244.1.10", "win-1", True),),
    ports: Iterable[int] = (80,),
) -> Written:
    """Where a service leads: `endpoints` are (address, node, ready)."""
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "metadata": {
            "name": f"{service_name}-x7k2p",
            "namespace": namespace,
            "creationTimestamp": ago(days=3),
            "labels": {"kubernetes.io/service-name": service_name},
        },
        "endpoints": [
            {"addresses": [address], "nodeName": on, "conditions": {"ready": ready, "serving": ready}}
            for address, on, ready in endpoints
        ],
        "ports": [{"name": f"p{port}", "port": port, "protocol": "TCP"} for port in ports],
    }


def daemon_set(
    name: str = "kube-proxy-windows",
    *,
    namespace: str = "kube-system",
    os: str = "windows",
    labels: Mapping[str, str] | None = None,
    desired: int = 1,
    ready: int = 1,
    template: Mapping[str, Any] | None = None,
) -> Written:
    """A DaemonSet for nodes of one operating system."""
    chosen = dict(labels or {"k8s-app": name})
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": namespace, "labels": chosen, "creationTimestamp": ago(days=30)},
        "spec": {
            "selector": {"matchLabels": chosen},
            "template": {
                "metadata": {"labels": chosen},
                "spec": {"nodeSelector": {"kubernetes.io/os": os}, "containers": [], **(template or {})},
            },
        },
        "status": {"desiredNumberScheduled": desired, "currentNumberScheduled": desired, "numberReady": ready},
    }


def event(
    message: str,
    *,
    reason: str = "FailedCreatePodSandBox",
    about: tuple[str, str, str] = ("Pod", "shop", "web-0"),
    kind: str = "Warning",
    count: int = 1,
    last: str = "",
) -> Written:
    """An event; `about` is (kind, namespace, name) of its object."""
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{about[2]}.{crc32((message + reason).encode()):08x}",
            "namespace": about[1] or "default",
            "creationTimestamp": ago(minutes=30),
        },
        "type": kind,
        "reason": reason,
        "message": message,
        "count": count,
        "firstTimestamp": ago(minutes=30),
        "lastTimestamp": last or ago(minutes=1),
        "involvedObject": {"kind": about[0], "namespace": about[1], "name": about[2]},
        "source": {"component": "kubelet", "host": "win-1"},
    }


def lease(name: str = "win-1", *, renewed: str = "") -> Written:
    """The lease of a node."""
    return {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": name, "namespace": "kube-node-lease", "creationTimestamp": ago(days=30)},
        "spec": {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": renewed or ago(seconds=5)},
    }


def config_map(name: str, *, namespace: str, data: Mapping[str, str]) -> Written:
    """A ConfigMap."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace, "creationTimestamp": ago(days=30)},
        "data": dict(data),
    }


KINDS = {served.kind: resource for resource, served in SERVED.items() if served.kind}


def snapshot(
    *objects: Written,
    target: Target = WIN_1,
    read: Iterable[Resource] = (),
    gaps: Mapping[Resource, Why] | None = None,
    extents: Mapping[Resource, Extent] | None = None,
    matches: Mapping[str, str] | None = None,
    **changes: Any,
) -> Snapshot:
    """What these objects show. A resource of which there is an object, or that is in `read`, was read completely.

    Every other one isn't in the material, or has the gap of `gaps`. `matches`: text of the cluster to entry.
    """
    found: dict[Resource, list[KubeObject]] = {resource: [] for resource in read}
    for written in objects:
        found.setdefault(KINDS[written["kind"]], []).append(KubeObject(written))
    sections = {
        resource: Section.unread(Gap(why=Why.NOT_IN_DUMP, needs=f"kubectl get {resource} -A -o yaml"))
        for resource in Resource
    }
    for resource, why in (gaps or {}).items():
        sections[resource] = Section.unread(Gap(why=why, needs=f"get, list {resource}"))
    for resource, members in found.items():
        if gaps and resource in gaps:
            sections[resource] = Section.unread(Gap(why=gaps[resource]), objects=tuple(members))
        else:
            sections[resource] = Section(objects=tuple(members), extents=((extents or {}).get(resource, EVERYTHING),))
    said = {text: TextMatch(entry=EntryId(entry), confidence=0.97) for text, entry in (matches or {}).items()}
    return Snapshot(
        **{
            "source": "dump test.json",
            "read_at": NOW,
            "target": target,
            "sections": sections,
            "matches": said,
            **changes,
        }
    )


def log(text: str, *, pod_name: str = "kube-proxy-windows-abcde", namespace: str = "kube-system") -> PodLog:
    """The first lines of a log."""
    return PodLog(namespace=namespace, pod=pod_name, container="kube-proxy", text=text)


def paste(text: str, *, name: str = "output.txt") -> Paste:
    """Output of a command that somebody gave us."""
    return Paste(name=name, text=text)


def server(version: str = "v1.36.2", **changes: Any) -> Server:
    """An API server."""
    return Server(version=version, **changes)


def findings(check: Check, material: Snapshot) -> tuple[Finding, ...]:
    """What the check says about the snapshot's target, held to what every finding must keep."""
    match check, material.target:
        case NodeCheck(), NodeTarget(name=name):
            found = tuple(about_node(material, name, [check]))
        case PodCheck(), PodTarget() as target:
            found = tuple(about_pod(material, target, [check]))
        case ClusterCheck(), ClusterTarget():
            found = tuple(about_cluster(material, [check]))
        case _:
            raise AssertionError(f"{check.id} is no check of {material.target}")
    for finding in found:
        hold(check, finding)
    return found


def finding(check: Check, material: Snapshot) -> Finding:
    """What the check says, where it says exactly one thing."""
    (only,) = findings(check, material)
    return only


def hold(check: Check, finding: Finding) -> None:
    """Every finding has a sentence in every language, and speaks only for entries that its check declares."""
    assert finding.says != "gap.broken", "the check raised: see the captured log"
    assert finding.check == check.id
    for language in LANGUAGES:
        assert sentence(finding, language)
    assert finding.entry is None or finding.entry in check.entries or check.matched
    assert finding.speaks is None or finding.entry is not None
    assert finding.status is not Status.UNKNOWN or finding.speaks is None
    assert finding.status is not Status.PASS or finding.speaks != "for"
