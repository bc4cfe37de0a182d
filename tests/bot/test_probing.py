"""From a target to a report: texts matched first, then the checks, then what it means for which entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import factories
import pytest
from cluster_material import NOW, WIN_1, condition, event, node, pod, snapshot
from factories import entry, knowledge_base, match, result

from bot import probing
from bot.checks.check import ClusterCheck, NodeCheck, PodCheck
from bot.finding import CheckId, Finding, Status
from bot.kube_object import KubeObject
from bot.probing import MOST_TEXTS, Probing, entry_signs, texts
from bot.report import EntrySigns, Report
from bot.resource import Resource
from bot.snapshot import Right, Snapshot, Traffic
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget, Target
from classifiers.match import MatchResult
from knowledge.entry import EntryId

GONE = "hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)"
KNOWLEDGE = knowledge_base(
    entry("ports-gone", signs=["lb-ports", "dsr", "events"]), entry("other", signs=["events"]), entry("third")
)
LB, DSR, EVENTS = CheckId("lb-ports"), CheckId("dsr"), CheckId("events")


@dataclass
class FakeReader:
    """Hands out one snapshot for whatever target."""

    material: Snapshot
    name: str = "context test"
    read_targets: list[Target] = field(default_factory=list)

    def read(self, target: Target) -> Snapshot:
        """The same material."""
        self.read_targets.append(target)
        return replace(self.material, target=target)


@dataclass
class FakeMatcher:
    """Takes every text with the printed string for ports-gone."""

    asked: list[str] = field(default_factory=list)
    signature: float = 0.9
    decision: str = "answer"

    def match(self, text: str) -> MatchResult:
        """An answer, or none."""
        self.asked.append(text)
        if "already exists" not in text:
            return factories.result("none")
        return result(self.decision, replace(match("ports-gone"), signature=self.signature))

    def choose(self, text: str, *, choices: Sequence[EntryId]) -> EntryId | None:
        """Nobody replies here."""
        raise AssertionError(text, choices)


def of_events(material: Snapshot, found: KubeObject) -> Iterable[Finding]:
    """Speaks for whatever the matcher says about the events."""
    for one in material.events:
        if (said := material.match(one.message)) is not None:
            yield Finding.of(EVENTS, Status.WARN, "said", entry=said.entry, speaks="for", figures={"on": found.name})


def of_pod(_: Snapshot, found: KubeObject) -> Iterable[Finding]:
    """Says which pod it was given."""
    yield Finding.of(CheckId("pod"), Status.PASS, "fine", figures={"pod": found.path})


def of_cluster(material: Snapshot) -> Iterable[Finding]:
    """Says how many nodes there are."""
    yield Finding.of(CheckId("cluster"), Status.PASS, "fine", figures={"nodes": len(material.objects(Resource.NODES))})


@pytest.fixture(autouse=True)
def checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """One check for each kind of target."""
    monkeypatch.setattr(probing, "NODE_CHECKS", (NodeCheck(id=EVENTS, run=of_events, matched=True),))
    monkeypatch.setattr(probing, "POD_CHECKS", (PodCheck(id=CheckId("pod"), run=of_pod),))
    monkeypatch.setattr(probing, "CLUSTER_CHECKS", (ClusterCheck(id=CheckId("cluster"), run=of_cluster),))


def probe(material: Snapshot, target: Target = WIN_1, *, matcher: FakeMatcher | None = None) -> Report:
    """The report."""
    used = matcher or FakeMatcher()
    return Probing(knowledge=KNOWLEDGE, matcher=lambda: used).probe(FakeReader(material), target)


def told(report: Report) -> list[tuple[str, str]]:
    """Check and subject of each finding."""
    return [(finding.check, str(finding.subject)) for finding in report.findings]


def test_a_report_says_where_and_when_was_looked_and_at_what_cost() -> None:
    """As the snapshot has it."""
    material = snapshot(node(), live=True, traffic=Traffic(calls=9, bytes=5_000))
    report = probe(material)
    assert (report.target, report.source, report.read_at, report.live) == (WIN_1, "dump test.json", NOW, True)
    assert report.traffic == Traffic(calls=9, bytes=5_000)


def test_events_are_matched_before_the_checks_run() -> None:
    """So that a check needs no matcher."""
    report = probe(snapshot(node(), pod(), event(GONE)))
    assert [(finding.entry, finding.speaks) for finding in report.findings] == [("ports-gone", "for")]
    assert report.entries == (EntrySigns(entry=EntryId("ports-gone"), present=(EVENTS,), open=(LB, DSR)),)


@pytest.mark.parametrize("matcher", [FakeMatcher(signature=0.0), FakeMatcher(decision="clarify")])
def test_a_text_that_the_matcher_is_not_sure_of_speaks_for_nothing(matcher: FakeMatcher) -> None:
    """Nor does one that only words resemble: programs print strings."""
    assert probe(snapshot(node(), pod(), event(GONE)), matcher=matcher).findings == ()


def test_the_same_trouble_of_many_pods_is_looked_at_once() -> None:
    """Ids and addresses make no difference, codes do."""
    told_of = [f"{GONE} sandbox {number:064x} at 10.244.1.{number} after {number}.5s" for number in range(50)]
    matcher = FakeMatcher()
    report = probe(
        snapshot(node(), *(event(text) for text in told_of), event(GONE.replace("13)", "1e)"))), matcher=matcher
    )
    assert len(matcher.asked) == 2
    assert len(report.findings) == 51


def test_only_so_many_texts_are_looked_at() -> None:
    """The newest; each takes a few milliseconds."""
    matcher = FakeMatcher()
    words = [f"trouble {chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(MOST_TEXTS + 20)]
    probe(snapshot(node(), *(event(word) for word in words)), matcher=matcher)
    assert len(matcher.asked) == MOST_TEXTS


def test_the_matcher_is_not_made_where_there_is_nothing_to_match() -> None:
    """It takes a second."""

    def never() -> FakeMatcher:
        raise AssertionError

    assert Probing(knowledge=KNOWLEDGE, matcher=never).probe(FakeReader(snapshot(node(), pod())), WIN_1).findings == ()


def test_texts_of_trouble_are_found_wherever_programs_leave_them() -> None:
    """Events, containers, conditions; what is well says nothing of interest."""
    stuck = pod(
        waiting={"reason": "ContainerCreating", "message": "waits"},
        status={
            "initContainerStatuses": [{"lastState": {"terminated": {"message": "ended"}}}],
            "message": "evicted",
            "conditions": [
                condition("Ready", {"status": "False", "message": "not yet"}),
                condition("PodScheduled", {"status": "False", "message": "no room"}),
            ],
        },
    )
    sick = node(
        conditions={
            "Ready": {"status": "False", "message": "PLEG"},
            "DiskPressure": {"status": "False", "message": "fine"},
        }
    )
    material = snapshot(sick, stuck, event("warned"), event("pulled", kind="Normal"))
    assert set(texts(material)) == {"warned", "waits", "ended", "evicted", "not yet", "no room", "PLEG"}


def test_hostile_texts_are_texts() -> None:
    """Of whatever type and size."""
    odd = pod(status={"containerStatuses": "x", "conditions": [5, None, {"status": [], "message": {}}]})
    huge = event("x" * 1_000_000)
    matcher = FakeMatcher()
    probe(snapshot(node(), odd, huge), matcher=matcher)
    assert max(map(len, matcher.asked)) <= 4_000


def test_a_pod_is_looked_at_with_its_node() -> None:
    """Each finding says what it was found on."""
    report = probe(snapshot(node(), pod(), event(GONE)), PodTarget(namespace="shop", name="web-0"))
    assert told(report) == [("pod", "pod/shop/web-0"), ("events", "node/win-1")]


def test_a_pod_without_a_node_is_looked_at_alone() -> None:
    """Nothing is said of other nodes."""
    report = probe(snapshot(node(), pod(on=""), event(GONE)), PodTarget(namespace="shop", name="web-0"))
    assert told(report) == [("pod", "pod/shop/web-0")]


def test_a_cluster_is_looked_at_with_all_its_nodes() -> None:
    """In the order of their names."""
    report = probe(snapshot(node("win-2"), node(), event(GONE)), ClusterTarget())
    assert told(report) == [("cluster", "cluster"), ("events", "node/win-1"), ("events", "node/win-2")]


def test_rights_are_told_one_by_one() -> None:
    """By the check of rights alone."""
    right = Right(verb="list", resource="pods", purpose="needed", allowed=True)
    report = probe(snapshot(read=(Resource.RIGHTS,), rights=(right,)), RightsTarget())
    assert told(report) == [("rights", "rights")]


def speaking(check: CheckId, entry_id: str, speaks: str) -> Finding:
    """A finding that speaks."""
    return Finding.of(check, Status.WARN, "said", entry=entry_id, speaks=speaks)  # type: ignore[arg-type]


def test_the_signs_of_an_entry_are_counted() -> None:
    """Present, contradicting, open."""
    findings = [speaking(LB, "ports-gone", "for"), speaking(DSR, "ports-gone", "against")]
    (one,) = entry_signs(findings, KNOWLEDGE)
    assert (one.present, one.against, one.open, one.total) == ((LB,), (DSR,), (EVENTS,), 3)


def test_a_sign_that_is_there_on_one_node_is_there() -> None:
    """Though another node says the opposite."""
    findings = [speaking(LB, "ports-gone", one) for one in ("against", "for", "against")]
    (one,) = entry_signs(findings, KNOWLEDGE)
    assert (one.present, one.against) == ((LB,), ())


def test_a_check_that_is_no_sign_of_the_entry_counts_as_one_more() -> None:
    """The matcher may name any entry."""
    (one,) = entry_signs([speaking(EVENTS, "third", "for")], KNOWLEDGE)
    assert (one.present, one.total) == ((EVENTS,), 1)


def test_the_best_supported_entry_comes_first() -> None:
    """Then the one with fewer contradictions; one that nobody knows is not told."""
    findings = [
        speaking(EVENTS, "other", "against"),
        speaking(LB, "ports-gone", "for"),
        speaking(EVENTS, "ports-gone", "for"),
        speaking(EVENTS, "third", "for"),
        speaking(EVENTS, "gone-since", "for"),
        Finding.of(DSR, Status.UNKNOWN, "open", entry="other"),
    ]
    assert [one.entry for one in entry_signs(findings, KNOWLEDGE)] == ["ports-gone", "third", "other"]


def test_a_node_that_is_not_in_the_material_is_told_by_the_reader() -> None:
    """The use case doesn't catch it."""
    reader = FakeReader(snapshot(node()))
    Probing(knowledge=KNOWLEDGE, matcher=FakeMatcher).probe(reader, NodeTarget(name="win-2"))
    assert reader.read_targets == [NodeTarget(name="win-2")]
