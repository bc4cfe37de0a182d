"""Platforms and network plugins, told by what they alone write."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import node, server, snapshot

from bot.checks.platform import (
    Platform,
    Plugin,
    build_of,
    platform_of,
    plugin_of,
    provider_of,
    takes_addresses_from_pod_cidr,
)
from bot.kube_object import KubeObject
from bot.snapshot import Snapshot

AZURE = "azure:///subscriptions/0000/resourceGroups/k8s/providers/Microsoft.Compute/virtualMachines/win-1"
FLANNEL = {"flannel.alpha.coreos.com/backend-type": "vxlan"}


def read(*nodes: dict[str, Any]) -> tuple[Snapshot, KubeObject]:
    """A snapshot of these nodes, and the first of them."""
    material = snapshot(*nodes)
    found = material.node("win-1")
    assert found is not None
    return material, found


@pytest.mark.parametrize(
    ("written", "platform", "plugin"),
    [
        ({"labels": {"kubernetes.azure.com/os-sku": "Windows2022"}, "provider_id": AZURE}, Platform.AKS, Plugin.AZURE),
        ({"provider_id": AZURE}, Platform.UNKNOWN, Plugin.UNKNOWN),
        ({"provider_id": AZURE, "annotations": FLANNEL}, Platform.UNKNOWN, Plugin.FLANNEL),
        ({"labels": {"eks.amazonaws.com/nodegroup": "win"}}, Platform.EKS, Plugin.VPC),
        ({"version": "v1.32.3-eks-2f4ab6c", "provider_id": "aws:///eu-1a/i-0"}, Platform.EKS, Plugin.VPC),
        ({"provider_id": "aws:///eu-1a/i-0"}, Platform.UNKNOWN, Plugin.UNKNOWN),
        ({"provider_id": "gce://project/zone/win-1"}, Platform.GKE, Plugin.GKE),
        (
            {"labels": {"node.openshift.io/os_id": "Windows"}, "provider_id": "gce://project/zone/win-1"},
            Platform.OPENSHIFT,
            Plugin.OVN,
        ),
        ({"provider_id": "rke2://win-1", "annotations": FLANNEL}, Platform.RKE2, Plugin.FLANNEL),
        ({"annotations": {"projectcalico.org/IPv4Address": "10.0.0.11/24"}}, Platform.UNKNOWN, Plugin.CALICO),
        ({"annotations": {"node.antrea.io/mac-address": "00:15:5d:00:00:01"}}, Platform.UNKNOWN, Plugin.ANTREA),
        ({}, Platform.UNKNOWN, Plugin.UNKNOWN),
    ],
)
def test_a_platform_is_told_by_what_it_alone_writes(
    written: dict[str, Any], platform: Platform, plugin: Plugin
) -> None:
    """A self-made cluster on somebody's machines is none of theirs."""
    material, found = read(node(**written))
    assert platform_of(material, found) is platform
    assert plugin_of(material, found) is plugin


def test_a_linux_node_tells_what_its_windows_sister_does_not() -> None:
    """The version of Windows nodes has no suffix on RKE2."""
    material, found = read(node(version="v1.35.1"), node("lin-1", os="linux", version="v1.35.1+rke2r1"))
    assert platform_of(material, found) is Platform.RKE2


def test_the_api_server_tells_it_where_one_node_alone_was_read() -> None:
    """As a live probe does."""
    material = snapshot(node(version="v1.35.1"), server=server("v1.35.1+rke2r1"))
    found = material.node("win-1")
    assert found is not None
    assert platform_of(material, found) is Platform.RKE2


@pytest.mark.parametrize(
    ("annotations", "takes"),
    [(FLANNEL, True), ({"node.antrea.io/mac-address": "x"}, True), ({"projectcalico.org/IPv4Address": "x"}, False)],
)
def test_not_every_plugin_takes_addresses_from_the_pod_cidr(annotations: dict[str, str], takes: bool) -> None:
    """Calico has blocks of its own."""
    assert takes_addresses_from_pod_cidr(*read(node(annotations=annotations))) is takes


@pytest.mark.parametrize(
    ("provider_id", "provider"), [("vsphere://42", "vsphere"), (AZURE, "azure"), ("", ""), ("nonsense", "")]
)
def test_the_provider_is_whose_machine_it_is(provider_id: str, provider: str) -> None:
    """Nothing where the node doesn't say."""
    assert provider_of(read(node(provider_id=provider_id))[1]) == provider


@pytest.mark.parametrize(
    ("written", "build"),
    [
        ("10.0.26100.32995", (26100, 32995)),
        ("10.0.17763", (17763, None)),
        ("5.15.0-1057-azure", None),
        ("10.0.x.1", None),
        ("", None),
    ],
)
def test_a_build_is_four_numbers(written: str, build: tuple[int, int | None] | None) -> None:
    """A Linux kernel is none."""
    content = node(build=written, labels={"node.kubernetes.io/windows-build": ""})
    assert build_of(read(content)[1]) == build


def test_the_label_tells_a_build_that_the_node_does_not() -> None:
    """Without its update level."""
    content = node(labels={"node.kubernetes.io/windows-build": "10.0.20348"})
    content["status"]["nodeInfo"] = None
    assert build_of(read(content)[1]) == (20348, None)
