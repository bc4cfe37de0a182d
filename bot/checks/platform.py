"""What a node shows of the platform it is part of, and of the network plugin that serves it.

What is healthy differs: a platform decides which programs run as pods, what stands in `podCIDR`, and where a flag could
be seen at all. What shows nothing is `UNKNOWN`, which promises least. Sources: the platforms' own node labels and
provider ids as their cloud providers write them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot


class Platform(StrEnum):
    """Who set the node up."""

    AKS = "AKS"
    EKS = "EKS"
    GKE = "GKE"
    OPENSHIFT = "OpenShift"
    RKE2 = "RKE2"
    K0S = "k0s"
    UNKNOWN = "unknown"
    """Anything else: kubeadm, Cluster API, a cluster of one's own on somebody's machines."""


class Plugin(StrEnum):
    """The network plugin that gives the node's pods their addresses."""

    FLANNEL = "flannel"
    CALICO = "Calico"
    ANTREA = "Antrea"
    OVN = "OVN-Kubernetes"
    AZURE = "Azure CNI"
    VPC = "Amazon VPC CNI"
    GKE = "GKE"
    UNKNOWN = "unknown"


LABELS: Mapping[str, Platform] = {
    "kubernetes.azure.com/": Platform.AKS,
    "eks.amazonaws.com/": Platform.EKS,
    "alpha.eksctl.io/": Platform.EKS,
    "cloud.google.com/gke-": Platform.GKE,
    "node.openshift.io/": Platform.OPENSHIFT,
    "windowsmachineconfig.openshift.io/": Platform.OPENSHIFT,
    "rke2.io/": Platform.RKE2,
    "node.k0sproject.io/": Platform.K0S,
}
"""How labels or annotations begin that one platform alone writes."""
PROVIDERS: Mapping[str, Platform] = {"rke2://": Platform.RKE2, "gce://": Platform.GKE}
"""Provider ids that tell the platform. Azure's and Amazon's only tell whose machines they are: self-made clusters run
there, too."""
VERSIONS: Mapping[str, Platform] = {
    "-eks-": Platform.EKS,
    "-gke.": Platform.GKE,
    "+rke2r": Platform.RKE2,
    "+k0s": Platform.K0S,
}
"""What a platform adds to the kubelet's version."""
SERVICES = frozenset({Platform.AKS, Platform.EKS, Platform.GKE, Platform.OPENSHIFT, Platform.RKE2})
"""On their Windows nodes kube-proxy and the network plugin are services or child processes, no pods."""
ANNOTATIONS: Mapping[str, Plugin] = {
    "flannel.alpha.coreos.com/": Plugin.FLANNEL,
    "projectcalico.org/": Plugin.CALICO,
    "node.antrea.io/": Plugin.ANTREA,
    "k8s.ovn.org/": Plugin.OVN,
}
"""How annotations begin that one network plugin alone writes."""
OWN_PLUGINS: Mapping[Platform, Plugin] = {
    Platform.AKS: Plugin.AZURE,
    Platform.EKS: Plugin.VPC,
    Platform.GKE: Plugin.GKE,
    Platform.OPENSHIFT: Plugin.OVN,
}
"""What serves the nodes of a platform where nothing else is seen."""
IN_POD_CIDR = frozenset({Plugin.FLANNEL, Plugin.ANTREA, Plugin.GKE})
"""With these, pods take their addresses from the node's `podCIDR`."""


def platform_of(snapshot: Snapshot, node: KubeObject) -> Platform:
    """The platform by what it alone writes on its nodes, else by the kubelet's version, else by the provider's id.

    A Windows node's version often has no suffix; then that of a Linux node of the same cluster decides.
    """
    marks = (*node.labels, *node.annotations)
    for begin, platform in LABELS.items():
        if any(mark.startswith(begin) for mark in marks):
            return platform
    provider = node.text("spec", "providerID")
    for begin, platform in PROVIDERS.items():
        if provider.startswith(begin):
            return platform
    by_version = _by_version(_kubelet(node))
    return by_version if by_version is not Platform.UNKNOWN else snapshot.once(platform_by_versions)


def platform_by_versions(snapshot: Snapshot) -> Platform:
    """The platform by the API server's version, else by that of the first node that has a platform's suffix."""
    versions = (_kubelet(node) for node in snapshot.objects(Resource.NODES))
    found = map(_by_version, (snapshot.server.version, *versions))
    return next((platform for platform in found if platform is not Platform.UNKNOWN), Platform.UNKNOWN)


def _kubelet(node: KubeObject) -> str:
    return node.text("status", "nodeInfo", "kubeletVersion")


def _by_version(version: str) -> Platform:
    return next((platform for part, platform in VERSIONS.items() if part in version), Platform.UNKNOWN)


def plugin_of(snapshot: Snapshot, node: KubeObject) -> Plugin:
    """The network plugin by its annotations on this node, else the platform's own."""
    for begin, plugin in ANNOTATIONS.items():
        if any(annotation.startswith(begin) for annotation in node.annotations):
            return plugin
    if any(label.startswith("k8s.ovn.org/") for label in node.labels):
        return Plugin.OVN
    return OWN_PLUGINS.get(platform_of(snapshot, node), Plugin.UNKNOWN)


def takes_addresses_from_pod_cidr(snapshot: Snapshot, node: KubeObject) -> bool:
    """Whether the pods' addresses are surely those of the node's `podCIDR`."""
    return plugin_of(snapshot, node) in IN_POD_CIDR


def provider_of(node: KubeObject) -> str:
    """Whose machine it is, by the provider's id: `azure`, `aws`, `gce`, `vsphere` …; empty where it doesn't say."""
    scheme, found, _ = node.text("spec", "providerID").partition("://")
    return scheme.lower() if found else ""


def build_of(node: KubeObject) -> tuple[int, int | None] | None:
    """Build and update level of a Windows node, such as (26100, 32995); None where it shows none.

    Told by `nodeInfo.kernelVersion`, else by the label `node.kubernetes.io/windows-build`, which has no update level.
    """
    for written in (
        node.text("status", "nodeInfo", "kernelVersion"),
        node.labels.get("node.kubernetes.io/windows-build", ""),
    ):
        numbers = written.strip().split(".")
        if len(numbers) >= 3 and all(one.isascii() and one.isdigit() and len(one) < 9 for one in numbers[:4]):
            return int(numbers[2]), int(numbers[3]) if len(numbers) > 3 else None
    return None
