"""What can go wrong with kube-proxy on a Windows node: its name, DSR, the ports of its load balancers, NodePorts."""

from __future__ import annotations

from collections.abc import Iterator

from cluster_material import Written
from clusters.cluster import Cluster
from clusters.fault import Expected, fault
from clusters.kubeadm import windows_proxy
from clusters.objects import Ports, endpoint_slice, service
from clusters.parts import SHOP

DELETED, EXHAUSTED, SCALED = "endpoints-deleted", "lb-ports-exhausted", "nodeport-after-scale-down"
PROGRAM = "C:\\k\\kube-proxy.exe"
RANGE = Ports(services="10.96.32.0/20")


def proxy_with(cluster: Cluster, *flags: str) -> None:
    """Lets kube-proxy be started by a command line that can be read, with these flags, on the node looked at."""
    cluster.remove(cluster.pods_on(cluster.windows, beginning="kube-proxy-windows"))
    other = cluster.pods_on("win-2", beginning="kube-proxy-windows")
    cluster.remove([cluster.find("DaemonSet", "kube-proxy-windows", "kube-system"), *other])
    on = {node: cluster.find("Node", node)["status"]["addresses"][0]["address"] for node in (cluster.windows, "win-2")}
    command = [PROGRAM, "--v=3", "--proxy-mode=kernelspace", *flags]
    cluster.add(*windows_proxy(on, command=command, args=()))


def services(cluster: Cluster, count: int, *, kind: str = "LoadBalancer") -> None:
    """Adds services with a pod on the node behind each."""
    pod = cluster.pods_on(cluster.windows, beginning="web-")[0]
    cluster.add(*many_services(count, kind=kind, endpoint=(pod["status"]["podIP"], cluster.windows)))


def many_services(count: int, *, kind: str, endpoint: tuple[str, str]) -> Iterator[Written]:
    """Services of one port each: a load balancer has an address outside and a node port besides."""
    ports = Ports(services="10.96.32.0/20", node_port=31000)
    for number in range(1, count + 1):
        name = f"shop-{number:03}"
        outside = f"10.1.{number // 250}.{number % 250 + 1}" if kind == "LoadBalancer" else ""
        exposed = 0 if kind == "ClusterIP" else ports.port()
        yield service(name, SHOP, cluster_ip=ports.address(), ports=((80, exposed),), kind=kind, ingress=outside)
        yield endpoint_slice(name, SHOP, endpoints=[endpoint])


@fault(Expected(check="kube-proxy-hostname-override", entry=DELETED, statuses=("fail",)))
def hostname_override_wrong(cluster: Cluster) -> None:
    """kube-proxy goes by the name of another node."""
    proxy_with(cluster, "--hostname-override=win-01", "--enable-dsr=true")


@fault(Expected(check="kube-proxy-hostname-override", entry=DELETED, statuses=("fail",)))
def hostname_override_missing(cluster: Cluster) -> None:
    """kube-proxy is not told the node's name, and Windows calls itself otherwise."""
    cluster.node["status"]["nodeInfo"]["machineID"] = "WIN-4F7KQ2P9XYZ"
    proxy_with(cluster, "--enable-dsr=true")


@fault(
    Expected(check="load-balancer-ports", entry=EXHAUSTED, statuses=("fail",)),
    Expected(check="kube-proxy-dsr", entry=EXHAUSTED),
)
def lb_ports_exhausted(cluster: Cluster) -> None:
    """DSR is off, and 300 services need more blocks of ports than there are."""
    proxy_with(cluster, "--hostname-override=win-1", "--enable-dsr=false")
    services(cluster, 300)


@fault(Expected(check="load-balancer-ports", entry=EXHAUSTED, statuses=("warn",)))
def lb_ports_low(cluster: Cluster) -> None:
    """Whether DSR is on can't be seen, and without it four fifths of the blocks would be taken."""
    services(cluster, 100, kind="NodePort")


@fault(Expected(check="load-balancer-ports", entry=EXHAUSTED), build=2022)
def lb_ports_low_with_dsr(cluster: Cluster) -> None:
    """DSR is on, but it helps no service's outer addresses: they alone need more blocks than there are."""
    proxy_with(cluster, "--hostname-override=win-1", "--enable-dsr=true")
    services(cluster, 150)


@fault(Expected(check="nodeport-backends", entry=SCALED), build=2019)
def nodeport_without_backend(cluster: Cluster) -> None:
    """On an old Server 2019, a service with a NodePort has no pod left on the node."""
    cluster.node["status"]["nodeInfo"]["kernelVersion"] = "10.0.17763.1339"
    scaled_down(cluster)


@fault(Expected(check="nodeport-backends", entry=SCALED))
def nodeport_local_without_backend(cluster: Cluster) -> None:
    """A service that only answers on nodes with a pod of its own has none on this one."""
    scaled_down(cluster)
    cluster.find("Service", "orders", SHOP)["spec"]["externalTrafficPolicy"] = "Local"


def scaled_down(cluster: Cluster) -> None:
    """Adds a NodePort service whose one pod is on the other Windows node."""
    (pod,) = cluster.pods_on("win-2", beginning="web-")
    exposed = service("orders", SHOP, cluster_ip="10.96.40.7", ports=((80, 31999),), kind="NodePort")
    cluster.add(exposed, endpoint_slice("orders", SHOP, endpoints=[(pod["status"]["podIP"], "win-2")]))
