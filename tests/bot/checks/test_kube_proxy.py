"""kube-proxy's name, DSR, the ports of its load balancers, and NodePorts without a pod on the node."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import (
    config_map,
    endpoint_slice,
    finding,
    findings,
    log,
    node,
    paste,
    pod,
    service,
    snapshot,
)

from bot.checks.kube_proxy import CHECKS
from bot.checks.load_balancers import needed
from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Why

OVERRIDE, DSR, PORTS, BACKENDS = CHECKS
EXE = "C:\\k\\kube-proxy.exe"
SCRIPT = "$env:CONTAINER_SANDBOX_MOUNT_POINT/kube-proxy/start.ps1"
OFF = ["--v=4", "--hostname-override=win-1"]


def proxy(*args: str, command: tuple[str, ...] = (EXE,), **container: Any) -> dict[str, Any]:
    """kube-proxy's pod on win-1 with these arguments."""
    return pod(
        "kube-proxy-windows-abcde",
        namespace="kube-system",
        labels={"k8s-app": "kube-proxy-windows"},
        owner=("DaemonSet", "kube-proxy-windows"),
        host_network=True,
        command=command,
        args=args,
        container=container,
    )


def script(*lines: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """kube-proxy's pod that runs a script, and the log it left."""
    return proxy(SCRIPT, command=()), {"logs": (log("\n".join(lines)),)}


@pytest.mark.parametrize(
    ("machine", "args", "status", "says"),
    [
        ("WIN-1", ("--hostname-override=win-1",), Status.PASS, "equal"),
        ("EC2AMAZ-1", ("--hostname-override=WIN-1",), Status.PASS, "equal"),
        ("EC2AMAZ-1", ("--hostname-override", "win-1"), Status.PASS, "equal"),
        ("EC2AMAZ-1", ("--hostname-override=$(NODE)",), Status.PASS, "equal"),
        ("WIN-1", ("--hostname-override=",), Status.PASS, "not-needed"),
        ("WIN-1", ("--v=4",), Status.PASS, "not-needed"),
        ("EC2AMAZ-1", ("--v=4",), Status.FAIL, "missing"),
        ("EC2AMAZ-1", ("--hostname-override=",), Status.FAIL, "missing"),
        ("EC2AMAZ-1", ("--hostname-override=ec2amaz-1",), Status.FAIL, "other-name"),
        ("EC2AMAZ-1", ("--hostname-override=$(hostname)",), Status.UNKNOWN, "unseen"),
        ("EC2AMAZ-1", ("--config=C:\\k\\config.yaml",), Status.UNKNOWN, "unseen"),
        ("EC2AMAZ-1", ("--config=C:\\k\\config.yaml", "--hostname-override=other"), Status.FAIL, "other-name"),
    ],
)
def test_the_name_that_was_seen_is_held_against_the_nodes(
    machine: str, args: tuple[str, ...], status: Status, says: str
) -> None:
    """Without regard to case; a command line that was read whole and lacks the flag counts as empty."""
    env = [{"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]
    found = finding(OVERRIDE, snapshot(node(machine_id=machine), proxy(*args, env=env)))
    assert (found.status, found.says) == (status, says)
    assert (found.speaks == "for") is (status is Status.FAIL)


@pytest.mark.parametrize(
    ("machine", "status"), [("WIN-1", Status.PASS), ("EC2AMAZ-1", Status.UNKNOWN), ("", Status.UNKNOWN)]
)
def test_a_name_that_was_not_seen_is_never_a_fault(machine: str, status: Status) -> None:
    """A script, a service, or no pod at all."""
    for objects in ((proxy(SCRIPT, command=()),), ()):
        material = snapshot(node(machine_id=machine), *objects, read=(Resource.PODS,))
        found = finding(OVERRIDE, material)
        assert found.status is status
        assert bool(found.settled_by) is (status is Status.UNKNOWN)


def test_what_was_pasted_settles_it() -> None:
    """The service's own command line."""
    output = "BINARY_PATH_NAME   : C:\\k\\kube-proxy.exe --windows-service --hostname-override=ec2amaz-1 --v=4"
    material = snapshot(node(machine_id="EC2AMAZ-1"), read=(Resource.PODS,), pasted=(paste(output),))
    assert finding(OVERRIDE, material).says == "other-name"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--enable-dsr=true",), "switched-on"),
        (("--enable-dsr",), "switched-on"),
        (("--enable-dsr=false",), "switched-off"),
        (("--v=4",), "switched-off"),
        (("--enable-dsr=true", "--config=C:\\k\\c.yaml"), "by-file"),
        (("--feature-gates=WinDSR=true",), "switched-off"),
    ],
)
def test_dsr_is_what_the_command_line_says(args: tuple[str, ...], says: str) -> None:
    """A gate alone switches nothing on, and a file makes the flag void; off alone is no fault."""
    found = finding(DSR, snapshot(node(), proxy(*args)))
    assert found.says == says
    assert found.status is (Status.UNKNOWN if says == "by-file" else Status.PASS)
    assert found.speaks is None


def test_dsr_is_what_the_log_says() -> None:
    """The script's own line, or klog's; the ConfigMap of kubeadm is Linux's."""
    linux = config_map("kube-proxy", namespace="kube-system", data={"config.conf": "winkernel:\n  enableDSR: false"})
    written, logs = script(
        "Start to run C:\\hpc\\kube-proxy\\kube-proxy.exe --hostname-override=win-1 --enable-dsr=true"
    )
    assert finding(DSR, snapshot(node(), written, linux, **logs)).says == "switched-on"
    written, logs = script('I1 flags.go:64] FLAG: --config=""', 'I1 flags.go:64] FLAG: --enable-dsr="false"')
    assert finding(DSR, snapshot(node(), written, linux, **logs)).says == "switched-off"
    written, logs = script('FLAG: --config="C:\\c.yaml"', 'FLAG: --enable-dsr="true"')
    assert finding(DSR, snapshot(node(), written, linux, **logs)).says == "by-file"
    assert finding(DSR, snapshot(node(), proxy(SCRIPT, command=()), linux)).says == "unseen"


def test_where_dsr_is_the_default_that_is_told() -> None:
    """It is no proof."""
    material = snapshot(node(labels={"kubernetes.azure.com/os-sku": "Windows2022"}), read=(Resource.PODS,))
    found = finding(DSR, material)
    assert (found.status, found.says) == (Status.UNKNOWN, "by-default")


def served(count: int, **changes: Any) -> list[dict[str, Any]]:
    """So many services of four ports, each with a pod on another node."""
    return [
        made
        for number in range(count)
        for made in (
            service(f"s{number}", ports=(80, 81, 82, 83), **changes),
            endpoint_slice(f"s{number}", endpoints=(("10.244.9.9", "win-2", True),)),
        )
    ]


@pytest.mark.parametrize(
    ("count", "args", "kind", "status", "says"),
    [
        (10, OFF, "ClusterIP", Status.PASS, "few"),
        (30, OFF, "ClusterIP", Status.PASS, "enough"),
        (50, OFF, "ClusterIP", Status.WARN, "many"),
        (64, OFF, "ClusterIP", Status.FAIL, "too-many"),
        (70, [SCRIPT], "ClusterIP", Status.WARN, "many"),
        (70, [*OFF, "--enable-dsr=true"], "ClusterIP", Status.PASS, "few"),
        (40, [*OFF, "--enable-dsr=true"], "NodePort", Status.PASS, "enough"),
        (70, [*OFF, "--enable-dsr=true"], "NodePort", Status.WARN, "many-with-dsr"),
        (40, OFF, "NodePort", Status.FAIL, "too-many"),
    ],
)
def test_the_blocks_needed_are_held_against_those_there_are(
    count: int, args: list[str], kind: str, status: Status, says: str
) -> None:
    """A fault only where DSR is known to be off."""
    command = () if args == [SCRIPT] else (EXE,)
    material = snapshot(node(), proxy(*args, command=command), *served(count, kind=kind))
    found = finding(PORTS, material)
    assert (found.status, found.says) == (status, says)
    alarming = status in (Status.WARN, Status.FAIL)
    assert found.speaks == ("for" if alarming else "against" if says == "few" else None)


def test_where_dsr_is_the_default_many_services_are_no_alarm() -> None:
    """But no pass, either."""
    aks = node(labels={"kubernetes.azure.com/os-sku": "Windows2022"})
    found = finding(PORTS, snapshot(aks, *served(70), read=(Resource.PODS,)))
    assert (found.status, found.says) == (Status.UNKNOWN, "many-by-default")


@pytest.mark.parametrize(
    ("written", "by_dsr", "always"),
    [
        (service(ports=(80, 443)), 2, 0),
        (service(kind="NodePort"), 1, 1),
        (service(kind="NodePort", ports=(80, 443)), 2, 2),
        (service(kind="NodePort", externalTrafficPolicy="Local"), 2, 0),
        (service(externalIPs=["192.0.2.1", "192.0.2.2"]), 1, 2),
        (service(clusterIPs=["10.96.0.20", "fd00::20"]), 2, 0),
        (service(cluster_ip="None"), 0, 0),
        ({**service(), "spec": {"type": "ExternalName", "externalName": "example.org"}}, 0, 0),
        ({**service(kind="LoadBalancer"), "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.9"}]}}}, 1, 2),
        ({**service(kind="LoadBalancer"), "status": {"loadBalancer": {"ingress": [{"hostname": "lb"}]}}}, 1, 1),
        ({**service(), "spec": {"ports": [None, 7], "clusterIP": 5}}, 0, 0),
    ],
)
def test_load_balancers_are_counted_as_kube_proxy_makes_them(written: dict[str, Any], by_dsr: int, always: int) -> None:
    """One a port and kind of address."""
    material = snapshot(node(), written, endpoint_slice())
    found = material.node("win-1")
    assert found is not None
    total = needed(material, found)
    assert (total.by_dsr, total.always) == (by_dsr, always)


def test_services_without_a_usable_endpoint_need_nothing() -> None:
    """No load balancer is made for them."""
    material = snapshot(node(), service(), endpoint_slice(endpoints=(("10.244.1.10", "win-1", False),)))
    assert "0 of 256" in sentence(finding(PORTS, material), "en")


def test_a_wider_range_has_more_blocks() -> None:
    """In any language of Windows."""
    output = "通訊協定 tcp 動態連接埠範圍\n-----------\n起始連接埠      : 16385\n連接埠數目      : 49151\n"
    found = finding(PORTS, snapshot(node(), proxy(*OFF), *served(64), pasted=(paste(output),)))
    assert (found.status, found.figures["blocks"]) == (Status.PASS, 767)


@pytest.mark.parametrize(
    ("line", "status", "speaks"),
    [
        ("Couldn't reserve more than 3 ranges of 64 ports", Status.FAIL, "for"),
        ("Successfully reserved 10 ranges of 64 ports", Status.PASS, "against"),
    ],
)
def test_the_test_on_the_node_is_the_judge(line: str, status: Status, speaks: str) -> None:
    """Whatever the count says."""
    found = finding(PORTS, snapshot(node(), *served(70), pasted=(paste(line, name="reservedports.txt"),)))
    assert (found.status, found.speaks) == (status, speaks)


@pytest.mark.parametrize("missing", [Resource.SERVICES, Resource.ENDPOINT_SLICES])
def test_without_all_services_and_endpoints_nothing_is_counted(missing: Resource) -> None:
    """What a dump lacks is no fault."""
    objects = [one for one in served(70) if one["kind"] != {"services": "Service"}.get(missing, "EndpointSlice")]
    found = finding(PORTS, snapshot(node(), proxy(*OFF), *objects))
    assert (found.status, found.entry) == (Status.UNKNOWN, "lb-ports-exhausted")
    broken_off = finding(PORTS, snapshot(node(), *served(70), gaps={missing: Why.TIMED_OUT}))
    assert broken_off.status is Status.UNKNOWN


def exposed(*nodes: str, **changes: Any) -> list[dict[str, Any]]:
    """A service with a NodePort and pods on these nodes."""
    endpoints = [(f"10.244.{number}.9", name, True) for number, name in enumerate(nodes)]
    return [service(kind="NodePort", **changes), endpoint_slice(endpoints=endpoints)]


def warned(*objects: dict[str, Any], build: str = "10.0.26100.32995") -> list[Finding]:
    """What nodeport-backends warns of."""
    found = findings(BACKENDS, snapshot(node(build=build), *objects))
    return [one for one in found if one.status is not Status.PASS]


def test_an_old_build_without_a_pod_of_the_service_is_a_warning() -> None:
    """With one, or with a newer build, it is none."""
    (found,) = warned(*exposed("win-2"), build="10.0.17763.1339")
    assert (found.status, found.entry, found.speaks) == (Status.WARN, "nodeport-after-scale-down", "for")
    assert warned(*exposed("win-1", "win-2"), build="10.0.17763.1339") == []
    assert warned(*exposed("win-2"), build="10.0.17763.1432") == []
    assert warned(*exposed("win-2")) == []


def test_the_policy_local_keeps_a_node_without_a_pod_silent() -> None:
    """Behind a load balancer that is watched."""
    (found,) = warned(*exposed("win-2", externalTrafficPolicy="Local"))
    assert found.says == "local"
    assert warned(*exposed("win-1", externalTrafficPolicy="Local")) == []
    balanced = [service(kind="LoadBalancer", externalTrafficPolicy="Local"), exposed("win-2")[1]]
    assert warned(*balanced) == []


def test_services_without_pods_anywhere_are_none_of_its_business() -> None:
    """Nothing answers for them on any node."""
    assert warned(service(kind="NodePort"), endpoint_slice(endpoints=()), build="10.0.17763.1339") == []


def test_an_unknown_build_leaves_it_open() -> None:
    """It is asked for."""
    (found,) = warned(*exposed("win-2"), build="")
    assert found.status is Status.UNKNOWN


@pytest.mark.parametrize("check", CHECKS)
def test_hostile_objects_do_nothing_bad(check: Any) -> None:
    """Wrong types, nulls, shell metacharacters, long texts."""
    bad_pod = {**proxy(), "spec": {"nodeName": "win-1", "containers": [None, {"command": 7, "args": [None, {"a": 1}]}]}}
    long_pod = proxy("--hostname-override=" + "a" * 100_000)
    bad_service = {**service("`rm`"), "spec": {"ports": {"a": 1}, "externalIPs": "x", "clusterIP": "10.96.0.1"}}
    bad_slice = {**endpoint_slice(), "endpoints": [None, {"conditions": [], "nodeName": 3}]}
    for objects in ((bad_pod, bad_service, bad_slice), (long_pod, service(), bad_slice)):
        for found in findings(check, snapshot(node(), *objects, pasted=(paste(":\n" * 20_000),))):
            assert len(sentence(found, "en")) < 2000
