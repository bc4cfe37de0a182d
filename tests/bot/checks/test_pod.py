"""One pod: its phase, its node, its containers and their exit codes, its volumes."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from cluster_material import ago, condition, event, finding, findings, pod, snapshot

from bot.checks import exit_codes
from bot.checks.pod import CHECKS
from bot.finding import Finding, Status
from bot.rendering.findings import sentence
from bot.rendering.phrases import check_phrases
from bot.resource import Resource
from bot.target import PodTarget
from knowledge.entry import Language

PHASE, SCHEDULING, CONTAINERS, PROBES, VOLUMES = CHECKS
WEB = PodTarget(namespace="shop", name="web-0")


def of(check: Any, *objects: dict[str, Any], **changes: Any) -> Finding:
    """The one thing that the check says about web-0."""
    return finding(check, snapshot(*objects, target=WEB, **changes))


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({}, Status.PASS, "fine"),
        ({"phase": "Succeeded", "ready": False}, Status.PASS, "fine"),
        ({"phase": "Failed", "status": {"reason": "Evicted", "message": "low on memory"}}, Status.FAIL, "failed"),
        ({"phase": "Unknown"}, Status.FAIL, "lost"),
        ({"ready": False}, Status.WARN, "not-ready"),
        ({"phase": ""}, Status.UNKNOWN, "missing"),
    ],
)
def test_a_phase_is_told(changes: dict[str, Any], status: Status, says: str) -> None:
    """With the owner."""
    found = of(PHASE, pod(**changes))
    assert (found.status, found.says) == (status, says)
    assert found.figures["owner"] == "ReplicaSet web-5d8f"


def test_a_pod_that_does_not_end_is_a_warning() -> None:
    """After a while."""
    written = pod()
    written["metadata"]["deletionTimestamp"] = ago(minutes=40)
    assert of(PHASE, written).says == "ending"
    written["metadata"]["deletionTimestamp"] = ago(minutes=1)
    assert of(PHASE, written).says == "fine"


@pytest.mark.parametrize(
    ("reason", "status", "says"),
    [("Unschedulable", Status.FAIL, "nowhere"), ("SchedulingGated", Status.WARN, "gated")],
)
def test_a_pod_without_a_node_says_why(reason: str, status: Status, says: str) -> None:
    """In the scheduler's words."""
    why = condition("PodScheduled", {"status": "False", "reason": reason, "message": "0/3 nodes are available"})
    found = of(SCHEDULING, pod(on="", phase="Pending", status={"conditions": [why]}))
    assert (found.status, found.says) == (status, says)
    assert "0/3 nodes" in found.quotes[0].text


def test_a_pod_with_a_node_is_placed() -> None:
    """And one without a word about it is open."""
    assert of(SCHEDULING, pod()).status is Status.PASS
    assert of(SCHEDULING, pod(on="", phase="Pending")).status is Status.UNKNOWN


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("ImagePullBackOff", "image"),
        ("ErrImagePull", "image"),
        ("CreateContainerConfigError", "config"),
        ("CreateContainerError", "start"),
        ("CrashLoopBackOff", "start"),
    ],
)
def test_a_container_that_waits_says_why(reason: str, says: str) -> None:
    """A fault."""
    found = of(CONTAINERS, pod(waiting={"reason": reason, "message": "because"}))
    assert (found.status, found.says) == (Status.FAIL, says)
    assert found.quotes[0].text == "because"


def test_a_message_that_the_matcher_knows_speaks_for_its_entry() -> None:
    """Whatever the reason is."""
    text = "no match for platform in manifest: not found"
    written = pod(waiting={"reason": "ErrImagePull", "message": text})
    found = of(CONTAINERS, written, matches={text: "pause-image-restarts"})
    assert (found.entry, found.speaks) == ("pause-image-restarts", "for")


def ended(
    code: int | str, *, reason: str = "Error", waits: str = "CrashLoopBackOff", restarts: int = 7
) -> dict[str, Any]:
    """A pod whose container ended with this code."""
    last = {"exitCode": code, "reason": reason, "finishedAt": ago(minutes=2)}
    state = {"waiting": {"reason": waits}} if waits else {"running": {}}
    one = {"name": "web", "image": "web:1", "ready": False, "restartCount": restarts}
    return pod(status={"containerStatuses": [{**one, "state": state, "lastState": {"terminated": last}}]})


@pytest.mark.parametrize(
    ("code", "says", "told"),
    [
        (1, "exit-other", "1"),
        (137, "exit-killed", "137"),
        (143, "exit-terminated", "143"),
        (3221225781, "exit-library-missing", "0xC0000135 (3221225781)"),
        (-1073741515, "exit-library-missing", "0xC0000135 (3221225781)"),
        ("-1073741819", "exit-access-violation", "0xC0000005 (3221225477)"),
        (3762504530, "exit-managed-exception", "0xE0434352 (3762504530)"),
        (0, "ends", "0"),
    ],
)
def test_exit_codes_are_decoded(code: int | str, says: str, told: str) -> None:
    """Windows' own in hexadecimal, with or without a sign."""
    found = of(CONTAINERS, ended(code))
    assert (found.status, found.says) == (Status.FAIL, says)
    assert told in sentence(found, "en")
    assert "--previous" in found.shown_by


def test_memory_is_told_where_the_kubelet_says_so() -> None:
    """Rather than by the code."""
    assert of(CONTAINERS, ended(137, reason="OOMKilled")).says == "exit-out-of-memory"


def test_a_container_that_ended_long_ago_or_once_is_fine() -> None:
    """It runs now."""
    assert of(CONTAINERS, ended(1, waits="", restarts=1)).status is Status.PASS
    assert of(CONTAINERS, ended(1, waits="", restarts=9)).status is Status.FAIL


def test_every_code_has_a_sentence() -> None:
    """In every language."""
    for language in get_args(Language):
        said = check_phrases(language).sentences
        assert {f"pod-containers.exit-{key}" for key in (*exit_codes.MEANINGS.values(), "other")} <= said.keys()


@pytest.mark.parametrize(
    ("message", "ready", "says"),
    [
        ("Readiness probe failed: HTTP probe failed with statuscode: 503", False, "readiness"),
        ("Readiness probe failed: HTTP probe failed with statuscode: 503", True, "fine"),
        ("Liveness probe failed: dial tcp 10.244.1.10:80: i/o timeout", True, "liveness"),
        ("Startup probe errored: command timed out", False, "startup"),
        ("something else", False, "fine"),
    ],
)
def test_a_probe_that_fails_is_told(message: str, ready: bool, says: str) -> None:
    """Unless the pod got ready since."""
    found = of(PROBES, pod(ready=ready), event(message, reason="Unhealthy", count=9))
    assert found.says == says
    assert (found.status is Status.WARN) is (says != "fine")


def claimed() -> dict[str, Any]:
    """A pod that asks for the claim data."""
    return pod(ready=False, spec={"volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]})


def claim(phase: str) -> dict[str, Any]:
    """The claim data."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "data", "namespace": "shop"},
        "status": {"phase": phase},
    }


def test_claims_are_looked_up() -> None:
    """Bound, unbound, and not there at all; where nobody looked nothing is said."""
    assert of(VOLUMES, claimed(), claim("Bound")).status is Status.PASS
    assert of(VOLUMES, claimed(), claim("Pending")).says == "unbound"
    assert of(VOLUMES, claimed(), read=(Resource.VOLUME_CLAIMS,)).says == "no-claim"
    assert of(VOLUMES, claimed()).status is Status.PASS


def test_a_mount_that_fails_is_told() -> None:
    """Until the pod is ready."""
    failed = event("MountVolume.SetUp failed", reason="FailedMount", count=12)
    found = of(VOLUMES, pod(ready=False), failed)
    assert (found.status, found.figures["count"]) == (Status.FAIL, 12)
    assert of(VOLUMES, pod(), failed).status is Status.PASS


@pytest.mark.parametrize("check", CHECKS)
def test_hostile_pods_do_nothing_bad(check: Any) -> None:
    """Nulls, wrong types, names for a shell."""
    for broken in (
        {**pod(), "status": None, "spec": []},
        {**pod(), "status": {"containerStatuses": [None, 5, {"state": {"waiting": "x"}, "restartCount": "a"}]}},
        pod(waiting={"reason": "CrashLoopBackOff", "message": "`$(reboot)` <!here> " + "b" * 90_000}),
    ):
        for found in findings(check, snapshot(broken, target=WEB)):
            assert len(sentence(found, "en")) < 2000


@pytest.mark.parametrize("check", CHECKS)
def test_a_pod_that_is_not_in_the_material_is_unknown(check: Any) -> None:
    """With the reason."""
    assert of(check).status is Status.UNKNOWN
