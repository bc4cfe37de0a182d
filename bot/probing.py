"""The use case of a probe: a target in, a report out.

What was read of the cluster comes as one snapshot. The texts in it that programs have printed are run through the
matcher first, so that no check needs it; then the checks run; then what they say is held against the signs of the
entries. A probe changes nothing, and fails for nothing that a cluster answers: what could not be read is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from bot.checks.registry import CLUSTER_CHECKS, NODE_CHECKS, POD_CHECKS
from bot.checks.rights import rights_findings
from bot.checks.running import about_cluster, about_node, about_pod
from bot.finding import CheckId, Finding
from bot.kube_object import Fields
from bot.ports import ClusterReader, Matcher
from bot.report import EntrySigns, Report
from bot.resource import Resource
from bot.snapshot import Snapshot, TextMatch
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget, Target
from knowledge.entry import EntryId
from knowledge.knowledge_base import KnowledgeBase

MOST_TEXTS = 400
"""Different texts that are run through the matcher, a few milliseconds each."""
LONGEST = 4_000
"""Characters of a text that are matched; an event has 1,024."""
PASSING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d+\.\d+\.\d+\.\d+|\d+(?:\.\d+)?m?s\b")
"""What differs between two tellings of the same trouble: ids, addresses, durations. Codes (0x803b0013) are shorter."""
CONTAINER_STATUSES = ("containerStatuses", "initContainerStatuses")
OTHERWISE = {"Ready": "True", "DisruptionTarget": "False"}
"""Conditions whose good status is not that of the others: of nodes most are bad when True, of pods most are good."""
STATES = (("state", "waiting"), ("state", "terminated"), ("lastState", "terminated"))


class Probing:
    """Probes clusters with one knowledge base."""

    def __init__(self, *, knowledge: KnowledgeBase, matcher: Callable[[], Matcher]) -> None:
        """`matcher` is only asked for where there is a text to match: it takes a second and much memory."""
        self._knowledge = knowledge
        self._matcher = matcher

    def probe(self, reader: ClusterReader, target: Target) -> Report:
        """What the checks say about the target. Raises NoSuchTarget, UsageError."""
        snapshot = reader.read(target)
        snapshot = replace(snapshot, matches=self._matches(snapshot))
        findings = tuple(_findings(snapshot))
        return Report(
            target=target,
            source=snapshot.source,
            read_at=snapshot.read_at,
            live=snapshot.live,
            findings=findings,
            entries=entry_signs(findings, self._knowledge),
            kept_for=snapshot.kept_for,
            traffic=snapshot.traffic,
        )

    def _matches(self, snapshot: Snapshot) -> Mapping[str, TextMatch]:
        """Which entry each text of the cluster is about; the same trouble told of many pods is looked at once."""
        said: dict[str, TextMatch | None] = {}
        matches: dict[str, TextMatch] = {}
        for text in texts(snapshot):
            shape = PASSING.sub("#", text)
            if shape not in said:
                if len(said) == MOST_TEXTS:
                    continue
                said[shape] = self._match(text)
            if (match := said[shape]) is not None:
                matches[text] = match
        return matches

    def _match(self, text: str) -> TextMatch | None:
        result = self._matcher().match(text[:LONGEST])
        for match in result.matches:
            # Wording tells how people ask. What a program has printed is known by its strings, or not at all.
            if match.entry in result.answers and match.signature > 0:
                return TextMatch(entry=match.entry, confidence=match.confidence)
        return None


def texts(snapshot: Snapshot) -> Iterator[str]:
    """What programs say about trouble in this cluster, the newest events first; texts may come twice."""
    for event in reversed(snapshot.events):
        if event.type != "Normal" and event.message:
            yield event.message
    for pod in snapshot.objects(Resource.PODS):
        for kind in CONTAINER_STATUSES:
            for status in pod.each("status", kind):
                yield from filter(None, (status.text(*path, "message") for path in STATES))
        yield from _messages(pod.each("status", "conditions"), fine="True")
        if message := pod.text("status", "message"):
            yield message
    for node in snapshot.objects(Resource.NODES):
        yield from _messages(node.each("status", "conditions"), fine="False")


def _messages(conditions: Iterable[Fields], *, fine: str) -> Iterator[str]:
    """What conditions say that may be trouble; one that is as it should be says that all is well."""
    for condition in conditions:
        good = OTHERWISE.get(condition.text("type"), fine)
        if condition.text("status") != good and (message := condition.text("message")):
            yield message


def _findings(snapshot: Snapshot) -> Iterator[Finding]:
    match snapshot.target:
        case NodeTarget(name=name):
            yield from about_node(snapshot, name, NODE_CHECKS)
        case PodTarget() as target:
            yield from about_pod(snapshot, target, POD_CHECKS)
            pod = snapshot.find(Resource.PODS, target.name, namespace=target.namespace)
            node = pod.text("spec", "nodeName") if pod is not None else ""
            if node:
                yield from about_node(snapshot, node, NODE_CHECKS)
        case ClusterTarget():
            yield from about_cluster(snapshot, CLUSTER_CHECKS)
            for node_object in sorted(snapshot.objects(Resource.NODES), key=lambda one: one.name):
                yield from about_node(snapshot, node_object.name, NODE_CHECKS)
        case RightsTarget():
            yield from rights_findings(snapshot)


def entry_signs(findings: Iterable[Finding], knowledge: KnowledgeBase) -> tuple[EntrySigns, ...]:
    """How the entries stand that these findings speak for or against, the best supported first."""
    speaking: dict[EntryId, dict[CheckId, str]] = {}
    for finding in findings:
        if finding.entry is not None and finding.speaks is not None and finding.entry in knowledge:
            checks = speaking.setdefault(finding.entry, {})
            # Where a check says both, of two nodes say, the sign is there.
            if checks.get(finding.check) != "for":
                checks[finding.check] = finding.speaks
    told = []
    for entry_id, checks in speaking.items():
        signs = dict.fromkeys((*map(CheckId, knowledge.entry(entry_id, "en").signs), *checks))
        told.append(
            EntrySigns(
                entry=entry_id,
                present=tuple(sign for sign in signs if checks.get(sign) == "for"),
                against=tuple(sign for sign in signs if checks.get(sign) == "against"),
                open=tuple(sign for sign in signs if sign not in checks),
            )
        )
    return tuple(sorted(told, key=lambda one: (-len(one.present), len(one.against), one.total, one.entry)))
