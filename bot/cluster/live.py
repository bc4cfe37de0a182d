"""A live cluster: what is read for each kind of target, and in which order."""

from __future__ import annotations

from functools import partial

from bot.cluster import plan
from bot.cluster.budget import Budget
from bot.cluster.client import Api, NotRead
from bot.cluster.near import near_names
from bot.cluster.paging import Wanted
from bot.cluster.reading import Reading
from bot.cluster.rights import rights_of
from bot.kube_object import Fields
from bot.ports import NoSuchTarget
from bot.resource import Resource
from bot.snapshot import Gap, Section, Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget, Target

PROBE_SECONDS, OVERVIEW_SECONDS = 10.0, 30.0
"""Deadlines of a whole probe: of one node or pod, and of all nodes."""
LOG_BYTES = 16 * 1024
"""The beginning of a log, where programs print the flags they were started with."""
MOST_LOGS = 4
NEAR_FROM = 5_000
"""Names that are looked through for one that was meant."""


class LiveCluster:
    """A cluster that is there now. Fits `bot.ports.ClusterReader`."""

    def __init__(self, api: Api, *, name: str, with_logs: bool = False) -> None:
        self._api = api
        self._name = name
        self._with_logs = with_logs

    @property
    def name(self) -> str:
        """Its context, or the name that it was given."""
        return self._name

    def read(self, target: Target) -> Snapshot:
        """What a probe of the target looks at. Raises NoSuchTarget."""
        seconds = OVERVIEW_SECONDS if isinstance(target, ClusterTarget) else PROBE_SECONDS
        reading = Reading(self._api, Budget(seconds=seconds))
        if not self._with_logs:
            needs = "get pods/log in the namespace of kube-proxy or flanneld, and --logs"
            reading.sections[Resource.POD_LOGS] = Section.unread(Gap(why=Why.OPT_IN, needs=needs))
        match target:
            case NodeTarget():
                self._read_node(reading, target)
            case PodTarget():
                self._read_pod(reading, target)
            case ClusterTarget():
                self._read_cluster(reading)
            case RightsTarget():
                rights_of(reading)
        return reading.snapshot(source=self._name, target=target)

    def _read_node(self, reading: Reading, target: NodeTarget) -> None:
        reading.take([plan.of_node(target.name)])
        if reading.is_dead():
            return
        nodes = reading.sections[Resource.NODES]
        if nodes.covers(name=target.name) and not nodes.objects:
            raise self._no_such(reading, target)
        self._read_around_node(reading, target.name)

    def _read_pod(self, reading: Reading, target: PodTarget) -> None:
        reading.take([plan.of_pod(target)])
        if reading.is_dead():
            return
        pods = reading.sections[Resource.PODS]
        if pods.covers(namespace=target.namespace, name=target.name) and not pods.objects:
            raise self._no_such(reading, target)
        more = [plan.events_of_pod(target)]
        node = ""
        for pod in pods.objects:
            more += plan.around_pod(pod)
            node = pod.text("spec", "nodeName")
        if node:
            reading.take([plan.of_node(node)])
            self._read_around_node(reading, node, *more)
        else:
            # What keeps it from being scheduled stands on the nodes.
            reading.take([*more, Wanted(resource=Resource.NODES)], reading.take_version)

    def _read_around_node(self, reading: Reading, name: str, *more: Wanted) -> None:
        node = next((one for one in reading.objects(Resource.NODES) if one.name == name), None)
        reading.take([*plan.around_node(name, node), *more], reading.take_version)
        pods = [pod for pod in reading.objects(Resource.PODS) if pod.text("spec", "nodeName") == name]
        section = reading.sections[Resource.PODS]
        if not section.covers(node=name) and section.gap is not None:
            # Without the pods nobody knows which warnings are theirs.
            reading.add(Resource.EVENTS, Section.unread(section.gap))
            return
        logs = plan.logs_worth_reading(pods)[:MOST_LOGS] if self._with_logs else []
        reading.take(
            [plan.warnings_of_pods(name, pods)],
            *(partial(reading.take_log, pod, container, most_bytes=LOG_BYTES) for pod, container in logs),
        )

    def _read_cluster(self, reading: Reading) -> None:
        reading.take(plan.of_cluster(), reading.take_version, reading.take_health, reading.take_certificate)
        reading.take(plan.configurations(reading.objects(Resource.NODES)))

    def _no_such(self, reading: Reading, target: NodeTarget | PodTarget) -> NoSuchTarget:
        is_node = isinstance(target, NodeTarget)
        try:
            answer = self._api.get(
                Resource.NODES if is_node else Resource.PODS,
                budget=reading.budget,
                namespace="" if isinstance(target, NodeTarget) else target.namespace,
                query={"limit": NEAR_FROM},
                names_only=True,
            )
        except NotRead:
            return NoSuchTarget(target, source=self._name)
        names = [one.text("metadata", "name") for one in Fields(answer.content).each("items")]
        return NoSuchTarget(target, source=self._name, near=near_names(target.name, names))
