"""What kubewhy may read of a cluster: nothing that is not in this list is ever asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal


class Resource(StrEnum):
    """Something that can be read. The values of those with objects are their names in the API."""

    NODES = "nodes"
    PODS = "pods"
    SERVICES = "services"
    EVENTS = "events"
    ENDPOINT_SLICES = "endpointslices"
    DAEMON_SETS = "daemonsets"
    REPLICA_SETS = "replicasets"
    STATEFUL_SETS = "statefulsets"
    VOLUME_CLAIMS = "persistentvolumeclaims"
    LEASES = "leases"
    CONFIG_MAPS = "configmaps"
    POD_LOGS = "pods/log"
    """The first lines of kube-proxy's and flanneld's logs: opt-in, by a Role of its own."""
    VERSION = "version"
    API_HEALTH = "livez"
    API_CERTIFICATE = "certificate"
    RIGHTS = "rights"
    """What our own account may do."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """How the API serves a resource, and what of it kubewhy asks for."""

    kind: str
    """Empty: no objects of the API."""
    path: str
    """Group and version as in a URL."""
    namespaced: bool = True
    verbs: tuple[Literal["get", "list"], ...] = ("get", "list")
    scope: Literal["cluster", "namespace", "name", "everybody"] = "cluster"
    """Granted in the whole cluster, in one namespace, for one object by its name; or open to every account."""
    opt_in: bool = False

    @property
    def group(self) -> str:
        """The API group; empty: the core group."""
        return self.path.split("/")[1] if self.path.startswith("apis/") else ""


SERVED: Mapping[Resource, Served] = MappingProxyType(
    {
        Resource.NODES: Served(kind="Node", path="api/v1", namespaced=False),
        Resource.PODS: Served(kind="Pod", path="api/v1"),
        Resource.SERVICES: Served(kind="Service", path="api/v1", verbs=("list",)),
        Resource.EVENTS: Served(kind="Event", path="api/v1", verbs=("list",)),
        Resource.ENDPOINT_SLICES: Served(kind="EndpointSlice", path="apis/discovery.k8s.io/v1", verbs=("list",)),
        Resource.DAEMON_SETS: Served(kind="DaemonSet", path="apis/apps/v1", verbs=("list",)),
        Resource.REPLICA_SETS: Served(kind="ReplicaSet", path="apis/apps/v1", verbs=("get",)),
        Resource.STATEFUL_SETS: Served(kind="StatefulSet", path="apis/apps/v1", verbs=("get",)),
        Resource.VOLUME_CLAIMS: Served(kind="PersistentVolumeClaim", path="api/v1", verbs=("get",)),
        Resource.LEASES: Served(kind="Lease", path="apis/coordination.k8s.io/v1", scope="namespace"),
        Resource.CONFIG_MAPS: Served(kind="ConfigMap", path="api/v1", verbs=("get",), scope="name"),
        Resource.POD_LOGS: Served(kind="", path="api/v1", verbs=("get",), scope="namespace", opt_in=True),
        Resource.VERSION: Served(kind="", path="version", namespaced=False, verbs=("get",), scope="everybody"),
        Resource.API_HEALTH: Served(kind="", path="livez", namespaced=False, verbs=("get",), scope="everybody"),
        Resource.API_CERTIFICATE: Served(kind="", path="", namespaced=False, verbs=(), scope="everybody"),
        Resource.RIGHTS: Served(kind="", path="", namespaced=False, verbs=(), scope="everybody"),
    }
)


def right_to(resource: Resource) -> str:
    """The right that reading it takes, for people: `get, list leases.coordination.k8s.io in one namespace`."""
    served = SERVED[resource]
    if served.scope == "everybody":
        return ""
    where = {"cluster": "", "namespace": " in one namespace", "name": " by its name"}[served.scope]
    group = f".{served.group}" if served.group else ""
    return f"{', '.join(served.verbs)} {resource.value}{group}{where}"
