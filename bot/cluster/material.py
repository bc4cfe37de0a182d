"""Objects of a dump, sorted into sections, with how much of each resource they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.cluster.trimming import kept
from bot.kube_object import KubeObject, parsed_time
from bot.resource import SERVED, Resource
from bot.snapshot import EVERYTHING, Extent, Gap, Section, Why

RESOURCES: Mapping[str, Resource] = {served.kind: resource for resource, served in SERVED.items() if served.kind}
TIMES = frozenset(
    {"creationTimestamp", "time", "lastHeartbeatTime", "lastTransitionTime", "lastUpdateTime", "lastProbeTime"}
    | {"renewTime", "acquireTime", "firstTimestamp", "lastTimestamp", "eventTime", "lastObservedTime"}
    | {"deprecatedFirstTimestamp", "deprecatedLastTimestamp", "startTime", "startedAt", "finishedAt"}
)
"""Keys whose values are times at which something was: others, such as `deletionTimestamp`, may lie ahead."""
ANYBODYS = ("annotations", "labels", "data")
"""Objects whose keys anybody chooses."""
EVERY_CLUSTER_HAS = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})
"""Namespaces that stand side by side in a dump of all of them only."""
NOTHING = Extent(name="-")
"""Stands for a list without anything in it until it is known what else there is; no object has this name."""
HOW_TO_ADD: Mapping[Resource, str] = {
    Resource.NODES: "kubectl get nodes -o json",
    Resource.LEASES: "kubectl get leases -n kube-node-lease -o json",
    Resource.CONFIG_MAPS: "kubectl get configmap kube-flannel-cfg -n kube-flannel -o json",
    Resource.POD_LOGS: "kubectl logs -n kube-system POD > kube-proxy.log",
    Resource.VERSION: "kubectl version -o json",
    Resource.API_HEALTH: "kubectl get --raw /livez?verbose > livez.txt",
}


@dataclass
class Material:
    """What has come together from the files of a dump."""

    found: dict[Resource, dict[tuple[str, str], KubeObject]] = field(default_factory=dict)
    extents: dict[Resource, list[Extent]] = field(default_factory=dict)
    broken: dict[Resource, Gap] = field(default_factory=dict)
    newest: datetime | None = None
    version: str = ""
    foreign: int = 0
    """Objects of kinds that are not looked at."""

    def add(self, documents: Iterable[Any], *, folder: tuple[str, ...] = ()) -> bool:
        """Takes in the documents of one file; False where none of them was of a kind that is looked at."""
        before = sum(map(len, self.extents.values())), self.version
        single: dict[Resource, list[KubeObject]] = {}
        for document in documents:
            self._take_version(document)
            parts = [
                (resource, self._take(resource, written), is_list) for resource, written, is_list in _parts(document)
            ]
            namespaces = {one.namespace for _, found, _ in parts for one in found} - {""}
            for resource, found, is_list in parts:
                if resource is None:
                    continue
                if is_list:
                    self.extents.setdefault(resource, []).append(_extent(resource, found, namespaces, folder=folder))
                else:
                    single.setdefault(resource, []).extend(found)
        namespaces = {one.namespace for found in single.values() for one in found} - {""}
        for resource, found in single.items():
            extent = _extent(resource, found, namespaces, folder=folder) if len(found) > 1 else _just(found)
            self.extents.setdefault(resource, []).append(extent)
        return (sum(map(len, self.extents.values())), self.version) != before

    def sections(self) -> dict[Resource, Section]:
        """A section for every resource: what there is of it, or that there is none."""
        return {resource: self._section(resource) for resource in Resource}

    def _section(self, resource: Resource) -> Section:
        objects = tuple(self.found.get(resource, {}).values())
        gap = self.broken.get(resource)
        if resource not in self.extents:
            missing = Gap(why=Why.NOT_IN_DUMP, needs=HOW_TO_ADD.get(resource, f"kubectl get {resource} -A -o json"))
            return Section.unread(gap or missing)
        # Beside lists with something in it, an empty one is that of a namespace which nobody can tell.
        extents = [one for one in self.extents[resource] if one != NOTHING or not objects]
        extents = [EVERYTHING if one == NOTHING else one for one in extents]
        spaces = {space for extent in extents for space in extent.namespaces}
        if spaces >= EVERY_CLUSTER_HAS:
            extents = [EVERYTHING]
        return Section(objects=objects, extents=() if gap else tuple(dict.fromkeys(extents)), gap=gap)

    def _take(self, resource: Resource | None, written: list[Any]) -> list[KubeObject]:
        """Keeps these objects, unless nobody looks at their kind."""
        if resource is None:
            self.foreign += len(written)
            return []
        self._take_newest(written)
        found = [one for one in (kept(resource, each) for each in written) if one is not None]
        self.found.setdefault(resource, {}).update({(one.namespace, one.name): one for one in found})
        return found

    def _take_version(self, document: Any) -> None:
        """The API server's version, as `kubectl version -o json` or `/version` tells it."""
        if isinstance(document, dict) and "kind" not in document:
            server = document.get("serverVersion", document)
            version = server.get("gitVersion") if isinstance(server, dict) else None
            if isinstance(version, str):
                self.version = version

    def _take_newest(self, objects: Iterable[Any]) -> None:
        for moment in _times(objects):
            if self.newest is None or moment > self.newest:
                self.newest = moment


def _parts(document: Any) -> Iterator[tuple[Resource | None, list[Any], bool]]:
    """The objects of a document by resource (None: not one of ours), and whether they came as a list."""
    if not isinstance(document, dict):
        return
    kind = document.get("kind")
    items = document.get("items")
    if not isinstance(kind, str):
        return
    if kind.endswith("List") and (isinstance(items, list) or items is None):
        common = RESOURCES.get(kind.removesuffix("List"))
        groups: dict[Resource | None, list[Any]] = {common: []} if common is not None else {}
        for item in items or ():
            own = item.get("kind") if isinstance(item, dict) else None
            resource = RESOURCES.get(own) if isinstance(own, str) else common
            groups.setdefault(resource, []).append(item)
        yield from ((resource, objects, True) for resource, objects in groups.items())
    else:
        yield RESOURCES.get(kind), [document], False


def _just(found: list[KubeObject]) -> Extent:
    """A single object stands for itself alone."""
    (only,) = found or (KubeObject({}),)
    return Extent(namespaces=frozenset({only.namespace} - {""}), name=only.name)


def _extent(resource: Resource, found: list[KubeObject], namespaces: set[str], *, folder: tuple[str, ...]) -> Extent:
    """How much of a resource a list shows: a dump doesn't say what was asked for, so what is in it has to tell.

    `namespaces` are those of the whole list, which may hold several kinds.
    """
    if not found:
        return Extent(namespaces=frozenset(folder[-1:])) if folder and SERVED[resource].namespaced else NOTHING
    spaces = frozenset[str]()
    if SERVED[resource].namespaced and len(namespaces) == 1:
        # Most likely the one that kubectl was set to, or the folder of one in `cluster-info dump`.
        spaces = frozenset(namespaces)
    nodes = {pod.text("spec", "nodeName") for pod in found} if resource is Resource.PODS else set[str]()
    return Extent(namespaces=spaces, node=next(iter(nodes)) if len(nodes) == 1 and len(found) > 1 else "")


def _times(written: Any) -> Iterator[datetime]:
    """Every time at which something was, wherever it stands; shared parts are looked at once."""
    open_parts = [written]
    seen: set[int] = set()
    while open_parts:
        part = open_parts.pop()
        if not isinstance(part, dict | list) or id(part) in seen:
            continue
        seen.add(id(part))
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            if isinstance(value, dict | list) and key not in ANYBODYS:
                open_parts.append(value)
            elif isinstance(value, str) and key in TIMES and (moment := parsed_time(value)) is not None:
                yield moment
