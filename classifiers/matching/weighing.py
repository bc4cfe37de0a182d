"""What the wording says for each entry, as the cues that the calibration knows."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from classifiers.calibration import Cues
from classifiers.normalisation.concepts import OF_KUBERNETES
from classifiers.normalisation.reading import Reading
from classifiers.normalisation.words import TELL_NOTHING
from classifiers.tfidf import Weighed
from knowledge.entry import EntryId

MOST_HINTS = 2
MOST_WEIGHED = 30
"""Entries behind so many others have no chance, however large the base is."""
MOST_SUBSTANCE = 6
LEAST_SUBSTANCE = 2
"""A text of fewer telling words, such as the name of a program, is about nothing yet."""
ELSEWHERE = 0.3
"""What the wording counts where the text names an operating system on which the entry cannot occur, and no other."""
EVERYDAY = 0.3
"""The same where the text speaks neither of a cluster nor of machines: worth a question at most."""
NODES = frozenset({"nod", "worker", "节点", "vethernet", "kubeadm", "kubectl"})
"""Stems that only clusters have, while any of their synonyms may be anybody's machine."""
TECHNICAL = frozenset(
    {
        "windows",
        "containerd",
        "docker",
        "calico",
        "etcd",
        "certificate",
        "nat",
        "subnet",
        "azure",
        "vmware",
        "checksum",
        "ephemeral port",
        "range setting",
        "route",
        "script",
        "tcp",
        "dns",
    }
)
"""Concepts of which people speak who have something to do with machines."""
FIGURE = re.compile(r"(?=\w*\d)\w{4,}|\w*_\w*")
"""Ports, codes, addresses and names that are no words."""
CLEARLY_AHEAD = 0.6
"""In widths of the margin: so far must an entry be ahead of chat and of other technology for its wording to count."""
AHEAD = 0.1
"""So far where the text speaks of a cluster. Tried out of fold: 6 % of the entries' own texts are lost by both, and 4 %
of the foreign ones get through, which were written to be near; one border for all texts loses twice as many."""
SYSTEMS = frozenset({"windows", "linux"})
WINDOWS_NAME = re.compile(r"(?:\w*win|wn)(?:[abc]|\d{1,4})")
"""How people call their Windows machines: winA, win03, akswin0001, wn2."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a text is about, apart from any entry."""

    systems: frozenset[str]
    """Operating systems that it names."""
    setting: bool
    """Whether it speaks of a cluster."""
    technical: bool
    """Whether it speaks of machines at all: the leak in a roof is none of an address."""
    substance: int
    """How many different words it has that can tell anything."""


def content(text: Reading) -> Content:
    """What a plain, masked text is about."""
    names = {concept.name for concept in text.concepts}
    said = {word.text for word in text.words}
    if any(map(WINDOWS_NAME.fullmatch, said)):
        names.add("windows")
    return Content(
        systems=frozenset(names & SYSTEMS),
        setting=not (OF_KUBERNETES.isdisjoint(names) and NODES.isdisjoint(said)),
        technical=not TECHNICAL.isdisjoint(names) or any(map(FIGURE.fullmatch, said)),
        substance=len(said - TELL_NOTHING),
    )


def cues(
    weighed: Weighed, about: Content, *, entries: Collection[EntryId], hints: Mapping[EntryId, int]
) -> dict[EntryId, Cues]:
    """The cues of the best entries, the best first."""
    known = [entry for entry in entries if entry in weighed.scores]
    background = [label for label in weighed.scores if label not in entries]
    against = max((weighed.scores[label] for label in background), default=0.0)
    near_against = max((weighed.nearness[label] for label in background), default=0.0)
    ranked = sorted(known, key=lambda entry: (-weighed.scores[entry], entry))[:MOST_WEIGHED]
    found = {}
    for entry in ranked:
        others = (weighed.scores[other] for other in ranked[:2] if other != entry)
        found[entry] = Cues(
            score=weighed.scores[entry],
            lead=weighed.scores[entry] - against,
            margin=weighed.scores[entry] - max((against, *others)),
            likeness=weighed.nearness[entry],
            nearness=weighed.nearness[entry] - near_against,
            known=weighed.known,
            hints=float(min(hints.get(entry, 0), MOST_HINTS)),
            setting=float(about.setting),
            substance=float(min(about.substance, MOST_SUBSTANCE)),
        )
    return found


def counts(about: Content, systems: Sequence[str]) -> float:
    """How far the wording counts for an entry that can occur on these systems, 0 to 1."""
    if about.substance < LEAST_SUBSTANCE:
        return 0.0
    if not (about.setting or about.technical):
        return EVERYDAY
    elsewhere = about.systems and about.systems.isdisjoint(systems)
    return ELSEWHERE if elsewhere else 1.0


def is_foreign(weighed: Weighed, about: Content, *, entries: Collection[EntryId], foreign: Collection[str]) -> bool:
    """Whether no entry is clearly ahead of what is not our business at all."""
    best = max((weighed.scores[entry] for entry in entries if entry in weighed.scores), default=0.0)
    against = max((weighed.scores[label] for label in foreign if label in weighed.scores), default=-CLEARLY_AHEAD)
    return best - against < (AHEAD if about.setting else CLEARLY_AHEAD)
