"""`kubewhy probe`: a target in, a report out, for a person or a program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cluster_material import event, node, pod, service
from kube_server import KubeServer, kubeconfig, running
from running import Ran, run_command
from six_topics import matcher

from bot import bootstrap

Run = Callable[..., Ran]

MISSING = (
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "a1b2": '
    'plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory'
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with the matcher of the six topics."""
    monkeypatch.setattr(bootstrap, "matcher", lambda *_, **__: matcher())

    def runs(*arguments: str, given: str = "") -> Ran:
        return run_command("probe", *arguments, given=given, capsys=capsys, monkeypatch=monkeypatch)

    return runs


@pytest.fixture
def dump(tmp_path: Path) -> str:
    """Two nodes, a pod that can't start, and the event that says why."""
    items = [node(), node("win-2"), pod(waiting={"reason": "ContainerCreating"}), service(), event(MISSING)]
    path = tmp_path / "dump.json"
    path.write_text(json.dumps({"kind": "List", "items": items}))
    return str(path)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KubeServer]:
    """A cluster that KUBECONFIG leads to."""
    with running(KubeServer(objects=[node(), pod()])) as started:
        monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path, port=started.port)))
        yield started


def document(ran: Ran) -> dict[str, Any]:
    """The JSON that was printed."""
    assert ran.code == 0, ran.err
    read: dict[str, Any] = json.loads(ran.out)
    return read


def test_a_node_of_a_dump_is_told_with_what_it_means(run: Run, dump: str) -> None:
    """As a person reads it, and as a program does."""
    told = run("node", "win-1", "--from", dump)
    assert told.code == 0
    assert told.out.startswith("node/win-1\n")
    assert "dump dump.json" in told.out
    assert "subnet.env" in told.out
    read = document(run("node", "win-1", "--from", dump, "--output", "json"))
    assert (read["target"], read["source"], read["live"]) == ("node/win-1", "dump dump.json", False)
    assert read["read_at"] == "2026-11-25T02:59:00+00:00"
    (entry,) = [one for one in read["entries"] if one["entry"] == "subnet-env-missing"]
    assert entry["present"]
    assert entry["signs"] == len(entry["present"]) + len(entry["against"]) + len(entry["open"])


def test_every_finding_has_the_form_that_others_rely_on(run: Run, dump: str) -> None:
    """Of a node as of a pod and a cluster."""
    for target in (["node", "win-1"], ["pod", "shop/web-0"], ["cluster"]):
        findings = document(run(*target, "--from", dump, "--output", "json"))["findings"]
        assert findings
        for one in findings:
            assert one["status"] in ("pass", "warn", "fail", "unknown")
            assert one["speaks"] in ("for", "against", None)
            assert isinstance(one["check"], str)
            assert isinstance(one["summary"], str)
            assert one["entry"] is None or isinstance(one["entry"], str)
            assert all(set(quote) == {"where", "text"} for quote in one["evidence"])
            assert {"subject", "figures", "command", "settled_by"} <= set(one)


def test_a_pod_is_told_with_its_node(run: Run, dump: str) -> None:
    """By whom each finding is about."""
    read = document(run("pod", "shop/web-0", "--from", dump, "--output", "json"))
    assert {one["subject"] for one in read["findings"]} == {"pod/shop/web-0", "node/win-1"}


def test_a_cluster_is_told_node_by_node(run: Run, dump: str) -> None:
    """One line a node."""
    told = run("cluster", "--from", dump)
    assert "\n  win-1  " in told.out
    assert "\n  win-2  " in told.out


def test_a_dump_is_taken_from_standard_input(run: Run, dump: str) -> None:
    """Behind a pipe from kubectl."""
    read = document(run("node", "win-1", "--from", "-", "--output", "json", given=Path(dump).read_text()))
    assert read["source"] == "dump standard input"


def test_a_report_is_told_in_chinese(run: Run, dump: str) -> None:
    """Traditional and Simplified."""
    assert "讀取自" in run("node", "win-1", "--from", dump, "--language", "zh-TW").out
    assert "读取自" in run("node", "win-1", "--from", dump, "--language", "zh-CN").out


def test_a_live_cluster_is_read_by_its_context(run: Run, server: KubeServer) -> None:
    """With the calls and bytes that it took."""
    read = document(run("node", "win-1", "--output", "json"))
    assert (read["source"], read["live"]) == ("context test", True)
    assert read["calls"] == len(server.asked)
    assert read["bytes"] > 0
    assert document(run("node", "win-1", "--context", "other", "--output", "json"))["source"] == "context other"


def test_rights_are_told_one_by_one(run: Run, server: KubeServer) -> None:
    """What is needed and missing, what is more than it should be."""
    server.allowed = lambda asked: asked["resource"] == "secrets"
    read = document(run("rights", "--output", "json"))
    assert read["target"] == "rights"
    summaries = {one["summary"]: one["status"] for one in read["findings"]}
    assert summaries["Denied, as it should be: get nodes/proxy."] == "pass"
    assert any(status == "warn" and "list secrets" in summary for summary, status in summaries.items())
    assert any(status == "warn" and "list pods" in summary for summary, status in summaries.items())


def test_a_cluster_that_is_gone_leaves_everything_open(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is an answer, too: exit code 0."""
    monkeypatch.setenv("KUBECONFIG", str(kubeconfig(tmp_path, server="http://127.0.0.1:1")))
    for target in (["node", "win-1"], ["pod", "shop/web-0"], ["cluster"], ["rights"]):
        read = document(run(*target, "--output", "json"))
        assert read["findings"]
        assert {one["status"] for one in read["findings"]} == {"unknown"}, target
        told = run(*target)
        assert told.code == 0
        assert "cannot be reached" in told.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("node", "win-3"), "There is no node win-3 in dump dump.json. Did you mean win-1 or win-2?"),
        (("pod", "shop/web-1"), "There is no pod shop/web-1 in dump dump.json. Did you mean web-0?"),
        (("pod", "web-0"), "web-0: in which namespace? Write it as NAMESPACE/NAME, such as default/web-0."),
        (("node", "WIN-1"), "'WIN-1' is no name of a node. Names are lower case: win-1?"),
        (("node", "../x"), "'../x' is no name of a node. Write win-1."),
        (("node", "win-1", "--context", "test"), "--context and --from exclude each other: a dump has no context."),
    ],
)
def test_what_cannot_be_meant_is_one_line(run: Run, dump: str, arguments: tuple[str, ...], told: str) -> None:
    """Exit code 2."""
    ran = run(*arguments, "--from", dump)
    assert (ran.code, ran.err.strip(), ran.out) == (2, told, "")


def test_a_dump_that_is_not_there_is_one_line(run: Run) -> None:
    """Exit code 2."""
    ran = run("node", "win-1", "--from", "/no/such/dump.json")
    assert (ran.code, ran.err.strip()) == (2, "/no/such/dump.json: No such file or directory.")


def test_without_any_cluster_it_says_what_to_give(run: Run) -> None:
    """Exit code 2."""
    ran = run("cluster")
    assert ran.code == 2
    assert ran.err.strip().endswith("set KUBECONFIG, or give --from DUMP.")


def test_an_unknown_context_is_one_line(run: Run, server: KubeServer) -> None:
    """With those that there are."""
    ran = run("cluster", "--context", "othr")
    assert ran.code == 2
    assert ran.err.strip().endswith("There is: other.")


def test_hostile_material_is_told_without_a_traceback(run: Run, tmp_path: Path) -> None:
    """Wrong types, nothing, too much; escape sequences never reach the terminal."""
    odd = node()
    odd["spec"] = ["x"]
    odd["status"] = {"conditions": "all", "nodeInfo": {"kubeletVersion": {"a": 1}, "osImage": "\x1b[31mred"}}
    odd["metadata"]["annotations"] = {"x": "y" * 200_000, "flannel.alpha.coreos.com/backend-data": "{"}
    bad = pod(waiting={"reason": "\x1b[2J", "message": "x" * 100_000})
    bad["status"]["conditions"] = {"type": 5}
    items = [
        odd,
        bad,
        {**event("\x1b]0;title\x07"), "count": "many"},
        {"kind": "Service", "metadata": {"name": "s"}, "spec": None},
    ]
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"kind": "List", "items": items}))
    for target in (["node", "win-1"], ["pod", "shop/web-0"], ["cluster"]):
        ran = run(*target, "--from", str(path))
        assert ran.code == 0, ran.err
        assert "\x1b" not in ran.out
        assert "fault" not in ran.out, "a check failed"


def test_a_secret_in_the_cluster_does_not_get_out(run: Run, tmp_path: Path) -> None:
    """In no form of the report."""
    path = tmp_path / "dump.json"
    items = [node(), pod(), event(f"{MISSING} password=hunter2hunter2")]
    path.write_text(json.dumps({"kind": "List", "items": items}))
    for form in ("text", "json"):
        ran = run("node", "win-1", "--from", str(path), "--output", form)
        assert "subnet.env" in ran.out
        assert "hunter2" not in ran.out
