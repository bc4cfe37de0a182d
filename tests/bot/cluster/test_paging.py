"""Lists come page by page; what breaks off is a gap, and what came before it is kept."""

from __future__ import annotations

from typing import Any

from cluster_material import NOW, node, pod, service
from kube_server import Asked, KubeServer, Reply

from bot.cluster.budget import Budget
from bot.cluster.client import Api
from bot.cluster.paging import Read, Wanted, read
from bot.resource import Resource
from bot.snapshot import EVERYTHING, Extent, Why

SERVICES = Wanted(resource=Resource.SERVICES)


def take(api: Api, wanted: Wanted = SERVICES) -> Read:
    """Reads it with time enough."""
    return read(api, wanted, budget=Budget(seconds=10))


def expired(token: str = "") -> Reply:
    """What the API says when the pages before are gone; with a token where the rest can still be had."""
    metadata: dict[str, Any] = {"continue": token} if token else {}
    return Reply(status=410, body={"kind": "Status", "code": 410, "message": "too old", "metadata": metadata})


def once(reply: Reply, *, at: str) -> Any:
    """Replies so the first time that this page is asked for."""
    left = [reply]
    return lambda asked: left.pop() if left and asked.query.get("continue") == at else None


def test_every_page_is_read(server: KubeServer, api: Api) -> None:
    """Five hundred at a time, and the clock of the first."""
    server.objects = [service(f"s-{number}") for number in range(1_201)]
    found = take(api)
    assert len(found.section.objects) == 1_201
    assert found.section.extents == (EVERYTHING,)
    assert found.clock == NOW
    assert [asked.query["limit"] for asked in server.asked] == ["500"] * 3


def test_objects_have_the_kind_that_lists_leave_out(server: KubeServer, api: Api) -> None:
    """Items of a typed list don't say what they are."""
    server.objects = [service()]
    (found,) = take(api).section.objects
    assert (found.kind, found.path) == ("Service", "shop/web")


def test_an_empty_list_was_read_to_its_end(server: KubeServer, api: Api) -> None:
    """That there is nothing is known then."""
    section = take(api).section
    assert section.looked
    assert section.covers()
    assert section.gap is None


def test_a_failure_in_the_middle_keeps_what_came_before(server: KubeServer, api: Api) -> None:
    """And says that there is more."""
    server.objects = [service(f"s-{number}") for number in range(900)]
    server.replies["/services"] = lambda asked: Reply(status=500, body="") if "continue" in asked.query else None
    section = take(api).section
    assert len(section.objects) == 500
    assert section.gap is not None
    assert section.gap.why is Why.FAILED
    assert not section.covers()


def test_the_tail_of_an_expired_list_is_taken_as_it_is_now(server: KubeServer, api: Api) -> None:
    """The API hands out a token for it."""
    server.objects = [service(f"s-{number}") for number in range(900)]
    server.replies["/services"] = once(expired("500"), at="500")
    assert len(take(api).section.objects) == 900


def test_an_expired_list_without_a_tail_is_read_anew(server: KubeServer, api: Api) -> None:
    """Once, from its beginning, nothing twice."""
    server.objects = [service(f"s-{number}") for number in range(900)]
    server.replies["/services"] = once(expired(), at="500")
    assert len(take(api).section.objects) == 900
    assert len(server.asked) == 4


def test_a_list_that_expires_for_ever_is_given_up(server: KubeServer, api: Api) -> None:
    """With a gap that says so."""
    server.objects = [service(f"s-{number}") for number in range(900)]
    server.replies["/services"] = lambda asked: expired() if "continue" in asked.query else None
    section = take(api).section
    assert section.gap is not None
    assert section.gap.why is Why.EXPIRED


def test_more_than_is_wanted_is_not_read(server: KubeServer, api: Api) -> None:
    """The gap tells how much was."""
    server.objects = [service(f"s-{number}") for number in range(1_500)]
    section = take(api, Wanted(resource=Resource.SERVICES, most=1_000)).section
    assert len(section.objects) == 1_000
    assert section.gap is not None
    assert section.gap.why is Why.TOO_MUCH
    assert "1000" in section.gap.detail


def test_what_is_of_no_use_is_let_go(server: KubeServer, api: Api) -> None:
    """Without counting as missing."""
    server.objects = [service("web"), service("db")]
    wanted = Wanted(resource=Resource.SERVICES, keep=lambda one: one.name == "db")
    section = take(api, wanted).section
    assert [one.name for one in section.objects] == ["db"]
    assert section.covers()


def test_a_missing_right_is_named(server: KubeServer, api: Api) -> None:
    """So that somebody can grant it."""
    server.fail("/services", 403, message='services is forbidden: User "bot" cannot list resource "services"')
    section = take(api).section
    assert not section.looked
    assert section.gap is not None
    assert section.gap.why is Why.FORBIDDEN
    assert section.gap.needs == "list services"
    assert "cannot list" in section.gap.detail


def test_one_object_is_read_by_its_name(server: KubeServer, api: Api) -> None:
    """And stands for itself alone."""
    server.objects = [node()]
    extent = Extent(name="win-1")
    section = take(api, Wanted(resource=Resource.NODES, name="win-1", extent=extent)).section
    assert [one.name for one in section.objects] == ["win-1"]
    assert section.covers(name="win-1")
    assert not section.covers()


def test_an_object_that_is_not_there_is_known_to_be_missing(server: KubeServer, api: Api) -> None:
    """Absence is an answer."""
    section = take(api, Wanted(resource=Resource.NODES, name="win-9", extent=Extent(name="win-9"))).section
    assert section.objects == ()
    assert section.covers(name="win-9")
    assert section.gap is None


def test_a_kind_that_the_cluster_does_not_have_is_a_gap(server: KubeServer, api: Api) -> None:
    """That is not the same as an object that isn't there."""
    server.fail("/nodes/win-1", 404, message="the server could not find the requested resource")
    section = take(api, Wanted(resource=Resource.NODES, name="win-1")).section
    assert section.gap is not None
    assert section.gap.why is Why.NOT_SERVED


def test_members_that_are_no_objects_are_passed_over(server: KubeServer, api: Api) -> None:
    """Whatever a cluster sends."""
    items: list[Any] = [
        None,
        5,
        "x",
        [],
        {},
        {"metadata": None},
        {"metadata": {"name": 7}},
        {"metadata": {"name": "web"}},
    ]
    server.replies["/services"] = lambda _: Reply(body={"kind": "ServiceList", "items": items})
    assert [one.name for one in take(api).section.objects] == ["web"]


def test_an_answer_that_is_no_list_is_a_gap(server: KubeServer, api: Api) -> None:
    """Nothing is made of it."""
    bodies: list[Any] = [{"kind": "Service"}, [], "5", {"kind": "ServiceList", "items": "many"}]
    replies = [Reply(body=body) for body in bodies]
    server.replies["/services"] = lambda _: replies.pop()
    for _ in bodies:
        section = take(api).section
        assert section.gap is not None
        assert section.gap.why is Why.FAILED


def test_what_no_check_looks_at_is_not_kept(server: KubeServer, api: Api) -> None:
    """Environments of containers hold secrets; the rest only takes memory."""
    written = pod(container={"env": [{"name": "PASSWORD", "value": "hunter2"}], "args": ["--v=2"]})
    written["metadata"]["managedFields"] = [{"manager": "kubectl"}]
    written["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": "{}", "mine": "1"}
    server.objects = [written]
    (found,) = take(api, Wanted(resource=Resource.PODS)).section.objects
    assert not found.has("spec", "containers", 0, "env")
    assert not found.has("metadata", "managedFields")
    assert dict(found.annotations) == {"mine": "1"}
    assert found.texts("spec", "containers", 0, "args") == ("--v=2",)


def test_selectors_are_sent(server: KubeServer, api: Api) -> None:
    """The API leaves out what isn't wanted."""
    server.objects = [pod("a"), pod("b", on="win-2")]
    wanted = Wanted(resource=Resource.PODS, query={"fieldSelector": "spec.nodeName=win-1"})
    assert [one.name for one in take(api, wanted).section.objects] == ["a"]
    asked: Asked = server.asked[0]
    assert asked.query["fieldSelector"] == "spec.nodeName=win-1"
