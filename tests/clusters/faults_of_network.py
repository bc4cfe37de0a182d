"""What can go wrong with a Windows node's network: flannel's settings and leases, addresses, routes, the CNI's file."""

from __future__ import annotations

import json

from cluster_material import Written
from clusters import flannel
from clusters.cluster import Cluster
from clusters.fault import Expected, fault
from clusters.faults_of_nodes import set_condition
from clusters.objects import WINDOWS, uid, workload
from clusters.parts import SHOP, iis

REJOIN, WAITING = "flannel-rejoin", "flanneld-waiting-network"
RANGE_USED, HOST_PORT = "ipam-range-exhausted", "hostport-not-working"
EXTERNAL, AZURE, VSPHERE = "pod-cannot-ping-external", "flannel-hostgw-azure", "vsphere-vxlan-4789"


def set_net_conf(cluster: Cluster, *, vni: int | None, port: int | None) -> None:
    """Writes flannel's settings anew."""
    written = cluster.find("ConfigMap", flannel.CONFIG, flannel.NAMESPACE)
    written["data"] = flannel.net_conf("10.244.0.0/16", vni=vni, port=port)


def set_provider(cluster: Cluster, provider: str) -> None:
    """Puts all nodes on somebody's machines."""
    for node in cluster.of("Node"):
        node["spec"]["providerID"] = provider.format(node["metadata"]["name"])


@fault(Expected(check="flannel-backend"))
def flannel_vni_of_linux(cluster: Cluster) -> None:
    """Flannel's settings were made for Linux alone: the network's number is one that Windows doesn't take."""
    set_net_conf(cluster, vni=1, port=4789)


@fault(Expected(check="flannel-backend"))
def flannel_port_of_linux(cluster: Cluster) -> None:
    """Flannel's settings name the port that Linux uses and Windows can't."""
    set_net_conf(cluster, vni=4096, port=8472)


@fault(Expected(check="flannel-backend"))
def flannel_bare_vxlan(cluster: Cluster) -> None:
    """Flannel's settings leave number and port out, so those of Linux hold."""
    set_net_conf(cluster, vni=None, port=None)


@fault(Expected(check="flannel-lease", entry=REJOIN))
def flannel_lease_stale(cluster: Cluster) -> None:
    """The node has rejoined with another address; the others still send to the one before."""
    cluster.node["metadata"]["annotations"][f"{flannel.OURS}/public-ip"] = "10.0.0.99"


@fault(Expected(check="vxlan-port-conflict", entry=VSPHERE, statuses=("warn", "unknown")), build=2022)
def vxlan_on_vsphere(cluster: Cluster) -> None:
    """VXLAN on the port that vSphere may keep for itself."""
    set_provider(cluster, f"vsphere://{uid('vsphere')}")


@fault(
    Expected(check="azure-hostgw-routes", entry=AZURE, statuses=("warn", "unknown")),
    cluster="kubeadm-flannel-host-gw",
    build=2022,
)
def host_gw_on_azure(cluster: Cluster) -> None:
    """Flannel leads pods' packets by routes that Azure's network doesn't know."""
    machines = "Microsoft.Compute/virtualMachines/{}"
    set_provider(cluster, f"azure:///subscriptions/{uid('own')}/resourceGroups/shop/providers/{machines}")


@fault(Expected(check="pod-cidr", entry=WAITING))
def podcidr_missing(cluster: Cluster) -> None:
    """Nobody has given the node a range for its pods, and flannel waits for one."""
    for name in ("podCIDR", "podCIDRs"):
        cluster.node["spec"].pop(name)
    set_condition(cluster, "Ready", "False", "KubeletNotReady", "container runtime network not ready")


@fault(Expected(check="pod-cidr", entry=RANGE_USED))
def podcidr_used_up(cluster: Cluster) -> None:
    """The node's range has room for twelve pods, and twelve there are."""
    cluster.node["spec"] |= {"podCIDR": "10.244.1.0/28", "podCIDRs": ["10.244.1.0/28"]}
    cluster.remove(cluster.pods_on(cluster.windows, beginning="web-"))
    # The first is the network's, the second the gateway's, the third that of flannel's own endpoint, the last all's.
    places = [(cluster.windows, f"10.244.1.{number}") for number in range(3, 15)]
    cluster.add(*workload("many", SHOP, iis(WINDOWS[2025]), on=places))
    places_left = [(cluster.windows, "10.244.1.2")]
    cluster.add(*workload("one", SHOP, iis(WINDOWS[2025]), on=places_left))


@fault(Expected(check="hostport-capability", entry=HOST_PORT, statuses=("warn", "fail")))
def host_port_on_overlay(cluster: Cluster) -> None:
    """A pod asks for a port of its node, which an overlay on Windows never gives."""
    asking: Written = cluster.pods_on(cluster.windows, beginning="web-")[0]
    asking["spec"]["containers"] = [
        {**one, "ports": [{"containerPort": 80, "hostPort": 8080, "protocol": "TCP"}]}
        for one in asking["spec"]["containers"]
    ]


def _conf(policy: Written, **more: object) -> str:
    policies = [{"Name": "EndpointPolicy", "Value": {"Type": "OutBoundNAT", **policy}}]
    delegate = {"type": "win-bridge", "policies": policies, **more}
    return json.dumps({"name": "cbr0", "cniVersion": "0.2.0", "type": "flannel", "delegate": delegate}, indent=2)


@fault(Expected(check="cni-exceptions", entry=EXTERNAL), shown_in=("dump",))
def cni_excepts_everything(cluster: Cluster) -> None:
    """The list of what keeps its address on the way out has everything in it, in the old spelling."""
    cluster.pasted["cni.conf"] = _conf({"ExceptionList": ["10.244.0.0/16", "10.96.0.0/16", "0.0.0.0/0"]})


@fault(Expected(check="cni-exceptions", entry=EXTERNAL), shown_in=("dump",))
def cni_excepts_everything_v2(cluster: Cluster) -> None:
    """The same in the spelling of containerd's days."""
    cluster.pasted["cni.conf"] = _conf({"Settings": {"Exceptions": ["10.96.0.0/16", "0.0.0.0/0"]}}, apiVersion=2)
