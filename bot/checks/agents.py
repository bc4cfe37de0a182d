"""Whether the programs that make a node one of the cluster run, as far as they are pods there.

Most platforms run kube-proxy and the network plugin as services or child processes, with no pod to see. So a pod that
is not there is no fault by itself: only a DaemonSet that wants one on this node makes it one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.checks.check import Check, NodeCheck, kubectl
from bot.checks.platform import SERVICES, Platform, Plugin, platform_of, plugin_of
from bot.checks.running import operating_system
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

AGENTS = CheckId("agents-running")
SETUP = "setup-success-check"

AGENT_NAMES: Mapping[str, str] = {
    "kube-proxy": "kube-proxy",
    "calico-node": "Calico",
    "kube-flannel": "flannel",
    "antrea-agent": "Antrea",
    "azure-cns": "azure-cns",
    "cloud-node-manager": "cloud-node-manager",
}
"""How pods of these agents are named, on Windows as on Linux; the longer names follow with a hyphen."""
SYSTEM = frozenset(
    ("kube-system", "kube-flannel", "calico-system", "tigera-operator", "openshift-windows-machine-config-operator")
)
"""Namespaces of agents; a pod of the same name elsewhere is somebody's own."""
SETTLES: Mapping[str, str] = {
    "windows": "Get-Service kube-proxy, kubeproxy -ErrorAction SilentlyContinue; Get-Process kube-proxy, flanneld, "
    "calico-node -ErrorAction SilentlyContinue",
    "linux": "pgrep -a kube-proxy",
}
YOUNG = timedelta(minutes=15)
"""So long may the pods of a new node, or of a new DaemonSet, take to come."""
FAILING = frozenset(
    ("CrashLoopBackOff", "RunContainerError", "CreateContainerError", "CreateContainerConfigError", "StartError")
)
"""Reasons of a container that waits although it was tried."""
NEVER_LEFT = frozenset({"DaemonSet", "Node"})


def agents(snapshot: Snapshot, node: KubeObject) -> Iterator[Finding]:
    """Agents whose pods fail, DaemonSets that want a pod here and have none, and how it stands with kube-proxy."""
    shown_by = kubectl("get", "pods", "-A", "-o", "wide", "--field-selector", f"spec.nodeName={node.name}")
    on_node = snapshot.pods_on(node.name)
    failing = [pod for pod in on_node if agent_of(pod) and _failure(pod)]
    for pod in failing:
        yield Finding.of(
            AGENTS,
            Status.FAIL,
            "failing",
            figures={"agent": agent_of(pod), "pod": pod.path, "why": _failure(pod), "restarts": _restarts(pod)},
            entry=SETUP,
            speaks="for",
            quotes=[Quote.of(text, where=f"pod {pod.path}") for text in _messages(pod)],
            shown_by=kubectl("logs", "-n", pod.namespace, pod.name, "--previous"),
        )
    lacking = tuple(_lacking(snapshot, node))
    for daemon_set in lacking:
        yield Finding.of(
            AGENTS,
            Status.WARN,
            "lacking",
            figures={
                "daemonset": daemon_set.path,
                "desired": daemon_set.number("status", "desiredNumberScheduled") or 0,
                "ready": daemon_set.number("status", "numberReady") or 0,
            },
            entry=SETUP,
            speaks="for",
            shown_by=kubectl("describe", "daemonset", "-n", daemon_set.namespace, daemon_set.name),
        )
    proxies = [pod for pod in on_node if agent_of(pod) == "kube-proxy" and pod not in failing]
    running = sorted({agent_of(pod) for pod in on_node if agent_of(pod) and pod not in failing and _runs(pod)})
    if any(map(_runs, proxies)):
        yield Finding.of(AGENTS, Status.PASS, "running", figures={"agents": ", ".join(running)}, shown_by=shown_by)
    elif not (failing or lacking):
        yield _unseen(snapshot, node, running, shown_by)


def _unseen(snapshot: Snapshot, node: KubeObject, running: list[str], shown_by: str) -> Finding:
    """No kube-proxy to be seen: what that means here."""
    platform, system = platform_of(snapshot, node), operating_system(node)
    if plugin_of(snapshot, node) is Plugin.ANTREA:
        return Finding.of(AGENTS, Status.PASS, "no-proxy-by-design", shown_by=shown_by)
    known = system == "windows" and platform in SERVICES
    return Finding.of(
        AGENTS,
        Status.UNKNOWN,
        "service" if known else "unseen",
        figures={
            "platform": platform.value if platform is not Platform.UNKNOWN else "",
            "agents": ", ".join(running) or "–",
        },
        entry=SETUP,
        shown_by=shown_by,
        settled_by=SETTLES.get(system, SETTLES["windows"]),
    )


def agent_of(pod: KubeObject) -> str:
    """The agent that this pod is of; empty where it is none."""
    if pod.namespace not in SYSTEM:
        return ""
    names = (pod.labels.get("k8s-app", ""), pod.labels.get("app", ""), pod.labels.get("component", ""), pod.name)
    return next(
        (
            agent
            for begin, agent in AGENT_NAMES.items()
            if any(one == begin or one.startswith(f"{begin}-") for one in names)
        ),
        "",
    )


def _runs(pod: KubeObject) -> bool:
    return pod.text("status", "phase") == "Running" and any(
        one.text("type") == "Ready" and one.text("status") == "True" for one in pod.each("status", "conditions")
    )


def _failure(pod: KubeObject) -> str:
    """Why it fails, as the kubelet calls it; empty where it doesn't, or where nothing is known."""
    if pod.has("metadata", "deletionTimestamp"):
        return ""
    for container in _containers(pod):
        if (reason := container.text("state", "waiting", "reason")) in FAILING:
            return reason
    return "Failed" if pod.text("status", "phase") == "Failed" else ""


def _messages(pod: KubeObject) -> Iterator[str]:
    for container in _containers(pod):
        for path in (("state", "waiting", "message"), ("lastState", "terminated", "message")):
            if text := container.text(*path):
                yield text


def _restarts(pod: KubeObject) -> int:
    return max((container.number("restartCount") or 0 for container in _containers(pod)), default=0)


def _containers(pod: KubeObject) -> tuple[Fields, ...]:
    return (*pod.each("status", "initContainerStatuses"), *pod.each("status", "containerStatuses"))


def _lacking(snapshot: Snapshot, node: KubeObject) -> Iterator[KubeObject]:
    """DaemonSets for this operating system that want a pod on this node, where there surely is none."""
    if not snapshot.section(Resource.PODS).covers(node=node.name) or _young(snapshot, node):
        return
    owners = {
        (pod.namespace, owner.text("name"))
        for pod in snapshot.pods_on(node.name)
        for owner in pod.each("metadata", "ownerReferences")
        if owner.text("kind") in NEVER_LEFT
    }
    for daemon_set in snapshot.objects(Resource.DAEMON_SETS):
        chosen = daemon_set.pairs("spec", "selector", "matchLabels")
        by_label = any(
            pod.namespace == daemon_set.namespace and chosen and chosen.items() <= pod.labels.items()
            for pod in snapshot.pods_on(node.name)
        )
        if (
            wants(daemon_set, node)
            and not by_label
            and (daemon_set.namespace, daemon_set.name) not in owners
            and not _young(snapshot, daemon_set)
        ):
            yield daemon_set


def _young(snapshot: Snapshot, one: KubeObject) -> bool:
    age = snapshot.age(one.created)
    return age is not None and age < YOUNG


def wants(daemon_set: KubeObject, node: KubeObject) -> bool:
    """Whether this DaemonSet is for nodes of this operating system by its own word, and surely wants this one.

    What can't be judged here (an affinity of a kind that isn't known) counts as not wanted: no false alarm.
    """
    template = daemon_set.at("spec", "template", "spec")
    chosen = template.pairs("nodeSelector")
    system = operating_system(node)
    named = {chosen.get("kubernetes.io/os", ""), chosen.get("beta.kubernetes.io/os", "")}
    terms = template.each(
        "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"
    )
    by_affinity = any(
        one.text("key") == "kubernetes.io/os" and one.text("operator") == "In" and one.texts("values") == (system,)
        for term in terms
        for one in term.each("matchExpressions")
    )
    return (
        (daemon_set.number("status", "desiredNumberScheduled") or 0) > 0
        and (system in named or by_affinity)
        and chosen.items() <= node.labels.items()
        and (not terms or any(_fits(term, node.labels) for term in terms))
        and all(_tolerated(taint, template.each("tolerations")) for taint in node.each("spec", "taints"))
    )


def _fits(term: Fields, labels: Mapping[str, str]) -> bool:
    if term.has("matchFields") or not term.has("matchExpressions"):
        return False
    return all(_holds(one, labels) for one in term.each("matchExpressions"))


def _holds(expression: Fields, labels: Mapping[str, str]) -> bool:
    key, values = expression.text("key"), expression.texts("values")
    match expression.text("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False


def _tolerated(taint: Fields, tolerations: tuple[Fields, ...]) -> bool:
    key, effect = taint.text("key"), taint.text("effect")
    # Kubernetes itself lets a DaemonSet's pods stay through these.
    if key.startswith("node.kubernetes.io/") or effect == "PreferNoSchedule":
        return True
    return any(
        one.text("effect") in ("", effect)
        and (
            (one.text("operator") == "Exists" and one.text("key") in ("", key))
            or (one.text("key") == key and one.text("value") == taint.text("value"))
        )
        for one in tolerations
    )


CHECKS: tuple[Check, ...] = (
    NodeCheck(
        id=AGENTS,
        run=agents,
        needs=(Resource.NODES, Resource.PODS),
        uses=(Resource.DAEMON_SETS,),
        entries=(SETUP,),
    ),
)
