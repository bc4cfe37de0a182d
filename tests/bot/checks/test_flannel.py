"""flannel's settings and lease, VXLAN on vSphere, host-gw's routes on Azure."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cluster_material import condition, config_map, finding, findings, log, node, paste, pod, snapshot
from clusters.healthy import every_healthy, healthy

from bot.checks.flannel import CHECKS
from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Snapshot, Why
from bot.target import NodeTarget

BACKEND, LEASE, VSPHERE, AZURE = CHECKS
OURS = "flannel.alpha.coreos.com"
MAC = "00:15:5d:00:00:01"
ON_AZURE = "azure:///subscriptions/0/resourceGroups/k8s/providers/Microsoft.Compute/virtualMachines/win-1"


def lease(address: str = "10.0.0.11", *, backend: str = "vxlan", vni: Any = 4096, **more: str) -> dict[str, str]:
    """What flanneld writes on a node."""
    data = json.dumps({"VNI": vni, "VtepMAC": MAC}) if backend == "vxlan" else "null"
    annotations = {"backend-data": data, "backend-type": backend, "kube-subnet-manager": "true", "public-ip": address}
    return {f"{OURS}/{name}": value for name, value in {**annotations, **more}.items()}


def linux(name: str = "lin-1", address: str = "10.0.0.21", number: int = 2, **changes: Any) -> dict[str, Any]:
    """A Linux node that flannel serves."""
    given = {"annotations": lease(address), **changes}
    return node(name, os="linux", address=address, pod_cidr=f"10.244.{number}.0/24", **given)


def settings(
    *, network: str = "10.244.0.0/16", namespace: str = "kube-flannel", text: str | None = None, **backend: Any
) -> dict[str, Any]:
    """Flannel's ConfigMap."""
    written = json.dumps({"Network": network, "Backend": backend or {"Type": "vxlan", "VNI": 4096, "Port": 4789}})
    return config_map("kube-flannel-cfg", namespace=namespace, data={"net-conf.json": text or written})


def alarms(material: Snapshot, *checks: Any) -> list[Finding]:
    """The warnings and faults that these checks tell."""
    return [
        one
        for check in checks or CHECKS
        for one in findings(check, material)
        if one.status in (Status.WARN, Status.FAIL)
    ]


@pytest.mark.parametrize(("kind", "build"), every_healthy())
def test_healthy_clusters_are_left_in_peace(kind: str, build: int) -> None:
    """Windows and Linux nodes, on every platform."""
    cluster = healthy(kind, build=build)
    for name in (cluster.windows, cluster.linux):
        assert alarms(snapshot(*cluster.objects, target=NodeTarget(name=name))) == []


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ({"Type": "vxlan"}, "VNI 1, port 8472"),
        ({"Type": "vxlan", "VNI": 1, "Port": 4789}, "VNI 1"),
        ({"Type": "vxlan", "VNI": 4096, "Port": 8472}, "port 8472"),
        ({"Type": "VXLAN", "vni": 4096}, "port 8472"),
        ({"Type": "vxlan", "VNI": 4096, "Port": 4789, "DirectRouting": True}, "DirectRouting"),
    ],
)
def test_settings_for_linux_only_are_a_warning_about_no_entry(backend: dict[str, Any], said: str) -> None:
    """What stands there counts, and Linux's defaults where nothing stands."""
    (found,) = alarms(snapshot(node(annotations=lease()), settings(**backend)))
    assert (found.check, found.says, found.entry, found.speaks) == ("flannel-backend", "linux-only", None, None)
    assert said in sentence(found, "en")


@pytest.mark.parametrize("backend", [{"Type": "udp"}, {"Type": "host_gw"}, {"Type": "wireguard"}, {"VNI": 4096}])
def test_a_backend_that_windows_lacks_is_a_warning(backend: dict[str, Any]) -> None:
    """A misspelt one, and none at all, too."""
    (found,) = alarms(snapshot(node(annotations=lease()), settings(**backend)), BACKEND)
    assert found.says == "unsupported"


def test_linux_settings_stop_a_node_before_it_has_a_lease() -> None:
    """Flannel serves the others, and nothing else is to be seen here."""
    material = snapshot(node(), linux(annotations=lease("10.0.0.21", vni=1)), settings(Type="vxlan"))
    assert [one.says for one in alarms(material)] == ["linux-only"]


def test_linux_nodes_and_other_plugins_are_not_judged_by_flannels_settings() -> None:
    """Settings may be left over from before."""
    calico = node(annotations={"projectcalico.org/IPv4Address": "10.0.0.11/24"})
    assert finding(BACKEND, snapshot(calico, settings(Type="vxlan"))).says == "other-plugin"
    assert findings(BACKEND, snapshot(node(os="linux", annotations=lease(vni=1)), settings(Type="vxlan"))) == ()


def test_nodes_that_do_not_speak_the_same_are_a_warning() -> None:
    """Another number or another backend; a node that isn't ready may have an old lease."""
    other = linux(annotations=lease("10.0.0.21", vni=1))
    (found,) = alarms(snapshot(node(annotations=lease()), other, settings()))
    assert (found.says, found.figures["example"]) == ("differs", "lin-1")
    host_gw: dict[str, Any] = {"annotations": lease("10.0.0.21", backend="host-gw")}
    assert [one.says for one in alarms(snapshot(node(annotations=lease()), linux(**host_gw), settings()))] == [
        "differs"
    ]
    gone = linux(**host_gw, conditions={"Ready": "Unknown"})
    assert alarms(snapshot(node(annotations=lease()), gone, settings())) == []
    old = lease("10.0.0.21") | {f"{OURS}/backend-data": json.dumps({"VtepMAC": MAC})}
    assert alarms(snapshot(node(annotations=lease()), linux(annotations=old), settings())) == []


def test_a_range_outside_of_flannels_network_stops_flanneld() -> None:
    """That is what its entry is about."""
    (found,) = alarms(snapshot(node(annotations=lease()), settings(network="10.100.0.0/16")), BACKEND)
    assert (found.says, found.entry, found.speaks) == ("outside", "flanneld-waiting-network", "for")


def test_the_settings_of_an_older_install_do_not_count() -> None:
    """They stand beside those that hold."""
    old = settings(namespace="kube-system", Type="udp")
    assert finding(BACKEND, snapshot(node(annotations=lease()), old, settings())).status is Status.PASS


def test_a_file_of_the_node_is_judged_by_what_stands_in_it() -> None:
    """What it leaves out is Windows' own default."""
    bare, linux_only = ({"Network": "10.244.0.0/16", "Backend": {"type": "vxlan", **more}} for more in ({}, {"vni": 1}))
    material = snapshot(node(annotations=lease()), pasted=(paste(json.dumps(bare), name="net-conf.json"),))
    assert finding(BACKEND, material).says == "vxlan"
    material = snapshot(node(annotations=lease()), pasted=(paste(json.dumps(linux_only), name="net-conf.json"),))
    assert finding(BACKEND, material).says == "linux-only"


def test_without_the_settings_the_port_stays_open() -> None:
    """RKE2 has no such ConfigMap, and sets it right."""
    found = finding(BACKEND, snapshot(node(annotations=lease()), gaps={Resource.CONFIG_MAPS: Why.FORBIDDEN}))
    assert (found.status, found.says, found.entry) == (Status.UNKNOWN, "port-unseen", None)
    assert "configmap" in found.settled_by
    rke2 = node(annotations=lease(), provider_id="rke2://win-1")
    assert finding(BACKEND, snapshot(rke2)).status is Status.PASS


def told(material: Snapshot) -> dict[str, Finding]:
    """What flannel-lease says, by its key."""
    return {one.says: one for one in findings(LEASE, material)}


def test_an_address_of_before_is_a_warning() -> None:
    """Whether nobody has it or another node."""
    stale = told(snapshot(node(annotations=lease("10.0.0.99")), linux()))["stale"]
    assert (stale.status, stale.entry, stale.speaks) == (Status.WARN, "flannel-rejoin", "for")
    assert "10.0.0.99" in sentence(stale, "en")
    assert "10.0.0.11" in sentence(stale, "en")
    taken = told(snapshot(node(annotations=lease("10.0.0.21")), linux()))["taken"]
    assert taken.figures["owner"] == "lin-1"


def test_the_nodes_own_address_and_one_that_was_chosen_are_fine() -> None:
    """An outer address, an overwritten one, and a second network that flannel uses everywhere."""
    assert told(snapshot(node(annotations=lease())))["own"].status is Status.PASS
    outer = node(annotations=lease("192.0.2.7"))
    outer["status"]["addresses"].append({"type": "ExternalIP", "address": "192.0.2.7"})
    assert told(snapshot(outer))["own"].status is Status.PASS
    chosen = lease("192.0.2.7", **{"public-ip-overwrite": "192.0.2.7"})
    assert told(snapshot(node(annotations=chosen)))["overwritten"].status is Status.PASS
    second = linux(annotations=lease("192.168.5.21"))
    assert told(snapshot(node(annotations=lease("192.168.5.11")), second))["other-network"].status is Status.PASS


def test_what_can_not_be_compared_is_unknown() -> None:
    """No address in the lease, none on the node, or no lease where flannel serves the others."""
    for address in ("", "nonsense"):
        assert told(snapshot(node(annotations=lease(address))))["address-missing"].status is Status.UNKNOWN
    assert told(snapshot(node(annotations=lease(), address="")))["address-missing"].status is Status.UNKNOWN
    assert told(snapshot(node(), linux()))["none"].status is Status.UNKNOWN
    assert told(snapshot(node()))["other-plugin"].status is Status.PASS


def test_a_stale_source_vip_is_named_where_vxlan_serves_the_node() -> None:
    """With the command that compares it; RKE2 has no file."""
    unseen = told(snapshot(node(annotations=lease())))["vip-unseen"]
    assert (unseen.status, unseen.entry) == (Status.UNKNOWN, "flannel-rejoin")
    assert "sourceVip.json" in unseen.settled_by
    assert "podCIDR" in unseen.settled_by
    rke2 = told(snapshot(node(annotations=lease(), provider_id="rke2://win-1")))["vip-unseen"]
    assert "sourceVip.json" not in rke2.settled_by
    assert set(told(snapshot(node(annotations=lease(backend="host-gw"))))) == {"own"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"cniVersion":"0.2.0","ip4":{"ip":"10.244.9.2/24","gateway":"10.244.9.1"},"dns":{}}', "vip-outside"),
        ('{"ips":[{"version":"4","address":"10.244.9.2/24"}]}\n10.244.1.0/24', "vip-outside"),
        ("FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.9.1/24\nFLANNEL_MTU=1500\n", "vip-outside"),
        ('{"cniVersion":"0.2.0","ip4":{"ip":"10.244.1.2/24"},"dns":{}}', "vip-inside"),
        ("FLANNEL_SUBNET=10.244.1.1/24\r\n", "vip-inside"),
        ('{"code": 100, "msg": "failed"}', "vip-unseen"),
        ('{"ip4": 7, "ips": [null, {"address": "x"}]}', "vip-unseen"),
    ],
)
def test_what_was_pasted_of_the_node_settles_it(text: str, says: str) -> None:
    """An address outside of the range is left from before."""
    found = told(snapshot(node(annotations=lease()), pasted=(paste(text),)))
    assert says in found
    speaks = {"vip-outside": "for", "vip-inside": "against", "vip-unseen": None}[says]
    assert found[says].speaks == speaks


def test_the_log_of_kube_proxy_shows_the_source_vip() -> None:
    """As a flag of its command line."""
    proxy = pod("kube-proxy-windows-abcde", namespace="kube-system", labels={"k8s-app": "kube-proxy-windows"})
    line = "Start to run kube-proxy.exe --hostname-override=win-1 --source-vip=10.244.9.2"
    assert "vip-outside" in told(snapshot(node(annotations=lease()), proxy, logs=(log(line),)))


def test_vxlan_on_vsphere_stays_open() -> None:
    """Nobody sees from the cluster what vSphere does with it."""
    found = finding(VSPHERE, snapshot(node(annotations=lease(), provider_id="vsphere://42"), settings()))
    assert (found.status, found.entry, found.speaks) == (Status.UNKNOWN, "vsphere-vxlan-4789", None)
    assert found.settled_by
    calico = {"projectcalico.org/IPv4VXLANTunnelAddr": "10.244.1.1"}
    found = finding(VSPHERE, snapshot(node(annotations=calico, provider_id="vsphere://42")))
    assert (found.says, found.figures["plugin"]) == ("unseen", "Calico")


@pytest.mark.parametrize(
    "line",
    [
        "UDP: bad checksum. From 10.0.0.11:51234 to 10.0.0.21:4789 ulen 116",
        "10.0.0.11.51 > 10.0.0.21.4789: [bad udp cksum 0x1c -> 0x2d!] VXLAN",
    ],
)
def test_a_wrong_checksum_that_was_seen_is_a_fault(line: str) -> None:
    """On machines of vSphere."""
    written = node(annotations=lease(), provider_id="vsphere://42")
    found = finding(VSPHERE, snapshot(written, settings(), pasted=(paste(line),)))
    assert (found.status, found.entry, found.speaks) == (Status.FAIL, "vsphere-vxlan-4789", "for")


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"annotations": lease(), "provider_id": "aws:///eu-1a/i-0"}, "elsewhere"),
        ({"annotations": lease()}, "elsewhere"),
        ({"annotations": lease(backend="host-gw"), "provider_id": "vsphere://42"}, "no-vxlan"),
        ({"provider_id": "vsphere://42"}, "no-vxlan"),
    ],
)
def test_without_vxlan_or_vsphere_there_is_no_conflict(written: dict[str, Any], says: str) -> None:
    """Nothing to say."""
    found = finding(VSPHERE, snapshot(node(**written)))
    assert (found.status, found.says, found.entry) == (Status.PASS, says, None)


def test_settings_for_linux_only_are_not_vspheres_fault() -> None:
    """They are told by flannel-backend, and speak for no entry."""
    written = node(annotations=lease(), provider_id="vsphere://42")
    found = finding(VSPHERE, snapshot(written, settings(Type="vxlan", VNI=1)))
    assert (found.status, found.says, found.entry) == (Status.UNKNOWN, "settings-first", None)


def on_azure(name: str = "win-1", **changes: Any) -> dict[str, Any]:
    """A node of a cluster of one's own, on a machine of Azure, with host-gw."""
    return node(name, **{"provider_id": ON_AZURE, "annotations": lease(backend="host-gw"), **changes})


def test_routes_on_azure_stay_open() -> None:
    """With what would have to be there, and the command that shows it."""
    found = finding(AZURE, snapshot(on_azure()))
    assert (found.status, found.entry, found.speaks) == (Status.UNKNOWN, "flannel-hostgw-azure", None)
    assert "10.244.1.0/24" in sentence(found, "en")
    assert found.settled_by.startswith("az network nic show-effective-route-table")
    linux_node = on_azure("lin-1", os="linux")
    assert finding(AZURE, snapshot(linux_node, target=NodeTarget(name="lin-1"))).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ({"labels": {"kubernetes.azure.com/os-sku": "Windows2022"}}, "elsewhere"),
        ({"provider_id": ""}, "elsewhere"),
        ({"annotations": lease()}, "no-host-gw"),
        ({"annotations": {}}, "no-host-gw"),
    ],
)
def test_aks_other_machines_and_vxlan_need_no_routes(written: dict[str, Any], says: str) -> None:
    """Nothing to say."""
    found = finding(AZURE, snapshot(on_azure(**written)))
    assert (found.status, found.says, found.entry) == (Status.PASS, says, None)


@pytest.mark.parametrize(
    ("row", "says", "status"),
    [
        ("User      Active   10.244.2.0/24     VirtualAppliance  10.0.0.21", "all-there", Status.PASS),
        ("User      Active   10.244.2.0/24     VirtualAppliance  10.0.0.99", "lacking", Status.FAIL),
        ("User      Active   10.244.2.0/24     None", "lacking", Status.FAIL),
        ("Default   Active   10.0.0.0/16       VnetLocal", "lacking", Status.FAIL),
    ],
)
def test_azures_own_table_settles_it(row: str, says: str, status: Status) -> None:
    """Each other node's range by way of that node."""
    table = f"Source    State    Address Prefix    Next Hop Type     Next Hop IP\n-------\n{row}\n"
    other = linux(annotations=lease("10.0.0.21", backend="host-gw"))
    found = finding(AZURE, snapshot(on_azure(), other, pasted=(paste(table),)))
    assert (found.says, found.status) == (says, status)
    assert found.speaks == ("for" if status is Status.FAIL else None)


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [("False", "RouteCreated", Status.PASS), ("True", "NoRouteCreated", Status.FAIL), ("False", "FlannelIsUp", None)],
)
def test_azures_route_controller_says_whether_it_made_one(status: str, reason: str, expected: Status | None) -> None:
    """Where it runs; flannel's own word about the network is none about routes."""
    written = on_azure(conditions={"NetworkUnavailable": {"status": status, "reason": reason}})
    assert finding(AZURE, snapshot(written)).status is (expected or Status.UNKNOWN)


@pytest.mark.parametrize("check", CHECKS)
def test_a_node_that_was_not_read_is_unknown(check: Any) -> None:
    """The runner says why."""
    assert finding(check, snapshot(gaps={Resource.NODES: Why.FORBIDDEN})).status is Status.UNKNOWN


@pytest.mark.parametrize("check", CHECKS)
def test_hostile_objects_do_nothing_bad(check: Any) -> None:
    """Wrong types, nulls, deep nesting, long texts."""
    deep = "[" * 50_000
    strange = [
        node(annotations=lease() | {f"{OURS}/backend-data": deep}, provider_id="vsphere://42"),
        node(annotations=lease("a" * 100_000, vni={"a": 1}), provider_id=ON_AZURE, pod_cidr="x" * 9_000),
        node(annotations=lease(backend="host-gw`rm`"), podCIDRs=[None, 7], podCIDR={"a": 1}),
        {**node(annotations=lease()), "spec": None, "status": {"addresses": [None, 4], "nodeInfo": None}},
    ]
    pastes = tuple(
        paste(text) for text in (deep, "{\n" * 30_000, '{"Network": 7, "Backend": []}', "Next Hop Type\n" * 9_000)
    )
    for written in strange:
        for config in (
            settings(text=deep),
            settings(text='{"Network": null, "Backend": {"Type": 4}}'),
            settings(text=""),
        ):
            for found in findings(check, snapshot(written, linux(), config, pasted=pastes)):
                assert len(sentence(found, "en")) < 2_000


def test_conditions_without_a_reason_say_nothing_about_routes() -> None:
    """Only the two words of the route controller count."""
    written = on_azure()
    written["status"]["conditions"].append(condition("NetworkUnavailable", {"status": "True", "reason": ""}))
    assert finding(AZURE, snapshot(written)).status is Status.UNKNOWN
