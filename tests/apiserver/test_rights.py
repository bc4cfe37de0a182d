"""What kubewhy's own account may do, with exactly what stands in `deploy/rbac`, as a real API server decides it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from apiserver.admin import Admin
from apiserver.conftest import RBAC, Prober, apply
from apiserver.kubelet import Kubelet
from apiserver.server import ADMIN, KubernetesServer
from clusters.cluster import Cluster
from clusters.healthy import healthy

SHOP = "api/v1/namespaces/shop"
SYSTEM = "api/v1/namespaces/kube-system"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "x"},
    "spec": {"containers": [{"name": "x", "image": "x"}]},
}
NOT_OURS: tuple[tuple[str, str], ...] = (
    ("GET", "api/v1/secrets"),
    ("GET", f"{SYSTEM}/secrets"),
    ("GET", f"{SHOP}/secrets/password"),
    ("GET", "api/v1/configmaps"),
    ("GET", f"{SYSTEM}/configmaps"),
    ("GET", f"{SYSTEM}/configmaps/kube-proxy"),
    ("GET", "api/v1/namespaces/kube-flannel/configmaps/kube-flannel-windows-cfg"),
    ("GET", "api/v1/nodes/win-1/proxy/pods"),
    ("GET", "api/v1/nodes/win-1/proxy/logs/"),
    ("GET", "api/v1/nodes/win-1/proxy/exec/shop/web/web?command=cmd"),
    ("GET", f"{SHOP}/pods/{{pod}}/exec?command=cmd&stdout=true"),
    ("POST", f"{SHOP}/pods/{{pod}}/exec?command=cmd&stdout=true"),
    ("POST", f"{SHOP}/pods/{{pod}}/attach"),
    ("POST", f"{SHOP}/pods/{{pod}}/portforward"),
    ("GET", f"{SHOP}/pods/{{pod}}/proxy/"),
    ("GET", f"{SHOP}/pods/{{pod}}/log"),
    ("GET", f"{SHOP}/services/web/proxy/"),
    ("GET", "apis/coordination.k8s.io/v1/leases"),
    ("GET", "apis/coordination.k8s.io/v1/namespaces/kube-system/leases"),
    ("GET", "api/v1/pods?watch=true"),
    ("GET", "api/v1/nodes?watch=true"),
    ("GET", "apis/rbac.authorization.k8s.io/v1/clusterroles"),
    ("GET", "api/v1/serviceaccounts"),
    ("POST", "api/v1/namespaces/kubewhy/serviceaccounts/kubewhy/token"),
    ("POST", f"{SHOP}/pods"),
    ("DELETE", f"{SHOP}/pods/{{pod}}"),
    ("DELETE", f"{SHOP}/pods"),
    ("POST", f"{SHOP}/pods/{{pod}}/eviction"),
    ("PUT", f"{SHOP}/services/web"),
    ("PUT", "api/v1/nodes/win-1"),
    ("PUT", "api/v1/nodes/win-1/status"),
    ("DELETE", "api/v1/nodes/win-1"),
    ("PUT", "apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy-windows"),
    ("PUT", f"{SYSTEM}/configmaps/kube-flannel-cfg"),
    ("POST", f"{SHOP}/events"),
    ("POST", "apis/rbac.authorization.k8s.io/v1/clusterrolebindings"),
    ("DELETE", "api/v1/namespaces/shop"),
)
"""Method and path of what would read a secret, get into a container or a node, or change anything."""
OURS: tuple[str, ...] = (
    "api/v1/nodes",
    "api/v1/nodes/win-1",
    "api/v1/pods",
    f"{SHOP}/pods/{{pod}}",
    "api/v1/services",
    "api/v1/events",
    "apis/discovery.k8s.io/v1/endpointslices",
    "apis/apps/v1/daemonsets",
    "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
    "apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/win-1",
    "api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg",
    "version",
)
"""What a probe reads."""


LOG = 'I1125 03:00:00.000000 4680 flags.go:64] FLAG: --enable-dsr="true"\n'


@pytest.fixture(scope="module")
def cluster(admin: Admin) -> Cluster:
    """A cluster with everything that is asked for, and a secret in it."""
    shown = healthy("kubeadm-flannel")
    admin.show(shown)
    return shown


@pytest.fixture(scope="module")
def pod(cluster: Cluster) -> str:
    """The name of a pod in it."""
    return str(cluster.pods_on(cluster.windows, beginning="web-")[0]["metadata"]["name"])


@pytest.fixture
def kubelet(server: KubernetesServer) -> Iterator[Kubelet]:
    """A kubelet that knows a log of kube-proxy's, in which DSR is on."""
    with Kubelet(server, log=LOG) as running:
        yield running


@pytest.mark.parametrize(("method", "path"), NOT_OURS, ids=" ".join)
def test_our_account_may_not(method: str, path: str, admin: Admin, bot_token: str, pod: str) -> None:
    """The API server itself says no, whatever our program would try."""
    body = None if method == "GET" else POD
    assert admin.status(method, path.format(pod=pod), body, token=bot_token) == 403


@pytest.mark.parametrize("path", OURS)
def test_our_account_may_read(path: str, admin: Admin, bot_token: str, pod: str) -> None:
    """All that a probe asks for."""
    assert admin.status("GET", path.format(pod=pod), token=bot_token) == 200


def test_the_account_alone_may_nothing(admin: Admin, cluster: Cluster) -> None:
    """It is the roles that grant, and they grant it to our account only."""
    admin.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "other", "namespace": "kubewhy"}})
    token = admin.token_of("kubewhy", "other")
    refused = [path for path in OURS if path != "version" and "{" not in path]
    assert {path: admin.status("GET", path, token=token) for path in refused} == dict.fromkeys(refused, 403)


def test_the_rights_are_told_one_by_one(cluster: Cluster, prober: Prober) -> None:
    """What is needed is allowed, what must never be is denied, and nothing had to be guessed."""
    report = prober.report("rights")
    assert [one["summary"] for one in report["findings"] if one["status"] in ("fail", "unknown")] == []
    assert any("secrets" in str(one) for one in report["findings"])


def test_an_account_with_too_many_rights_is_warned_of(
    cluster: Cluster, prober: Prober, server: KubernetesServer
) -> None:
    """Whoever lets kubewhy run as an administrator hears of it."""
    prober.use(server.kubeconfig("administrator", token=ADMIN))
    report = prober.report("rights")
    worrying = [one for one in report["findings"] if one["status"] in ("warn", "fail")]
    assert any("secrets" in one["summary"] or "secrets" in str(one["figures"]) for one in worrying)


def test_a_probe_without_rights_says_what_it_needs(
    cluster: Cluster, prober: Prober, admin: Admin, server: KubernetesServer
) -> None:
    """Each missing right is a finding that names it; the probe itself does not fail."""
    admin.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "bare", "namespace": "kubewhy"}})
    prober.use(server.kubeconfig("bare", token=admin.token_of("kubewhy", "bare")))
    report = prober.report("node", "win-1")
    assert {one["status"] for one in report["findings"]} == {"unknown"}
    assert any("nodes" in one["summary"] for one in report["findings"])


def test_logs_are_read_only_where_a_role_of_its_own_allows_it(
    kubelet: Kubelet, admin: Admin, bot_token: str, prober: Prober
) -> None:
    """Without it, `--logs` is told as a right that is missing; with it, the flags in the first lines decide."""
    cluster = healthy("kubeadm-calico")
    cluster.node["status"]["addresses"].append({"type": "ExternalIP", "address": "127.0.0.1"})
    cluster.node["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] = kubelet.port
    admin.show(cluster)

    def dsr() -> str:
        findings = prober.report("node", cluster.windows, "--logs")["findings"]
        return next(str(one["status"]) for one in findings if one["check"] == "kube-proxy-dsr")

    assert dsr() == "unknown"
    assert kubelet.asked == []
    for path in sorted((RBAC / "opt-in").glob("*.yaml")):
        apply(admin, path)
    assert dsr() == "pass"
    assert kubelet.asked
    assert all("limitBytes=" in path and "/kube-system/" in path for path in kubelet.asked)
    assert admin.status("GET", f"{SHOP}/pods/x/log", token=bot_token) == 403
