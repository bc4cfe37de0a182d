"""What can go wrong, planted into a cluster in which all is well otherwise: `planted("podcidr-missing")`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from cluster_material import Written
from clusters import faults_of_events, faults_of_network, faults_of_nodes, faults_of_pods, faults_of_proxy
from clusters.cluster import Cluster
from clusters.fault import Fault
from clusters.healthy import healthy

FAMILIES: tuple[ModuleType, ...] = (
    faults_of_nodes,
    faults_of_proxy,
    faults_of_network,
    faults_of_events,
    faults_of_pods,
)
FAULTS: Mapping[str, Fault] = {
    found.name: found for family in FAMILIES for found in vars(family).values() if isinstance(found, Fault)
}
"""Every fault by its name."""


@dataclass(frozen=True, kw_only=True)
class Planted:
    """A cluster with a fault in it."""

    fault: Fault
    cluster: Cluster
    pod: Written | None
    """What a probe is to look at; None: the cluster's Windows node."""

    @property
    def words(self) -> tuple[str, str]:
        """What a person types behind `kubewhy probe`."""
        if self.pod is None:
            return "node", self.cluster.windows
        return "pod", f"{self.pod['metadata']['namespace']}/{self.pod['metadata']['name']}"


def planted(name: str) -> Planted:
    """The cluster with this fault in it, made anew."""
    found = FAULTS[name]
    cluster = healthy(found.cluster, build=found.build)
    return Planted(fault=found, pod=found.plant(cluster), cluster=cluster)
