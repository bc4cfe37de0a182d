"""Every check there is. A family is a module of `bot.checks` whose `CHECKS` lists its own."""

from __future__ import annotations

from bot.checks import addresses, agents, control_plane, events, flannel, kube_proxy, node, pod, versions
from bot.checks.check import Check, ClusterCheck, NodeCheck, PodCheck

FAMILIES: tuple[tuple[Check, ...], ...] = (
    node.CHECKS,
    agents.CHECKS,
    versions.CHECKS,
    kube_proxy.CHECKS,
    flannel.CHECKS,
    addresses.CHECKS,
    events.CHECKS,
    pod.CHECKS,
    control_plane.CHECKS,
)
"""Each family's checks, in the order in which people read the findings."""

ALL: tuple[Check, ...] = tuple(check for family in FAMILIES for check in family)
NODE_CHECKS: tuple[NodeCheck, ...] = tuple(check for check in ALL if isinstance(check, NodeCheck))
POD_CHECKS: tuple[PodCheck, ...] = tuple(check for check in ALL if isinstance(check, PodCheck))
CLUSTER_CHECKS: tuple[ClusterCheck, ...] = tuple(check for check in ALL if isinstance(check, ClusterCheck))
