"""Conditions by their polarity, the heartbeat against its own material, cordons and taints."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import ago, condition, finding, findings, lease, node, snapshot

from bot.checks.node import CHECKS
from bot.finding import Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Why

CONDITIONS, HEARTBEAT, SCHEDULABLE = CHECKS


def alarms(check: Any, *objects: Any, **changes: Any) -> list[str]:
    """What the check warns of, by the keys of its sentences."""
    found = findings(check, snapshot(*objects, **changes))
    return [one.says for one in found if one.status in (Status.WARN, Status.FAIL)]


def test_a_ready_node_passes() -> None:
    """One line, and no alarm."""
    found = finding(CONDITIONS, snapshot(node()))
    assert (found.status, found.says) == (Status.PASS, "ready")


@pytest.mark.parametrize(("status", "says"), [("False", "not-ready"), ("Unknown", "silent")])
def test_a_node_that_is_not_ready_fails_and_speaks_for_its_setup(status: str, says: str) -> None:
    """What the kubelet says is quoted."""
    why = {"status": status, "reason": "KubeletNotReady", "message": "container runtime network not ready"}
    found = finding(CONDITIONS, snapshot(node(conditions={"Ready": why})))
    assert (found.status, found.says, found.entry, found.speaks) == (
        Status.FAIL,
        says,
        "setup-success-check",
        "for",
    )
    assert "container runtime network not ready" in found.quotes[0].text


def test_a_reason_that_the_matcher_knows_speaks_for_its_entry() -> None:
    """Rather than for the setup in general."""
    message = "open /run/flannel/subnet.env: no such file or directory"
    why = {"status": "False", "message": message}
    material = snapshot(node(conditions={"Ready": why}), matches={message: "subnet-env-missing"})
    assert finding(CONDITIONS, material).entry == "subnet-env-missing"


@pytest.mark.parametrize(
    ("kind", "status", "alarm"),
    [
        ("MemoryPressure", "True", True),
        ("DiskPressure", "True", True),
        ("NetworkUnavailable", "True", True),
        ("NetworkUnavailable", "False", False),
        ("KubeletProblem", "True", True),
        ("KubeletProblem", "False", False),
        ("FrequentKubeletRestart", "True", True),
        ("KernelReady", "True", False),
        ("KernelReady", "False", True),
        ("NetworkingReady", "False", True),
        ("VMEventScheduled", "True", False),
        ("SomethingOfTheirs", "True", False),
        ("SomethingOfTheirs", "False", False),
    ],
)
def test_each_condition_has_its_polarity(kind: str, status: str, alarm: bool) -> None:
    """One that isn't known is never judged."""
    assert bool(alarms(CONDITIONS, node(conditions={kind: status}))) is alarm


def test_a_condition_of_a_kind_that_is_not_known_is_shown() -> None:
    """As unknown, with what it says."""
    found = findings(CONDITIONS, snapshot(node(conditions={"SomethingOfTheirs": "True"})))
    (shown,) = [one for one in found if one.status is Status.UNKNOWN]
    assert "SomethingOfTheirs=True" in sentence(shown, "en")


def test_a_node_without_conditions_is_unknown() -> None:
    """Not sick."""
    written = node()
    written["status"] = {"conditions": [7, None, {"type": 3}]}
    found = finding(CONDITIONS, snapshot(written))
    assert (found.status, found.says) == (Status.UNKNOWN, "missing")


def test_a_fresh_lease_is_a_heartbeat() -> None:
    """However old the conditions are."""
    old = {kind: condition(kind, {"status": "False", "lastHeartbeatTime": ago(hours=9)}) for kind in ("DiskPressure",)}
    found = finding(HEARTBEAT, snapshot(node(conditions=old), lease()))
    assert found.status is Status.PASS


def test_a_stale_lease_fails() -> None:
    """With its age."""
    found = finding(HEARTBEAT, snapshot(node(), lease(renewed=ago(minutes=42))))
    assert (found.status, found.figures["minutes"]) == (Status.FAIL, 42)


def test_a_lease_is_held_against_the_others_of_its_material() -> None:
    """Leases that were read an hour before the events are no sign of dead nodes."""
    material = snapshot(node(), lease(renewed=ago(minutes=60)), lease("lin-1", renewed=ago(minutes=60)))
    assert finding(HEARTBEAT, material).status is Status.PASS
    sick = snapshot(node(), lease(renewed=ago(minutes=60)), lease("lin-1"))
    assert finding(HEARTBEAT, sick).status is Status.FAIL


@pytest.mark.parametrize(("minutes", "status"), [(4, Status.PASS), (12, Status.PASS), (90, Status.FAIL)])
def test_without_leases_the_conditions_tell(minutes: int, status: Status) -> None:
    """They are written every five minutes only."""
    beats = {kind: {"status": "False", "lastHeartbeatTime": ago(minutes=minutes)} for kind in ("MemoryPressure",)}
    ready = {"Ready": {"status": "True", "lastHeartbeatTime": ago(minutes=minutes)}}
    others = {
        kind: {"status": "False", "lastHeartbeatTime": ago(minutes=minutes)} for kind in ("DiskPressure", "PIDPressure")
    }
    assert finding(HEARTBEAT, snapshot(node(conditions={**beats, **ready, **others}))).status is status


def test_without_any_sign_of_life_nothing_is_said() -> None:
    """What a dump lacks is no fault."""
    written = node()
    written["status"]["conditions"] = []
    assert finding(HEARTBEAT, snapshot(written)).status is Status.UNKNOWN


def test_a_node_that_takes_pods_passes() -> None:
    """Also with a taint that only keeps others off."""
    taint = {"key": "os", "value": "Windows", "effect": "NoSchedule"}
    assert finding(SCHEDULABLE, snapshot(node(taints=[taint]))).status is Status.PASS


def test_a_cordoned_node_is_a_warning() -> None:
    """Somebody's intent."""
    found = finding(SCHEDULABLE, snapshot(node(unschedulable=True)))
    assert (found.status, found.says) == (Status.WARN, "cordoned")


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("node.kubernetes.io/not-ready", Status.FAIL),
        ("node.kubernetes.io/unreachable", Status.FAIL),
        ("node.kubernetes.io/disk-pressure", Status.FAIL),
        ("node.cloudprovider.kubernetes.io/uninitialized", Status.WARN),
        ("node.kubernetes.io/os", Status.PASS),
    ],
)
def test_only_taints_of_sick_nodes_are_faults(key: str, status: Status) -> None:
    """The others are somebody's choice."""
    assert finding(SCHEDULABLE, snapshot(node(taints=[{"key": key, "effect": "NoSchedule"}]))).status is status


@pytest.mark.parametrize("check", CHECKS)
def test_a_node_that_could_not_be_read_is_unknown(check: Any) -> None:
    """With the reason."""
    found = finding(check, snapshot(gaps={Resource.NODES: Why.FORBIDDEN}))
    assert (found.status, found.says) == (Status.UNKNOWN, "gap.forbidden")
