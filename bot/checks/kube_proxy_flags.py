"""What can be known of kube-proxy's command line on one node, and from where.

Only positive evidence counts: its pod's own arguments, the first lines of its log, a command line that somebody pasted.
The ConfigMap `kube-proxy` of kubeadm belongs to the Linux nodes and proves nothing; arguments that name a script say
nothing about the flags that the script makes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from bot.checks.agents import agent_of
from bot.finding import Quote
from bot.kube_object import Fields, KubeObject
from bot.snapshot import Snapshot

PROGRAM = re.compile(r"kube-proxy(?:\.exe)?\"?\s+(--[^\r\n]*)", re.IGNORECASE)
"""A command line in a log or in the output of `sc.exe qc kube-proxy`, from its first flag on."""
PRINTED = re.compile(r'FLAG: --([a-z0-9-]+)="([^"\r\n]*)"')
"""How klog prints every flag at start, those with their default too."""
FLAG = re.compile(r"--([a-z0-9-]+)(?:=(\"[^\"]*\"|'[^']*'|\S*))?", re.IGNORECASE)
REFERENCE = re.compile(r"\$\(([A-Za-z_][A-Za-z0-9_]*)\)")
UNRESOLVED = re.compile(r"[$%]")
"""What a shell would fill in; nobody here knows with what."""
EXECUTABLES = frozenset({"kube-proxy", "kube-proxy.exe"})
MOST_LOOKED_AT = 65_536


@dataclass(frozen=True, kw_only=True)
class ProxyFlags:
    """What is known of kube-proxy's flags on one node."""

    given: Mapping[str, str]
    """Flags that were seen, with their values; one without a value is "true"."""
    whole: bool
    """Whether the command line was read to its end, so that a flag that isn't in it isn't given."""
    quotes: tuple[Quote, ...] = ()

    @property
    def by_file(self) -> bool:
        """Whether a configuration file rules, which makes kube-proxy ignore most flags."""
        return bool(self.given.get("config"))

    @property
    def dsr(self) -> bool | None:
        """Whether direct server return is switched on; None where that was not seen."""
        if self.by_file:
            return None
        if "enable-dsr" in self.given:
            return {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}.get(
                self.given["enable-dsr"].lower()
            )
        return False if self.whole else None

    @property
    def hostname_override(self) -> str | None:
        """The value of `--hostname-override`, which wins over a file; empty: none is given; None: not seen."""
        if "hostname-override" in self.given:
            value = self.given["hostname-override"]
            return None if UNRESOLVED.search(value) else value
        return "" if self.whole and not self.by_file else None


def flags_of(snapshot: Snapshot, node: KubeObject) -> ProxyFlags:
    """What the material shows of kube-proxy on this node; what was pasted counts most, then its log."""
    sources = [*_pasted(snapshot), *_logged(snapshot, node), *_written(snapshot, node)]
    given: dict[str, str] = {}
    for source in reversed(sources):
        given.update(source.given)
    return ProxyFlags(
        given=given,
        whole=any(source.whole for source in sources),
        quotes=tuple(quote for source in sources for quote in source.quotes),
    )


def _pasted(snapshot: Snapshot) -> Iterator[ProxyFlags]:
    for paste in snapshot.pasted:
        yield from _told(paste.text, where=paste.name)


def _logged(snapshot: Snapshot, node: KubeObject) -> Iterator[ProxyFlags]:
    for pod in snapshot.pods_on(node.name):
        if agent_of(pod) == "kube-proxy":
            for log in snapshot.logs_of(pod):
                yield from _told(log.text, where=f"log of pod {pod.path}")


def _told(text: str, *, where: str) -> Iterator[ProxyFlags]:
    """Flags that a log or a command's output shows."""
    looked_at = text[:MOST_LOOKED_AT]
    for found in PROGRAM.finditer(looked_at):
        yield ProxyFlags(
            given=_given(FLAG.finditer(found[1])),
            whole="…" not in found[1],
            quotes=(Quote.of(found[0], where=where),),
        )
    printed = {found[1]: found[2] for found in PRINTED.finditer(looked_at)}
    if printed:
        shown = [f'FLAG: --{name}="{printed[name]}"' for name in ("enable-dsr", "hostname-override") if name in printed]
        yield ProxyFlags(given=printed, whole=False, quotes=tuple(Quote.of(line, where=where) for line in shown))


def _written(snapshot: Snapshot, node: KubeObject) -> Iterator[ProxyFlags]:
    for pod in snapshot.pods_on(node.name):
        if agent_of(pod) != "kube-proxy":
            continue
        for container in pod.each("spec", "containers"):
            words = [_resolved(word, container, node) for part in ("command", "args") for word in container.texts(part)]
            program = PureWindowsPath(words[0]).name.lower() if words else ""
            flags = words[1:] if program in EXECUTABLES else [word for word in words if word.startswith("--")]
            if flags or program in EXECUTABLES:
                yield ProxyFlags(
                    given=_in_words(flags),
                    whole=program in EXECUTABLES,
                    quotes=(Quote.of(" ".join(words), where=f"pod {pod.path} spec.containers"),),
                )


def _given(found: Iterator[re.Match[str]]) -> dict[str, str]:
    return {one[1].lower(): (one[2] or "").strip("\"'") if one[2] is not None else "true" for one in found}


def _in_words(words: Sequence[str]) -> dict[str, str]:
    """Flags of an argument list, in which a value may be a word of its own."""
    given: dict[str, str] = {}
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if not word.startswith("--"):
            continue
        name, equals, value = word.removeprefix("--").partition("=")
        separate = following if following and not following.startswith("-") else "true"
        given[name.lower()] = value.strip("\"'") if equals else separate
    return given


def _resolved(word: str, container: Fields, node: KubeObject) -> str:
    """With `$(NAME)` filled in as Kubernetes does, as far as that is known."""

    def value(found: re.Match[str]) -> str:
        for variable in container.each("env"):
            if variable.text("name") == found[1]:
                if variable.text("valueFrom", "fieldRef", "fieldPath") == "spec.nodeName":
                    return node.name
                return variable.text("value") or found[0]
        return found[0]

    return REFERENCE.sub(value, word)
