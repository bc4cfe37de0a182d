"""What a check is: its function, what it reads, and which entries it may speak for.

`bot.checks.registry` lists them all; `bot.checks.running` runs them. A check raises nothing for what stands in a
cluster, and says nothing about what nobody has looked at.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Gap, Snapshot, Why
from bot.target import TargetKind

NodeOs = Literal["windows", "linux"]
EITHER: tuple[NodeOs, ...] = ("windows", "linux")
WINDOWS: tuple[NodeOs, ...] = ("windows",)

AboutOne = Callable[[Snapshot, KubeObject], Iterable[Finding]]
AboutAll = Callable[[Snapshot], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class Check:
    """What is told about a check, whatever it looks at."""

    about: ClassVar[TargetKind]

    id: CheckId
    needs: tuple[Resource, ...] = ()
    """Without these it can say nothing: where nothing of one was read, it isn't run, and its finding is UNKNOWN."""
    uses: tuple[Resource, ...] = ()
    """Looked at as well where they were read; the check itself says what is open without them."""
    entries: tuple[str, ...] = ()
    """Ids of the entries that its findings may be about."""
    matched: bool = False
    """Whether its findings may also be about whatever entry the matcher takes a text of the cluster for."""


@dataclass(frozen=True, kw_only=True)
class NodeCheck(Check):
    """A check of one node; it is given the node's object."""

    about: ClassVar[TargetKind] = "node"

    run: AboutOne
    os: tuple[NodeOs, ...] = EITHER
    """Nodes it applies to; on others it is not run and says nothing."""


@dataclass(frozen=True, kw_only=True)
class PodCheck(Check):
    """A check of one pod; it is given the pod's object."""

    about: ClassVar[TargetKind] = "pod"

    run: AboutOne


@dataclass(frozen=True, kw_only=True)
class ClusterCheck(Check):
    """A check of the cluster as a whole."""

    about: ClassVar[TargetKind] = "cluster"

    run: AboutAll


def not_looked(
    check: CheckId, resource: Resource, gap: Gap, *, entry: str | None = None, settled_by: str = ""
) -> Finding:
    """UNKNOWN, since this resource was not read: the sentence says why, and what it needs."""
    return Finding.of(
        check,
        Status.UNKNOWN,
        f"gap.{gap.why}",
        figures={"resource": resource.value, "needs": gap.needs or resource.value},
        entry=entry,
        quotes=(Quote.of(gap.detail, where="API server"),) if gap.detail else (),
        # A right is no command; its sentence names it.
        settled_by=settled_by or (gap.needs if gap.why is Why.NOT_IN_DUMP else ""),
    )


def kubectl(*words: str) -> str:
    """A command line that can be pasted into a shell, whatever names stand in it."""
    return shlex.join(("kubectl", *words))
