"""One object of the Kubernetes API, read without trust.

Anybody who may write into a cluster, or into a dump of one, decides what stands in it: fields are missing, null, of
another type, or huge. Nothing here raises for that: what isn't as it should be reads as absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

MOST_CHARACTERS = 65_536
"""Of one text; whatever an API object holds beyond that is no message, name or flag."""
MOST_DIGITS = 18
"""Of a number written as text."""

Step = str | int
"""One step of a path: a key, or the index of a list."""


class Fields:
    """What stands at one place of an object. `Fields` of an absent place is empty and falsy."""

    __slots__ = ("_content",)

    def __init__(self, content: object = None) -> None:
        self._content = content

    def __bool__(self) -> bool:
        return self._content is not None and self._content != {} and self._content != []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self.keys())})"

    def at(self, *path: Step) -> Fields:
        """What stands at this place below; empty where there is nothing."""
        return Fields(self._get(path))

    def has(self, *path: Step) -> bool:
        """Whether anything but null stands there."""
        return self._get(path) is not None

    def text(self, *path: Step) -> str:
        """The text there; empty where there is none."""
        found = self._get(path)
        return found[:MOST_CHARACTERS] if isinstance(found, str) else ""

    def number(self, *path: Step) -> int | None:
        """The whole number there, also one written as text ("110"); None where there is none."""
        found = self._get(path)
        if isinstance(found, str) and len(found) <= MOST_DIGITS and found.isascii() and found.isdigit():
            return int(found)
        if isinstance(found, float) and found.is_integer() and abs(found) < 10**MOST_DIGITS:
            return int(found)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def flag(self, *path: Step) -> bool | None:
        """True or false there; None where neither stands."""
        found = self._get(path)
        return found if isinstance(found, bool) else None

    def time(self, *path: Step) -> datetime | None:
        """The time there, in UTC; None where there is none."""
        return parsed_time(self.text(*path))

    def each(self, *path: Step) -> tuple[Fields, ...]:
        """The members of the list there that are objects themselves."""
        found = self._get(path)
        return tuple(Fields(one) for one in found if isinstance(one, dict)) if isinstance(found, list) else ()

    def texts(self, *path: Step) -> tuple[str, ...]:
        """The members of the list there that are texts."""
        found = self._get(path)
        return tuple(one[:MOST_CHARACTERS] for one in found if isinstance(one, str)) if isinstance(found, list) else ()

    def pairs(self, *path: Step) -> Mapping[str, str]:
        """The members of the object there whose values are texts: labels, annotations, data."""
        found = self._get(path)
        members = found.items() if isinstance(found, dict) else ()
        return MappingProxyType(
            {
                name: value[:MOST_CHARACTERS]
                for name, value in members
                if isinstance(name, str) and isinstance(value, str)
            }
        )

    def keys(self, *path: Step) -> tuple[str, ...]:
        """The names of the members of the object there."""
        found = self._get(path)
        return tuple(name for name in found if isinstance(name, str)) if isinstance(found, dict) else ()

    def _get(self, path: tuple[Step, ...]) -> Any:
        found: Any = self._content
        for step in path:
            if isinstance(step, str) and isinstance(found, dict):
                found = found.get(step)
            elif isinstance(step, int) and isinstance(found, list) and -len(found) <= step < len(found):
                found = found[step]
            else:
                return None
        return found


class KubeObject(Fields):
    """One object of the API."""

    __slots__ = ("kind",)

    def __init__(self, content: object, *, kind: str = "") -> None:
        super().__init__(content)
        self.kind = kind or self.text("kind")

    @property
    def name(self) -> str:
        """`metadata.name`."""
        return self.text("metadata", "name")

    @property
    def namespace(self) -> str:
        """`metadata.namespace`; empty for what belongs to none."""
        return self.text("metadata", "namespace")

    @property
    def uid(self) -> str:
        """`metadata.uid`."""
        return self.text("metadata", "uid")

    @property
    def path(self) -> str:
        """NAMESPACE/NAME, or NAME alone for what belongs to no namespace."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    @property
    def labels(self) -> Mapping[str, str]:
        """`metadata.labels`."""
        return self.pairs("metadata", "labels")

    @property
    def annotations(self) -> Mapping[str, str]:
        """`metadata.annotations`."""
        return self.pairs("metadata", "annotations")

    @property
    def created(self) -> datetime | None:
        """`metadata.creationTimestamp`."""
        return self.time("metadata", "creationTimestamp")


def parsed_time(written: str) -> datetime | None:
    """A time as Kubernetes writes it (RFC 3339), in UTC; None where it is none."""
    if not 19 <= len(written) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(written)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
