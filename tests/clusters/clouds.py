"""Healthy clusters of AKS, EKS and GKE: no control plane is seen, and Windows nodes run services, no agents' pods."""

from __future__ import annotations

from typing import Any

from cluster_material import Written, ago
from clusters.cluster import Cluster
from clusters.objects import (
    WINDOWS,
    Ports,
    Windows,
    condition,
    container,
    daemon_set,
    event,
    node,
    specification,
    uid,
    workload,
)
from clusters.parts import SYSTEM, iis, kubernetes, leases, name_service, shop

AKS_DETECTED = (
    ("KubeletProblem", "KubeletIsUp"),
    ("ContainerRuntimeProblem", "ContainerRuntimeIsUp"),
    ("FrequentKubeletRestart", "NoFrequentKubeletRestart"),
    ("FrequentContainerdRestart", "NoFrequentContainerdRestart"),
    ("FrequentDockerRestart", "NoFrequentDockerRestart"),
    ("FrequentUnregisterNetDevice", "NoFrequentUnregisterNetDevice"),
    ("FilesystemCorruptionProblem", "FilesystemIsOK"),
    ("KernelDeadlock", "KernelHasNoDeadlock"),
    ("ReadonlyFilesystem", "FilesystemIsNotReadOnly"),
    ("VMEventScheduled", "NoVMEventScheduled"),
)
"""Conditions that AKS writes on Linux nodes alone; True would be bad."""
EKS_MONITORED = ("KernelReady", "NetworkingReady", "StorageReady", "ContainerRuntimeReady")
"""Conditions that EKS writes on Linux nodes alone; False would be bad."""


def aks(windows: Windows, *, overlay: bool = False) -> Cluster:
    """AKS with Azure CNI: node subnet (no podCIDR, no CNI pod), or overlay (`azure-cns-win`)."""
    version = "v1.32.9" if windows is WINDOWS[2019] else "v1.33.5"
    scale_sets = (
        f"azure:///subscriptions/{uid('azure')}/resourceGroups/mc_shop_shop_westeurope/providers/Microsoft.Compute"
    )
    win, linux = "akswin000000", "aks-nodepool1-31286391-vmss000000"

    def labels(pool: str, sku: str, image: str) -> dict[str, str]:
        return {
            "agentpool": pool,
            "kubernetes.azure.com/agentpool": pool,
            "kubernetes.azure.com/cluster": "MC_shop_shop_westeurope",
            "kubernetes.azure.com/mode": "system" if sku == "Ubuntu" else "user",
            "kubernetes.azure.com/node-image-version": image,
            "kubernetes.azure.com/os-sku": sku,
            "kubernetes.azure.com/role": "agent",
            "kubernetes.io/role": "agent",
            "node.kubernetes.io/instance-type": "Standard_D4s_v5",
            "topology.kubernetes.io/region": "westeurope",
            **({"kubernetes.azure.com/podnetwork-type": "overlay"} if overlay else {}),
        }

    image = f"AKSWindows-{windows.tag.removeprefix('ltsc')}-containerd-{windows.kernel.removeprefix('10.0.')}.251112"
    nodes = [
        node(
            linux,
            address="10.224.0.4",
            version=version,
            runtime="containerd://2.0.0",
            provider_id=f"{scale_sets}/virtualMachineScaleSets/aks-nodepool1-31286391-vmss/virtualMachines/0",
            labels=labels("nodepool1", "Ubuntu", "AKSUbuntu-2204gen2containerd-202511.03.0"),
            conditions=[condition(kind, "False", reason, "") for kind, reason in AKS_DETECTED],
            pods=250,
        ),
        node(
            win,
            windows=windows,
            address="10.224.0.62",
            version=version,
            runtime="containerd://1.7.28+azure" if windows is WINDOWS[2019] else "containerd://2.0.4+azure",
            provider_id=f"{scale_sets}/virtualMachineScaleSets/akswin/virtualMachines/0",
            labels=labels("win", windows.sku, image),
            pods=30,
        ),
    ]
    ports = Ports(services="10.0.0.0/16")
    pod_ip = "10.244.1.{}" if overlay else "10.224.0.{}"
    hosts = {win: "10.224.0.62"}
    linux_hosts = {linux: "10.224.0.4"}
    objects = [
        *nodes,
        *leases(nodes),
        *kubernetes(ports, endpoint="20.61.12.9"),
        *name_service(ports, on=[(linux, pod_ip.format(20)), (linux, pod_ip.format(21))]),
        *_agent("kube-proxy", linux_hosts, labels={"component": "kube-proxy", "tier": "node"}),
        *_agent("azure-ip-masq-agent", linux_hosts),
        *_agent("cloud-node-manager", linux_hosts),
        *_agent("cloud-node-manager-windows", hosts, os="windows"),
        *_agent("csi-azuredisk-node", linux_hosts, labels={"app": "csi-azuredisk-node"}),
        *_agent("csi-azuredisk-node-win", hosts, os="windows", labels={"app": "csi-azuredisk-node-win"}),
        *_agent("csi-azurefile-node-win", hosts, os="windows", labels={"app": "csi-azurefile-node-win"}),
        *_agent("calico-windows-upgrade", {}, os="windows"),
        *(_agent("azure-cns-win", hosts, os="windows") if overlay else []),
        *shop(ports, spec=iis(windows), on=[(win, pod_ip.format(70)), (win, pod_ip.format(71))], outside="20.61.99.2"),
    ]
    return Cluster(name="aks-overlay" if overlay else "aks", windows=win, linux=linux, objects=objects)


def _agent(
    name: str, on: dict[str, str], *, os: str = "linux", labels: dict[str, str] | None = None, **more: Any
) -> list[Written]:
    """A DaemonSet of a platform's, in kube-system, with a pod on each of its nodes."""
    image = f"mcr.microsoft.com/oss/v2/kubernetes/{name}:v1.33.1"
    spec = specification(container(name, image), os=os, host_network=os == "linux", host_process=os == "windows")
    return daemon_set(name, SYSTEM, {**spec, **more}, on=on, pod_labels=labels)


def eks(windows: Windows, *, monitored: bool = False) -> Cluster:
    """EKS: Windows calls itself by another name than the node; nothing of the system runs as a pod there.

    `monitored`: with the node monitoring agent, whose DaemonSet also starts pods on Windows nodes, where it can't run.
    """
    win, linux = "ip-10-22-2-234.eu-west-2.compute.internal", "ip-10-22-1-17.eu-west-2.compute.internal"
    version = "v1.35.2" if windows is WINDOWS[2025] else "v1.33.5"

    def labels(group: str, image: str) -> dict[str, str]:
        return {
            "eks.amazonaws.com/capacityType": "ON_DEMAND",
            "eks.amazonaws.com/nodegroup": group,
            "eks.amazonaws.com/nodegroup-image": image,
            "k8s.io/cloud-provider-aws": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "node.kubernetes.io/instance-type": "m5.xlarge",
            "topology.kubernetes.io/region": "eu-west-2",
            "topology.kubernetes.io/zone": "eu-west-2a",
        }

    nodes = [
        node(
            linux,
            address="10.22.1.17",
            version=f"{version}-eks-c39b1d0",
            runtime="containerd://2.1.4",
            os_image="Amazon Linux 2023.9.20251117",
            kernel="6.12.55-74.119.amzn2023.x86_64",
            provider_id="aws:///eu-west-2a/i-0123456789abcdef0",
            labels=labels("linux", "ami-0aaaaaaaaaaaaaaa1"),
            conditions=[condition(kind, "True", f"{kind}", "monitoring for this condition") for kind in EKS_MONITORED],
            addresses=[{"type": "InternalDNS", "address": linux}],
            pods=58,
        ),
        node(
            win,
            windows=windows,
            address="10.22.2.234",
            version=f"{version}-eks-113cf36",
            runtime="containerd://1.7.28",
            machine_id="EC2AMAZ-83BB2LN",
            provider_id="aws:///eu-west-2a/i-0fedcba9876543210",
            labels=labels("windows", "ami-0bbbbbbbbbbbbbbb2"),
            allocatable={"vpc.amazonaws.com/PrivateIPv4Address": "14"},
            addresses=[{"type": "InternalDNS", "address": win}],
        ),
    ]
    ports = Ports(services="10.100.0.0/16")
    one_address = {"vpc.amazonaws.com/PrivateIPv4Address": "1"}
    objects = [
        *nodes,
        *leases(nodes),
        *kubernetes(ports, endpoint="10.22.1.201"),
        *name_service(ports, on=[(linux, "10.22.1.30"), (linux, "10.22.1.31")]),
        *_agent("aws-node", {linux: "10.22.1.17"}),
        *_agent("kube-proxy", {linux: "10.22.1.17"}),
        *shop(
            ports,
            spec=iis(windows, resources={"limits": one_address, "requests": one_address}),
            on=[(win, "10.22.2.40"), (win, "10.22.2.41")],
            outside="3.8.11.201",
        ),
        event(
            "The instance type m5.xlarge is not supported for trunk interface (Security Group for Pods)",
            reason="Unsupported",
            about=nodes[1],
            component="vpc-resource-controller",
            first=ago(hours=5),
            last=ago(hours=5),
        ),
    ]
    cluster = Cluster(name="eks-monitored" if monitored else "eks", windows=win, linux=linux, objects=objects)
    if monitored:
        cluster.add(*_monitoring(linux, win))
    return cluster


def _monitoring(linux: str, win: str) -> list[Written]:
    image = "602401143452.dkr.ecr.eu-west-2.amazonaws.com/eks/eks-node-monitoring-agent:v1.4.1"
    spec = specification(container("eks-node-monitoring-agent", image), host_network=True)
    del spec["nodeSelector"]
    owner, *pods = daemon_set("eks-node-monitoring-agent", SYSTEM, spec, on={linux: "10.22.1.17", win: "10.22.2.234"})
    owner["status"] |= {"numberReady": 1, "numberAvailable": 1, "numberUnavailable": 1}
    failing = pods[1]
    failing["status"]["phase"] = "Pending"
    failing["status"]["containerStatuses"][0] |= {
        "ready": False,
        "started": False,
        "state": {"waiting": {"reason": "ContainerCreating"}},
    }
    for one in failing["status"]["conditions"]:
        if one["type"] in ("Ready", "ContainersReady"):
            one |= {"status": "False", "reason": "ContainersNotReady"}
    return [owner, *pods]


def gke(windows: Windows) -> Cluster:
    """GKE: a route for each node's podCIDR, a taint on Windows nodes, kube-proxy on Linux as a static pod."""
    win, linux = "gke-shop-win-pool-5d1f0e2c-h3zq", "gke-shop-default-pool-8a9b7c6d-k2vn"

    def labels(pool: str, distribution: str) -> dict[str, str]:
        return {
            "cloud.google.com/gke-container-runtime": "containerd",
            "cloud.google.com/gke-nodepool": pool,
            "cloud.google.com/gke-os-distribution": distribution,
            "node.kubernetes.io/instance-type": "n2-standard-4",
            "topology.kubernetes.io/zone": "europe-west4-a",
        }

    route = condition("NetworkUnavailable", "False", "RouteCreated", "RouteController created a route")
    nodes = [
        node(
            linux,
            address="10.164.0.3",
            version="v1.33.5-gke.1162000",
            runtime="containerd://2.0.6",
            os_image="Container-Optimized OS from Google",
            kernel="6.6.97+",
            provider_id=f"gce://shop-prod/europe-west4-a/{linux}",
            pod_cidr="10.84.0.0/24",
            labels=labels("default-pool", "cos"),
            conditions=[route],
        ),
        node(
            win,
            windows=windows,
            address="10.164.0.9",
            version="v1.33.5-gke.1162000",
            runtime="containerd://1.7.27",
            machine_id="gke-shop-win-po",
            provider_id=f"gce://shop-prod/europe-west4-a/{win}",
            pod_cidr="10.84.1.0/24",
            labels=labels("win-pool", "windows_ltsc"),
            conditions=[route],
            taints=[{"key": "node.kubernetes.io/os", "value": "windows", "effect": "NoSchedule"}],
        ),
    ]
    ports = Ports(services="10.88.0.0/16")
    proxy = specification(container("kube-proxy", "gke.gcr.io/kube-proxy-amd64:v1.33.5-gke.1162000"), host_network=True)
    objects = [
        *nodes,
        *leases(nodes),
        *kubernetes(ports, endpoint="10.164.0.2"),
        *name_service(ports, on=[(linux, "10.84.0.5"), (linux, "10.84.0.6")]),
        *daemon_set("gke-metadata-server", SYSTEM, proxy, on={linux: "10.164.0.3"}),
        *workload("konnectivity-agent", SYSTEM, _konnectivity(), on=[(linux, "10.84.0.7")]),
        *shop(ports, spec=iis(windows), on=[(win, "10.84.1.4"), (win, "10.84.1.5")], outside="34.90.12.1"),
    ]
    return Cluster(name="gke", windows=win, linux=linux, objects=objects)


def _konnectivity() -> Written:
    return specification(container("konnectivity-agent", "gke.gcr.io/proxy-agent:v0.31.3"))
