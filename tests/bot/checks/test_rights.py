"""What the account may do: needed, allowed on top, or more than it should."""

from __future__ import annotations

import pytest
from cluster_material import LANGUAGES, snapshot

from bot.checks.rights import RIGHTS, rights_findings
from bot.finding import Status
from bot.rendering.findings import sentence
from bot.resource import Resource
from bot.snapshot import Gap, Right, Section, Why
from bot.target import RightsTarget


@pytest.mark.parametrize(
    ("purpose", "allowed", "status", "says"),
    [
        ("needed", True, Status.PASS, "granted"),
        ("needed", False, Status.WARN, "missing"),
        ("opt-in", True, Status.PASS, "allowed"),
        ("opt-in", False, Status.PASS, "not-allowed"),
        ("never", True, Status.WARN, "too-much"),
        ("never", False, Status.PASS, "denied"),
    ],
)
def test_a_right_is_judged_by_what_it_is_for(purpose: str, *, allowed: bool, status: Status, says: str) -> None:
    """In every language."""
    right = Right(verb="list", resource="pods", purpose=purpose, allowed=allowed)  # type: ignore[arg-type]
    material = snapshot(target=RightsTarget(), read=(Resource.RIGHTS,), rights=(right,))
    (finding,) = rights_findings(material)
    assert (finding.status, finding.says, finding.subject) == (status, says, RightsTarget())
    assert all("list pods" in sentence(finding, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("right", "told", "command"),
    [
        (
            Right(verb="get", resource="pods/log", namespace="kube-system", purpose="opt-in", allowed=True),
            "get pods/log in kube-system",
            "kubectl auth can-i get pods --subresource=log -n kube-system",
        ),
        (
            Right(verb="get", resource="configmaps", namespace="a", name="b", purpose="needed", allowed=True),
            "get configmaps b in a",
            "kubectl auth can-i get configmaps/b -n a",
        ),
        (
            Right(verb="list", resource="secrets", purpose="never", allowed=False),
            "list secrets",
            "kubectl auth can-i list secrets -A",
        ),
    ],
)
def test_the_same_can_be_asked_by_hand(right: Right, told: str, command: str) -> None:
    """With kubectl."""
    (finding,) = rights_findings(snapshot(read=(Resource.RIGHTS,), rights=(right,)))
    assert finding.figures == {"right": told}
    assert finding.shown_by == command


def test_an_api_that_does_not_say_leaves_it_open() -> None:
    """With the reason."""
    sections = {Resource.RIGHTS: Section.unread(Gap(why=Why.NOT_LOGGED_IN))}
    (finding,) = rights_findings(snapshot(sections=sections))
    assert (finding.check, finding.status, finding.says) == (RIGHTS, Status.UNKNOWN, "gap.not-logged-in")
