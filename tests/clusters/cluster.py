"""A made-up cluster: plain objects, as an API server or a dump shows them, and what they can't show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from cluster_material import Written
from clusters.objects import moved


@dataclass(kw_only=True)
class Cluster:
    """Everything that is told about one. Each is made anew, so it may be changed in place."""

    name: str
    windows: str
    """The Windows node that is looked at."""
    linux: str
    """A Linux node beside it."""
    objects: list[Written]
    pasted: dict[str, str] = field(default_factory=dict)
    """What somebody gives beside it: name of a file to its text."""
    logs: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """First lines of logs: namespace, pod and container to the text."""

    def find(self, kind: str, name: str, namespace: str = "") -> Written:
        """The object of this name."""
        return next(
            one
            for one in self.of(kind)
            if one["metadata"]["name"] == name and one["metadata"].get("namespace", "") == namespace
        )

    def of(self, kind: str) -> list[Written]:
        """The objects of a kind."""
        return [one for one in self.objects if one["kind"] == kind]

    def pods_on(self, node: str, *, beginning: str = "") -> list[Written]:
        """The pods bound to a node whose names begin like this."""
        return [
            one
            for one in self.of("Pod")
            if one["spec"].get("nodeName") == node and one["metadata"]["name"].startswith(beginning)
        ]

    @property
    def node(self) -> Written:
        """The Windows node that is looked at."""
        return self.find("Node", self.windows)

    def add(self, *objects: Written) -> None:
        """Puts these into it."""
        self.objects.extend(objects)

    def remove(self, gone: Iterable[Written]) -> None:
        """Takes these out of it."""
        names = {id(one) for one in gone}
        self.objects = [one for one in self.objects if id(one) not in names]

    def at(self, moment: datetime) -> list[Written]:
        """Its objects as they would have been read at another time."""
        return [moved(one, to=moment) for one in self.objects]

    def as_list(self) -> Written:
        """Its objects as `kubectl get … -o json` prints them."""
        return {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": self.objects}
