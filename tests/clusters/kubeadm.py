"""Healthy clusters that were set up with kubeadm or Cluster API, with flannel, Calico or Antrea."""

from __future__ import annotations

from collections.abc import Sequence

from cluster_material import Written
from clusters import flannel
from clusters.cluster import Cluster
from clusters.objects import (
    Ports,
    Windows,
    condition,
    config_map,
    container,
    daemon_set,
    node,
    specification,
    uid,
    workload,
)
from clusters.parts import SYSTEM, control_plane, iis, kubernetes, leases, name_service, shop

VERSION = "v1.36.2"
MASTER, WORKER = "cp-1", "linux-1"
WIN_1, WIN_2 = "win-1", "win-2"
ADDRESSES = {MASTER: "10.0.0.10", WORKER: "10.0.0.20", WIN_1: "10.0.0.11", WIN_2: "10.0.0.12"}
RANGES = {MASTER: "10.244.0.0/24", WORKER: "10.244.3.0/24", WIN_1: "10.244.1.0/24", WIN_2: "10.244.2.0/24"}
LINUX = {name: ADDRESSES[name] for name in (MASTER, WORKER)}
WINDOWS_NODES = {name: ADDRESSES[name] for name in (WIN_1, WIN_2)}
START = "$env:CONTAINER_SANDBOX_MOUNT_POINT/kube-proxy/start.ps1"
"""The script that puts kube-proxy's flags together on the node, so that none of them stands in the API."""
PROXY_CONFIG = """apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16
featureGates: {}
hostnameOverride: ""
mode: iptables
winkernel:
  enableDSR: false
  forwardHealthCheckVip: false
  networkName: ""
  rootHnsEndpointName: ""
  sourceVip: ""
"""
"""What kubeadm writes for the kube-proxy of Linux nodes. That of Windows takes nothing from it but its kubeconfig."""


def _nodes(
    windows: Windows,
    annotations: dict[str, dict[str, str]],
    conditions: Sequence[Written],
    *,
    provider: str = "",
    names: Sequence[str] = (MASTER, WORKER, WIN_1, WIN_2),
) -> list[Written]:
    return [
        node(
            name,
            windows=windows if name in WINDOWS_NODES else None,
            address=ADDRESSES[name],
            version=VERSION,
            runtime="containerd://2.1.4",
            provider_id=provider.format(name) if provider else "",
            pod_cidr=RANGES[name],
            labels={"node-role.kubernetes.io/control-plane": ""} if name == MASTER else {},
            annotations={
                "kubeadm.alpha.kubernetes.io/cri-socket": (
                    "npipe:////./pipe/containerd-containerd"
                    if name in WINDOWS_NODES
                    else "unix:///var/run/containerd/containerd.sock"
                ),
                "node.alpha.kubernetes.io/ttl": "0",
                **annotations.get(name, {}),
            },
            conditions=conditions,
            taints=[{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}] if name == MASTER else (),
        )
        for name in names
    ]


def _common(nodes: list[Written], ports: Ports) -> list[Written]:
    """What kubeadm itself sets up."""
    linux = specification(
        container(
            "kube-proxy",
            f"registry.k8s.io/kube-proxy:{VERSION}",
            command=[
                "/usr/local/bin/kube-proxy",
                "--config=/var/lib/kube-proxy/config.conf",
                "--hostname-override=$(NODE_NAME)",
            ],
        ),
        host_network=True,
    )
    return [
        *nodes,
        *leases(nodes),
        *control_plane(VERSION, on=MASTER, ip=ADDRESSES[MASTER]),
        *kubernetes(ports, endpoint=ADDRESSES[MASTER]),
        *name_service(ports, on=[(MASTER, "10.244.0.2"), (MASTER, "10.244.0.3")]),
        *daemon_set("kube-proxy", SYSTEM, linux, on=LINUX),
        config_map(
            "kube-proxy", SYSTEM, {"config.conf": PROXY_CONFIG, "kubeconfig.conf": "apiVersion: v1\nkind: Config\n"}
        ),
    ]


def windows_proxy(
    on: dict[str, str], *, args: Sequence[str] = (START,), command: Sequence[str] = (), missing: Sequence[str] = ()
) -> list[Written]:
    """kube-proxy on Windows nodes. The DaemonSet is labelled otherwise than its pods."""
    image = "registry.example.com/windows/kube-proxy:v1.36.2-hostprocess"
    proxy = container("kube-proxy", image, **({"command": list(command)} if command else {}), args=list(args))
    spec = specification(proxy, os="windows", host_process=True, serviceAccountName="kube-proxy")
    return daemon_set(
        "kube-proxy-windows",
        SYSTEM,
        spec,
        on=on,
        labels={"k8s-app": "kube-proxy"},
        pod_labels={"k8s-app": "kube-proxy-windows"},
        missing=missing,
    )


def with_flannel(windows: Windows, *, backend: str = "vxlan", agents: bool = True) -> Cluster:
    """A cluster with flannel; `agents`: those of Windows are DaemonSets, else services of one's own."""
    macs = {
        MASTER: "8e:1f:33:52:0a:01",
        WORKER: "8e:1f:33:52:0a:02",
        WIN_1: "00:15:5d:9a:41:0c",
        WIN_2: "00:15:5d:9a:41:0d",
    }
    annotations = {
        name: flannel.flannel_annotations(ADDRESSES[name], mac=mac, backend=backend) for name, mac in macs.items()
    }
    nodes = _nodes(windows, annotations, [flannel.UP])
    ports = Ports(services="10.96.0.0/16")
    objects = [
        *_common(nodes, ports),
        *flannel.linux_agent(LINUX),
        config_map(flannel.CONFIG, flannel.NAMESPACE, flannel.net_conf("10.244.0.0/16", backend=backend)),
        *(flannel.windows_agent(WINDOWS_NODES) if agents else []),
        *(windows_proxy(WINDOWS_NODES) if agents else []),
        *_shop(windows, ports),
    ]
    name = "kubeadm-flannel" + ("" if backend == "vxlan" else f"-{backend}") + ("" if agents else "-services")
    return Cluster(name=name, windows=WIN_1, linux=WORKER, objects=objects)


def _shop(windows: Windows, ports: Ports, *, pods: str = "10.244.1.{}", others: str = "10.244.2.{}") -> list[Written]:
    places = [(WIN_1, pods.format(4)), (WIN_1, pods.format(5)), (WIN_2, others.format(4))]
    return shop(ports, spec=iis(windows), on=places, outside="10.0.0.200")


def with_calico(windows: Windows) -> Cluster:
    """A cluster with Calico by its operator. podCIDR is set, but pods have addresses of Calico's own blocks."""
    annotations = {
        name: {
            "projectcalico.org/IPv4Address": f"{address}/24",
            "projectcalico.org/IPv4VXLANTunnelAddr": f"10.244.{160 + number}.1",
            "projectcalico.org/VXLANTunnelMACAddr": f"66:0a:1f:33:52:{number:02x}",
        }
        for number, (name, address) in enumerate(ADDRESSES.items())
    }
    up = condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node")
    ports = Ports(services="10.96.0.0/16")
    objects = [
        *_common(_nodes(windows, annotations, [up]), ports),
        *_calico("calico-system", windows=WINDOWS_NODES),
        *windows_proxy(WINDOWS_NODES),
        *_shop(windows, ports, pods="10.244.162.{}", others="10.244.163.{}"),
    ]
    return Cluster(name="kubeadm-calico", windows=WIN_1, linux=WORKER, objects=objects)


def _calico(namespace: str, *, windows: dict[str, str], linux: dict[str, str] = LINUX) -> list[Written]:
    agent = specification(container("calico-node", "quay.io/calico/node:v3.31.0"), host_network=True)
    image = "quay.io/calico/node-windows:v3.31.0"
    on_windows = specification(
        container("node", image, args=["$env:CONTAINER_SANDBOX_MOUNT_POINT/CalicoWindows/node-service.ps1"]),
        container("felix", image, args=["$env:CONTAINER_SANDBOX_MOUNT_POINT/CalicoWindows/felix-service.ps1"]),
        os="windows",
        host_process=True,
    )
    typha = specification(container("calico-typha", "quay.io/calico/typha:v3.31.0"), host_network=True)
    host, address = next(iter(linux.items()))
    return [
        *daemon_set("calico-node", namespace, agent, on=linux),
        *daemon_set("calico-node-windows", namespace, on_windows, on=windows),
        *workload("calico-typha", namespace, typha, on=[(host, address)]),
    ]


def capz(windows: Windows) -> Cluster:
    """A cluster of one's own on Azure's machines, made by Cluster API: no AKS, though the provider is Azure.

    kube-proxy's log shows an empty override, which does no harm: the node is called what Windows calls itself.
    """
    machines = f"azure:///subscriptions/{uid('capz')}/resourceGroups/capz-shop/providers/Microsoft.Compute/virtualMachines/{{}}"
    up = condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node")
    annotations = {name: {"projectcalico.org/IPv4Address": f"{address}/16"} for name, address in ADDRESSES.items()}
    ports = Ports(services="10.96.0.0/16")
    names = (MASTER, WORKER, WIN_1)
    only = {WIN_1: ADDRESSES[WIN_1]}
    proxy = windows_proxy(only)
    objects = [
        *_common(_nodes(windows, annotations, [up], provider=machines, names=names), ports),
        *_calico("calico-system", windows=only),
        *proxy,
        *shop(ports, spec=iis(windows), on=[(WIN_1, "10.244.162.4"), (WIN_1, "10.244.162.5")], outside="20.61.99.2"),
    ]
    log = (
        "Enabling feature gates: WinDSR=true,WinOverlay=true\n"
        "Start to run C:\\hpc/kube-proxy/kube-proxy.exe --v=6 --proxy-mode=kernelspace --hostname-override="
        " --kubeconfig=C:\\hpc/mounts/var/lib/kube-proxy/kubeconfig.conf --enable-dsr=true\n"
    )
    return Cluster(
        name="capz",
        windows=WIN_1,
        linux=WORKER,
        objects=objects,
        logs={(SYSTEM, proxy[1]["metadata"]["name"], "kube-proxy"): log},
    )


def antrea(windows: Windows) -> Cluster:
    """A cluster with Antrea, which does kube-proxy's work on Windows itself."""
    annotations = {
        name: {"node.antrea.io/mac-address": f"00:15:5d:9a:41:{number:02x}"}
        for number, name in enumerate(WINDOWS_NODES)
    }
    ports = Ports(services="10.96.0.0/16")
    labels = {"app": "antrea", "component": "antrea-agent"}
    image = "antrea/antrea-agent-{}:v2.5.0"
    agent = specification(container("antrea-agent", image.format("ubuntu")), host_network=True)
    on_windows = specification(container("antrea-agent", image.format("windows")), os="windows", host_process=True)
    configured = {"antrea-agent.conf": "antreaProxy:\n  enable: true\n  proxyAll: true\n"}
    objects = [
        *_common(_nodes(windows, annotations, []), ports),
        *daemon_set("antrea-agent", SYSTEM, agent, on=LINUX, labels=labels, pod_labels=labels),
        *daemon_set("antrea-agent-windows", SYSTEM, on_windows, on=WINDOWS_NODES, labels=labels, pod_labels=labels),
        config_map("antrea-windows-config", SYSTEM, configured),
        *_shop(windows, ports),
    ]
    return Cluster(name="antrea", windows=WIN_1, linux=WORKER, objects=objects)
