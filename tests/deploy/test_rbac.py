"""The roles grant exactly what probes read, and nothing that reaches a secret, a container or a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.cluster.plan import FLANNEL_CONFIG, FLANNEL_NAMESPACES, LEASES, LOGS
from bot.resource import SERVED, Resource

FOLDER = Path(__file__).parents[2] / "deploy" / "rbac"
ROLES = ("ClusterRole", "Role")
BINDINGS = ("ClusterRoleBinding", "RoleBinding")


def documents(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """What `kubectl apply -f` takes from this folder."""
    return [one for path in sorted(folder.glob("*.yaml")) for one in yaml.safe_load_all(path.read_text())]


def granted(*folders: Path) -> set[tuple[str, str, str, str, str]]:
    """(namespace, group, resource, name, verb) of every rule."""
    return {
        (one["metadata"].get("namespace", ""), group, resource, name, verb)
        for folder in folders
        for one in documents(folder)
        if one["kind"] in ROLES
        for rule in one["rules"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for name in rule.get("resourceNames", [""])
        for verb in rule["verbs"]
    }


def read(*, opt_in: bool) -> set[tuple[str, str, str, str, str]]:
    """The same, of what the code reads."""
    places: set[tuple[str, str, str, str, str]] = set()
    for resource, served in SERVED.items():
        if served.opt_in is not opt_in or served.scope == "everybody":
            continue
        names = {"cluster": [("", "")], "namespace": [(space, "") for space in (LOGS if opt_in else (LEASES,))]}
        names["name"] = [(space, FLANNEL_CONFIG) for space in FLANNEL_NAMESPACES]
        places |= {
            (space, served.group, resource.value, name, verb)
            for space, name in names[served.scope]
            for verb in served.verbs
        }
    return places


def test_the_roles_grant_what_is_read_and_no_more() -> None:
    """Neither a verb nor a resource."""
    assert granted(FOLDER) == read(opt_in=False)


def test_logs_are_granted_only_by_the_roles_that_nobody_applies_unasked() -> None:
    """They lie in a folder of their own."""
    assert granted(FOLDER / "opt-in") == read(opt_in=True)
    assert not any(resource == Resource.POD_LOGS for _, _, resource, _, _ in granted(FOLDER))


def test_nothing_dangerous_is_granted() -> None:
    """Whatever the table of reads may say one day."""
    everything = granted(FOLDER, FOLDER / "opt-in")
    assert {verb for *_, verb in everything} <= {"get", "list"}
    resources = {resource for _, _, resource, _, _ in everything}
    assert not resources & {"secrets", "nodes/proxy", "pods/exec", "pods/attach", "pods/portforward", "pods/proxy", "*"}
    assert all(name for _, _, resource, name, _ in everything if resource == "configmaps")


def test_every_role_is_ours_by_name_and_bound_to_our_account_alone() -> None:
    """A role of a namespace names it, and its binding stands beside it."""
    for folder in (FOLDER, FOLDER / "opt-in"):
        roles = {
            (one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"])
            for one in documents(folder)
            if one["kind"] in ROLES
        }
        bound = set()
        for one in documents(folder):
            if one["kind"] in BINDINGS:
                assert one["subjects"] == [{"kind": "ServiceAccount", "name": "kubewhy", "namespace": "kubewhy"}]
                bound.add((one["roleRef"]["kind"], one["metadata"].get("namespace"), one["roleRef"]["name"]))
        assert roles == bound
        assert all(name.startswith("kubewhy") for _, _, name in roles)
        assert all(space for kind, space, _ in roles if kind == "Role")
