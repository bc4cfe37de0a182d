"""What was read of a cluster: a value with a source and a time. Every check runs on it, whatever the source.

For each resource the snapshot says what was read and how much of it (its extent), or why nothing was (a gap). So a
check can tell *it isn't there* from *nobody looked*: only `Section.covers` allows to conclude anything from absence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.target import ClusterTarget, Target
from knowledge.entry import EntryId

T = TypeVar("T")


class Why(StrEnum):
    """Why something was not read. Each has a sentence in the phrases, under `gap`."""

    NOT_IN_DUMP = "not-in-dump"
    """The material that was given doesn't hold it."""
    NOT_ASKED = "not-asked"
    """This probe doesn't look there."""
    OPT_IN = "opt-in"
    """Only read where somebody has allowed it, by a Role of its own."""
    FORBIDDEN = "forbidden"
    NOT_SERVED = "not-served"
    """The API has no such resource, or the one object that was asked for doesn't exist."""
    NOT_LOGGED_IN = "not-logged-in"
    """401: the credentials are expired or unknown."""
    UNTRUSTED = "untrusted"
    """The API server's certificate isn't one that we trust, or the connection to it is no TLS."""
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    """The API server didn't answer in time, or the deadline of the whole probe was over before its turn came."""
    EXPIRED = "expired"
    """410: what we were reading page by page is gone; it has to be read anew."""
    BUSY = "busy"
    """429: the API server sheds load."""
    FAILED = "failed"
    """5xx, or an answer that is no answer."""
    TOO_MUCH = "too-much"
    """There is more than is read; what was read up to there is in the section."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Why something was not read, or not to its end."""

    why: Why
    detail: str = ""
    """What the other side said, if anything: raw, so it may only be quoted through `bot.finding`."""
    needs: str = ""
    """What would close the gap, as a command or a right ("list pods")."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """A part of a resource; an empty field sets no limit."""

    namespaces: frozenset[str] = frozenset()
    node: str = ""
    """Pods: those bound to this node. Events: warnings about those."""
    name: str = ""
    """The one object of this name. Events: those about it."""

    def includes(self, *, namespace: str = "", node: str = "", name: str = "") -> bool:
        """Whether every object that fits this description belongs to it."""
        return (
            (not self.namespaces or namespace in self.namespaces)
            and (not self.node or node == self.node)
            and (not self.name or name == self.name)
        )


EVERYTHING = Extent()


@dataclass(frozen=True, kw_only=True)
class Section:
    """What was read of one resource."""

    objects: tuple[KubeObject, ...] = ()
    extents: tuple[Extent, ...] = (EVERYTHING,)
    """The parts that were read to their end."""
    gap: Gap | None = None
    """Why more wasn't read, where more was wanted; some objects may be there all the same."""

    @classmethod
    def unread(cls, gap: Gap, *, objects: tuple[KubeObject, ...] = ()) -> Section:
        """A section of which no part was read to its end; `objects` came before it broke off."""
        return cls(objects=objects, extents=(), gap=gap)

    @property
    def looked(self) -> bool:
        """Whether anything at all was read, be it that there is nothing."""
        return bool(self.objects or self.extents)

    def covers(self, *, namespace: str = "", node: str = "", name: str = "") -> bool:
        """Whether an object that fits this description would be here if it existed.

        Without arguments: whether everything in the cluster is here.
        """
        return any(extent.includes(namespace=namespace, node=node, name=name) for extent in self.extents)


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event of either API (core, events.k8s.io), in one form."""

    type: str
    """Normal or Warning."""
    reason: str
    message: str
    count: int
    """How often it was seen, 1 at least."""
    first: datetime | None
    last: datetime | None
    kind: str
    """Of the object it is about, as `namespace` and `name` are."""
    namespace: str
    name: str
    host: str
    """Node of the program that reported it; empty where it doesn't say."""


@dataclass(frozen=True, kw_only=True)
class TextMatch:
    """The entry of which the matcher has found a printed string in a text of the cluster, and is sure of it."""

    entry: EntryId
    confidence: float
    """0 to 1: how well the text fits; no certainty about the cluster."""


@dataclass(frozen=True, kw_only=True)
class PodLog:
    """The first lines of one container's log."""

    namespace: str
    pod: str
    container: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Paste:
    """Text that was given beside the cluster's objects: output of a command on the node, a log."""

    name: str
    """Where it comes from: the name of a file."""
    text: str


@dataclass(frozen=True, kw_only=True)
class Right:
    """Something that our account may do or not, as the API itself says."""

    verb: str
    resource: str
    """With its subresource and group: `pods/log`, `daemonsets.apps`."""
    namespace: str = ""
    """Empty: in the whole cluster."""
    name: str = ""
    purpose: Literal["needed", "opt-in", "never"]
    """What reading takes; what somebody may allow on top; what kubewhy must not be able to do."""
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What the reading cost."""

    calls: int = 0
    bytes: int = 0
    """Of the answers, unpacked."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What the API server showed of itself when it was connected to."""

    names: tuple[str, ...]
    """DNS names and IP addresses that it is good for."""
    not_before: datetime | None
    not_after: datetime | None
    problem: str = ""
    """Why the connection doesn't trust it, as OpenSSL says; empty where it does."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """The API server itself. Sections VERSION, API_HEALTH and API_CERTIFICATE say why a part is missing."""

    address: str = ""
    """The URL that was used; empty for a dump."""
    version: str = ""
    """As it writes it: `v1.33.2+rke2r1`. In a dump empty, unless it holds it."""
    health: str = ""
    """The text of `/livez?verbose`: a line for each check, `[+]name ok` or `[-]name failed: …`."""
    certificate: Certificate | None = None


NOT_READ = Section.unread(Gap(why=Why.NOT_ASKED))


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What was read of a cluster, when, from where, and for which target."""

    source: str
    """Where it was read, for people: "context prod", "dump nodes.json"."""
    read_at: datetime
    """Live: the API server's clock. From files: the newest time in them. Ages are judged against it, nothing else."""
    target: Target = field(default_factory=ClusterTarget)
    """What the probe is about; a check is given its own object and has no need of it."""
    live: bool = False
    sections: Mapping[Resource, Section] = field(default_factory=dict)
    server: Server = field(default_factory=Server)
    logs: tuple[PodLog, ...] = ()
    pasted: tuple[Paste, ...] = ()
    rights: tuple[Right, ...] = ()
    """What our account may do, where that is what was asked."""
    traffic: Traffic = field(default_factory=Traffic)
    kept_for: timedelta = timedelta()
    """How long ago it was read, where it is told once more."""
    matches: Mapping[str, TextMatch] = field(default_factory=dict)
    """What the matcher said about the texts in it, by the exact text. Filled in before the checks run."""

    def section(self, resource: Resource) -> Section:
        """What was read of this resource."""
        return self.sections.get(resource, NOT_READ)

    def objects(self, resource: Resource) -> tuple[KubeObject, ...]:
        """What was found of this resource, however much was asked for."""
        return self.section(resource).objects

    def find(self, resource: Resource, name: str, *, namespace: str = "") -> KubeObject | None:
        """The object of this name; None: it isn't here (`section(resource).covers(…)` tells whether that says much)."""
        return self._by_path.get((resource, namespace, name))

    def node(self, name: str) -> KubeObject | None:
        """The node of this name."""
        return self.find(Resource.NODES, name)

    def lease(self, node: str) -> KubeObject | None:
        """The lease that this node's kubelet renews."""
        return self.find(Resource.LEASES, node, namespace="kube-node-lease")

    def pods_on(self, node: str) -> tuple[KubeObject, ...]:
        """The pods that are bound to this node, finished ones too; all of them if PODS `covers(node=node)`."""
        return self._pods_by_node.get(node, ())

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event that was read, oldest first."""
        return _by_age(event_of(one) for one in self.objects(Resource.EVENTS))

    def events_about(self, *, kind: str, name: str, namespace: str = "") -> tuple[Event, ...]:
        """Events about one object, oldest first. A node's events stand in a namespace of their own; leave it out."""
        found = self._events_by_name.get((kind, name), ())
        return tuple(event for event in found if not namespace or event.namespace == namespace)

    def events_on(self, node: str) -> tuple[Event, ...]:
        """Events about this node and the pods bound to it, oldest first."""
        found = list(self.events_about(kind="Node", name=node))
        for pod in self.pods_on(node):
            found += self.events_about(kind="Pod", name=pod.name, namespace=pod.namespace)
        return _by_age(found)

    def logs_of(self, pod: KubeObject) -> tuple[PodLog, ...]:
        """What was read of this pod's logs."""
        return tuple(log for log in self.logs if (log.namespace, log.pod) == (pod.namespace, pod.name))

    def match(self, text: str) -> TextMatch | None:
        """The entry that the matcher is sure this text is about; None where it isn't, or wasn't asked."""
        return self.matches.get(text)

    def age(self, moment: datetime | None) -> timedelta | None:
        """How long before the reading this was, never less than nothing; None where the moment isn't known."""
        return None if moment is None else max(self.read_at - moment, timedelta())

    def once(self, work: Callable[[Snapshot], T]) -> T:
        """What `work`, a function of a module, makes of the whole snapshot; made once, however many nodes there are."""
        if work not in self._made:
            self._made[work] = work(self)
        made: T = self._made[work]
        return made

    @cached_property
    def _made(self) -> dict[Callable[[Snapshot], Any], Any]:
        return {}

    @cached_property
    def _by_path(self) -> Mapping[tuple[Resource, str, str], KubeObject]:
        return {
            (resource, one.namespace, one.name): one
            for resource, section in self.sections.items()
            for one in section.objects
        }

    @cached_property
    def _events_by_name(self) -> Mapping[tuple[str, str], tuple[Event, ...]]:
        events: dict[tuple[str, str], list[Event]] = {}
        for event in self.events:
            events.setdefault((event.kind, event.name), []).append(event)
        return {about: tuple(found) for about, found in events.items()}

    @cached_property
    def _pods_by_node(self) -> Mapping[str, tuple[KubeObject, ...]]:
        pods: dict[str, list[KubeObject]] = {}
        for pod in self.objects(Resource.PODS):
            if node := pod.text("spec", "nodeName"):
                pods.setdefault(node, []).append(pod)
        return MappingProxyType({node: tuple(found) for node, found in pods.items()})


def event_of(written: KubeObject) -> Event:
    """An event in one form, whichever API wrote it."""
    about = written.at("involvedObject") or written.at("regarding")
    times = list(_times(written))
    count = max(written.number(*path) or 1 for path in (("count",), ("deprecatedCount",), ("series", "count")))
    return Event(
        type=written.text("type"),
        reason=written.text("reason"),
        message=written.text("message") or written.text("note"),
        count=max(count, 1),
        first=min(times, default=None),
        last=max(times, default=None),
        kind=about.text("kind"),
        namespace=about.text("namespace"),
        name=about.text("name"),
        host=written.text("source", "host") or written.text("deprecatedSource", "host"),
    )


def _times(written: Fields) -> Iterator[datetime]:
    for path in (
        ("firstTimestamp",),
        ("lastTimestamp",),
        ("deprecatedFirstTimestamp",),
        ("deprecatedLastTimestamp",),
        ("eventTime",),
        ("series", "lastObservedTime"),
        ("metadata", "creationTimestamp"),
    ):
        if (moment := written.time(*path)) is not None:
            yield moment


def _by_age(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=lambda event: event.last.timestamp() if event.last else 0.0))
