"""A cluster that was written down: output of kubectl, folders and archives of dumps, and pasted texts beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import PurePath
from typing import IO

from bot.cluster.documents import FoundLog, Taken, decoded, taken_apart
from bot.cluster.files import Given, given_files
from bot.cluster.material import RESOURCES, Material
from bot.cluster.near import near_names
from bot.errors import UsageError
from bot.ports import NoSuchTarget
from bot.resource import Resource
from bot.snapshot import Gap, Paste, PodLog, Section, Server, Snapshot, Why
from bot.target import ClusterTarget, NodeTarget, PodTarget, RightsTarget, Target

LOG_CHARACTERS = 64 * 1024
"""The beginning of a log, where programs print the flags they were started with."""
PASTE_CHARACTERS = 1024 * 1024
SECRET = re.compile(r"kind[\"']?:\s*[\"']?Secret\b")
AGENTS = re.compile(r"kube-proxy|flannel")
HEALTH = re.compile(r"^\[[+-]\](?:ping|etcd|poststarthook)", re.MULTILINE)
"""How `/livez?verbose` begins its lines."""


class DumpedCluster:
    """A cluster as files show it. Fits `bot.ports.ClusterReader`."""

    def __init__(self, sources: Sequence[str], *, stdin: IO[bytes]) -> None:
        self._sources = tuple(sources)
        self._stdin = stdin

    @property
    def name(self) -> str:
        """The files, as they were given."""
        names = ("standard input" if source == "-" else PurePath(source).name or source for source in self._sources)
        return f"dump {', '.join(names)}"

    def read(self, target: Target) -> Snapshot:
        """The same material for every target. Raises NoSuchTarget, UsageError."""
        if isinstance(target, RightsTarget):
            raise UsageError("Rights can only be asked of a live cluster: leave out --from.")
        snapshot = replace(self._whole, target=target)
        match target:
            case NodeTarget(name=name):
                names = [node.name for node in snapshot.objects(Resource.NODES)]
                missing = bool(names) and name not in names
            case PodTarget(namespace=namespace, name=name):
                names = [pod.name for pod in snapshot.objects(Resource.PODS) if pod.namespace == namespace]
                missing = bool(snapshot.objects(Resource.PODS)) and name not in names
            case ClusterTarget():
                return snapshot
        if missing:
            raise NoSuchTarget(target, source=self.name, near=near_names(name, names))
        return snapshot

    @cached_property
    def _whole(self) -> Snapshot:
        material = Material()
        logs: list[PodLog] = []
        pasted: list[Paste] = []
        health = ""
        for source in self._sources:
            is_alone = True
            for given in given_files(source, stdin=self._stdin):
                is_alone = is_alone and given.name in (source, "standard input")
                taken = _taken(given, is_alone=is_alone)
                if taken.broken:
                    _note_broken(material, given, taken, is_alone=is_alone)
                is_ours = material.add(taken.documents, folder=given.folder)
                logs += [_log(log) for log in taken.logs if AGENTS.search(f"{log.pod} {log.container}")]
                if HEALTH.search(taken.text):
                    health = taken.text
                elif not is_ours and taken.whole.strip() and not SECRET.search(taken.whole):
                    pasted.append(Paste(name=given.name, text=taken.whole[:PASTE_CHARACTERS]))
        if not material.found:
            raise UsageError(self._nothing(material))
        sections = material.sections()
        for resource, is_there in (
            (Resource.POD_LOGS, bool(logs)),
            (Resource.VERSION, bool(material.version)),
            (Resource.API_HEALTH, bool(health)),
        ):
            if is_there:
                sections[resource] = Section()
        return Snapshot(
            source=self.name,
            read_at=material.newest or datetime.now(tz=UTC),
            sections=sections,
            server=Server(version=material.version, health=health),
            logs=tuple(logs),
            pasted=tuple(pasted),
        )

    def _nothing(self, material: Material) -> str:
        what = "only objects of kinds that I don't look at" if material.foreign else "no objects of Kubernetes"
        return f"{self.name}: {what}. Give the output of `kubectl get nodes,pods,services,events -A -o json`."


def _taken(given: Given, *, is_alone: bool) -> Taken:
    try:
        return taken_apart(decoded(given.raw, name=given.name))
    except UsageError as error:
        if is_alone:
            raise
        return Taken(broken=str(error))


def _note_broken(material: Material, given: Given, taken: Taken, *, is_alone: bool) -> None:
    """A file that was given by itself has to be whole; in a folder, what it would have held is missing."""
    if is_alone:
        raise UsageError(f"{given.name}: {taken.broken}; make the dump anew.")
    stem = PurePath(given.name).stem.lower()
    for kind, resource in RESOURCES.items():
        if stem in (resource.value, kind.lower(), f"{kind.lower()}s"):
            material.broken[resource] = Gap(why=Why.FAILED, detail=f"{given.name}: {taken.broken}")


def _log(found: FoundLog) -> PodLog:
    return PodLog(namespace=found.namespace, pod=found.pod, container=found.container, text=found.text[:LOG_CHARACTERS])
