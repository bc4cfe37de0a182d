"""Warnings by entry and reason, pods that can't be set up, and images made for another Windows."""

from __future__ import annotations

from typing import Any

import pytest
from cluster_material import ago, condition, event, finding, findings, node, pod, snapshot

from bot.checks.events import CHECKS
from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Why
from bot.target import PodTarget

NODE_EVENTS, POD_EVENTS, SANDBOX, IMAGE = CHECKS
SUBNET = "open /run/flannel/subnet.env: The system cannot find the path specified."
OLD = {
    **event(SUBNET),
    "metadata": {"name": "old", "namespace": "shop"},
    "firstTimestamp": ago(hours=6),
    "lastTimestamp": ago(hours=5),
}
STUCK = pod(phase="Pending", ip="", waiting={"reason": "ContainerCreating"})
KNOWN = {SUBNET: "subnet-env-missing"}
MISMATCH = "hcs::CreateComputeSystem web: The container operating system does not match the host operating system."


def alarms(check: Any, *objects: dict[str, Any], **changes: Any) -> list[Finding]:
    """What it warns of."""
    found = findings(check, snapshot(node(), *objects, **changes))
    return [one for one in found if one.status in (Status.WARN, Status.FAIL)]


def test_warnings_that_the_matcher_knows_are_grouped_by_entry() -> None:
    """With how often and how long ago."""
    second = event(SUBNET, about=("Pod", "shop", "web-1"), count=4, last=ago(minutes=7))
    (found,) = alarms(
        NODE_EVENTS,
        STUCK,
        {**STUCK, "metadata": {"name": "web-1", "namespace": "shop"}},
        event(SUBNET),
        second,
        matches=KNOWN,
    )
    assert (found.entry, found.speaks) == ("subnet-env-missing", "for")
    assert (found.figures["count"], found.figures["minutes"]) == (5, 1)
    assert "FailedCreatePodSandBox" in sentence(found, "en")


def test_warnings_that_nobody_knows_are_told_and_no_alarm() -> None:
    """By reason."""
    found = finding(NODE_EVENTS, snapshot(node(), STUCK, event("Back-off restarting", reason="BackOff")))
    assert (found.status, found.says) == (Status.PASS, "others")
    assert "BackOff" in sentence(found, "en")


@pytest.mark.parametrize(
    "harmless",
    [
        event(SUBNET, kind="Normal"),
        OLD,
        event(SUBNET, about=("Pod", "shop", "elsewhere-0")),
        event(SUBNET, about=("Node", "", "win-2")),
    ],
)
def test_what_is_over_or_elsewhere_is_quiet(harmless: dict[str, Any]) -> None:
    """Normal events, old ones, those of other nodes and their pods."""
    assert alarms(NODE_EVENTS, STUCK, harmless, matches=KNOWN) == []


def test_a_pod_that_got_well_since_is_no_alarm() -> None:
    """One that fell ill after it was ready is."""
    well = pod(status={"conditions": [{**condition("Ready", "True"), "lastTransitionTime": ago(seconds=10)}]})
    assert alarms(NODE_EVENTS, well, event(SUBNET), matches=KNOWN) == []
    ill = pod(status={"conditions": [{**condition("Ready", "True"), "lastTransitionTime": ago(hours=3)}]})
    assert alarms(NODE_EVENTS, ill, event(SUBNET), matches=KNOWN)


def test_a_pods_own_events_are_told() -> None:
    """Those of another pod of the same name are not."""
    material = snapshot(
        STUCK,
        event(SUBNET, about=("Pod", "other", "web-0")),
        event("x", reason="Unhealthy"),
        matches=KNOWN,
        target=PodTarget(namespace="shop", name="web-0"),
    )
    assert finding(POD_EVENTS, material).says == "others"


def test_a_pod_that_cannot_be_set_up_fails_with_its_entry() -> None:
    """And what was printed."""
    (found,) = alarms(SANDBOX, STUCK, event(SUBNET), matches=KNOWN)
    assert (found.status, found.entry, found.speaks) == (Status.FAIL, "subnet-env-missing", "for")
    assert SUBNET in found.quotes[0].text
    assert "shop/web-0" in sentence(found, "en")


def test_a_reason_that_no_entry_is_about_fails_without_one() -> None:
    """It is a fault all the same."""
    (found,) = alarms(SANDBOX, STUCK, event("plugin type=calico failed (add): timeout"))
    assert (found.entry, found.speaks) == (None, None)


def test_a_pod_in_the_making_has_time() -> None:
    """With no warning it is asked about only when it takes long."""
    fresh = {**STUCK, "metadata": {**STUCK["metadata"], "creationTimestamp": ago(minutes=3)}}
    assert finding(SANDBOX, snapshot(node(), fresh, read=(Resource.EVENTS,))).status is Status.PASS
    old = finding(SANDBOX, snapshot(node(), STUCK, read=(Resource.EVENTS,)))
    assert (old.status, old.says) == (Status.UNKNOWN, "silent")


@pytest.mark.parametrize("running", [pod(), pod(phase="Succeeded"), pod(waiting={"reason": "CrashLoopBackOff"})])
def test_pods_that_were_set_up_are_fine(running: dict[str, Any]) -> None:
    """Whatever becomes of them."""
    assert finding(SANDBOX, snapshot(node(), running, event(SUBNET), matches=KNOWN)).status is Status.PASS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MISMATCH, "mismatch"),
        ("failure in a Windows system call: … of the host. (0xc0370101)", "mismatch"),
        ("a Windows version 10.0.20348-based image is incompatible with a 10.0.17763 host", "mismatch"),
        ("no match for platform in manifest: not found", "no-variant"),
        ("no matching manifest for windows/amd64 10.0.17763 in the manifest list entries", "no-variant"),
    ],
)
def test_an_image_for_another_windows_is_told_by_what_was_printed(text: str, says: str) -> None:
    """In an event or in a container's state."""
    for objects in (
        (STUCK, event(text, reason="Failed")),
        (pod(waiting={"reason": "CrashLoopBackOff", "message": text}),),
    ):
        (found,) = alarms(IMAGE, *objects, read=(Resource.EVENTS,))
        assert (found.status, found.says, found.entry) == (Status.FAIL, says, "pause-image-restarts")


@pytest.mark.parametrize(
    "objects",
    [
        (pod(image="mcr.microsoft.com/windows/servercore:ltsc2022"),),
        (pod(image="mcr.microsoft.com/windows/servercore:ltsc2019"), event("Pulling image", kind="Normal")),
        (STUCK, event("A virtual machine or container exited unexpectedly. (0xc0370106)")),
    ],
)
def test_an_images_tag_is_never_a_fault(objects: tuple[dict[str, Any], ...]) -> None:
    """Nor another code."""
    assert alarms(IMAGE, *objects, read=(Resource.EVENTS,)) == []


def test_a_linux_node_is_not_asked() -> None:
    """Images for other platforms are another matter there."""
    linux = node(os="linux")
    failing = event("no match for platform in manifest: not found")
    assert findings(IMAGE, snapshot(linux, STUCK, failing)) == ()


def test_without_events_the_rest_is_looked_at() -> None:
    """And told as open."""
    assert finding(NODE_EVENTS, snapshot(node(), gaps={Resource.EVENTS: Why.FORBIDDEN})).status is Status.UNKNOWN
    found = finding(IMAGE, snapshot(node(), pod()))
    assert (found.status, found.says) == (Status.UNKNOWN, "events-missing")


@pytest.mark.parametrize("check", [NODE_EVENTS, SANDBOX, IMAGE])
def test_hostile_events_do_nothing_bad(check: Any) -> None:
    """Nulls, wrong types, huge texts, markup."""
    bad: dict[str, Any] = {**event("x"), "involvedObject": None, "message": 7, "count": "many", "lastTimestamp": []}
    huge = event("<!channel> `rm -rf` " + "a" * 500_000)
    broken = {**STUCK, "status": {"phase": "Pending", "containerStatuses": [None, {"state": 3}], "conditions": "x"}}
    for found in findings(check, snapshot(node(), broken, bad, huge)):
        assert len(sentence(found, "en")) < 2000
        assert all(len(quote.text) <= 600 for quote in found.quotes)
