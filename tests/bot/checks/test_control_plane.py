"""The control plane's pods, the API server's own checks, its certificate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cluster_material import NOW, finding, pod, server, snapshot

from bot.checks.control_plane import CHECKS
from bot.finding import Finding, Status
from bot.resource import Resource
from bot.snapshot import Certificate, Why
from bot.target import ClusterTarget

PODS, HEALTH, CERTIFICATE = CHECKS


def of(check: Any, *objects: dict[str, Any], **changes: Any) -> Finding:
    """The one thing that the check says about the cluster."""
    return finding(check, snapshot(*objects, target=ClusterTarget(), **changes))


def static(component: str, **changes: Any) -> dict[str, Any]:
    """A static pod of the control plane."""
    labels = {"component": component, "tier": "control-plane"}
    return pod(f"{component}-cp-1", namespace="kube-system", on="cp-1", labels=labels, **changes)


def test_a_control_plane_that_runs_passes() -> None:
    """By its pods."""
    assert of(PODS, static("kube-apiserver"), static("etcd")).status is Status.PASS


def test_a_pod_of_the_control_plane_that_fails_speaks_for_its_entry() -> None:
    """With its message."""
    broken = static("kube-scheduler", waiting={"reason": "CrashLoopBackOff", "message": "back-off"}, restarts=5)
    found = of(PODS, static("etcd"), broken)
    assert (found.status, found.entry, found.speaks) == (Status.FAIL, "control-plane-debug", "for")
    assert found.figures["restarts"] == 5


def test_a_managed_control_plane_shows_no_pods() -> None:
    """No fault, and no pass."""
    found = of(PODS, pod(), pod("etcd-0", namespace="shop"))
    assert (found.status, found.says) == (Status.UNKNOWN, "none")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[+]ping ok\n[+]etcd ok\nlivez check passed", Status.PASS),
        ("ok", Status.PASS),
        ("[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed", Status.FAIL),
        ("", Status.UNKNOWN),
    ],
)
def test_the_api_servers_own_checks_are_read(text: str, status: Status) -> None:
    """Line by line."""
    found = of(HEALTH, read=(Resource.API_HEALTH,), server=server(health=text))
    assert found.status is status
    assert (found.speaks == "for") is (status is Status.FAIL)


def certificate(**changes: Any) -> Certificate:
    """A good one for api.example.org and 10.0.0.4."""
    given = {
        "names": ("kubernetes", "api.example.org", "*.wild.example.org", "10.0.0.4", "fd00::4"),
        "not_before": NOW - timedelta(days=100),
        "not_after": NOW + timedelta(days=200),
    }
    return Certificate(**{**given, **changes})


@pytest.mark.parametrize(
    ("address", "changes", "status", "says"),
    [
        ("https://api.example.org:6443", {}, Status.PASS, "good"),
        ("https://10.0.0.4:6443", {}, Status.PASS, "good"),
        ("https://[fd00:0::4]:6443", {}, Status.PASS, "good"),
        ("https://a.wild.example.org", {}, Status.PASS, "good"),
        ("https://a.b.wild.example.org", {}, Status.FAIL, "other-names"),
        ("https://10.0.0.5:6443", {}, Status.FAIL, "other-names"),
        ("https://api.example.org", {"not_after": NOW - timedelta(hours=1)}, Status.FAIL, "expired"),
        ("https://api.example.org", {"not_before": NOW + timedelta(hours=1)}, Status.FAIL, "not-yet"),
        ("https://api.example.org", {"problem": "self-signed certificate"}, Status.FAIL, "untrusted"),
        ("https://api.example.org", {"not_after": NOW + timedelta(days=3)}, Status.WARN, "soon"),
        ("", {}, Status.PASS, "good"),
    ],
)
def test_a_certificate_is_held_against_time_and_address(
    address: str, changes: dict[str, Any], status: Status, says: str
) -> None:
    """What is wrong speaks for the entry about it."""
    shown = server(address=address, certificate=certificate(**changes))
    found = of(CERTIFICATE, read=(Resource.API_CERTIFICATE,), server=shown)
    assert (found.status, found.says) == (status, says)
    assert (found.entry == "apiserver-unreachable") is (status is Status.FAIL)


@pytest.mark.parametrize("check", CHECKS)
def test_what_could_not_be_read_is_unknown(check: Any) -> None:
    """With the reason."""
    gaps = dict.fromkeys((Resource.PODS, Resource.API_HEALTH, Resource.API_CERTIFICATE), Why.TIMED_OUT)
    assert of(check, gaps=gaps).status is Status.UNKNOWN
