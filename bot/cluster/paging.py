"""Reads lists of a live cluster page by page into sections of a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cluster.budget import Budget
from bot.cluster.client import Api, NotRead
from bot.cluster.trimming import kept
from bot.kube_object import KubeObject
from bot.resource import Resource, right_to
from bot.snapshot import EVERYTHING, Extent, Gap, Section, Why

PAGE = 500
"""Objects of one answer; kubectl asks for as many."""
MOST_OBJECTS = 50_000
"""Of one resource; a list is not read beyond that."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One list, or one object, that a probe wants to have."""

    resource: Resource
    namespace: str = ""
    name: str = ""
    """Empty: a list."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Selectors."""
    extent: Extent = EVERYTHING
    most: int = MOST_OBJECTS
    keep: Callable[[KubeObject], bool] = lambda _: True
    """Which objects of the list are of use; the others are let go at once."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What came of it."""

    section: Section
    clock: datetime | None = None
    """The API server's, with the first answer."""


def read(api: Api, wanted: Wanted, *, budget: Budget) -> Read:
    """The section; never raises for anything that a cluster answers."""
    return _read_one(api, wanted, budget) if wanted.name else _read_list(api, wanted, budget)


def with_need(resource: Resource, gap: Gap) -> Gap:
    """The gap, with the right that it takes where rights are what is missing."""
    return Gap(why=gap.why, detail=gap.detail, needs=gap.needs or right_to(resource))


def _read_one(api: Api, wanted: Wanted, budget: Budget) -> Read:
    try:
        answer = api.get(wanted.resource, budget=budget, namespace=wanted.namespace, name=wanted.name)
    except NotRead as error:
        if error.gap.why is Why.NOT_SERVED and _is_absent(error.content):
            return Read(section=Section(extents=(wanted.extent,)))
        return Read(section=Section.unread(with_need(wanted.resource, error.gap)))
    found = kept(wanted.resource, answer.content)
    if found is None:
        gap = Gap(why=Why.FAILED, detail="the answer is no object of the kind that was asked for")
        return Read(section=Section.unread(gap), clock=answer.date)
    return Read(section=Section(objects=(found,), extents=(wanted.extent,)), clock=answer.date)


def _read_list(api: Api, wanted: Wanted, budget: Budget) -> Read:
    found: list[KubeObject] = []
    clock: datetime | None = None
    gap: Gap | None = None
    query: dict[str, str | int] = {**wanted.query, "limit": PAGE}
    seen = 0
    has_restarted = False
    while gap is None:
        try:
            answer = api.get(wanted.resource, budget=budget, namespace=wanted.namespace, query=query)
        except NotRead as error:
            if error.gap.why is Why.EXPIRED and "continue" in query and not has_restarted:
                has_restarted = True
                if token := _continue(error.content):
                    # The tail as it is now: what was read before it may have changed since.
                    query["continue"] = token
                else:
                    del query["continue"]
                    found, seen = [], 0
                continue
            gap = with_need(wanted.resource, error.gap)
            break
        clock = clock or answer.date
        members = _members(answer.content)
        if members is None:
            gap = Gap(why=Why.FAILED, detail="the answer is no list")
            break
        objects = [one for member in members if (one := kept(wanted.resource, member)) is not None]
        seen += len(objects)
        found += filter(wanted.keep, objects)
        token = _continue(answer.content)
        if not token:
            break
        if seen >= wanted.most:
            gap = Gap(why=Why.TOO_MUCH, detail=f"read: the first {seen}")
        query["continue"] = token
    extents = (wanted.extent,) if gap is None else ()
    return Read(section=Section(objects=tuple(found), extents=extents, gap=gap), clock=clock)


def _members(content: Any) -> list[Any] | None:
    """What a list holds; Go writes an empty one as null. None: it is no list."""
    if not isinstance(content, dict) or not str(content.get("kind", "")).endswith("List"):
        return None
    items = content.get("items")
    return items if isinstance(items, list) else [] if items is None else None


def _continue(content: Any) -> str:
    metadata = content.get("metadata") if isinstance(content, dict) else None
    token = metadata.get("continue") if isinstance(metadata, dict) else None
    return token if isinstance(token, str) else ""


def _is_absent(content: Any) -> bool:
    """Whether the API says that there is no such object, and not that it knows no such kind."""
    details = content.get("details") if isinstance(content, dict) else None
    return isinstance(details, dict) and bool(details.get("name"))
