"""What flannel leaves in a cluster: annotations of nodes, its ConfigMap, its DaemonSets."""

from __future__ import annotations

import json
from typing import Any

from cluster_material import Written
from clusters.objects import condition, config_map, container, daemon_set, specification

NAMESPACE = "kube-flannel"
CONFIG = "kube-flannel-cfg"
WINDOWS_CONFIG = "kube-flannel-windows-cfg"
OURS = "flannel.alpha.coreos.com"
"""How its annotations begin."""
UP = condition("NetworkUnavailable", "False", "FlannelIsUp", "Flannel is running on this node")


def flannel_annotations(address: str, *, mac: str, backend: str = "vxlan", vni: int = 4096) -> dict[str, str]:
    """What flanneld writes on its node once it has its subnet."""
    data = json.dumps({"VNI": vni, "VtepMAC": mac}, separators=(",", ":")) if backend == "vxlan" else "null"
    return {
        f"{OURS}/backend-data": data,
        f"{OURS}/backend-type": backend,
        f"{OURS}/kube-subnet-manager": "true",
        f"{OURS}/public-ip": address,
    }


def net_conf(
    network: str, *, backend: str = "vxlan", vni: int | None = 4096, port: int | None = 4789
) -> dict[str, str]:
    """What stands in kube-flannel-cfg. Its cni-conf.json is of Linux nodes."""
    settings: dict[str, Any] = {"Type": backend}
    if backend == "vxlan":
        settings |= {name: value for name, value in (("VNI", vni), ("Port", port)) if value is not None}
    plugins = [
        {"type": "flannel", "delegate": {"hairpinMode": True, "isDefaultGateway": True}},
        {"type": "portmap", "capabilities": {"portMappings": True}},
    ]
    return {
        "cni-conf.json": json.dumps({"name": "cbr0", "cniVersion": "0.3.1", "plugins": plugins}, indent=2),
        "net-conf.json": json.dumps({"Network": network, "EnableNFTables": False, "Backend": settings}, indent=2),
    }


def windows_conf() -> dict[str, str]:
    """What old installs have for Windows nodes: a draft whose lists a script on the node fills in."""
    policies = [
        {"Name": "EndpointPolicy", "Value": {"Type": "OutBoundNAT", "Settings": {"Exceptions": []}}},
        {
            "Name": "EndpointPolicy",
            "Value": {"Type": "SDNROUTE", "Settings": {"DestinationPrefix": "", "NeedEncap": True}},
        },
    ]
    conf = {
        "name": "flannel.4096",
        "cniVersion": "0.2.0",
        "type": "flannel",
        "capabilities": {"portMappings": True, "dns": True},
        "delegate": {"type": "sdnoverlay", "AdditionalArgs": policies},
    }
    return {"cni-conf-containerd.json": json.dumps(conf, indent=2)}


def linux_agent(on: dict[str, str]) -> list[Written]:
    """The program flanneld on Linux nodes."""
    spec = specification(
        container(
            "kube-flannel",
            "ghcr.io/flannel-io/flannel:v0.27.4",
            command=["/opt/bin/flanneld"],
            args=["--ip-masq", "--kube-subnet-mgr"],
        ),
        host_network=True,
    )
    labels = {"app": "flannel", "k8s-app": "flannel", "tier": "node"}
    return daemon_set("kube-flannel-ds", NAMESPACE, spec, on=on, pod_labels=labels)


def windows_agent(on: dict[str, str], *, missing: tuple[str, ...] = ()) -> list[Written]:
    """The same on Windows nodes: a HostProcess DaemonSet and its ConfigMap, made by hand, as installs of 2024 are."""
    spec = specification(
        container("kube-flannel", "registry.example.com/windows/flannel:v0.27.4-hostprocess"),
        os="windows",
        host_process=True,
    )
    name = "kube-flannel-ds-windows-amd64"
    labels = {"app": "flannel", "tier": "node", "os": "windows"}
    return [
        config_map(WINDOWS_CONFIG, NAMESPACE, windows_conf()),
        *daemon_set(name, NAMESPACE, spec, on=on, pod_labels=labels, missing=missing),
    ]
