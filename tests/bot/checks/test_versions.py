"""Versions that leak, that don't go together, or that lack a fix; a vendor's suffix is none of them."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import finding, node, server, snapshot

from bot.checks.versions import CHECKS, version_of
from bot.finding import Status
from bot.rendering.findings import sentence

KUBELET, RUNTIME, BUILD = CHECKS


@pytest.mark.parametrize(
    ("kubelet", "api", "says"),
    [
        ("v1.36.2", "v1.36.4", "fits"),
        ("v1.33.0", "v1.36.0", "fits"),
        ("v1.32.9", "v1.36.0", "older"),
        ("v1.37.0", "v1.36.0", "newer"),
        ("v1.32.3-eks-2f4ab6c", "v1.32.5-eks-bf8de4d", "fits"),
        ("v1.29.2", "v1.29.2+rke2r1", "fits"),
        ("v1.11.0", "v1.11.0", "leaks"),
        ("v1.11.2", "v1.12.1", "leaks"),
        ("v1.11.3", "v1.12.1", "fits"),
        ("v1.36.2", "", "server-missing"),
        ("banana", "v1.36.0", "missing"),
        ("", "v1.36.0", "missing"),
    ],
)
def test_a_kubelet_is_held_against_its_api_server(kubelet: str, api: str, says: str) -> None:
    """And what can't be told is unknown."""
    found = finding(KUBELET, snapshot(node(version=kubelet), server=server(api)))
    assert found.says == says
    alarming = says in {"older", "newer", "leaks"}
    assert (found.status is Status.WARN) is alarming
    assert (found.status is Status.UNKNOWN) is (says in {"missing", "server-missing"})
    assert (found.entry == "endpoint-ip-leak") is (says == "leaks")


@pytest.mark.parametrize(
    ("runtime", "kubelet", "says"),
    [
        ("containerd://2.1.4", "v1.36.2", "fits"),
        ("containerd://2.0.4+azure", "v1.33.1", "fits"),
        ("containerd://1.7.22", "v1.35.0", "fits"),
        ("containerd://1.7.22", "v1.36.0", "too-old"),
        ("containerd://1.5.13", "v1.26.0", "too-old"),
        ("containerd://1.4.4+unknown", "v1.22.0", "fits"),
        ("docker://18.03.1-ee-3", "v1.14.1", "leaks"),
        ("docker://18.9.0", "v1.14.1", "fits"),
        ("docker://19.3.5", "v1.18.0", "fits"),
        ("docker://23.0.9", "v1.28.0", "fits"),
        ("cri-o://1.30.2", "v1.30.0", "fits"),
        ("containerd://", "v1.30.0", "missing"),
        ("", "v1.30.0", "missing"),
    ],
)
def test_a_runtime_is_told_by_its_version(runtime: str, kubelet: str, says: str) -> None:
    """Docker's 18.9 is 18.09."""
    found = finding(RUNTIME, snapshot(node(runtime=runtime, version=kubelet)))
    assert found.says == says
    assert (found.status is Status.WARN) is (says in {"leaks", "too-old"})


@pytest.mark.parametrize(
    ("build", "says"),
    [
        ("10.0.17763.1339", "unpatched"),
        ("10.0.17763.1432", "known"),
        ("10.0.17763.7919", "known"),
        ("10.0.17763", "update-missing"),
        ("10.0.20348.405", "known"),
        ("10.0.26100.32995", "known"),
        ("10.0.18363.1", "known"),
        ("10.0.14393.1", "strange"),
        ("10.0.99999.1", "strange"),
        ("what", "missing"),
    ],
)
def test_a_build_is_told_by_its_number(build: str, says: str) -> None:
    """Only Server 2019 can lack the update."""
    content = node(build=build, labels={"node.kubernetes.io/windows-build": ""})
    found = finding(BUILD, snapshot(content))
    assert found.says == says
    assert (found.status is Status.WARN) is (says == "unpatched")
    assert found.status is not Status.FAIL


def test_a_missing_update_speaks_for_its_entry_in_figures() -> None:
    """A person reads which update it is."""
    found = finding(BUILD, snapshot(node(build="10.0.17763.1339")))
    assert (found.entry, found.speaks) == ("node-nodeport-local", "for")
    assert "17763.1432" in sentence(found, "en")


@pytest.mark.parametrize("check", CHECKS)
def test_a_node_without_its_fields_is_unknown(check: Any) -> None:
    """Whatever stands in their place."""
    hostile: tuple[Any, ...] = (None, [], "x", {"kubeletVersion": 5, "kernelVersion": {}})
    for broken in hostile:
        written = node(labels={"node.kubernetes.io/windows-build": ""})
        written["status"]["nodeInfo"] = broken
        assert finding(check, snapshot(written, server=server())).status is Status.UNKNOWN


def test_a_version_is_what_a_text_begins_with() -> None:
    """None where it begins with none."""
    assert version_of("v1.32.3-eks-2f4ab6c") == (1, 32, 3)
    assert version_of("18.09") == (18, 9, 0)
    assert version_of("latest") is None
