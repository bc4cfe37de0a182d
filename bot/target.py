"""What a probe is about: one node, one pod, or the whole cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TargetKind = Literal["node", "pod", "cluster", "rights"]


@dataclass(frozen=True, kw_only=True, order=True)
class NodeTarget:
    """One node."""

    name: str

    def __str__(self) -> str:
        return f"node/{self.name}"


@dataclass(frozen=True, kw_only=True, order=True)
class PodTarget:
    """One pod."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"pod/{self.namespace}/{self.name}"


@dataclass(frozen=True, kw_only=True, order=True)
class ClusterTarget:
    """The whole cluster."""

    def __str__(self) -> str:
        return "cluster"


@dataclass(frozen=True, kw_only=True, order=True)
class RightsTarget:
    """What kubewhy itself may do in the cluster."""

    def __str__(self) -> str:
        return "rights"


Target: TypeAlias = NodeTarget | PodTarget | ClusterTarget | RightsTarget
