"""Whoever may write into a cluster, or into a dump, decides what stands in it: no check falls over it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from cluster_material import (
    WIN_1,
    Written,
    config_map,
    daemon_set,
    endpoint_slice,
    event,
    lease,
    log,
    node,
    paste,
    pod,
    server,
    service,
    snapshot,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checks.registry import CLUSTER_CHECKS, NODE_CHECKS, POD_CHECKS
from bot.checks.running import about_cluster, about_node, about_pod
from bot.finding import Finding
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Snapshot
from bot.target import PodTarget

WEB_0 = PodTarget(namespace="shop", name="web-0")
MATERIAL: tuple[Written, ...] = (
    node(
        annotations={
            "flannel.alpha.coreos.com/backend-type": "vxlan",
            "flannel.alpha.coreos.com/backend-data": '{"VNI":4096,"VtepMAC":"00:00:5e:00:53:01"}',
            "flannel.alpha.coreos.com/public-ip": "10.0.0.11",
            "flannel.alpha.coreos.com/kube-subnet-manager": "true",
        },
        provider_id="azure:///x",
        taints=[{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}],
    ),
    node("lin-1", os="linux"),
    pod(
        waiting={"reason": "ContainerCreating", "message": "Failed to create pod sandbox"},
        restarts=7,
        container={"ports": [{"containerPort": 80, "hostPort": 8080}], "args": ["--enable-dsr=true"]},
        spec={"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "d"}}]},
    ),
    pod("kube-proxy-windows-abcde", namespace="kube-system", labels={"k8s-app": "kube-proxy-windows"}, args=["--v=4"]),
    pod("kube-apiserver-lin-1", namespace="kube-system", on="lin-1", labels={"component": "kube-apiserver"}),
    service(kind="LoadBalancer", externalTrafficPolicy="Local", externalIPs=["192.0.2.1"]),
    endpoint_slice(),
    daemon_set(),
    lease(),
    event("Failed to create pod sandbox: hcnCreateEndpoint failed in Win32: no IP addresses available in range set"),
    event("Node win-1 status is now: NodeNotReady", reason="NodeNotReady", about=("Node", "", "win-1")),
    config_map(
        "kube-flannel-cfg",
        namespace="kube-flannel",
        data={"net-conf.json": '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan","VNI":4096,"Port":4789}}'},
    ),
)
NOTHING: tuple[Any, ...] = (None, "", 0, False, [], {}, [None], {"": None})
ANOTHER_TYPE: tuple[Any, ...] = ("x", -1, 2**70, 1.5, float("nan"), True, [{"type": "Ready"}], {"name": []})
ODD_TEXTS = ("\x1b[2J", "é" * 3_000, "10.244.0.0/33", "::/0", "999.1.1.1", "10.0.", "v1", "v99999999999999.1", "-1")
HALF_TEXTS = ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "{", "[[[[", "1e400", "٣", "=", ":", "/", "--enable-dsr")
ODD = st.sampled_from((*NOTHING, *ANOTHER_TYPE, *ODD_TEXTS, *HALF_TEXTS))


def places(written: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in an object, but for what it is called by."""
    members = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for key, value in members:
        if (*path, key) not in (("kind",), ("metadata",), ("metadata", "name"), ("metadata", "namespace")):
            yield (*path, key)
        yield from places(value, (*path, key))


PLACES = [(index, path) for index, written in enumerate(MATERIAL) for path in places(written)]


def change(written: Any, path: tuple[Any, ...], odd: Any) -> None:
    """Puts something odd there, unless an earlier change has taken the place away."""
    with suppress(TypeError, KeyError, IndexError):
        for step in path[:-1]:
            written = written[step]
        written[path[-1]] = odd


def findings(material: Snapshot) -> list[Finding]:
    """What all checks say."""
    return [
        *about_node(material, "win-1", NODE_CHECKS),
        *about_node(material, "lin-1", NODE_CHECKS),
        *about_pod(material, WEB_0, POD_CHECKS),
        *about_cluster(material, CLUSTER_CHECKS),
    ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), ODD), min_size=1, max_size=6), text=ODD.map(str))
def test_no_check_falls_over_what_stands_in_a_cluster(changes: list[tuple[tuple[int, Any], Any]], text: str) -> None:
    """Whatever is missing, null, of another type, huge or out of range; and each finding can be told."""
    objects = copy.deepcopy(list(MATERIAL))
    for (index, path), odd in changes:
        change(objects[index], path, odd)
    material = snapshot(
        *objects,
        target=WIN_1,
        read=tuple(Resource),
        logs=(log(text),),
        pasted=(paste(text),),
        server=server(version=text, health=text),
    )
    for finding in findings(material):
        assert finding.says != "gap.broken", finding.check
        assert sentence(finding, "en")


def test_the_material_as_it_stands_is_told_by_every_check() -> None:
    """So that the changes meet code that does something."""
    said = {finding.check for finding in findings(snapshot(*MATERIAL, read=tuple(Resource)))}
    assert {check.id for check in (*NODE_CHECKS, *POD_CHECKS, *CLUSTER_CHECKS)} - said <= {"api-server-certificate"}
