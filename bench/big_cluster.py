"""A cluster of the size at which things get slow: 1,000 nodes, 20,000 pods, 2,000 services."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_material import Written
from clusters import flannel
from clusters.objects import (
    WINDOWS,
    condition,
    container,
    daemon_set,
    endpoint_slice,
    event,
    lease,
    node,
    pod,
    service,
    specification,
)

NODES, PODS_EACH, SERVICES, NAMESPACES, EVENTS = 1_000, 20, 2_000, 40, 2_000
TARGET = "win-0007"
WINDOWS_SHARE = 5
"""Every fifth node is one of Windows."""
AGENTS = 12
"""DaemonSets, each for all nodes of one operating system."""
MANAGED = [
    {
        "manager": "kubelet",
        "operation": "Update",
        "apiVersion": "v1",
        "fieldsType": "FieldsV1",
        "fieldsV1": {f"f:{name}": {".": {}, "f:lastTransitionTime": {}, "f:status": {}} for name in "abcdefghijkl"},
    }
]
"""What an API server writes about who wrote what; in a real cluster a third of every answer."""
ENVIRONMENT = [{"name": f"SETTING_{number}", "value": "x" * 40} for number in range(12)]


def names() -> Iterator[tuple[str, bool]]:
    """Each node's name, and whether it is one of Windows."""
    for number in range(NODES):
        windows = number % WINDOWS_SHARE == TARGET_NUMBER % WINDOWS_SHARE
        yield f"{'win' if windows else 'linux'}-{number:04}", windows


TARGET_NUMBER = int(TARGET.rpartition("-")[2])


def objects() -> Iterator[Written]:
    """Everything, the small things first."""
    yield from _nodes()
    yield from _services()
    yield from _agents()
    yield from _pods()


def _nodes() -> Iterator[Written]:
    for number, (name, windows) in enumerate(names()):
        address = f"10.{number // 250}.200.{number % 250 + 1}"
        yield node(
            name,
            windows=WINDOWS[2022] if windows else None,
            address=address,
            version="v1.36.2",
            runtime="containerd://2.1.4",
            pod_cidr=f"10.{64 + number // 250}.{number % 250}.0/24",
            annotations=flannel.flannel_annotations(address, mac="00:15:5d:9a:41:0c"),
            conditions=[condition("NetworkUnavailable", "False", "FlannelIsUp", "Flannel is running on this node")],
        )
        yield lease(name)


def _services() -> Iterator[Written]:
    places = list(names())
    for number in range(SERVICES):
        space, name = f"team-{number % NAMESPACES:02}", f"service-{number:04}"
        yield service(name, space, cluster_ip=f"10.96.{number // 250}.{number % 250 + 1}", ports=((80, 0),))
        endpoints = [
            (f"10.{64 + at // 250}.{at % 250}.{number % 200 + 10}", places[at][0])
            for at in range(number % NODES, min(number % NODES + 8, NODES))
        ]
        yield endpoint_slice(name, space, endpoints=endpoints)


def _agents() -> Iterator[Written]:
    for number in range(AGENTS):
        os = "windows" if number % 4 == 0 else "linux"
        spec = specification(container("agent", "registry.example.com/agent:v1"), os=os)
        owner, *_ = daemon_set(f"agent-{number:02}-{os}", "kube-system", spec, on={})
        yield owner


def _pods() -> Iterator[Written]:
    told = 0
    for number, (name, windows) in enumerate(names()):
        spec = specification(
            container("web", "registry.example.com/shop/web:v1", env=ENVIRONMENT), os="windows" if windows else "linux"
        )
        for index in range(PODS_EACH):
            ip = f"10.{64 + number // 250}.{number % 250}.{index + 10}"
            space = f"team-{(number + index) % NAMESPACES:02}"
            made = pod(f"web-{number:04}-{index:02}", space, on=name, ip=ip, spec=spec, labels={"app": "web"})
            made["metadata"]["managedFields"] = MANAGED
            yield made
            if index == 0 and told < EVENTS:
                told += 2
                for reason in ("Unhealthy", "BackOff"):
                    yield event(f"{reason}: container web of web-{number:04} did not answer", reason=reason, about=made)
