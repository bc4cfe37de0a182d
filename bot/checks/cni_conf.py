"""The CNI configuration of a Windows node, as far as somebody pasted it: the file itself, or policies that HNS shows.

No object of the API holds it. What ConfigMaps have is a draft that a script on the node fills in, and the
`cni-conf.json` of `kube-flannel-cfg` is of Linux nodes. Sources: containernetworking/plugins
pkg/hns/netconf_windows.go, microsoft/windows-container-networking cni/cni.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.checks.pasted_json import pasted_documents, under
from bot.kube_object import Fields
from bot.snapshot import Snapshot

WIN, SDN = frozenset({"win-bridge", "win-overlay"}), frozenset({"sdnbridge", "sdnoverlay"})
OF_WINDOWS = WIN | SDN | {"wincni", "vpc-bridge", "vpc-shared-eni"}
"""Plugins that Linux doesn't have; another one is taken for one of Windows where its file has a policy of HNS."""
POLICIES = ("policies", "additionalargs")
READ = "Get-Content C:\\etc\\cni\\net.d\\*, C:\\k\\cni\\config\\*, C:\\k\\azurecni\\netconf\\* -ea SilentlyContinue"
"""Prints the files of the usual folders."""


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """A list of what is not translated to the node's address on its way out."""

    in_force: tuple[str, ...]
    ignored: tuple[str, ...]
    """What stands in the spelling that this plugin doesn't read."""
    plugin: str
    where: str


@dataclass(frozen=True, kw_only=True)
class Conf:
    """One plugin's part of a file."""

    plugin: str
    """The one that makes the pod's network: the delegate's type, where there is one."""
    maps_ports: bool
    """Whether it declares `portMappings` where that counts, beside the outer type."""
    misplaced: bool
    """Whether it declares that inside the delegate only."""
    exceptions: Exceptions | None
    where: str


def confs_of(snapshot: Snapshot) -> tuple[Conf, ...]:
    """The parts for Windows of every CNI file that was pasted."""
    return tuple(conf for document, where in snapshot.once(pasted_documents) for conf in _confs(document, where))


def exceptions_of(snapshot: Snapshot) -> tuple[Exceptions, ...]:
    """Every exception list that was pasted: in files, and in policies of an HNS endpoint."""
    in_files = (conf.exceptions for conf in confs_of(snapshot) if conf.exceptions is not None)
    return (*in_files, *_of_endpoints(snapshot))


def _confs(document: Fields, where: str) -> Iterator[Conf]:
    for outer in under(document, "plugins").each() or (document,):
        delegate = under(outer, "delegate")
        inner = delegate or outer
        plugin = under(inner, "type").text().lower()
        version = under(inner, "apiversion").number()
        exceptions = tuple(
            _spelt(value, plugin=plugin, version=version, where=where)
            for part in ((outer, delegate) if delegate else (outer,))
            for value in _values(part)
            if _is_list_of_exceptions(value)
        )
        if under(outer, "type").text() and (plugin in OF_WINDOWS or exceptions):
            yield Conf(
                plugin=plugin,
                maps_ports=_declares_ports(outer),
                misplaced=bool(delegate) and _declares_ports(delegate),
                exceptions=_united(exceptions),
                where=where,
            )


def _united(exceptions: tuple[Exceptions, ...]) -> Exceptions | None:
    """What several policies of one plugin come to: their lists add up."""
    if not exceptions:
        return None
    return replace(
        exceptions[0],
        in_force=tuple(dict.fromkeys(text for one in exceptions for text in one.in_force)),
        ignored=tuple(dict.fromkeys(text for one in exceptions for text in one.ignored)),
    )


def _declares_ports(part: Fields) -> bool:
    return under(under(part, "capabilities"), "portmappings").flag() is True


def _values(part: Fields) -> Iterator[Fields]:
    for name in POLICIES:
        for policy in under(part, name).each():
            yield under(policy, "value")


def _is_list_of_exceptions(value: Fields) -> bool:
    # The item with Destinations is the one by which a pod reaches itself, and excepts nothing.
    return under(value, "type").text().lower() == "outboundnat" and not _has_destinations(value)


def _has_destinations(value: Fields) -> bool:
    return bool(under(value, "destinations") or under(under(value, "settings"), "destinations"))


def _spelt(value: Fields, *, plugin: str, version: int | None, where: str) -> Exceptions:
    """The two spellings: that of HNS v1 and that of HCN v2. Which one counts is known of six plugins."""
    first = under(value, "exceptionlist").texts()
    second = under(under(value, "settings"), "exceptions").texts()
    if plugin in SDN or (plugin in WIN and version == 2):
        in_force, ignored = second, first
    elif plugin in WIN:
        in_force, ignored = first, second
    else:
        in_force, ignored = (*first, *second), ()
    return Exceptions(in_force=in_force, ignored=ignored, plugin=plugin, where=where)


def _of_endpoints(snapshot: Snapshot) -> Iterator[Exceptions]:
    """Policies as `Get-HnsEndpoint` and `hnsdiag` print them: in force, whatever the spelling."""
    for document, where in snapshot.once(pasted_documents):
        for one in (document, *document.each()):
            # A policy with a Value is one of a file, here of one that is broken off or only partly pasted.
            for value in (one, under(one, "value"), *under(one, "policies").each()):
                if _is_list_of_exceptions(value):
                    yield _spelt(value, plugin="", version=None, where=where)
