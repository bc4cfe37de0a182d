"""Healthy clusters of RKE2, OpenShift and k0s, as their distributors set Windows nodes up."""

from __future__ import annotations

import json

from cluster_material import Written
from clusters.cluster import Cluster
from clusters.flannel import flannel_annotations, net_conf
from clusters.objects import (
    Ports,
    Windows,
    condition,
    config_map,
    container,
    daemon_set,
    node,
    specification,
    static_pod,
    workload,
)
from clusters.parts import SYSTEM, iis, kubernetes, leases, name_service, shop

WMCO = "openshift-windows-machine-config-operator"
WMCO_VERSION = "10.20.0-5f1d2a3"
KUBE_PROXY_SERVICE = (
    r"C:\k\kube-log-runner.exe -log-file C:\var\log\kube-proxy\kube-proxy.log"
    r" C:\k\kube-proxy.exe --config C:\k\kube-proxy-config.yaml --windows-service"
)


def rke2(windows: Windows, *, plugin: str = "flannel") -> Cluster:
    """RKE2: kubelet, kube-proxy and the network plugin are children of its agent, so no pod of the system is there.

    The kubelet of Windows leaves the suffix of RKE2 out of its version; on Linux it is there.
    """
    win, linux = "ip-ac1f2610", "ip-ac1f2604"
    release = "v1.33.5+rke2r1"
    calico = plugin == "calico"

    def annotations(address: str, mac: str, pod: str) -> dict[str, str]:
        if calico:
            return {"projectcalico.org/IPv4Address": f"{address}/20", "projectcalico.org/IPv4VXLANTunnelAddr": pod}
        return flannel_annotations(address, mac=mac)

    up = (
        condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node")
        if calico
        else condition("NetworkUnavailable", "False", "FlannelIsUp", "Flannel is running on this node")
    )
    nodes = [
        node(
            linux,
            address="172.31.38.4",
            version=release,
            runtime="containerd://2.1.4-k3s2",
            provider_id=f"rke2://{linux}",
            pod_cidr="10.42.0.0/24",
            labels={
                "node-role.kubernetes.io/control-plane": "true",
                "node-role.kubernetes.io/etcd": "true",
                "node.kubernetes.io/instance-type": "rke2",
            },
            annotations={
                **annotations("172.31.38.4", "8e:1f:33:52:0a:01", "10.42.166.192"),
                "rke2.io/hostname": linux,
                "rke2.io/internal-ip": "172.31.38.4",
                "rke2.io/node-args": '["server"]',
            },
            conditions=[up],
        ),
        node(
            win,
            windows=windows,
            address="172.31.38.16",
            version=release.partition("+")[0],
            runtime="containerd://2.1.4-k3s2",
            machine_id="IP-AC1F2610",
            pod_cidr="10.42.1.0/24",
            annotations=annotations("172.31.38.16", "00:15:5d:9a:41:0c", "10.42.97.65"),
            conditions=[up],
        ),
    ]
    ports = Ports(services="10.43.0.0/16")
    pods = "10.42.97.{}" if calico else "10.42.1.{}"
    static = [
        static_pod(name, on=linux, ip="172.31.38.4", image=f"index.docker.io/rancher/hardened-kubernetes:{release}")
        for name in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-proxy", "kube-scheduler")
    ]
    namespace, agent = ("calico-system", "calico-node") if calico else (SYSTEM, "kube-flannel-ds")
    network = specification(container(agent, f"index.docker.io/rancher/hardened-{plugin}:v0.27.3"), host_network=True)
    objects = [
        *nodes,
        *leases(nodes),
        *static,
        *kubernetes(ports, endpoint="172.31.38.4"),
        *name_service(ports, on=[(linux, "10.42.0.5"), (linux, "10.42.0.6")]),
        *daemon_set(agent, namespace, network, on={linux: "172.31.38.4"}),
        *([] if calico else [config_map("kube-flannel-cfg", SYSTEM, net_conf("10.42.0.0/16", port=4789))]),
        *shop(ports, spec=iis(windows), on=[(win, pods.format(70)), (win, pods.format(71))], outside="192.168.40.2"),
    ]
    return Cluster(name=f"rke2-{plugin}", windows=win, linux=linux, objects=objects)


def openshift(windows: Windows, *, platform: str = "aws") -> Cluster:
    """OpenShift: services set up by the Windows Machine Config Operator; pods' range in OVN's annotation alone.

    `platform`: `aws`, where the node has another name than Windows itself, or `vsphere`.
    """
    aws = platform == "aws"
    win, linux = ("ip-10-0-52-217.ec2.internal", "ip-10-0-48-11.ec2.internal") if aws else ("winhost", "worker-0")
    provider = "aws:///us-east-1a/i-0{:016x}" if aws else "vsphere://420bcd3d-d30b-c9d5-11b6-51e1dfe2{:04x}"
    nodes = [
        node(
            linux,
            address="10.0.48.11",
            version="v1.33.4+3bb3bd9",
            runtime="cri-o://1.33.4-2.rhaos4.20.git",
            os_image="Red Hat Enterprise Linux CoreOS 9.6.20251023-0 (Plow)",
            kernel="5.14.0-570.49.1.el9_6.x86_64",
            provider_id=provider.format(1),
            labels={"node-role.kubernetes.io/worker": "", "node.openshift.io/os_id": "rhel"},
            annotations={
                "machineconfiguration.openshift.io/state": "Done",
                "k8s.ovn.org/node-subnets": '{"default":["10.131.0.0/23"]}',
            },
            pods=250,
        ),
        node(
            win,
            windows=windows,
            address="10.0.52.217",
            version="v1.33.4",
            runtime="containerd://2.0.5",
            machine_id="EC2AMAZ-83BB2LN" if aws else "WINHOST",
            hostname="ec2amaz-83bb2ln" if aws else win,
            provider_id=provider.format(2),
            labels={
                "node-role.kubernetes.io/worker": "",
                "node.openshift.io/os_id": "Windows",
                **({} if aws else {"windowsmachineconfig.openshift.io/byoh": "true"}),
            },
            annotations={
                "k8s.ovn.org/hybrid-overlay-distributed-router-gateway-mac": "00-15-5D-6C-A0-12",
                "k8s.ovn.org/hybrid-overlay-node-subnet": "10.132.1.0/24",
                "windowsmachineconfig.openshift.io/desired-version": WMCO_VERSION,
                "windowsmachineconfig.openshift.io/pub-key-hash": "2a1f",
                "windowsmachineconfig.openshift.io/version": WMCO_VERSION,
            },
            taints=[{"key": "os", "value": "Windows", "effect": "NoSchedule"}],
            pods=250,
        ),
    ]
    ports = Ports(services="172.30.0.0/16")
    ovn = specification(
        container("ovnkube-controller", "quay.io/openshift-release-dev/ovnkube@sha256:0a"), host_network=True
    )
    operator = specification(
        container("manager", "registry.redhat.io/openshift4-wincw/windows-machine-config-rhel9:v10.20")
    )
    objects = [
        *nodes,
        *leases(nodes),
        *kubernetes(ports, endpoint="10.0.48.11"),
        *name_service(ports, on=[(linux, "10.131.0.12")], namespace="openshift-dns"),
        *daemon_set("ovnkube-node", "openshift-ovn-kubernetes", ovn, on={linux: "10.0.48.11"}),
        *workload("windows-machine-config-operator", WMCO, operator, on=[(linux, "10.131.0.20")]),
        config_map(f"windows-services-{WMCO_VERSION}", WMCO, windows_services(port="" if aws else "9898")),
        *shop(ports, spec=iis(windows), on=[(win, "10.132.1.10"), (win, "10.132.1.11")], outside="10.0.60.3"),
    ]
    return Cluster(name=f"openshift-{platform}", windows=win, linux=linux, objects=objects)


def windows_services(*, port: str = "") -> dict[str, str]:
    """What the operator tells its daemon on each node to run."""
    overlay = r"C:\k\hybrid-overlay-node.exe --node NODE_NAME --windows-service --logfile C:\var\log\hybrid-overlay.log"
    services = [
        (
            "containerd",
            r"C:\k\containerd\containerd.exe --config C:\k\containerd\containerd_conf.toml --run-service",
            0,
        ),
        ("kubelet", r"C:\k\kubelet.exe --config=C:\k\kubelet.conf --windows-service --v=2", 1),
        ("hybrid-overlay-node", overlay + (f" --hybrid-overlay-vxlan-port {port}" if port else ""), 2),
        ("kube-proxy", KUBE_PROXY_SERVICE, 3),
    ]
    script = (
        r"C:\Temp\network-conf.ps1 -hostnameOverride NODE_NAME -clusterCIDR NODE_SUBNET"
        r" -kubeConfigPath KUBE_CONFIG_PATH -kubeProxyConfigPath KUBE_PROXY_CONFIG_PATH -verbosity VERBOSITY"
    )
    told = [
        {
            "name": name,
            "command": command,
            "bootstrap": priority < 2,
            "priority": priority,
            **(
                {
                    "powershellPreScripts": [
                        {"path": script, "nodeArgs": [{"name": "NODE_NAME", "nodeObjectJsonPath": "{.metadata.name}"}]}
                    ]
                }
                if name == "kube-proxy"
                else {}
            ),
        }
        for name, command, priority in services
    ]
    return {"services": json.dumps(told), "files": "[]", "environmentVars": "{}", "watchedEnvironmentVars": "[]"}


def k0s(windows: Windows) -> Cluster:
    """k0s: kube-proxy and Calico on Windows as HostProcess DaemonSets in kube-system; the control plane is no pods."""
    win, linux = "win-1", "linux-1"
    up = condition("NetworkUnavailable", "False", "CalicoIsUp", "Calico is running on this node")
    calico = {
        "projectcalico.org/IPv4Address": "10.0.0.{}/24",
        "projectcalico.org/IPv4VXLANTunnelAddr": "10.244.{}.1",
    }

    def annotations(number: int) -> dict[str, str]:
        return {key: value.format(number) for key, value in calico.items()}

    nodes = [
        node(
            linux,
            address="10.0.0.10",
            version="v1.33.4+k0s",
            runtime="containerd://1.7.28",
            pod_cidr="10.244.0.0/24",
            annotations=annotations(10),
            conditions=[up],
        ),
        node(
            win,
            windows=windows,
            address="10.0.0.11",
            version="v1.33.4+k0s",
            runtime="containerd://1.7.28",
            pod_cidr="10.244.1.0/24",
            annotations=annotations(11),
            conditions=[up],
        ),
    ]
    ports = Ports(services="10.96.0.0/16")
    objects = [
        *nodes,
        *leases(nodes),
        *kubernetes(ports, endpoint="10.0.0.5"),
        *name_service(ports, on=[(linux, "10.244.0.3")]),
        *_k0s_agent("kube-proxy", "linux", {linux: "10.0.0.10"}),
        *_k0s_agent("calico-node", "linux", {linux: "10.0.0.10"}),
        *_k0s_agent("kube-proxy-windows", "windows", {win: "10.0.0.11"}),
        *_k0s_agent("calico-node-windows", "windows", {win: "10.0.0.11"}),
        *shop(ports, spec=iis(windows), on=[(win, "10.244.111.4"), (win, "10.244.111.5")], outside="10.0.0.200"),
    ]
    return Cluster(name="k0s", windows=win, linux=linux, objects=objects)


def _k0s_agent(name: str, os: str, on: dict[str, str]) -> list[Written]:
    image = f"quay.io/k0sproject/{name}:v1.33.4"
    script = {"args": [f"$env:CONTAINER_SANDBOX_MOUNT_POINT/{name}/start.ps1"]} if os == "windows" else {}
    spec = specification(
        container(name, image, **script), os=os, host_network=os == "linux", host_process=os == "windows"
    )
    return daemon_set(name, SYSTEM, spec, on=on)
