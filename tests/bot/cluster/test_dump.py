"""A cluster that was written down: what counts as read, what as missing, and what time it was."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster_material import (
    NOW,
    WIN_1,
    Written,
    ago,
    condition,
    config_map,
    daemon_set,
    event,
    lease,
    node,
    pod,
    service,
)

from bot.cluster.dump import DumpedCluster
from bot.errors import UsageError
from bot.kube_object import parsed_time
from bot.ports import NoSuchTarget
from bot.resource import Resource
from bot.snapshot import EVERYTHING, Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget, Target

CLUSTER = (node(), node("win-2"), pod(), pod("coredns-1", namespace="kube-system", on="win-2"), service(), lease())


def listed(*objects: Written, kind: str = "List") -> Written:
    """A list as kubectl (`List`) or the API (`PodList`) writes it."""
    return {"apiVersion": "v1", "kind": kind, "items": list(objects)}


def written(folder: Path, *documents: Any, name: str = "dump.json") -> str:
    """A file with these documents."""
    path = folder / name
    if path.suffix == ".json":
        path.write_text("\n".join(json.dumps(one, indent=2) for one in documents), encoding="utf-8")
    else:
        path.write_text(yaml.safe_dump_all(documents), encoding="utf-8")
    return str(path)


def read(*sources: str, target: Target = WIN_1, stdin: bytes = b"") -> Snapshot:
    """The snapshot of these files."""
    return DumpedCluster(sources, stdin=io.BytesIO(stdin)).read(target)


def paths(snapshot: Snapshot, resource: Resource) -> list[str]:
    """What was found of a resource."""
    return [one.path for one in snapshot.objects(resource)]


@pytest.mark.parametrize("name", ["dump.json", "dump.yaml"])
def test_a_list_of_several_kinds_is_read(tmp_path: Path, name: str) -> None:
    """As `kubectl get nodes,pods,services -A` writes it."""
    snapshot = read(written(tmp_path, listed(*CLUSTER), name=name))
    assert snapshot.source == f"dump {name}"
    assert not snapshot.live
    assert paths(snapshot, Resource.NODES) == ["win-1", "win-2"]
    assert paths(snapshot, Resource.PODS) == ["shop/web-0", "kube-system/coredns-1"]
    assert snapshot.lease("win-1") is not None


@pytest.mark.parametrize("name", ["dump.json", "dump.yaml"])
def test_several_documents_are_read(tmp_path: Path, name: str) -> None:
    """Lists and single objects, one after another."""
    snapshot = read(written(tmp_path, listed(node(), node("win-2")), pod(), service(), name=name))
    assert paths(snapshot, Resource.NODES) == ["win-1", "win-2"]
    assert paths(snapshot, Resource.PODS) == ["shop/web-0"]


def test_several_files_are_one_cluster(tmp_path: Path) -> None:
    """The later one has the last word."""
    one = written(tmp_path, listed(node(), node("win-2")), name="nodes.json")
    other = written(tmp_path, listed(pod(), node(version="v1.35.0")), name="pods.yaml")
    snapshot = read(one, other)
    found = snapshot.node("win-1")
    assert snapshot.source == "dump nodes.json, pods.yaml"
    assert found is not None
    assert found.text("status", "nodeInfo", "kubeletVersion") == "v1.35.0"
    assert paths(snapshot, Resource.PODS) == ["shop/web-0"]


def test_standard_input_is_read() -> None:
    """In UTF-16, as Windows PowerShell pipes it."""
    snapshot = read("-", stdin=json.dumps(listed(*CLUSTER)).encode("utf-16"))
    assert paths(snapshot, Resource.NODES) == ["win-1", "win-2"]
    assert snapshot.source == "dump standard input"


def test_a_kind_that_nobody_asked_for_is_missing_and_not_absent(tmp_path: Path) -> None:
    """With the command that adds it."""
    section = read(written(tmp_path, listed(node(), pod()))).section(Resource.SERVICES)
    assert not section.looked
    assert section.gap is not None
    assert section.gap.why is Why.NOT_IN_DUMP
    assert section.gap.needs == "kubectl get services -A -o json"


def test_an_empty_list_of_one_kind_says_that_there_is_none(tmp_path: Path) -> None:
    """The API writes it with its kind; kubectl's own empty list says nothing."""
    assert read(written(tmp_path, listed(node()), listed(kind="ServiceList"))).section(Resource.SERVICES).covers()
    assert not read(written(tmp_path, listed(node()), listed())).section(Resource.SERVICES).looked


def test_an_empty_list_may_be_written_as_null(tmp_path: Path) -> None:
    """Go does."""
    snapshot = read(written(tmp_path, listed(node()), {"kind": "PodList", "items": None}))
    assert snapshot.section(Resource.PODS).covers()


def extents(folder: Path, *documents: Any, resource: Resource = Resource.PODS) -> Sequence[Any]:
    """How much of a resource these documents count as."""
    return read(written(folder, listed(node(), node("win-2")), *documents)).section(resource).extents


def test_objects_of_several_namespaces_are_those_of_all(tmp_path: Path) -> None:
    """Somebody has asked with -A, also for the kinds in the same list that are in one namespace only."""
    several = listed(pod(), pod("b", namespace="kube-system", on="win-2"), daemon_set())
    assert extents(tmp_path, several) == (EVERYTHING,)
    assert extents(tmp_path, several, resource=Resource.DAEMON_SETS) == (EVERYTHING,)


def test_objects_of_one_namespace_are_those_of_that_one(tmp_path: Path) -> None:
    """Most likely kubectl was set to it."""
    snapshot = read(written(tmp_path, listed(node()), listed(pod(), pod("b", on="win-2"))))
    section = snapshot.section(Resource.PODS)
    assert section.covers(namespace="shop")
    assert not section.covers(namespace="kube-system")
    assert not section.covers()


def test_pods_of_one_node_are_those_of_that_one(tmp_path: Path) -> None:
    """A field selector leaves no trace but this."""
    section = read(written(tmp_path, listed(node()), listed(pod(), pod("b", namespace="db")))).section(Resource.PODS)
    assert section.covers(node="win-1")
    assert not section.covers(node="win-2")
    assert not section.covers()


def test_a_single_object_stands_for_itself_alone(tmp_path: Path) -> None:
    """`kubectl get pod web-0 -o json` says nothing of others."""
    section = read(written(tmp_path, listed(node()), pod())).section(Resource.PODS)
    assert section.covers(namespace="shop", name="web-0")
    assert not section.covers(namespace="shop")


def test_single_objects_one_after_another_are_a_list(tmp_path: Path) -> None:
    """Some tools take lists apart."""
    assert read(written(tmp_path, *CLUSTER)).section(Resource.PODS).covers()


def test_the_newest_time_is_that_of_the_reading(tmp_path: Path) -> None:
    """Whichever object has it; times that lie ahead are none of them."""
    going = pod()
    going["metadata"]["deletionTimestamp"] = "2026-11-25T03:10:00Z"
    noted = node(annotations={"renewTime": "2030-01-01T00:00:00Z", "backup/next": "2030-01-01T00:00:00Z"})
    snapshot = read(written(tmp_path, listed(noted, going, lease(renewed="2026-11-25T02:59:59.999999Z"))))
    assert snapshot.read_at == parsed_time("2026-11-25T02:59:59.999999Z")


@pytest.mark.parametrize(
    "newest",
    [
        node(conditions={"Ready": {"status": "True", "lastHeartbeatTime": ago()}}),
        event("x", last=ago()),
        pod(status={"conditions": [condition("Ready", {"status": "True", "lastTransitionTime": ago()})]}),
        pod(status={"startTime": ago()}),
        {"kind": "Service", "metadata": {"name": "s", "managedFields": [{"time": ago()}]}},
    ],
)
def test_every_kind_of_time_counts(tmp_path: Path, newest: Written) -> None:
    """Also those that are not kept."""
    assert read(written(tmp_path, listed(node(), newest))).read_at == NOW


@pytest.mark.parametrize("time", ["", "yesterday", "9999-99-99T00:00:00Z", "0001-01-01T00:00:00+14:00", 5, None])
def test_a_time_that_is_none_is_passed_over(tmp_path: Path, time: Any) -> None:
    """Whatever stands there."""
    odd = pod("odd", status={"startTime": time})
    assert read(written(tmp_path, listed(node(), odd))).read_at == parsed_time(ago(minutes=2))


def test_the_version_of_the_api_server_is_taken_from_kubectl(tmp_path: Path) -> None:
    """Or from the API itself."""
    client = {"clientVersion": {"gitVersion": "v1.30.0"}, "serverVersion": {"gitVersion": "v1.36.2"}}
    snapshot = read(written(tmp_path, listed(node()), client))
    assert snapshot.server.version == "v1.36.2"
    assert snapshot.section(Resource.VERSION).looked
    beside = written(tmp_path, client, name="version.json")
    assert read(written(tmp_path, listed(node())), beside).server.version == "v1.36.2"
    assert read(written(tmp_path, listed(node()), {"major": "1", "gitVersion": "v1.35.1"})).server.version == "v1.35.1"
    assert not read(written(tmp_path, listed(node()))).section(Resource.VERSION).looked


def test_text_beside_the_objects_counts_as_pasted(tmp_path: Path) -> None:
    """Output of a command on the node."""
    output = tmp_path / "output.txt"
    output.write_text('FLAG: --enable-dsr="true"\n', encoding="utf-16")
    snapshot = read(written(tmp_path, listed(node())), str(output))
    assert [(paste.name, paste.text) for paste in snapshot.pasted] == [(str(output), 'FLAG: --enable-dsr="true"\n')]


def test_a_configuration_that_is_no_object_of_the_cluster_counts_as_pasted(tmp_path: Path) -> None:
    """kube-proxy's own file, say; a Secret never does."""
    settings, secret = tmp_path / "proxy.yaml", tmp_path / "secret.yaml"
    settings.write_text("kind: KubeProxyConfiguration\nwinkernel:\n  enableDSR: true\n")
    secret.write_text("kind: Secret\nmetadata: {name: s}\ndata: {password: aHVudGVyMg==}\n")
    snapshot = read(written(tmp_path, listed(node())), str(settings), str(secret))
    assert [paste.name for paste in snapshot.pasted] == [str(settings)]


def test_a_log_with_json_in_it_is_text(tmp_path: Path) -> None:
    """Only what begins as JSON is a dump."""
    log = tmp_path / "kube-proxy.log"
    log.write_text("I1125 03:00:00 starting\n" * 200 + '{"kind": "x"} and more\n')
    assert [paste.name for paste in read(written(tmp_path, listed(node())), str(log)).pasted] == [str(log)]


def test_the_health_of_the_api_server_can_be_pasted(tmp_path: Path) -> None:
    """As `kubectl get --raw` prints it."""
    output = tmp_path / "livez.txt"
    output.write_text("[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n")
    snapshot = read(written(tmp_path, listed(node())), str(output))
    assert "[-]etcd failed" in snapshot.server.health
    assert snapshot.section(Resource.API_HEALTH).looked
    assert snapshot.pasted == ()


def cluster_info_dump(folder: Path, namespaces: Iterable[str]) -> Path:
    """A folder as `kubectl cluster-info dump --output-directory` fills it."""
    folder.mkdir()
    (folder / "nodes.json").write_text(json.dumps(listed(node(), node("win-2"), kind="NodeList")))
    for namespace in namespaces:
        space = folder / namespace
        (space / "web-0").mkdir(parents=True)
        pods = [pod(namespace=namespace)] if namespace != "empty" else []
        (space / "pods.json").write_text(json.dumps(listed(*pods, kind="PodList")))
        (space / "events.json").write_text(json.dumps({"kind": "EventList", "items": None}))
        for name, container in (("kube-proxy-x", "kube-proxy"), ("web-0", "web")):
            (space / name).mkdir(exist_ok=True)
            head = f"container {container} of pod {namespace}/{name}"
            (space / name / "logs.txt").write_text(
                f"==== START logs for {head} ====\nhi\n==== END logs for {head} ====\n"
            )
    return folder


def test_a_folder_of_a_dump_holds_the_namespaces_that_it_has(tmp_path: Path) -> None:
    """By default kubectl writes two of them."""
    snapshot = read(str(cluster_info_dump(tmp_path / "dump", ["kube-system", "shop"])))
    section = snapshot.section(Resource.PODS)
    assert section.covers(namespace="shop")
    assert not section.covers(namespace="default")
    assert not section.covers()
    assert snapshot.section(Resource.EVENTS).covers(namespace="shop")


def test_a_folder_with_every_cluster_s_namespaces_is_a_dump_of_all(tmp_path: Path) -> None:
    """`--all-namespaces` leaves these four beside the others."""
    spaces = ["default", "kube-node-lease", "kube-public", "kube-system", "shop", "empty"]
    assert read(str(cluster_info_dump(tmp_path / "dump", spaces))).section(Resource.PODS).covers()


def test_only_the_logs_of_agents_are_kept(tmp_path: Path) -> None:
    """Those of other pods are nobody's business."""
    snapshot = read(str(cluster_info_dump(tmp_path / "dump", ["kube-system"])))
    assert [(log.pod, log.text) for log in snapshot.logs] == [("kube-proxy-x", "hi\n")]
    assert snapshot.section(Resource.POD_LOGS).looked


def test_an_archive_of_the_folder_is_the_same(tmp_path: Path) -> None:
    """Under whatever name it was packed."""
    folder = cluster_info_dump(tmp_path / "dump", ["kube-system", "shop"])
    with tarfile.open(tmp_path / "dump.tar.gz", "w:gz") as archive:
        archive.add(folder, arcname="cluster-2026-11-25")
    one, other = read(str(folder)), read(str(tmp_path / "dump.tar.gz"))
    for resource in Resource:
        assert paths(one, resource) == paths(other, resource)
        assert one.section(resource).extents == other.section(resource).extents


def test_a_broken_file_in_a_folder_is_the_gap_of_its_kind(tmp_path: Path) -> None:
    """The rest is used."""
    folder = cluster_info_dump(tmp_path / "dump", ["kube-system"])
    (folder / "kube-system" / "services.json").write_text('{"kind": "ServiceList", "items": [')
    (folder / "kube-system" / "noise.log").write_bytes(b"\xff\xff\xff\xff\x00binary")
    snapshot = read(str(folder))
    gap = snapshot.section(Resource.SERVICES).gap
    assert gap is not None
    assert gap.why is Why.FAILED
    assert "services.json: this JSON is cut off" in gap.detail
    assert paths(snapshot, Resource.PODS) == ["kube-system/web-0"]


def test_a_broken_file_by_itself_is_told(tmp_path: Path) -> None:
    """Nobody would see what is missing."""
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(listed(*CLUSTER))[:-20])
    with pytest.raises(UsageError, match=r"dump\.json: this JSON is cut off in line 1; make the dump anew\.$"):
        read(str(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no objects of Kubernetes"),
        ("hello", "no objects of Kubernetes"),
        ("{}", "no objects of Kubernetes"),
        ("[1, 2]", "no objects of Kubernetes"),
        ('{"kind": "Secret", "metadata": {"name": "x"}}', "only objects of kinds that I don't look at"),
    ],
)
def test_a_file_without_anything_to_look_at_is_told(tmp_path: Path, text: str, told: str) -> None:
    """With the command that gives what is needed."""
    path = tmp_path / "dump.txt"
    path.write_text(text)
    with pytest.raises(UsageError, match=told) as error:
        read(str(path))
    assert "kubectl get nodes" in str(error.value)


def test_secrets_in_a_dump_are_not_kept(tmp_path: Path) -> None:
    """Nor anything else that isn't looked at."""
    secret = {"kind": "Secret", "metadata": {"name": "s", "namespace": "shop"}, "data": {"password": "aHVudGVyMg=="}}
    snapshot = read(written(tmp_path, listed(node(), secret)))
    assert all(one.kind != "Secret" for section in snapshot.sections.values() for one in section.objects)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        5,
        "x",
        [],
        {},
        {"kind": "Pod"},
        {"kind": ["Pod"]},
        {"kind": "Pod", "metadata": []},
        {"kind": "Pod", "metadata": {"name": "a\nb"}},
        {"kind": "Pod", "metadata": {"name": "a", "namespace": "b c"}},
    ],
)
def test_members_that_are_no_objects_are_passed_over(tmp_path: Path, odd: Any) -> None:
    """In lists and by themselves."""
    snapshot = read(written(tmp_path, listed(node(), odd), odd))
    assert paths(snapshot, Resource.NODES) == ["win-1"]
    assert paths(snapshot, Resource.PODS) == []


def test_a_node_that_is_not_in_it_is_told_with_names_that_are(tmp_path: Path) -> None:
    """One line."""
    with pytest.raises(
        NoSuchTarget, match=r"^There is no node win-3 in dump dump\.json\. Did you mean win-1 or win-2\?$"
    ):
        read(written(tmp_path, listed(*CLUSTER)), target=NodeTarget(name="win-3"))


def test_a_pod_that_is_not_in_it_is_told(tmp_path: Path) -> None:
    """With names of its namespace."""
    with pytest.raises(NoSuchTarget, match=r"Did you mean web-0\?"):
        read(written(tmp_path, listed(*CLUSTER)), target=PodTarget(namespace="shop", name="web-1"))


def test_a_dump_without_nodes_has_nothing_to_say_of_one(tmp_path: Path) -> None:
    """That is a gap, not a node that doesn't exist."""
    snapshot = read(written(tmp_path, listed(pod(), service())))
    gap = snapshot.section(Resource.NODES).gap
    assert gap is not None
    assert gap.needs == "kubectl get nodes -o json"


def test_a_configuration_is_found_by_its_name(tmp_path: Path) -> None:
    """Of other ConfigMaps nothing is concluded."""
    settings = config_map("kube-flannel-cfg", namespace="kube-flannel", data={"net-conf.json": "{}"})
    snapshot = read(written(tmp_path, listed(node()), settings))
    assert snapshot.find(Resource.CONFIG_MAPS, "kube-flannel-cfg", namespace="kube-flannel") is not None
    assert not snapshot.section(Resource.CONFIG_MAPS).covers(namespace="kube-flannel", name="other")


def test_a_dump_is_read_once_for_all_targets(tmp_path: Path) -> None:
    """The file may be gone afterwards."""
    path = written(tmp_path, listed(*CLUSTER))
    cluster = DumpedCluster([path], stdin=io.BytesIO())
    assert cluster.read(ClusterTarget()).target == ClusterTarget()
    Path(path).unlink()
    assert cluster.read(WIN_1).target == WIN_1


def test_a_dump_has_no_rights(tmp_path: Path) -> None:
    """They can only be asked."""
    with pytest.raises(UsageError, match="live cluster"):
        read(written(tmp_path, listed(node())), target=RightsTarget())
