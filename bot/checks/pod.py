"""What is wrong with one pod: its phase, where it may run, its containers, its volumes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.checks import exit_codes
from bot.checks.check import Check, PodCheck, kubectl
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Event, Snapshot, TextMatch

PHASE, SCHEDULING = CheckId("pod-phase"), CheckId("pod-scheduling")
CONTAINERS, PROBES, VOLUMES = CheckId("pod-containers"), CheckId("pod-probes"), CheckId("pod-volumes")

PULLING = frozenset(
    {"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"}
)
CONFIGURED = frozenset({"CreateContainerConfigError"})
STARTING = frozenset({"CreateContainerError", "RunContainerError", "StartError", "CrashLoopBackOff"})
MANY_RESTARTS = 3
LATELY = timedelta(hours=1)
STUCK_ENDING = timedelta(minutes=10)
MOUNT_REASONS = frozenset({"FailedMount", "FailedAttachVolume", "FailedMapVolume"})
RECENT = timedelta(minutes=30)
PROBE = re.compile(r"(Readiness|Liveness|Startup) probe (?:failed|errored|warning)")


def _describe(pod: KubeObject) -> str:
    return kubectl("describe", "pod", "-n", pod.namespace, pod.name)


def phase(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """The pod as a whole; what its containers say is told by them."""
    owner = next(iter(pod.each("metadata", "ownerReferences")), Fields())
    figures = {
        "phase": pod.text("status", "phase") or "?",
        "reason": pod.text("status", "reason") or "–",
        "owner": f"{owner.text('kind')} {owner.text('name')}".strip() or "–",
        "node": pod.text("spec", "nodeName") or "–",
    }
    message = pod.text("status", "message")
    quotes = [Quote.of(message, where=f"pod {pod.path} status.message")] if message else []
    ending = snapshot.age(pod.time("metadata", "deletionTimestamp"))
    status, says = Status.PASS, "fine"
    if ending is not None and ending > STUCK_ENDING:
        status, says = Status.WARN, "ending"
        figures["minutes"] = str(int(ending.total_seconds() // 60))
    elif figures["phase"] in ("Failed", "Unknown"):
        status, says = Status.FAIL, "failed" if figures["phase"] == "Failed" else "lost"
    elif figures["phase"] == "Running" and not _is_ready(pod):
        status, says = Status.WARN, "not-ready"
    elif figures["phase"] not in ("Running", "Succeeded", "Pending"):
        status, says = Status.UNKNOWN, "missing"
    yield Finding.of(PHASE, status, says, figures=figures, quotes=quotes, shown_by=_describe(pod))


def _is_ready(pod: KubeObject) -> bool:
    return any(one.text("type") == "Ready" and one.text("status") == "True" for one in pod.each("status", "conditions"))


def scheduling(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """Whether it has a node, and what the scheduler says where it has none."""
    if node := pod.text("spec", "nodeName"):
        yield Finding.of(SCHEDULING, Status.PASS, "placed", figures={"node": node}, shown_by=_describe(pod))
        return
    why = next((one for one in pod.each("status", "conditions") if one.text("type") == "PodScheduled"), None)
    if why is None or why.text("status") != "False":
        yield Finding.of(SCHEDULING, Status.UNKNOWN, "silent", shown_by=_describe(pod), settled_by=_describe(pod))
        return
    gated = why.text("reason") == "SchedulingGated"
    match = snapshot.match(why.text("message"))
    yield Finding.of(
        SCHEDULING,
        Status.WARN if gated else Status.FAIL,
        "gated" if gated else "nowhere",
        entry=match.entry if match else None,
        speaks="for" if match else None,
        quotes=[Quote.of(why.text("message"), where=f"pod {pod.path} status.conditions[PodScheduled]")],
        shown_by=_describe(pod),
    )


def containers(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """Each container that is not well: why it waits, how its program ended, how often it was started anew."""
    alarmed = False
    statuses = (*pod.each("status", "initContainerStatuses"), *pod.each("status", "containerStatuses"))
    for status in statuses:
        for finding in _of_container(snapshot, pod, status):
            alarmed = True
            yield finding
    if not alarmed:
        known = bool(statuses)
        yield Finding.of(
            CONTAINERS,
            Status.PASS if known else Status.UNKNOWN,
            "fine" if known else "missing",
            figures={"count": len(statuses)},
            shown_by=_describe(pod),
        )


def _of_container(snapshot: Snapshot, pod: KubeObject, status: Fields) -> Iterator[Finding]:
    name, reason = status.text("name"), status.text("state", "waiting", "reason")
    message = status.text("state", "waiting", "message")
    ended = status.at("state", "terminated") or status.at("lastState", "terminated")
    code, restarts = ended.number("exitCode"), status.number("restartCount") or 0
    if code is None:
        code = _negative(ended.text("exitCode"))
    figures: dict[str, str | int] = {
        "container": name,
        "reason": reason,
        "image": status.text("image"),
        "restarts": restarts,
    }
    match = snapshot.match(message) or snapshot.match(ended.text("message"))
    logs = kubectl("logs", "-n", pod.namespace, pod.name, "-c", name, "--previous")
    if reason in PULLING | CONFIGURED:
        says = "image" if reason in PULLING else "config"
        yield _container_finding(pod, says, figures, match, [message], _describe(pod))
    failed = code is not None and code != 0 and (reason in STARTING or _is_recent(snapshot, ended, restarts))
    if failed and code is not None:
        oom = ended.text("reason") == "OOMKilled"
        says = "exit-out-of-memory" if oom else f"exit-{exit_codes.meaning(code)}"
        told = {**figures, "code": exit_codes.written(code)}
        yield _container_finding(pod, says, told, match, [message, ended.text("message")], logs)
    elif reason in STARTING:
        # Its program may have ended well: then it is one that ends although it shouldn't.
        says = "ends" if code == 0 else "start"
        yield _container_finding(pod, says, figures, match, [message, ended.text("message")], logs)


def _negative(written: str) -> int | None:
    return int(written) if written.startswith("-") and written[1:].isdecimal() and len(written) < 12 else None


def _is_recent(snapshot: Snapshot, ended: Fields, restarts: int) -> bool:
    """Whether it ended lately, and either for good or not for the first time."""
    age = snapshot.age(ended.time("finishedAt"))
    return age is not None and age < LATELY and (restarts == 0 or restarts >= MANY_RESTARTS)


def _container_finding(
    pod: KubeObject,
    says: str,
    figures: dict[str, str | int],
    match: TextMatch | None,
    texts: list[str],
    shown_by: str,
) -> Finding:
    where = f"pod {pod.path} container {figures['container']}"
    return Finding.of(
        CONTAINERS,
        Status.FAIL,
        says,
        figures=figures,
        entry=match.entry if match else None,
        speaks="for" if match else None,
        quotes=[Quote.of(text, where=where) for text in dict.fromkeys(texts) if text],
        shown_by=shown_by,
    )


def probes(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """Probes that failed lately; a pod that got ready since has passed them."""
    failed: dict[str, list[Event]] = {}
    for event in snapshot.events_about(kind="Pod", name=pod.name, namespace=pod.namespace):
        age, found = snapshot.age(event.last), PROBE.match(event.message)
        if event.reason == "Unhealthy" and found and age is not None and age < RECENT:
            failed.setdefault(found[1], []).append(event)
    if _is_ready(pod):
        # The kubelet kills for liveness whether the pod is ready or not.
        failed.pop("Readiness", None)
        failed.pop("Startup", None)
    for kind, events in failed.items():
        yield Finding.of(
            PROBES,
            Status.WARN,
            kind.lower(),
            figures={"count": sum(event.count for event in events)},
            quotes=[Quote.of(events[-1].message, where=f"event, pod {pod.name}")],
            shown_by=_describe(pod),
        )
    if not failed:
        yield Finding.of(PROBES, Status.PASS, "fine", shown_by=_describe(pod))


def volumes(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """Claims that are not bound, and mounts that failed lately."""
    claims = [one.text("persistentVolumeClaim", "claimName") for one in pod.each("spec", "volumes")]
    alarmed = False
    for claim in filter(None, claims):
        found = snapshot.find(Resource.VOLUME_CLAIMS, claim, namespace=pod.namespace)
        shown_by = kubectl("describe", "pvc", "-n", pod.namespace, claim)
        if found is None and snapshot.section(Resource.VOLUME_CLAIMS).covers(namespace=pod.namespace, name=claim):
            alarmed = True
            yield Finding.of(VOLUMES, Status.FAIL, "no-claim", figures={"claim": claim}, shown_by=shown_by)
        elif found is not None and (state := found.text("status", "phase")) in ("Pending", "Lost"):
            alarmed = True
            figures = {"claim": claim, "phase": state}
            yield Finding.of(VOLUMES, Status.FAIL, "unbound", figures=figures, shown_by=shown_by)
    failed = [
        event
        for event in snapshot.events_about(kind="Pod", name=pod.name, namespace=pod.namespace)
        if event.reason in MOUNT_REASONS
        and (age := snapshot.age(event.last)) is not None
        and age < RECENT
        and not _is_ready(pod)
    ]
    if failed:
        match = snapshot.match(failed[-1].message)
        yield Finding.of(
            VOLUMES,
            Status.FAIL,
            "mount",
            figures={"count": sum(event.count for event in failed)},
            entry=match.entry if match else None,
            speaks="for" if match else None,
            quotes=[Quote.of(failed[-1].message, where=f"event, pod {pod.name}")],
            shown_by=_describe(pod),
        )
    elif not alarmed:
        yield Finding.of(VOLUMES, Status.PASS, "fine", shown_by=_describe(pod))


CHECKS: tuple[Check, ...] = (
    PodCheck(id=PHASE, run=phase, needs=(Resource.PODS,)),
    PodCheck(id=SCHEDULING, run=scheduling, needs=(Resource.PODS,), matched=True),
    PodCheck(id=CONTAINERS, run=containers, needs=(Resource.PODS,), matched=True),
    PodCheck(id=PROBES, run=probes, needs=(Resource.PODS, Resource.EVENTS)),
    PodCheck(
        id=VOLUMES,
        run=volumes,
        needs=(Resource.PODS,),
        uses=(Resource.VOLUME_CLAIMS, Resource.EVENTS),
        matched=True,
    ),
)
