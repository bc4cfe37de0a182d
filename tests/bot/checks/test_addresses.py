"""A node's pod range and the room in it, the list of what leaves untranslated, and ports of the host."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cluster_material import ago, config_map, event, finding, findings, node, paste, pod, service, snapshot
from clusters.healthy import every_healthy, healthy

from bot.checks.addresses import CHECKS
from bot.finding import Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Extent, Why
from bot.target import NodeTarget

POD_CIDR, EXCEPTIONS, HOST_PORT = CHECKS
FLANNEL = {
    "flannel.alpha.coreos.com/backend-type": "vxlan",
    "flannel.alpha.coreos.com/backend-data": '{"VNI":4096,"VtepMAC":"00:15:5d:00:00:01"}',
    "flannel.alpha.coreos.com/public-ip": "10.0.0.11",
}
HOST_GW = {**FLANNEL, "flannel.alpha.coreos.com/backend-type": "host-gw"}
CALICO = {"projectcalico.org/IPv4Address": "10.0.0.11/24"}
USED_UP = (
    'plugin type="flannel" failed (add): failed to allocate for range 0: no IP addresses available in range set: '
    "10.244.1.1-10.244.1.254"
)


@pytest.mark.parametrize(("kind", "build"), every_healthy())
def test_healthy_clusters_are_left_in_peace(kind: str, build: int) -> None:
    """Windows and Linux nodes, on every platform."""
    cluster = healthy(kind, build=build)
    for name in (cluster.windows, cluster.linux):
        material = snapshot(*cluster.objects, target=NodeTarget(name=name))
        said = [one for check in CHECKS for one in findings(check, material)]
        assert [one for one in said if one.status in (Status.WARN, Status.FAIL)] == []


@pytest.mark.parametrize("absent", [{"pod_cidr": ""}, {"pod_cidr": "", "podCIDR": None, "podCIDRs": []}])
def test_a_missing_range_is_a_fault_where_flannel_serves_the_node(absent: dict[str, Any]) -> None:
    """By its mark on the node, or by its pod there."""
    found = finding(POD_CIDR, snapshot(node(annotations=FLANNEL, **absent), pod()))
    assert (found.status, found.entry, found.speaks) == (Status.FAIL, "flanneld-waiting-network", "for")
    agent = pod("kube-flannel-ds-windows-x", namespace="kube-flannel", host_network=True)
    assert finding(POD_CIDR, snapshot(node(**absent), agent)).status is Status.FAIL


def test_a_missing_range_is_a_warning_where_flannel_serves_the_others() -> None:
    """Flanneld writes nothing on a node before it has a range."""
    other = node("lin-1", os="linux", annotations=FLANNEL, address="10.0.0.21")
    found = finding(POD_CIDR, snapshot(node(pod_cidr=""), other, pod()))
    assert (found.status, found.says, found.entry) == (Status.WARN, "missing-beside", "flanneld-waiting-network")


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"annotations": CALICO},
        {"labels": {"kubernetes.azure.com/os-sku": "Windows2022"}},
        {"labels": {"eks.amazonaws.com/nodegroup": "win"}},
        {"annotations": {"node.antrea.io/mac-address": "00:15:5d:00:00:01"}},
    ],
)
def test_a_missing_range_is_no_fault_elsewhere(written: dict[str, Any]) -> None:
    """Whoever gives out addresses there may not need one."""
    other = node("lin-1", os="linux", annotations=written.get("annotations", CALICO))
    found = finding(POD_CIDR, snapshot(node(pod_cidr="", **written), other, pod()))
    assert (found.status, found.says, found.entry) == (Status.UNKNOWN, "absent", None)


def test_a_node_that_has_just_joined_is_given_time() -> None:
    """The controller-manager assigns the range after the node is there."""
    young = node(pod_cidr="", annotations=FLANNEL)
    young["metadata"]["creationTimestamp"] = ago(minutes=1)
    assert finding(POD_CIDR, snapshot(young, pod())).status is Status.UNKNOWN


def test_what_is_no_range_is_unknown() -> None:
    """Nothing is counted."""
    assert finding(POD_CIDR, snapshot(node(pod_cidr="ten dot", annotations=FLANNEL), pod())).says == "strange"


def pods(count: int, *, first: int = 2, **changes: Any) -> list[dict[str, Any]]:
    """So many pods on the node, each with an address of its range."""
    return [pod(f"web-{number}", ip=f"10.244.1.{first + number}", **changes) for number in range(count)]


@pytest.mark.parametrize(
    ("count", "status", "says"),
    [(0, Status.PASS, "room"), (11, Status.PASS, "room"), (12, Status.WARN, "filling"), (13, Status.FAIL, "full")],
)
def test_addresses_in_use_are_held_against_the_range(count: int, status: Status, says: str) -> None:
    """A /28 has thirteen for pods: a warning from 90 %, a fault at 100 %."""
    material = snapshot(node(pod_cidr="10.244.1.0/28", annotations=FLANNEL), *pods(count), read=(Resource.PODS,))
    found = finding(POD_CIDR, material)
    assert (found.status, found.says) == (status, says)
    assert (found.figures["used"], found.figures["usable"]) == (count, 13)
    assert found.entry == ("ipam-range-exhausted" if status is not Status.PASS else None)


@pytest.mark.parametrize(
    "changes", [{"host_network": True}, {"phase": "Succeeded"}, {"phase": "Failed"}, {"on": "win-2"}]
)
def test_pods_that_hold_no_address_of_the_range_do_not_count(changes: dict[str, Any]) -> None:
    """On the host's network, ended, or elsewhere."""
    material = snapshot(node(pod_cidr="10.244.1.0/28", annotations=FLANNEL), *pods(13, **changes))
    assert finding(POD_CIDR, material).figures["used"] == 0


@pytest.mark.parametrize("written", [{}, {"annotations": CALICO}, {"labels": {"eks.amazonaws.com/nodegroup": "win"}}])
def test_a_range_that_pods_do_not_use_is_never_used_up(written: dict[str, Any]) -> None:
    """Calico and clouds give out addresses of their own."""
    found = finding(POD_CIDR, snapshot(node(pod_cidr="10.244.1.0/28", **written), *pods(13)))
    assert (found.status, found.says) == (Status.PASS, "assigned")


def test_without_all_pods_of_the_node_nothing_is_counted() -> None:
    """A dump without pods, or with those of one namespace."""
    written = node(pod_cidr="10.244.1.0/28", annotations=FLANNEL)
    assert finding(POD_CIDR, snapshot(written)).says == "gap.not-in-dump"
    one = {Resource.PODS: Extent(namespaces=frozenset({"shop"}))}
    found = finding(POD_CIDR, snapshot(written, *pods(13), extents=one))
    assert (found.says, found.status, found.entry) == ("some-only", Status.UNKNOWN, "ipam-range-exhausted")


def waiting() -> dict[str, Any]:
    """A pod that has no address yet."""
    return pod(phase="Pending", ip="", waiting={"reason": "ContainerCreating"})


def test_what_host_local_printed_is_a_fault() -> None:
    """Whatever the count says, with any plugin, in an event or in what was pasted."""
    for written in (node(annotations=FLANNEL), node()):
        found = findings(POD_CIDR, snapshot(written, waiting(), event(USED_UP)))[0]
        assert (found.status, found.entry, found.speaks) == (Status.FAIL, "ipam-range-exhausted", "for")
        assert "no IP addresses available" in found.quotes[0].text
    pasted = (paste(f"I0924 fine\nE0924 {USED_UP}\n"),)
    assert findings(POD_CIDR, snapshot(node(), waiting(), pasted=pasted))[0].says == "told"


def test_what_the_matcher_takes_for_it_counts_too() -> None:
    """Other programs have other words."""
    text = "Failed to allocate address: No available addresses"
    material = snapshot(node(), waiting(), event(text), matches={text: "ipam-range-exhausted"})
    assert findings(POD_CIDR, material)[0].says == "told"
    material = snapshot(node(), waiting(), event(text), matches={text: "subnet-env-missing"})
    assert findings(POD_CIDR, material)[0].says == "assigned"


def test_an_event_of_a_node_whose_pods_were_not_read_is_told_by_its_host() -> None:
    """The kubelet that reports says where it is."""
    assert "told" in [one.says for one in findings(POD_CIDR, snapshot(node(), event(USED_UP)))]


def test_what_is_over_or_elsewhere_is_not_told() -> None:
    """An old event, a pod that has its address by now, one of another node, a note that is no warning."""
    old = event(USED_UP, last=ago(hours=5)) | {"firstTimestamp": ago(hours=6)}
    old["metadata"]["creationTimestamp"] = ago(hours=6)
    quiet = [
        (waiting(), old),
        (pod(), event(USED_UP)),
        (waiting(), event(USED_UP, kind="Normal")),
    ]
    elsewhere = event(USED_UP, about=("Pod", "shop", "web-9"))
    elsewhere["source"]["host"] = "win-2"
    for objects in (*quiet, (pod("web-9", on="win-2", ip=""), elsewhere)):
        assert [one.says for one in findings(POD_CIDR, snapshot(node(), *objects))] == ["assigned"]


def policy(**value: Any) -> dict[str, Any]:
    """An OutBoundNAT policy of a file."""
    return {"Name": "EndpointPolicy", "Value": {"Type": "OutBoundNAT", **value}}


def conf(*policies: dict[str, Any], plugin: str = "win-bridge", **more: Any) -> str:
    """A CNI file with flannel and a delegate; `delegate` and `outer` in `more` add members."""
    delegate = {"type": plugin, "policies": list(policies), **more.pop("delegate", {})}
    return json.dumps(
        {"name": "cbr0", "cniVersion": "0.2.0", "type": "flannel", "delegate": delegate, **more}, indent=2
    )


V1 = policy(ExceptionList=["10.244.0.0/16", "10.96.0.0/12"])
V2 = policy(Settings={"Exceptions": ["10.244.0.0/16", "10.96.0.0/12"]})
ALL_V1 = policy(ExceptionList=["10.244.0.0/16", "0.0.0.0/0"])
ALL_V2 = policy(Settings={"Exceptions": ["0.0.0.0/0", "10.96.0.0/12"]})
API_2 = {"apiVersion": 2}


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        (conf(ALL_V1), Status.FAIL, "everything"),
        (conf(ALL_V2, delegate=API_2), Status.FAIL, "everything"),
        (conf(ALL_V2, plugin="sdnoverlay"), Status.FAIL, "everything"),
        (conf(policy(ExceptionList=["0.0.0.0/1", "128.0.0.0/1"])), Status.FAIL, "everything"),
        (conf(policy(ExceptionList=["<ClusterCIDR>", "<MgmtSubnet>"])), Status.FAIL, "unfilled"),
        (conf(V2), Status.WARN, "other-spelling"),
        (conf(V1, delegate=API_2), Status.WARN, "other-spelling"),
        (conf(V1, plugin="sdnbridge"), Status.WARN, "other-spelling"),
        (conf(policy(ExceptionList=["10.244.0.0/16", "8.8.8.8/32"])), Status.WARN, "outside"),
        (conf(policy(ExceptionList=["10.244.0.0/16", "203.0.113.7"])), Status.WARN, "outside"),
    ],
)
def test_a_list_that_keeps_pods_from_outside_is_told(text: str, status: Status, says: str) -> None:
    """In both spellings, each by the plugin that reads it."""
    found = finding(EXCEPTIONS, snapshot(node(), pasted=(paste(text, name="cni.conf"),)))
    assert (found.status, found.says) == (status, says)
    assert (found.entry, found.speaks) == ("pod-cannot-ping-external", "for")
    assert found.quotes[0].where == "cni.conf"


@pytest.mark.parametrize(
    "text",
    [
        conf(V1),
        conf(V2, delegate=API_2),
        conf(V1, V2, delegate=API_2),
        conf(V1, policy(Destinations=["10.96.0.0/12"])),
        conf(policy(ExceptionList=["10.0.0.0/8", "168.63.129.16/32"]), plugin="azure-vnet"),
        conf(policy(ExceptionList=["10.244.0.0/16", "192.0.2.11/32"])),
        conf(policy(ExceptionList=["10.244.0.0/16", "198.51.100.0/24"])),
        json.dumps({"plugins": [{"type": "sdnoverlay", "AdditionalArgs": [V2]}]}),
        json.dumps([{"Type": "OutBoundNAT", "ExceptionList": ["10.244.0.0/16"]}]),
        f"PS C:\\k> Get-Content cni.conf\n{conf(V1)}\n{conf(V1)}",
    ],
)
def test_a_usual_list_is_fine(text: str) -> None:
    """Inner ranges, addresses of the nodes and of services, Azure's own address."""
    objects = (node(address="192.0.2.11"), service(cluster_ip="198.51.100.20"))
    found = finding(EXCEPTIONS, snapshot(*objects, pasted=(paste(text),)))
    assert (found.status, found.says, found.entry) == (Status.PASS, "fine", None)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{"Type": "OutBoundNAT", "ExceptionList": ["0.0.0.0/0"]}, {"Type": "ACL"}]),
        json.dumps({"ID": "1", "Policies": [{"Type": "OutBoundNAT", "Settings": {"Exceptions": ["0.0.0.0/0"]}}]}),
        conf(ALL_V1, plugin="azure-vnet"),
        '{ "name": "cbr0", # broken off\n' + json.dumps(ALL_V1),
    ],
)
def test_what_is_in_force_on_an_endpoint_counts_whatever_the_spelling(text: str) -> None:
    """As it does with plugins of which that is not known."""
    assert finding(EXCEPTIONS, snapshot(node(), pasted=(paste(text),))).says == "everything"


def test_an_empty_list_is_a_warning_about_no_entry() -> None:
    """Egress works all the same."""
    found = finding(EXCEPTIONS, snapshot(node(), pasted=(paste(conf(policy(ExceptionList=[]))),)))
    assert (found.status, found.says, found.entry) == (Status.WARN, "empty", None)


def test_a_list_that_nobody_pasted_is_unknown() -> None:
    """ConfigMaps hold drafts and Linux's file; a file without such a policy says nothing, either."""
    draft = config_map("kube-flannel-cfg", namespace="kube-flannel", data={"cni-conf.json": conf(ALL_V1)})
    found = finding(EXCEPTIONS, snapshot(node(annotations=FLANNEL), draft))
    assert (found.status, found.says, found.entry) == (Status.UNKNOWN, "unseen", "pod-cannot-ping-external")
    assert found.settled_by.startswith("Get-Content")
    assert finding(EXCEPTIONS, snapshot(node(), pasted=(paste(conf()),))).says == "none"
    linux = json.dumps({"type": "flannel", "delegate": {"isDefaultGateway": True}})
    assert finding(EXCEPTIONS, snapshot(node(), pasted=(paste(linux),))).says == "unseen"
    assert findings(EXCEPTIONS, snapshot(node(os="linux"))) == ()


def asking(*, port: Any = 8080, **changes: Any) -> dict[str, Any]:
    """A pod that asks for a port of its host."""
    return pod(container={"ports": [{"containerPort": 80, "hostPort": port}]}, **changes)


MAPS: dict[str, Any] = {"capabilities": {"portMappings": True}}


@pytest.mark.parametrize("written", [{"annotations": FLANNEL}, {"annotations": FLANNEL, "provider_id": "rke2://win-1"}])
def test_an_overlay_on_windows_maps_no_port(written: dict[str, Any]) -> None:
    """A warning, since another plugin may be the delegate."""
    found = finding(HOST_PORT, snapshot(node(**written), asking()))
    assert (found.status, found.says) == (Status.WARN, "overlay")
    assert (found.entry, found.speaks) == ("hostport-not-working", "for")
    assert "shop/web-0 (8080)" in sentence(found, "en")


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        (conf(V2, plugin="win-overlay", **MAPS), Status.FAIL, "never"),
        (conf(V1), Status.FAIL, "not-declared"),
        (conf(V1, capabilities={"dns": True}), Status.FAIL, "not-declared"),
        (conf(V1, delegate=MAPS), Status.FAIL, "misplaced"),
        (conf(V1, **MAPS), Status.PASS, "declared"),
        (conf(V2, plugin="sdnoverlay", **MAPS), Status.PASS, "declared"),
        (json.dumps({"plugins": [{"type": "sdnbridge", **MAPS}]}), Status.PASS, "declared"),
    ],
)
def test_the_file_of_the_node_settles_it(text: str, status: Status, says: str) -> None:
    """By the plugin that it names and the capability beside the outer type."""
    found = finding(HOST_PORT, snapshot(node(annotations=FLANNEL), asking(), pasted=(paste(text),)))
    assert (found.status, found.says) == (status, says)
    assert found.entry == ("hostport-not-working" if status is Status.FAIL else None)


def test_cni_conf_of_linux_in_flannels_config_map_proves_nothing() -> None:
    """It has the capability, for Linux."""
    linux = json.dumps({"plugins": [{"type": "flannel"}, {"type": "portmap", **MAPS}]})
    shared = config_map("kube-flannel-cfg", namespace="kube-flannel", data={"cni-conf.json": linux})
    assert finding(HOST_PORT, snapshot(node(annotations=FLANNEL), asking(), shared)).says == "overlay"


@pytest.mark.parametrize("written", [{"annotations": HOST_GW}, {"annotations": CALICO}, {}])
def test_what_another_plugin_does_is_unknown(written: dict[str, Any]) -> None:
    """It depends on a file that the API doesn't show."""
    found = finding(HOST_PORT, snapshot(node(**written), asking()))
    assert (found.status, found.says, found.entry) == (Status.UNKNOWN, "unseen", "hostport-not-working")
    assert found.settled_by


def test_azure_cni_maps_ports() -> None:
    """On AKS."""
    aks = node(labels={"kubernetes.azure.com/os-sku": "Windows2022"})
    assert finding(HOST_PORT, snapshot(aks, asking())).says == "maps"


@pytest.mark.parametrize(
    "changes", [{"host_network": True}, {"phase": "Succeeded"}, {"on": "win-2"}, {"port": None}, {"port": 0}]
)
def test_where_no_pod_asks_there_is_nothing_to_judge(changes: dict[str, Any]) -> None:
    """On the host's network the API server writes the port by itself."""
    found = finding(HOST_PORT, snapshot(node(annotations=FLANNEL), asking(**changes)))
    assert (found.status, found.says, found.entry) == (Status.PASS, "not-asked", None)


def test_without_the_nodes_pods_host_ports_are_unknown() -> None:
    """None that was read asks, and others may."""
    assert finding(HOST_PORT, snapshot(node(annotations=FLANNEL))).says == "gap.not-in-dump"
    one = {Resource.PODS: Extent(namespaces=frozenset({"shop"}))}
    found = finding(HOST_PORT, snapshot(node(annotations=FLANNEL), pod(), extents=one))
    assert (found.says, found.entry) == ("some-only", "hostport-not-working")
    assert findings(HOST_PORT, snapshot(node(os="linux", annotations=FLANNEL), asking())) == ()


@pytest.mark.parametrize("check", CHECKS)
def test_a_node_that_was_not_read_is_unknown(check: Any) -> None:
    """The runner says why."""
    assert finding(check, snapshot(gaps={Resource.NODES: Why.FORBIDDEN})).status is Status.UNKNOWN


@pytest.mark.parametrize("check", CHECKS)
def test_hostile_objects_do_nothing_bad(check: Any) -> None:
    """Wrong types, nulls, deep nesting, long texts."""
    bad_pod = {**pod(), "spec": {"nodeName": "win-1", "containers": [None, {"ports": [None, {"hostPort": "x"}]}]}}
    bad_pod["status"] = {"podIP": 7, "podIPs": [None, {"ip": "a" * 9_000}], "phase": []}
    many = [asking(name=f"web-{number}`rm`", port=number + 1) for number in range(200)]
    texts = (
        "[" * 50_000,
        "{\n" * 30_000,
        '{"plugins": {"a": 1}, "type": 7, "policies": [null, {"Value": []}]}',
        conf({"Value": {"Type": "OutBoundNAT", "ExceptionList": "x", "Settings": [1]}}),
        conf(policy(ExceptionList=[None, 7, "a" * 9_000])),
        USED_UP * 900,
    )
    for written in (
        node(annotations=FLANNEL, pod_cidr="10.244.1.0/32"),
        node(annotations=FLANNEL, podCIDRs=[None, "fd00::/64"]),
        {**node(), "spec": None, "metadata": {"name": "win-1", "annotations": [], "creationTimestamp": 4}},
    ):
        pastes = tuple(map(paste, texts))
        for found in findings(check, snapshot(written, bad_pod, *many, event(USED_UP * 90), pasted=pastes)):
            assert len(sentence(found, "en")) < 2_000
