"""What a planted fault is, and how one is written: a function that changes a cluster, and what has to be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from cluster_material import Written
from clusters.cluster import Cluster

Worrying = Literal["warn", "fail", "unknown"]
Plant = Callable[[Cluster], Written | None]
"""Changes the cluster; the pod that a probe is to look at, or None for the cluster's Windows node."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """One finding that a probe must come to."""

    check: str
    entry: str | None = None
    """The entry that it speaks for; with "unknown" the one that it leaves open."""
    statuses: tuple[Worrying, ...] = ("warn", "fail")
    """How hard it may be said; which of them is the check's to decide, so long as it is said."""

    def fits(self, finding: Any) -> bool:
        """Whether a finding, as `--output json` has it, is this one."""
        if finding["check"] != self.check or finding["status"] not in self.statuses:
            return False
        speaks = None if finding["status"] == "unknown" else "for"
        return self.entry is None or (finding["entry"], finding["speaks"]) == (self.entry, speaks)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that can go wrong."""

    name: str
    plant: Plant
    expected: tuple[Expected, ...]
    cluster: str
    """The kind of cluster that it is planted in."""
    build: int
    shown_in: tuple[Literal["live", "dump"], ...]
    """A dump has no version of the API server; a live cluster has nothing that is pasted beside it."""


def fault(
    *expected: Expected,
    cluster: str = "kubeadm-flannel",
    build: int = 2025,
    shown_in: tuple[Literal["live", "dump"], ...] = ("live", "dump"),
) -> Callable[[Plant], Fault]:
    """Makes a fault of a function; it is named like that."""

    def made(plant: Plant) -> Fault:
        return Fault(
            name=plant.__name__.replace("_", "-"),
            plant=plant,
            expected=expected,
            cluster=cluster,
            build=build,
            shown_in=shown_in,
        )

    return made
