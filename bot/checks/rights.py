"""What kubewhy's account may do, held against what it needs and what it must not be able to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.checks.check import kubectl, not_looked
from bot.finding import CheckId, Finding, Status
from bot.resource import Resource
from bot.snapshot import Right, Snapshot
from bot.target import RightsTarget

RIGHTS = CheckId("rights")
SAYS: dict[tuple[str, bool], tuple[Status, str]] = {
    ("needed", True): (Status.PASS, "granted"),
    ("needed", False): (Status.WARN, "missing"),
    ("opt-in", True): (Status.PASS, "allowed"),
    ("opt-in", False): (Status.PASS, "not-allowed"),
    ("never", True): (Status.WARN, "too-much"),
    ("never", False): (Status.PASS, "denied"),
}
"""By purpose, and by whether the account may: how it stands, and what is said about it."""


def rights_findings(snapshot: Snapshot) -> Iterator[Finding]:
    """One finding a right; where the API didn't say, that is a finding, too."""
    for right in snapshot.rights:
        status, says = SAYS[right.purpose, right.allowed]
        found = Finding.of(RIGHTS, status, says, figures={"right": _told(right)}, shown_by=_command(right))
        yield replace(found, subject=RightsTarget())
    gap = snapshot.section(Resource.RIGHTS).gap
    if gap is not None:
        yield replace(not_looked(RIGHTS, Resource.RIGHTS, gap), subject=RightsTarget())


def _told(right: Right) -> str:
    """The right as people say it: `get pods/log in kube-system`."""
    name = f" {right.name}" if right.name else ""
    return f"{right.verb} {right.resource}{name}" + (f" in {right.namespace}" if right.namespace else "")


def _command(right: Right) -> str:
    resource, _, below = right.resource.partition("/")
    return kubectl(
        *("auth", "can-i", right.verb, f"{resource}/{right.name}" if right.name else resource),
        *((f"--subresource={below}",) if below else ()),
        *(("-n", right.namespace) if right.namespace else ("-A",)),
    )
