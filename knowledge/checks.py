"""The checks of a cluster that can confirm or refute an entry: what an entry may name under `signs`."""

from __future__ import annotations

import difflib

IDS = frozenset(
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
        "pod-containers",
        "pod-phase",
        "pod-probes",
        "pod-scheduling",
        "pod-volumes",
        "recent-events",
        "sandbox-failures",
        "vxlan-port-conflict",
        "windows-build",
    }
)
"""Ids of all checks there are; a test holds them against the checks themselves, which live further out."""

ALIKE = 0.8
"""Ids that have this much in common (0 to 1) are one and the same, misspelt; others are another check."""


def meant(sign: str) -> str | None:
    """The check that this id was probably meant to be; None where it resembles none closely."""
    return next(iter(difflib.get_close_matches(sign, sorted(IDS), n=1, cutoff=ALIKE)), None)
