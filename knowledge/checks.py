"""The checks of a cluster that can confirm or refute an entry: what an entry may name under `signs`."""

from __future__ import annotations

import difflib

PLANNED = frozenset(
    {
        "agents-running",
        "api-server-certificate",
        "api-server-health",
        "azure-hostgw-routes",
        "cni-exceptions",
        "container-runtime",
        "control-plane-pods",
        "flannel-backend",
        "flannel-lease",
        "hostport-capability",
        "image-os-match",
        "kube-proxy-dsr",
        "kube-proxy-hostname-override",
        "kubelet-version",
        "load-balancer-ports",
        "node-conditions",
        "node-heartbeat",
        "node-schedulable",
        "nodeport-backends",
        "pod-cidr",
        "recent-events",
        "sandbox-failures",
        "vxlan-port-conflict",
        "windows-build",
    }
)
"""Ids of the checks of a node or a control plane that are yet to come: entries may name them already."""

ALIKE = 0.8
"""Ids that have this much in common (0 to 1) are one and the same, misspelt; others are another check."""


def meant(sign: str) -> str | None:
    """The check that this id was probably meant to be; None where it resembles none closely."""
    return next(iter(difflib.get_close_matches(sign, sorted(PLANNED), n=1, cutoff=ALIKE)), None)
