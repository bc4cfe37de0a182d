"""The door: it only asks, it ends in time, and whatever goes wrong is a gap."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from typing import Any

import pytest
from certificates import made, needs_openssl
from cluster_material import NOW, node
from kube_server import KubeServer, Reply, kubeconfig, running

from bot.cluster.budget import Budget
from bot.cluster.client import Api, NotRead, connect, connect_in_cluster
from bot.errors import UsageError
from bot.resource import Resource
from bot.snapshot import Why


def budget(seconds: float = 10.0) -> Budget:
    """Time enough."""
    return Budget(seconds=seconds)


def gap_of(api: Api, resource: Resource = Resource.NODES, *, name: str = "", seconds: float = 10.0) -> Why:
    """Why this was not read."""
    with pytest.raises(NotRead) as refused:
        api.get(resource, budget=budget(seconds), name=name)
    return refused.value.gap.why


def test_it_asks_with_the_accounts_token_and_tells_who_it_is(server: KubeServer, api: Api) -> None:
    """And takes compressed answers."""
    server.objects.append(node())
    answer = api.get(Resource.NODES, budget=budget(), name="win-1")
    (asked,) = server.asked
    assert answer.content["metadata"]["name"] == "win-1"
    assert answer.date == NOW
    assert asked.method == "GET"
    assert asked.path == "/api/v1/nodes/win-1"
    assert asked.headers["authorization"] == "Bearer the-bots-token"
    assert asked.headers["user-agent"].startswith("kubewhy/")
    assert asked.headers["accept-encoding"] == "gzip"


def test_calls_and_bytes_are_counted(server: KubeServer, api: Api) -> None:
    """Of all calls of one probe together."""
    server.objects.append(node())
    spent = budget()
    api.get(Resource.NODES, budget=spent, name="win-1")
    api.get(Resource.VERSION, budget=spent)
    assert spent.calls == 2
    assert spent.bytes > len(json.dumps(node()))


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        (Resource.SERVICES, "web"),
        (Resource.CONFIG_MAPS, ""),
        (Resource.POD_LOGS, ""),
        (Resource.REPLICA_SETS, ""),
        (Resource.API_CERTIFICATE, ""),
    ],
)
def test_what_is_not_in_the_list_of_reads_is_never_asked(
    server: KubeServer, api: Api, resource: Resource, name: str
) -> None:
    """An error of ours, not of the cluster."""
    with pytest.raises(ValueError, match="kubewhy does not"):
        api.get(resource, budget=budget(), name=name)
    assert server.asked == []


@pytest.mark.parametrize(
    "name", ["..", "../secrets", "a/b", "win-1/proxy", "WIN-1", "a" * 254, "x?y=z", "%2e%2e", "a b"]
)
def test_a_name_that_would_change_the_path_is_never_asked(server: KubeServer, api: Api, name: str) -> None:
    """Names come from people and from clusters."""
    assert gap_of(api, name=name) is Why.NOT_SERVED
    assert server.asked == []


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Why.NOT_LOGGED_IN),
        (403, Why.FORBIDDEN),
        (404, Why.NOT_SERVED),
        (410, Why.EXPIRED),
        (429, Why.BUSY),
        (500, Why.FAILED),
        (503, Why.FAILED),
        (504, Why.TIMED_OUT),
    ],
)
def test_a_refusal_is_a_gap_with_what_the_server_says(server: KubeServer, api: Api, status: int, why: Why) -> None:
    """Asked once: nothing is repeated."""
    server.fail("/nodes", status, message="because of this", headers={"Retry-After": "1"})
    with pytest.raises(NotRead) as refused:
        api.get(Resource.NODES, budget=budget())
    assert refused.value.gap.why is why
    assert refused.value.gap.detail == "because of this"
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed(server: KubeServer, api: Api) -> None:
    """Our token goes nowhere else."""
    server.replies["/nodes"] = lambda _: Reply(status=302, body="", headers={"Location": "/elsewhere"})
    assert gap_of(api) is Why.FAILED
    assert server.paths() == ["/api/v1/nodes"]


def test_a_page_of_something_else_is_no_answer(server: KubeServer, api: Api) -> None:
    """A proxy's page for logging in comes with 200, too."""
    server.replies["/nodes"] = lambda _: Reply(body="<html>Sign in</html>")
    assert gap_of(api) is Why.FAILED


def test_an_answer_nested_too_deeply_is_no_answer(server: KubeServer, api: Api) -> None:
    """It would end our own stack."""
    server.replies["/nodes"] = lambda _: Reply(body="[" * 200_000)
    assert gap_of(api) is Why.FAILED


def test_an_answer_that_is_cut_off_is_a_gap(server: KubeServer, api: Api) -> None:
    """The API server died in the middle."""
    server.objects.append(node())
    server.replies["/nodes/win-1"] = lambda _: Reply(body=node(), cut=True)
    assert gap_of(api, name="win-1") in (Why.UNREACHABLE, Why.FAILED)


def test_a_server_that_is_not_there_is_told_after_one_try(tmp_path: Path) -> None:
    """Nobody listens on the port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    api = connect(kubeconfig=str(kubeconfig(tmp_path, port=port)), context=None)
    spent = budget()
    with pytest.raises(NotRead) as refused:
        api.get(Resource.NODES, budget=spent)
    assert refused.value.gap.why is Why.UNREACHABLE
    assert spent.calls == 1


def test_a_server_that_never_answers_is_left_at_the_deadline(server: KubeServer, api: Api) -> None:
    """Asked once, however long it takes."""
    hold = threading.Event()
    server.replies["/nodes"] = lambda _: Reply(body={}, hold=hold)
    assert gap_of(api, seconds=0.2) is Why.TIMED_OUT
    hold.set()
    assert len(server.asked) == 1


def test_a_server_that_drips_is_left_at_the_deadline(server: KubeServer, api: Api) -> None:
    """Each byte comes in time, the answer does not."""
    hold = threading.Event()
    server.replies["/nodes"] = lambda _: Reply(body=" " * 10_000, hold=hold, pieces=True)
    assert gap_of(api, seconds=0.3) is Why.TIMED_OUT
    hold.set()


def test_nothing_is_asked_when_the_time_is_over(server: KubeServer, api: Api) -> None:
    """A call that could not end is not begun."""
    assert gap_of(api, seconds=0.0) is Why.TIMED_OUT
    assert server.asked == []


def test_an_answer_that_is_too_large_is_left(server: KubeServer, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it fills the memory."""
    monkeypatch.setattr("bot.cluster.client.MOST_BYTES", 1_000)
    server.replies["/nodes"] = lambda _: Reply(body=" " * 5_000)
    assert gap_of(api) is Why.TOO_MUCH


def test_plain_text_where_tls_is_expected_is_not_trusted(server: KubeServer, tmp_path: Path) -> None:
    """Whoever answers there is no API server."""
    config = kubeconfig(tmp_path, server=f"https://127.0.0.1:{server.port}")
    assert gap_of(connect(kubeconfig=str(config), context=None)) in (Why.UNTRUSTED, Why.UNREACHABLE)


def by_tls(folder: Path, **cluster: Any) -> Why | str:
    """What comes of asking a server by TLS for its version: that, or why not."""
    with running(KubeServer(), certificate=folder / "server.pem") as server:
        address = f"https://127.0.0.1:{server.port}"
        api = connect(kubeconfig=str(kubeconfig(folder, server=address, **cluster)), context=None)
        try:
            return str(api.get(Resource.VERSION, budget=budget()).content["gitVersion"])
        except NotRead as error:
            return error.gap.why
        finally:
            api.close()


@needs_openssl
def test_certificates_of_old_clusters_are_trusted_as_kubectl_trusts_them(tmp_path: Path) -> None:
    """Newer Pythons ask for identifiers of keys that those don't have."""
    authority = made(tmp_path)
    assert by_tls(tmp_path, **{"certificate-authority": str(authority)}) == "v1.36.2"


@needs_openssl
def test_a_certificate_that_nobody_vouches_for_is_a_gap(tmp_path: Path) -> None:
    """Unless the kubeconfig says not to look; one that has ended, or is for other names, is as bad."""
    authority = made(tmp_path)
    assert by_tls(tmp_path) is Why.UNTRUSTED
    assert by_tls(tmp_path, **{"insecure-skip-tls-verify": True}) == "v1.36.2"
    for changes in ({"until": "20210101000000Z"}, {"names": "DNS:other.example"}):
        made(tmp_path, **changes)
        assert by_tls(tmp_path, **{"certificate-authority": str(authority)}) is Why.UNTRUSTED


def test_an_unhealthy_server_says_so_with_a_500(server: KubeServer, api: Api) -> None:
    """Which is the answer, not a failure."""
    server.replies["/livez"] = lambda _: Reply(status=500, body="[-]etcd failed: reason withheld\nlivez check failed\n")
    assert api.get(Resource.API_HEALTH, budget=budget()).text.startswith("[-]etcd failed")


def test_a_log_is_text_even_if_it_looks_like_json(server: KubeServer, api: Api) -> None:
    """Programs log JSON."""
    server.replies["/log"] = lambda _: Reply(body='{"level":"info"}\n')
    answer = api.get(Resource.POD_LOGS, budget=budget(), namespace="kube-system", name="kube-proxy-x")
    assert answer.text == '{"level":"info"}\n'


def test_a_right_is_asked_of_the_api(server: KubeServer, api: Api) -> None:
    """The one thing that is posted, and it changes nothing."""
    server.allowed = lambda asked: asked["verb"] == "list"
    assert api.may({"verb": "list", "resource": "nodes"}, budget=budget()) is True
    assert api.may({"verb": "get", "resource": "secrets"}, budget=budget()) is False
    assert {asked.path for asked in server.asked} == {"/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"}


def test_a_review_without_an_answer_is_a_gap(server: KubeServer, api: Api) -> None:
    """Neither yes nor no."""
    server.replies["/selfsubjectaccessreviews"] = lambda _: Reply(status=201, body={"status": {"allowed": "yes"}})
    with pytest.raises(NotRead):
        api.may({"verb": "list"}, budget=budget())


def test_the_current_context_is_taken_and_another_can_be(tmp_path: Path) -> None:
    """As kubectl does."""
    config = str(kubeconfig(tmp_path, port=1))
    assert connect(kubeconfig=config, context=None).context == "test"
    assert connect(kubeconfig=config, context="other").context == "other"


def test_an_unknown_context_is_told_with_those_there_are(tmp_path: Path) -> None:
    """One line."""
    config = str(kubeconfig(tmp_path, port=1))
    with pytest.raises(UsageError, match=r"There is no context othr in .*config\. There is: other\.$"):
        connect(kubeconfig=config, context="othr")
    with pytest.raises(UsageError, match=r"There is: test, other\.$"):
        connect(kubeconfig=config, context="zzz")


@pytest.mark.parametrize(
    "content",
    ["", "{", "just text", "[]", '{"contexts": 5}', '{"current-context": "a"}', "a: b\n  c: d", "users: [{name: x}]"],
)
def test_a_broken_kubeconfig_is_one_line(tmp_path: Path, content: str) -> None:
    """Whatever is wrong with it."""
    path = tmp_path / "config"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as told:
        connect(kubeconfig=str(path), context=None)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_broken_kubeconfig_is_not_quoted(tmp_path: Path) -> None:
    """Its lines hold tokens."""
    path = tmp_path / "config"
    path.write_text("users:\n- name: a\n  user: {token: hunter2-hunter2\n", encoding="utf-8")
    with pytest.raises(UsageError) as told:
        connect(kubeconfig=str(path), context=None)
    assert "hunter2" not in str(told.value)


def test_a_login_that_has_expired_is_a_gap_and_no_failure(tmp_path: Path) -> None:
    """The program that hands out credentials says no; the file is fine."""
    refuse = {"apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "interactiveMode": "Never"}
    user = {"exec": {**refuse, "args": ["-c", "echo 'token expired, run az login' >&2; exit 1"]}}
    api = connect(kubeconfig=str(kubeconfig(tmp_path, port=1, user=user)), context=None)
    with pytest.raises(NotRead) as refused:
        api.get(Resource.NODES, budget=budget())
    assert refused.value.gap.why is Why.NOT_LOGGED_IN
    assert "run az login" in refused.value.gap.detail


def test_a_program_for_credentials_that_is_missing_is_a_gap_that_names_it(tmp_path: Path) -> None:
    """Somebody has to install it."""
    user = {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "no-such-login"}}
    api = connect(kubeconfig=str(kubeconfig(tmp_path, port=1, user=user)), context=None)
    with pytest.raises(NotRead) as refused:
        api.get(Resource.NODES, budget=budget())
    assert refused.value.gap.why is Why.NOT_LOGGED_IN
    assert "no-such-login" in refused.value.gap.detail


def test_a_kubeconfig_is_never_written(tmp_path: Path) -> None:
    """Looking changes nothing here either."""
    config = kubeconfig(tmp_path, port=1)
    before = config.read_bytes()
    connect(kubeconfig=str(config), context=None)
    assert config.read_bytes() == before


def test_in_a_pod_its_own_account_is_used(server: KubeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release of the library once sent such requests without it."""
    token, authority = tmp_path / "token", tmp_path / "ca.crt"
    token.write_text("the-pods-token")
    authority.write_text("some certificate")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    monkeypatch.setattr("kubernetes.config.incluster_config.SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr("kubernetes.config.incluster_config.SERVICE_CERT_FILENAME", str(authority))
    api = connect_in_cluster()
    assert api.address == "https://10.96.0.1:443"
    # What it would send there is sent to a server of ours.
    api.address = f"http://127.0.0.1:{server.port}"
    api.get(Resource.VERSION, budget=budget())
    assert server.asked[0].headers["authorization"].lower() == "bearer the-pods-token"


def test_outside_a_pod_there_is_no_account_to_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line."""
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    with pytest.raises(UsageError, match="service account can't be used"):
        connect_in_cluster()
