"""Whether kubelet, container runtime and Windows are of versions that go together and lack no fix that matters here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.checks.check import WINDOWS, Check, NodeCheck, kubectl
from bot.checks.platform import build_of
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

KUBELET, RUNTIME, BUILD = CheckId("kubelet-version"), CheckId("container-runtime"), CheckId("windows-build")
LEAK, LOCAL = "endpoint-ip-leak", "node-nodeport-local"

VERSION = re.compile(r"v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?")
"""What stands behind it, such as `+rke2r1`, `-eks-2f4ab6c` or `-ee-3`, is the vendor's."""
Version = tuple[int, int, int]

MOST_BEHIND = 3
"""Minor versions that a kubelet may be older than its API server (Kubernetes' version skew policy, since 1.28)."""
LEAKING: tuple[Version, Version] = ((1, 11, 0), (1, 11, 2))
"""Kubelets that leave endpoints behind when pods fail to start: kubernetes#68511."""
DOCKER_CLEAN: Version = (18, 9, 0)
"""The first Docker without the leak of moby/libnetwork#1950."""
LEAST_CONTAINERD: tuple[tuple[Version, Version], ...] = (((1, 36, 0), (2, 0, 0)), ((1, 26, 0), (1, 6, 0)))
"""From this kubelet on, at least this containerd (containerd's RELEASES.md; CRI v1 for 1.26)."""
PRODUCTS: Mapping[int, str] = {
    17763: "Windows Server 2019",
    18362: "Windows Server 1903",
    18363: "Windows Server 1909",
    19041: "Windows Server 2004",
    19042: "Windows Server 20H2",
    20348: "Windows Server 2022",
    25398: "Windows Server 23H2",
    26100: "Windows Server 2025",
}
SERVER_2019, PATCHED = 17763, 1432
"""KB4571748 brought Server 2019 to 17763.1432: access to a NodePort from its own node, and DSR (rancher#29411)."""


def version_of(written: str) -> Version | None:
    """The version that a text begins with; None where it begins with none."""
    found = VERSION.match(written)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None


def kubelet_version(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Its distance to the API server, and the one leak that its version alone tells."""
    shown_by = kubectl("get", "node", node.name, "-o", "wide")
    written = node.text("status", "nodeInfo", "kubeletVersion")
    version = version_of(written)
    if version is None:
        yield Finding.of(KUBELET, Status.UNKNOWN, "missing", shown_by=shown_by, settled_by=shown_by)
        return
    quotes = [Quote.of(written, where=f"node/{node.name} status.nodeInfo.kubeletVersion")]
    figures: dict[str, str | int] = {"kubelet": written, "server": snapshot.server.version}
    if LEAKING[0] <= version <= LEAKING[1]:
        yield Finding.of(
            KUBELET, Status.WARN, "leaks", figures=figures, entry=LEAK, speaks="for", quotes=quotes, shown_by=shown_by
        )
        return
    server = version_of(snapshot.server.version)
    if server is None:
        yield Finding.of(
            KUBELET,
            Status.UNKNOWN,
            "server-missing",
            figures=figures,
            quotes=quotes,
            shown_by=shown_by,
            settled_by=kubectl("version", "-o", "json"),
        )
    elif version[:2] > server[:2]:
        yield Finding.of(KUBELET, Status.WARN, "newer", figures=figures, quotes=quotes, shown_by=shown_by)
    elif version[0] == server[0] and server[1] - version[1] > MOST_BEHIND:
        behind = {**figures, "behind": server[1] - version[1], "most": MOST_BEHIND}
        yield Finding.of(KUBELET, Status.WARN, "older", figures=behind, quotes=quotes, shown_by=shown_by)
    else:
        yield Finding.of(KUBELET, Status.PASS, "fits", figures=figures, shown_by=shown_by)


def container_runtime(_snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Too old a Docker leaks, and a kubelet refuses too old a containerd."""
    shown_by = kubectl("get", "node", node.name, "-o", "wide")
    written = node.text("status", "nodeInfo", "containerRuntimeVersion")
    name, _, rest = written.partition("://")
    version = version_of(rest)
    if version is None:
        yield Finding.of(RUNTIME, Status.UNKNOWN, "missing", shown_by=shown_by, settled_by=shown_by)
        return
    quotes = [Quote.of(written, where=f"node/{node.name} status.nodeInfo.containerRuntimeVersion")]
    kubelet = version_of(node.text("status", "nodeInfo", "kubeletVersion"))
    least = next((least for since, least in LEAST_CONTAINERD if kubelet is not None and kubelet >= since), None)
    figures = {
        "runtime": written,
        "kubelet": node.text("status", "nodeInfo", "kubeletVersion"),
        "least": ".".join(map(str, least[:2])) if least else "",
    }
    if name == "docker" and version < DOCKER_CLEAN:
        yield Finding.of(
            RUNTIME, Status.WARN, "leaks", figures=figures, entry=LEAK, speaks="for", quotes=quotes, shown_by=shown_by
        )
    elif name == "containerd" and least is not None and version < least:
        yield Finding.of(RUNTIME, Status.WARN, "too-old", figures=figures, quotes=quotes, shown_by=shown_by)
    else:
        yield Finding.of(RUNTIME, Status.PASS, "fits", figures=figures, shown_by=shown_by)


def windows_build(_snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Told by its number, never by the product's name, which Windows writes in many ways."""
    shown_by = kubectl("get", "node", node.name, "-o", "jsonpath={.status.nodeInfo.kernelVersion}")
    build = build_of(node)
    if build is None:
        yield Finding.of(BUILD, Status.UNKNOWN, "missing", shown_by=shown_by, settled_by=shown_by)
        return
    number, update = build
    figures: dict[str, str | int] = {
        "product": PRODUCTS.get(number, "Windows"),
        "build": number,
        "update": update or 0,
        "patched": PATCHED,
    }
    quotes = [
        Quote.of(
            node.text("status", "nodeInfo", "kernelVersion"), where=f"node/{node.name} status.nodeInfo.kernelVersion"
        )
    ]
    if number == SERVER_2019 and update is None:
        yield Finding.of(
            BUILD,
            Status.UNKNOWN,
            "update-missing",
            figures=figures,
            entry=LOCAL,
            shown_by=shown_by,
            settled_by="winver",
        )
    elif number == SERVER_2019 and update is not None and update < PATCHED:
        yield Finding.of(
            BUILD,
            Status.WARN,
            "unpatched",
            figures=figures,
            entry=LOCAL,
            speaks="for",
            quotes=quotes,
            shown_by=shown_by,
        )
    elif number not in PRODUCTS:
        yield Finding.of(BUILD, Status.UNKNOWN, "strange", figures=figures, quotes=quotes, shown_by=shown_by)
    else:
        says = "known" if update is not None else "known-build"
        yield Finding.of(BUILD, Status.PASS, says, figures=figures, shown_by=shown_by)


CHECKS: tuple[Check, ...] = (
    NodeCheck(id=KUBELET, run=kubelet_version, needs=(Resource.NODES,), uses=(Resource.VERSION,), entries=(LEAK,)),
    NodeCheck(id=RUNTIME, run=container_runtime, needs=(Resource.NODES,), entries=(LEAK,)),
    NodeCheck(id=BUILD, run=windows_build, os=WINDOWS, needs=(Resource.NODES,), entries=(LOCAL,)),
)
