"""A snapshot tells what isn't there from what nobody looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cluster_material import NOW, ago, event, lease, log, node, pod, service, snapshot

from bot.kube_object import KubeObject, parsed_time
from bot.resource import Resource
from bot.snapshot import EVERYTHING, Event, Extent, Gap, Section, Snapshot, Why, event_of

ONE = (KubeObject({"metadata": {"name": "x"}}),)
GAP = Gap(why=Why.FORBIDDEN)


@pytest.mark.parametrize(
    ("section", "looked", "covers", "covers_shop", "covers_win_1"),
    [
        (Section(), True, True, True, True),
        (Section(extents=(Extent(namespaces=frozenset({"shop"})),)), True, False, True, False),
        (Section(extents=(Extent(node="win-1"),)), True, False, False, True),
        (Section.unread(GAP), False, False, False, False),
        (Section.unread(GAP, objects=ONE), True, False, False, False),
        (Section(extents=(Extent(name="a"), EVERYTHING)), True, True, True, True),
    ],
)
def test_absence_counts_only_where_somebody_looked(
    section: Section, *, looked: bool, covers: bool, covers_shop: bool, covers_win_1: bool
) -> None:
    """To the end of that part."""
    assert section.looked is looked
    assert section.covers() is covers
    assert section.covers(namespace="shop") is covers_shop
    assert section.covers(node="win-1") is covers_win_1


def test_a_resource_that_nobody_thought_of_was_not_asked_for() -> None:
    """Rather than being empty."""
    section = Snapshot(source="nothing", read_at=NOW).section(Resource.PODS)
    assert section.gap is not None
    assert section.gap.why is Why.NOT_ASKED


def test_objects_are_found_by_namespace_and_name() -> None:
    """The same name may exist in several."""
    material = snapshot(pod("a"), pod("a", namespace="db", ip="10.0.0.9"), node(), lease())
    found = material.find(Resource.PODS, "a", namespace="db")
    assert found is not None
    assert found.text("status", "podIP") == "10.0.0.9"
    assert material.find(Resource.PODS, "a") is None
    assert material.node("win-1") is not None
    assert material.lease("win-1") is not None
    assert material.lease("win-2") is None


def test_pods_are_found_by_their_node() -> None:
    """Those without one belong to none."""
    material = snapshot(pod("a"), pod("b", on="win-2"), pod("c", on=""))
    assert [one.name for one in material.pods_on("win-1")] == ["a"]
    assert material.pods_on("") == ()


def test_events_are_told_oldest_first_and_by_what_they_are_about() -> None:
    """Those of a node with those of its pods."""
    material = snapshot(
        pod("a"),
        pod("b", on="win-2"),
        event("third", about=("Pod", "shop", "a"), last=ago(minutes=1)),
        event("first", about=("Node", "", "win-1"), last=ago(minutes=9)),
        event("second", about=("Pod", "shop", "a"), last=ago(minutes=5)),
        event("other", about=("Pod", "shop", "b")),
        event("same name elsewhere", about=("Pod", "db", "a")),
    )
    assert [one.message for one in material.events_on("win-1")] == ["first", "second", "third"]
    assert [one.message for one in material.events_about(kind="Pod", name="a", namespace="shop")] == ["second", "third"]
    assert len(material.events_about(kind="Pod", name="a")) == 3


def test_an_event_of_either_api_has_one_form() -> None:
    """The core API's and that of events.k8s.io."""
    core = event_of(KubeObject(event("no", count=7, last=ago(minutes=2))))
    new = event_of(
        KubeObject(
            {
                "metadata": {"creationTimestamp": ago(minutes=30)},
                "type": "Warning",
                "reason": "FailedCreatePodSandBox",
                "note": "no",
                "regarding": {"kind": "Pod", "namespace": "shop", "name": "web-0"},
                "deprecatedSource": {"host": "win-1"},
                "eventTime": ago(minutes=30),
                "series": {"count": 7, "lastObservedTime": ago(minutes=2)},
            }
        )
    )
    assert core == new
    assert (core.count, core.last) == (7, parsed_time(ago(minutes=2)))


def test_an_empty_event_is_one_without_anything_in_it() -> None:
    """Counted once."""
    empty = Event(
        type="", reason="", message="", count=1, first=None, last=None, kind="", namespace="", name="", host=""
    )
    assert event_of(KubeObject({})) == empty
    assert event_of(KubeObject({"count": -5, "series": "x"})) == empty


def test_ages_are_counted_from_the_reading_and_never_negative() -> None:
    """Clocks differ a little."""
    material = snapshot(node())
    assert material.age(parsed_time(ago(minutes=3))) == timedelta(minutes=3)
    assert material.age(NOW + timedelta(seconds=1)) == timedelta()
    assert material.age(None) is None


def test_logs_belong_to_a_pod() -> None:
    """By namespace and name."""
    material = snapshot(
        pod("kube-proxy-windows-abcde", namespace="kube-system"), logs=(log("hi"), log("no", pod_name="x"))
    )
    (proxy,) = material.objects(Resource.PODS)
    assert [one.text for one in material.logs_of(proxy)] == ["hi"]


def count(material: Snapshot) -> list[int]:
    """Something that is the same for all nodes."""
    return [len(material.objects(Resource.SERVICES))]


def test_what_is_the_same_for_all_nodes_is_made_once() -> None:
    """By the function that makes it."""
    material = snapshot(service(), service("db"))
    assert material.once(count) == [2]
    assert material.once(count) is material.once(count)
