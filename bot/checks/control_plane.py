"""The control plane, as far as the cluster shows it: its pods, the API server's own checks, its certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.checks.check import Check, ClusterCheck, kubectl
from bot.finding import CheckId, Finding, Quote, Status
from bot.kube_object import KubeObject
from bot.resource import Resource
from bot.snapshot import Snapshot

PODS, HEALTH = CheckId("control-plane-pods"), CheckId("api-server-health")
CERTIFICATE = CheckId("api-server-certificate")
DEBUG, UNREACHABLE = "control-plane-debug", "apiserver-unreachable"

COMPONENTS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd")
SOON = timedelta(days=14)
"""A certificate that ends sooner is worth a warning."""
MOST_NAMED = 6


def control_plane_pods(snapshot: Snapshot) -> Iterator[Finding]:
    """Static pods of a control plane that is run here; a managed one shows none, which is no fault."""
    found = [pod for pod in snapshot.objects(Resource.PODS) if component_of(pod)]
    failing = [pod for pod in found if not _runs(pod)]
    shown_by = kubectl("get", "pods", "-n", "kube-system", "-l", "tier=control-plane", "-o", "wide")
    for pod in failing:
        statuses = pod.each("status", "containerStatuses")
        texts = [one.text("state", "waiting", "message") for one in statuses]
        yield Finding.of(
            PODS,
            Status.FAIL,
            "failing",
            figures={
                "component": component_of(pod),
                "pod": pod.path,
                "restarts": max((one.number("restartCount") or 0 for one in statuses), default=0),
            },
            entry=DEBUG,
            speaks="for",
            quotes=[Quote.of(text, where=f"pod {pod.path}") for text in texts if text],
            shown_by=kubectl("describe", "pod", "-n", pod.namespace, pod.name),
        )
    if not found:
        yield Finding.of(PODS, Status.UNKNOWN, "none", entry=DEBUG, shown_by=shown_by, settled_by="crictl ps -a")
    elif not failing:
        names = ", ".join(sorted({component_of(pod) for pod in found}))
        yield Finding.of(PODS, Status.PASS, "running", figures={"components": names}, shown_by=shown_by)


def component_of(pod: KubeObject) -> str:
    """The part of the control plane that this pod is; empty where it is none."""
    if pod.namespace != "kube-system":
        return ""
    names = (pod.labels.get("component", ""), pod.name)
    return next((one for one in COMPONENTS if any(name == one or name.startswith(f"{one}-") for name in names)), "")


def _runs(pod: KubeObject) -> bool:
    ready = any(
        one.text("type") == "Ready" and one.text("status") == "True" for one in pod.each("status", "conditions")
    )
    return pod.text("status", "phase") == "Running" and ready


def api_server_health(snapshot: Snapshot) -> Iterator[Finding]:
    """What `/livez?verbose` says of each of its own checks."""
    shown_by = kubectl("get", "--raw", "/livez?verbose")
    lines = [line.strip() for line in snapshot.server.health.splitlines()]
    failed = [line for line in lines if line.startswith("[-]")]
    if failed:
        names = ", ".join(line.removeprefix("[-]").split(" ")[0] for line in failed[:MOST_NAMED])
        yield Finding.of(
            HEALTH,
            Status.FAIL,
            "failed",
            figures={"checks": names},
            entry=DEBUG,
            speaks="for",
            quotes=[Quote.of(line, where="/livez?verbose") for line in failed],
            shown_by=shown_by,
        )
    elif any(line.startswith("[+]") for line in lines) or "ok" in lines:
        yield Finding.of(HEALTH, Status.PASS, "well", shown_by=shown_by)
    else:
        yield Finding.of(HEALTH, Status.UNKNOWN, "silent", entry=DEBUG, shown_by=shown_by, settled_by=shown_by)


def api_server_certificate(snapshot: Snapshot) -> Iterator[Finding]:
    """Whether it is good now, for the address that was used, and for some time to come."""
    shown, now = snapshot.server.certificate, snapshot.read_at
    host = urlsplit(snapshot.server.address).hostname or ""
    if shown is None:
        yield Finding.of(CERTIFICATE, Status.UNKNOWN, "missing", entry=UNREACHABLE)
        return
    names = ", ".join(shown.names[:MOST_NAMED])
    quotes = [Quote.of(names, where="certificate"), *([Quote.of(shown.problem, where="TLS")] if shown.problem else [])]
    figures = {
        "host": host,
        "names": names,
        "until": shown.not_after.date().isoformat() if shown.not_after else "?",
        "since": shown.not_before.date().isoformat() if shown.not_before else "?",
        "problem": shown.problem,
    }
    faults = (
        ("expired", shown.not_after is not None and shown.not_after <= now),
        ("not-yet", shown.not_before is not None and shown.not_before > now),
        ("other-names", bool(host) and bool(shown.names) and not _is_among(host, shown.names)),
        ("untrusted", bool(shown.problem)),
    )
    says = next((name for name, true in faults if true), None)
    if says is not None:
        yield Finding.of(
            CERTIFICATE, Status.FAIL, says, figures=figures, entry=UNREACHABLE, speaks="for", quotes=quotes
        )
    elif shown.not_after is not None and shown.not_after - now < SOON:
        yield Finding.of(CERTIFICATE, Status.WARN, "soon", figures=figures, quotes=quotes)
    else:
        yield Finding.of(CERTIFICATE, Status.PASS, "good", figures=figures)


def _is_among(host: str, names: tuple[str, ...]) -> bool:
    """Whether a certificate for these names is good for this host (RFC 6125: a star stands for one label)."""
    try:
        address = str(ip_address(host))
    except ValueError:
        wanted = host.lower().rstrip(".")
        return any(
            wanted == name.lower() or (name.startswith("*.") and wanted.partition(".")[2] == name[2:].lower())
            for name in names
        )
    return any(address == _as_address(name) for name in names)


def _as_address(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        return ""


CHECKS: tuple[Check, ...] = (
    ClusterCheck(id=PODS, run=control_plane_pods, needs=(Resource.PODS,), entries=(DEBUG,)),
    ClusterCheck(id=HEALTH, run=api_server_health, needs=(Resource.API_HEALTH,), entries=(DEBUG,)),
    ClusterCheck(id=CERTIFICATE, run=api_server_certificate, needs=(Resource.API_CERTIFICATE,), entries=(UNREACHABLE,)),
)
