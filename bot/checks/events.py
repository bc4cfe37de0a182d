"""What the cluster itself said last: Warning events, pods that can't be set up, images made for another Windows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.checks.check import WINDOWS, Check, NodeCheck, PodCheck, kubectl
from bot.checks.platform import build_of
from bot.checks.versions import PRODUCTS
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Event, Snapshot
from knowledge.entry import EntryId

EVENTS, SANDBOX, IMAGE = CheckId("recent-events"), CheckId("sandbox-failures"), CheckId("image-os-match")
PAUSE = "pause-image-restarts"

RECENT = timedelta(hours=2)
"""Older events are history. An API server keeps them for an hour by default."""
PATIENCE = timedelta(minutes=10)
"""So long may a pod be in the making without a reason: images of Windows are gigabytes."""
CREATING = frozenset({"ContainerCreating", "PodInitializing"})
MOST_REASONS, MOST_TEXTS, MOST_GROUPS = 6, 3, 8
WRONG_OS = re.compile(
    r"operating system of the container does not match the operating system of the host"
    r"|container operating system does not match the host operating system"
    r"|a Windows version 10\.0\.\d{4,6}-based image is incompatible with a 10\.0\.\d{4,6} host"
    r"|0x[cC]0370101"
)
"""Printed when an image was built for a Windows that this host can't run."""
NO_VARIANT = re.compile(
    r"no match for platform in manifest|no matching manifest for windows/amd64|no matching manifest for windows\(10"
)
"""Printed when an image has nothing for this Windows, or nothing for any."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Events that say the same."""

    entry: EntryId | None
    reasons: tuple[str, ...]
    count: int
    last: datetime | None
    texts: tuple[tuple[str, str], ...]
    """Messages, each with the object that it is about."""


def node_events(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Those about the node and its pods."""
    shown_by = kubectl("get", "events", "-A", "--field-selector", "type=Warning")
    yield from _told(snapshot, snapshot.events_on(node.name), shown_by)


def pod_events(snapshot: Snapshot, pod: KubeObject) -> Iterator[Finding]:
    """Those about the pod."""
    shown_by = kubectl("describe", "pod", "-n", pod.namespace, pod.name)
    yield from _told(snapshot, snapshot.events_about(kind="Pod", name=pod.name, namespace=pod.namespace), shown_by)


def _told(snapshot: Snapshot, events: Iterable[Event], shown_by: str) -> Iterator[Finding]:
    warnings = [event for event in events if event.type == "Warning" and not _is_over(snapshot, event)]
    groups = grouped(snapshot, warnings)
    for group in [one for one in groups if one.entry is not None][:MOST_GROUPS]:
        yield Finding.of(
            EVENTS,
            Status.WARN,
            "matched",
            figures=_figures(snapshot, group),
            entry=group.entry,
            speaks="for",
            quotes=_quotes(group),
            shown_by=shown_by,
        )
    others = [one for one in groups if one.entry is None]
    if others:
        total = Group(
            entry=None,
            reasons=tuple(reason for one in others for reason in one.reasons),
            count=sum(one.count for one in others),
            last=max((one.last for one in others if one.last), default=None),
            texts=tuple(text for one in others for text in one.texts[:1]),
        )
        yield Finding.of(
            EVENTS, Status.PASS, "others", figures=_figures(snapshot, total), quotes=_quotes(total), shown_by=shown_by
        )
    elif not groups:
        yield Finding.of(EVENTS, Status.PASS, "quiet", shown_by=shown_by)


def grouped(snapshot: Snapshot, events: Iterable[Event]) -> list[Group]:
    """By the entry that the matcher takes the message for, else by reason; the newest first."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        match = snapshot.match(event.message)
        found.setdefault((match.entry, "") if match is not None else ("", event.reason), []).append(event)
    groups = [
        Group(
            entry=EntryId(entry) if entry else None,
            reasons=tuple(dict.fromkeys(event.reason for event in some))[:MOST_REASONS],
            count=sum(event.count for event in some),
            last=max((event.last for event in some if event.last), default=None),
            texts=tuple((event.message, f"{event.kind.lower()} {event.name}") for event in reversed(some))[:MOST_TEXTS],
        )
        for (entry, _), some in found.items()
    ]
    return sorted(groups, key=lambda group: -group.last.timestamp() if group.last else 0.0)


def _figures(snapshot: Snapshot, group: Group) -> dict[str, str | int]:
    age = snapshot.age(group.last)
    return {
        "count": group.count,
        "reasons": ", ".join(group.reasons[:MOST_REASONS]),
        "minutes": int(age.total_seconds() // 60) if age is not None else 0,
    }


def _quotes(group: Group) -> list[Quote]:
    return [Quote.of(text, where=f"event, {about}") for text, about in dict.fromkeys(group.texts)]


def _is_over(snapshot: Snapshot, event: Event) -> bool:
    """Whether it is history, or about a pod that got well since."""
    age = snapshot.age(event.last)
    if age is not None and age > RECENT:
        return True
    if event.kind != "Pod":
        return False
    pod = snapshot.find(Resource.PODS, event.name, namespace=event.namespace)
    return pod is not None and _well_since(pod, event.last)


def _well_since(pod: KubeObject, moment: datetime | None) -> bool:
    """Whether the pod has become ready after this moment and still is."""
    for one in pod.each("status", "conditions"):
        if one.text("type") == "Ready" and one.text("status") == "True":
            since = one.time("lastTransitionTime")
            return moment is None or since is None or since >= moment
    return False


def sandbox_failures(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Pods that don't get past their creation, and what their events say about it."""
    waiting = [pod for pod in snapshot.pods_on(node.name) if _is_creating(pod)]
    alarmed = False
    silent: list[KubeObject] = []
    for group, pods in _by_reason(snapshot, waiting, silent):
        alarmed = True
        yield Finding.of(
            SANDBOX,
            Status.FAIL,
            "failing",
            figures={
                "pods": len(pods),
                "example": pods[0].path,
                "reasons": ", ".join(group.reasons),
                "count": group.count,
            },
            entry=group.entry,
            speaks="for" if group.entry is not None else None,
            quotes=_quotes(group),
            shown_by=kubectl("describe", "pod", "-n", pods[0].namespace, pods[0].name),
        )
    long = [pod for pod in silent if (age := snapshot.age(_started(pod))) is not None and age > PATIENCE]
    if long:
        describe = kubectl("describe", "pod", "-n", long[0].namespace, long[0].name)
        yield Finding.of(
            SANDBOX,
            Status.UNKNOWN,
            "silent",
            figures={"pods": len(long), "example": long[0].path},
            shown_by=describe,
            settled_by=describe,
        )
    elif not alarmed:
        shown_by = kubectl("get", "pods", "-A", "-o", "wide", "--field-selector", f"spec.nodeName={node.name}")
        yield Finding.of(SANDBOX, Status.PASS, "none", figures={"pods": len(waiting)}, shown_by=shown_by)


def _by_reason(
    snapshot: Snapshot, pods: Iterable[KubeObject], silent: list[KubeObject]
) -> Iterator[tuple[Group, list[KubeObject]]]:
    """Groups of pods in the making whose last warnings are about the same entry; those without go to `silent`."""
    found: dict[EntryId | str, tuple[list[Event], list[KubeObject]]] = {}
    for pod in pods:
        about = snapshot.events_about(kind="Pod", name=pod.name, namespace=pod.namespace)
        warnings = [event for event in about if event.type == "Warning" and not _is_over(snapshot, event)]
        if not warnings:
            silent.append(pod)
            continue
        first = next((one for one in grouped(snapshot, warnings) if one.entry is not None), None)
        key: EntryId | str = first.entry if first is not None and first.entry else warnings[-1].reason
        events, members = found.setdefault(key, ([], []))
        events.extend(one for one in warnings if first is None or snapshot.match(one.message) is not None)
        members.append(pod)
    for events, members in found.values():
        yield grouped(snapshot, events)[0], members


def _is_creating(pod: KubeObject) -> bool:
    if pod.text("status", "phase") != "Pending" or pod.has("metadata", "deletionTimestamp"):
        return False
    statuses = (*pod.each("status", "initContainerStatuses"), *pod.each("status", "containerStatuses"))
    reasons = {status.text("state", "waiting", "reason") for status in statuses}
    return not statuses or bool(reasons & CREATING)


def _started(pod: KubeObject) -> datetime | None:
    return pod.time("status", "startTime") or pod.created


def image_os_match(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Told by what was printed, never by an image's tag: an older image may well run on a newer Windows."""
    build = build_of(node)
    host = f"{PRODUCTS.get(build[0], 'Windows')} ({build[0]})" if build is not None else "Windows"
    texts = list(_texts(snapshot, node))
    for says, pattern in (("mismatch", WRONG_OS), ("no-variant", NO_VARIANT)):
        found = list(dict.fromkeys((text, where) for text, where in texts if pattern.search(text)))
        if found:
            yield Finding.of(
                IMAGE,
                Status.FAIL,
                says,
                figures={"host": host, "count": len({where for _, where in found})},
                entry=PAUSE,
                speaks="for",
                quotes=[Quote.of(text, where=where) for text, where in found[:MOST_TEXTS]],
                shown_by=kubectl("get", "events", "-A", "--field-selector", "type=Warning"),
            )
    if not any(pattern.search(text) for text, _ in texts for pattern in (WRONG_OS, NO_VARIANT)):
        looked = snapshot.section(Resource.EVENTS)
        status = Status.PASS if looked.looked else Status.UNKNOWN
        yield Finding.of(
            IMAGE,
            status,
            "none" if looked.looked else "events-missing",
            figures={"host": host},
            entry=None if looked.looked else PAUSE,
            settled_by="" if looked.looked else kubectl("get", "events", "-A", "-o", "yaml"),
        )


def _texts(snapshot: Snapshot, node: KubeObject) -> Iterator[tuple[str, str]]:
    """What was said about pods on the node that aren't well: events and states of containers."""
    for event in snapshot.events_on(node.name):
        if event.type == "Warning" and not _is_over(snapshot, event):
            yield event.message, f"event, {event.kind.lower()} {event.name}"
    for pod in snapshot.pods_on(node.name):
        statuses = (*pod.each("status", "initContainerStatuses"), *pod.each("status", "containerStatuses"))
        for status in statuses:
            if status.flag("ready") is not True:
                yield from ((text, f"pod {pod.path}") for text in _said(status))


def _said(status: Fields) -> Iterator[str]:
    for path in (
        ("state", "waiting", "message"),
        ("state", "terminated", "message"),
        ("lastState", "terminated", "message"),
    ):
        if text := status.text(*path):
            yield text


CHECKS: tuple[Check, ...] = (
    NodeCheck(id=EVENTS, run=node_events, needs=(Resource.NODES, Resource.EVENTS), uses=(Resource.PODS,), matched=True),
    PodCheck(id=EVENTS, run=pod_events, needs=(Resource.PODS, Resource.EVENTS), matched=True),
    NodeCheck(
        id=SANDBOX,
        run=sandbox_failures,
        needs=(Resource.NODES, Resource.PODS),
        uses=(Resource.EVENTS,),
        matched=True,
    ),
    NodeCheck(
        id=IMAGE,
        run=image_os_match,
        os=WINDOWS,
        needs=(Resource.NODES, Resource.PODS),
        uses=(Resource.EVENTS,),
        entries=(PAUSE,),
    ),
)
