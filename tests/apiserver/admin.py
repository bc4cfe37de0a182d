"""The tests' own account: it may do everything, and puts made-up clusters into the API server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import urllib3
from apiserver.server import ADMIN, KubernetesServer
from apiserver.store import Store
from cluster_material import Written
from clusters.cluster import Cluster
from clusters.objects import moved


@dataclass(frozen=True)
class Kind:
    """How the API serves a kind."""

    path: str
    plural: str
    namespaced: bool = True
    has_status: bool = False


KINDS: Mapping[str, Kind] = {
    "Namespace": Kind("api/v1", "namespaces", namespaced=False),
    "Node": Kind("api/v1", "nodes", namespaced=False, has_status=True),
    "Pod": Kind("api/v1", "pods", has_status=True),
    "Service": Kind("api/v1", "services", has_status=True),
    "ServiceAccount": Kind("api/v1", "serviceaccounts"),
    "ConfigMap": Kind("api/v1", "configmaps"),
    "Secret": Kind("api/v1", "secrets"),
    "Event": Kind("api/v1", "events"),
    "PersistentVolumeClaim": Kind("api/v1", "persistentvolumeclaims", has_status=True),
    "EndpointSlice": Kind("apis/discovery.k8s.io/v1", "endpointslices"),
    "DaemonSet": Kind("apis/apps/v1", "daemonsets", has_status=True),
    "ReplicaSet": Kind("apis/apps/v1", "replicasets", has_status=True),
    "StatefulSet": Kind("apis/apps/v1", "statefulsets", has_status=True),
    "Lease": Kind("apis/coordination.k8s.io/v1", "leases"),
    "ServiceCIDR": Kind("apis/networking.k8s.io/v1", "servicecidrs", namespaced=False, has_status=True),
    "ClusterRole": Kind("apis/rbac.authorization.k8s.io/v1", "clusterroles", namespaced=False),
    "ClusterRoleBinding": Kind("apis/rbac.authorization.k8s.io/v1", "clusterrolebindings", namespaced=False),
    "Role": Kind("apis/rbac.authorization.k8s.io/v1", "roles"),
    "RoleBinding": Kind("apis/rbac.authorization.k8s.io/v1", "rolebindings"),
}
"""Every kind that the tests write."""

Key = tuple[str, str, str]
"""Kind, namespace and name."""
KEPT: frozenset[Key] = frozenset({("Service", "default", "kubernetes")})
"""What the API server itself makes and looks after."""


AGED = frozenset({"Node", "Pod", "DaemonSet"})
"""Kinds whose age a probe looks at. An API server lets nobody choose it."""


class Refused(Exception):  # noqa: N818 - reads as the sentence that it is
    """The API server didn't do it; the text is what it says."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class Admin:
    """An account that may do everything."""

    def __init__(self, server: KubernetesServer) -> None:
        self._server = server
        self._http = urllib3.PoolManager(ca_certs=str(server.ca_file), retries=False, timeout=30)
        self.store = Store(server.etcd)
        self._shown: dict[Key, Written] = {}
        self._namespaces = {"default", "kube-system", "kube-public", "kube-node-lease"}
        self._moment = datetime.now(tz=UTC)

    def close(self) -> None:
        """Ends the connections."""
        self._http.clear()
        self.store.close()

    def call(self, method: str, path: str, body: Any = None, *, token: str = ADMIN) -> Any:
        """One call of the API; its JSON. Raises Refused."""
        response = self._http.request(
            method,
            f"{self._server.url}/{path}",
            body=None if body is None else json.dumps(body),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        answer = json.loads(response.data) if response.data.startswith(b"{") else {"text": response.data.decode()}
        if response.status >= 300:
            raise Refused(response.status, str(answer.get("message", answer)))
        return answer

    def status(self, method: str, path: str, body: Any = None, *, token: str) -> int:
        """The status that another account gets."""
        try:
            self.call(method, path, body, token=token)
        except Refused as error:
            return error.status
        return 200

    def create(self, written: Written) -> Written:
        """Writes a new object, with its status and its namespace; what the API server made of it."""
        kind = KINDS[written["kind"]]
        named = {key: value for key, value in written["metadata"].items() if key not in ("uid", "creationTimestamp")}
        if kind.namespaced:
            self._have_namespace(named["namespace"])
        elif written["kind"] == "Namespace":
            self._namespaces.add(named["name"])
        collection = _collection(kind, named.get("namespace", ""))
        made: Written = self.call("POST", collection, {**written, "metadata": named})
        if kind.has_status and written.get("status"):
            made = self.call("PUT", f"{collection}/{named['name']}/status", {**made, "status": written["status"]})
        return made

    def delete(self, key: Key) -> None:
        """Takes an object away, at once."""
        kind, namespace, name = key
        path = f"{_collection(KINDS[kind], namespace)}/{name}"
        self.call("DELETE", path, {"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0})

    def show(self, cluster: Cluster) -> None:
        """Makes the API server look like this cluster: only what differs from the one before is written.

        Times are those of this run's beginning, but for leases, which are as fresh as the cluster says.
        """
        wanted: dict[Key, Written] = {}
        for written in cluster.objects:
            moment = datetime.now(tz=UTC) if written["kind"] == "Lease" else self._moment
            one = moved(written, to=moment)
            wanted[one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]] = one
        wanted = {key: one for key, one in wanted.items() if key not in KEPT}
        for key in [key for key, one in self._shown.items() if wanted.get(key) != one]:
            self.delete(key)
            del self._shown[key]
        for key, one in wanted.items():
            if key not in self._shown:
                made = self.create(one)
                self._shown[key] = one
                if one["kind"] in AGED:
                    made["metadata"]["creationTimestamp"] = one["metadata"]["creationTimestamp"]
                    self.store.put([made])

    def allow_service_range(self, name: str, cidr: str) -> None:
        """Lets services have addresses of this range, too."""
        self.create(
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "ServiceCIDR",
                "metadata": {"name": name},
                "spec": {"cidrs": [cidr]},
                "status": {
                    "conditions": [
                        {
                            "type": "Ready",
                            "status": "True",
                            "reason": "Ready",
                            "message": "",
                            "lastTransitionTime": f"{self._moment:%Y-%m-%dT%H:%M:%SZ}",
                        }
                    ]
                },
            }
        )

    def token_of(self, namespace: str, account: str, *, seconds: int = 3600) -> str:
        """A token of a service account, as its pod would get it."""
        body = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"expirationSeconds": seconds},
        }
        answer = self.call("POST", f"api/v1/namespaces/{namespace}/serviceaccounts/{account}/token", body)
        return str(answer["status"]["token"])

    def _have_namespace(self, name: str) -> None:
        if name not in self._namespaces:
            self._namespaces.add(name)
            self.call(
                "POST", "api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            )


def _collection(kind: Kind, namespace: str) -> str:
    parts: Sequence[str] = (kind.path, *(("namespaces", namespace) if kind.namespaced else ()), kind.plural)
    return "/".join(parts)
