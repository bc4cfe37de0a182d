"""What most clusters have, whatever their platform: name service, control plane, a shop that runs on Windows."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_material import Written
from clusters.objects import (
    Ports,
    Windows,
    container,
    endpoint_slice,
    event,
    lease,
    service,
    specification,
    static_pod,
    workload,
)

SYSTEM = "kube-system"
SHOP = "shop"


def kubernetes(ports: Ports, *, endpoint: str) -> list[Written]:
    """The service by which pods find the API server."""
    return [
        service("kubernetes", "default", cluster_ip=ports.address(1), ports=((443, 0),), selector={}),
        {
            **endpoint_slice("kubernetes", "default", endpoints=(), ports=(6443,)),
            "endpoints": [{"addresses": [endpoint], "conditions": {"ready": True}}],
        },
    ]


def name_service(ports: Ports, *, on: Sequence[tuple[str, str]], namespace: str = SYSTEM) -> list[Written]:
    """CoreDNS on Linux nodes."""
    spec = specification(
        container("coredns", "registry.k8s.io/coredns/coredns:v1.12.1", args=["-conf", "/etc/coredns/Corefile"])
    )
    dns = service(
        "kube-dns", namespace, cluster_ip=ports.address(10), ports=((53, 0),), selector={"k8s-app": "kube-dns"}
    )
    return [
        *workload("coredns", namespace, spec, on=on, labels={"k8s-app": "kube-dns"}),
        dns,
        endpoint_slice("kube-dns", namespace, endpoints=[(ip, node) for node, ip in on], ports=(53,)),
    ]


def control_plane(version: str, *, on: str, ip: str) -> list[Written]:
    """The static pods of a control plane that one can see."""
    image = "registry.k8s.io"
    return [
        static_pod("etcd", on=on, ip=ip, image=f"{image}/etcd:3.6.5-0"),
        *(
            static_pod(name, on=on, ip=ip, image=f"{image}/{name}:{version}")
            for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
        ),
    ]


def leases(nodes: Sequence[Written]) -> list[Written]:
    """A lease for each node."""
    return [lease(node["metadata"]["name"]) for node in nodes]


def iis(windows: Windows, **more: object) -> Written:
    """The specification of a pod with a web server of Windows."""
    image = f"mcr.microsoft.com/windows/servercore/iis:windowsservercore-{windows.tag}"
    return specification(
        container("web", image, ports=[{"containerPort": 80, "protocol": "TCP"}], **more), os="windows"
    )


def shop(
    ports: Ports, *, spec: Written, on: Sequence[tuple[str, str]], outside: str, more: Sequence[str] = ("api", "stock")
) -> list[Written]:
    """A web server on Windows nodes behind a load balancer, and services of the cluster's own beside it."""
    endpoints = [(ip, node) for node, ip in on]
    inside = [
        one
        for name in more
        for one in (
            service(name, SHOP, cluster_ip=ports.address(), ports=((8080, 0),), selector={"app": "web"}),
            endpoint_slice(name, SHOP, endpoints=endpoints, ports=(80,)),
        )
    ]
    web = service(
        "web", SHOP, cluster_ip=ports.address(), ports=((80, ports.port()),), kind="LoadBalancer", ingress=outside
    )
    pods = workload("web", SHOP, spec, on=on)
    begun = event("Started container web", reason="Started", about=pods[1], kind="Normal")
    return [*pods, begun, web, endpoint_slice("web", SHOP, endpoints=endpoints), *inside]
