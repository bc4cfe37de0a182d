"""What our account may do, asked of the API itself: what reading takes, and what kubewhy must never be able to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.cluster.client import NotRead
from bot.cluster.plan import FLANNEL_CONFIG, FLANNEL_NAMESPACES, LEASES, LOGS
from bot.cluster.reading import OUT_OF_TIME, Reading
from bot.resource import SERVED, Resource
from bot.snapshot import Right, Section


@dataclass(frozen=True, kw_only=True)
class _Question:
    """One thing that an account may do or not."""

    verb: str
    group: str
    resource: str
    namespace: str = ""
    name: str = ""
    purpose: Literal["needed", "opt-in", "never"]

    def attributes(self) -> dict[str, str]:
        """As a review of access has it."""
        resource, _, subresource = self.resource.partition("/")
        given = {
            "verb": self.verb,
            "group": self.group,
            "resource": resource,
            "subresource": subresource,
            "namespace": self.namespace,
            "name": self.name,
        }
        return {key: value for key, value in given.items() if value}

    def answered(self, *, allowed: bool) -> Right:
        """The right, now that it is known."""
        return Right(
            verb=self.verb,
            resource=f"{self.resource}.{self.group}" if self.group and self.group != "*" else self.resource,
            namespace=self.namespace,
            name=self.name,
            purpose=self.purpose,
            allowed=allowed,
        )


NEVER: tuple[tuple[str, str, str], ...] = (
    ("get", "", "secrets"),
    ("list", "", "secrets"),
    ("list", "", "configmaps"),
    ("get", "", "nodes/proxy"),
    ("create", "", "pods/exec"),
    ("get", "", "pods/exec"),
    ("create", "", "pods/attach"),
    ("create", "", "pods/portforward"),
    ("get", "", "pods/proxy"),
    ("get", "", "services/proxy"),
    ("create", "", "serviceaccounts/token"),
    ("create", "", "pods"),
    ("delete", "", "pods"),
    ("patch", "", "nodes"),
    ("delete", "", "nodes"),
    ("update", "", "services"),
    ("update", "", "configmaps"),
    ("patch", "apps", "daemonsets"),
    ("impersonate", "", "users"),
    ("bind", "rbac.authorization.k8s.io", "clusterroles"),
    ("escalate", "rbac.authorization.k8s.io", "clusterroles"),
    ("*", "*", "*"),
)
"""Verb, group and resource: every way to a secret, into a container, and to a change that would matter most."""


def rights_of(reading: Reading) -> None:
    """Asks for each right by itself, so that no rule of a role has to be understood here."""
    questions = (*_wanted(), *(_never(*one) for one in NEVER))
    answers: dict[int, Right] = {}

    def asking(number: int, question: _Question) -> Callable[[], None]:
        def ask() -> None:
            try:
                allowed = reading.api.may(question.attributes(), budget=reading.budget)
            except NotRead as error:
                reading.sections[Resource.RIGHTS] = Section.unread(error.gap)
                return
            answers[number] = question.answered(allowed=allowed)

        return ask

    first, *rest = [asking(number, question) for number, question in enumerate(questions)]
    reading.take([], first)
    if not reading.is_dead():
        reading.take([], *rest)
    if len(answers) < len(questions):
        reading.sections.setdefault(Resource.RIGHTS, Section.unread(OUT_OF_TIME))
    reading.sections.setdefault(Resource.RIGHTS, Section())
    reading.rights = tuple(right for _, right in sorted(answers.items()))


def _never(verb: str, group: str, resource: str) -> _Question:
    return _Question(verb=verb, group=group, resource=resource, purpose="never")


def _wanted() -> Iterator[_Question]:
    """What the rules in `deploy/rbac` grant."""
    for resource, served in SERVED.items():
        places: tuple[tuple[str, str], ...]
        match served.scope:
            case "cluster":
                places = (("", ""),)
            case "namespace":
                places = tuple((namespace, "") for namespace in (LOGS if served.opt_in else (LEASES,)))
            case "name":
                places = tuple((namespace, FLANNEL_CONFIG) for namespace in FLANNEL_NAMESPACES)
            case _:
                places = ()
        for namespace, name in places:
            for verb in served.verbs:
                yield _Question(
                    verb=verb,
                    group=served.group,
                    resource=resource.value,
                    namespace=namespace,
                    name=name,
                    purpose="opt-in" if served.opt_in else "needed",
                )
