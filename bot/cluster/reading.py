"""One reading under way: what has come in so far, and the calls that are made side by side for more."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.cluster.budget import Budget
from bot.cluster.certificate import shown_certificate
from bot.cluster.client import Answer, Api, NotRead
from bot.cluster.paging import Wanted, read, with_need
from bot.kube_object import Fields, KubeObject
from bot.resource import Resource
from bot.snapshot import Certificate, Gap, PodLog, Right, Section, Server, Snapshot, Traffic, Why
from bot.target import Target

AT_ONCE = 4
"""Calls side by side: one that hangs must not take the time of all others."""
GRACE = 1.0
"""Seconds beyond the deadline for a call to notice it; looking up a name can't be given a deadline."""
DEAD = (Why.UNREACHABLE, Why.UNTRUSTED, Why.NOT_LOGGED_IN)
"""Gaps after which every further call would only end alike."""
OUT_OF_TIME = Gap(why=Why.TIMED_OUT, detail="the time of this probe was over")


@dataclass
class Reading:
    """What was read for one probe."""

    api: Api
    budget: Budget
    sections: dict[Resource, Section] = field(default_factory=dict)
    clock: datetime | None = None
    version: str = ""
    health: str = ""
    certificate: Certificate | None = None
    logs: list[PodLog] = field(default_factory=list)
    rights: tuple[Right, ...] = ()

    def objects(self, resource: Resource) -> tuple[KubeObject, ...]:
        """What has come in of this resource."""
        section = self.sections.get(resource)
        return section.objects if section is not None else ()

    def take(self, wanted: Iterable[Wanted], *more: Callable[[], None]) -> None:
        """Reads these side by side, and does `more` beside them; whatever can't be read is a gap."""
        asked = list(wanted)
        jobs = [self._reader(one) for one in asked]
        done = _side_by_side([*jobs, *more], seconds=self.budget.left() + GRACE)
        for one, is_done in zip(asked, done, strict=False):
            if not is_done:
                self.add(one.resource, Section.unread(with_need(one.resource, OUT_OF_TIME)))

    def add(self, resource: Resource, section: Section) -> None:
        """Joins a part of a resource to those that have come in before."""
        before = self.sections.get(resource)
        self.sections[resource] = section if before is None else _joined(before, section)

    def is_dead(self) -> bool:
        """Whether there is no use in asking on; then everything that wasn't read has the same gap."""
        gaps = [section.gap for section in self.sections.values() if section.gap is not None]
        gap = next((gap for gap in gaps if gap.why in DEAD), None)
        if gap is None:
            return False
        for resource in Resource:
            self.sections.setdefault(resource, Section.unread(gap))
        return True

    def take_version(self) -> None:
        """Asks the API server for its version."""
        if (answer := self._ask(Resource.VERSION)) is not None:
            self.version = Fields(answer.content).text("gitVersion")

    def take_health(self) -> None:
        """Asks the API server how it is."""
        if (answer := self._ask(Resource.API_HEALTH)) is not None:
            self.health = answer.text

    def take_certificate(self) -> None:
        """Looks at the certificate that the API server shows, trusted or not."""
        try:
            self.certificate = shown_certificate(self.api.connection, seconds=self.budget.left())
            self.sections[Resource.API_CERTIFICATE] = Section()
        except (OSError, ValueError, ssl.SSLError) as error:
            gap = Gap(why=Why.UNREACHABLE, detail=str(error)[:500])
            self.sections[Resource.API_CERTIFICATE] = Section.unread(gap)

    def take_log(self, pod: KubeObject, container: str, *, most_bytes: int) -> None:
        """Reads the first lines of a container's log."""
        try:
            answer = self.api.get(
                Resource.POD_LOGS,
                budget=self.budget,
                namespace=pod.namespace,
                name=pod.name,
                query={"container": container, "limitBytes": most_bytes},
            )
        except NotRead as error:
            self.add(Resource.POD_LOGS, Section.unread(with_need(Resource.POD_LOGS, error.gap)))
            return
        self.add(Resource.POD_LOGS, Section())
        self.logs.append(PodLog(namespace=pod.namespace, pod=pod.name, container=container, text=answer.text))

    def snapshot(self, *, source: str, target: Target) -> Snapshot:
        """What was read, as a value."""
        return Snapshot(
            source=source,
            read_at=self.clock or datetime.now(tz=UTC),
            target=target,
            live=True,
            sections=dict(self.sections),
            server=Server(
                address=self.api.address, version=self.version, health=self.health, certificate=self.certificate
            ),
            logs=tuple(sorted(self.logs, key=lambda log: (log.namespace, log.pod, log.container))),
            rights=self.rights,
            traffic=Traffic(calls=self.budget.calls, bytes=self.budget.bytes),
        )

    def _reader(self, wanted: Wanted) -> Callable[[], None]:
        def job() -> None:
            found = read(self.api, wanted, budget=self.budget)
            self.clock = self.clock or found.clock
            self.add(wanted.resource, found.section)

        return job

    def _ask(self, resource: Resource) -> Answer | None:
        try:
            answer = self.api.get(resource, budget=self.budget)
        except NotRead as error:
            self.sections[resource] = Section.unread(error.gap)
            return None
        self.sections[resource] = Section()
        return answer


def _side_by_side(jobs: Sequence[Callable[[], None]], *, seconds: float) -> list[bool]:
    """Does these, a few at a time, and tells which came to their end in so many seconds."""
    pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="probe")
    futures = [pool.submit(job) for job in jobs]
    done, _ = wait(futures, timeout=seconds)
    pool.shutdown(wait=False, cancel_futures=True)
    for future in done:
        future.result()
    return [future in done for future in futures]


def _joined(one: Section, other: Section) -> Section:
    """Both parts of a resource together; an object that is in both counts once."""
    objects = {(found.namespace, found.name): found for found in (*one.objects, *other.objects)}
    return Section(objects=tuple(objects.values()), extents=(*one.extents, *other.extents), gap=one.gap or other.gap)
