"""From a knowledge base to what matching needs: learnt at start, or read from a cache that an earlier start left."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from classifiers.calibration import Attempt, Calibration, Printed, calibrated
from classifiers.matching.evidence import Evidence, gathered
from classifiers.matching.layout import Layout
from classifiers.matching.weighing import content, cues
from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.masking import masked
from classifiers.normalisation.reading import read
from classifiers.signatures import Signatures
from classifiers.tfidf import Learning, Sample, Trial, Wording
from knowledge.entry import EntryId, Language
from knowledge.knowledge_base import BackgroundKind, KnowledgeBase

LANGUAGES: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")
TRIED = 2
"""The calibration is fitted to the best so many entries for each text: the others hardly matter."""
Systems = Mapping[EntryId, Sequence[str]]
"""The operating systems of each entry."""
NOTHING_SAID: BackgroundKind = "kubernetes"
"""The kind of a text that names something and says nothing about it."""
COMMON_NAMES = (
    "pod",
    "windows pod",
    "windows node",
    "node",
    "service",
    "container",
    "endpoint",
    "load balancer",
    "NodePort",
    "HNS endpoint",
    "network",
)
UNSEEN = 0.1
"""What a text of an entry that was left out counts: of the texts that no entry is about, few are that near to ours."""
CACHE = "matching.npz"
SHIPPED = "calibration.json"
"""The calibration that comes with the program, beside the code that reads it."""


@dataclass(frozen=True, kw_only=True)
class Learnt:
    """All that matching needs."""

    signatures: Signatures
    wording: Wording
    calibration: Calibration


def learnt(
    knowledge: KnowledgeBase,
    *,
    cache_folder: Path | None,
    content_hash: str,
    when_learning: Callable[[], None],
    calibrate: bool = False,
) -> Learnt:
    """What an earlier start left in the cache, else learns it, which takes seconds, and leaves it there.

    The wording is learnt from the knowledge; the calibration is the one that comes with the program, unless an earlier
    `calibrate` has fitted one to this knowledge, which takes much longer.
    """
    signatures = Signatures(knowledge.entry(entry_id, "en") for entry_id in knowledge.ids())
    path = cache_folder / CACHE if cache_folder is not None else None
    key = f"{content_hash} {_program()}"
    if not calibrate and path is not None and (kept := Wording.kept(path, key=key)) is not None:
        with contextlib.suppress(ValueError, KeyError, TypeError):
            return Learnt(signatures=signatures, wording=kept[0], calibration=Calibration.read(kept[1]))
    when_learning()
    texts = tuple(samples(knowledge))
    learning = Learning(texts)
    wording = learning.wording()
    calibration = fitted(knowledge, learning, texts, signatures) if calibrate else shipped()
    if path is not None:
        # A folder that can't be written to costs the next start its seconds and nothing else.
        with contextlib.suppress(OSError):
            wording.keep(path, key=key, note=calibration.written())
    return Learnt(signatures=signatures, wording=wording, calibration=calibration)


def fitted(
    knowledge: KnowledgeBase, learning: Learning, texts: Sequence[Sample], signatures: Signatures
) -> Calibration:
    """The calibration of this knowledge, from trials of its own texts, each by a model that hasn't learnt from it."""
    trials = learning.trials(entries=knowledge.ids())
    return _calibration(trials, texts, signatures, systems=systems(knowledge))


def shipped() -> Calibration:
    """The calibration of the knowledge that comes with the program, as `kubewhy kb calibrate --write` left it."""
    return Calibration.read(files("classifiers").joinpath(SHIPPED).read_text(encoding="utf-8"))


def systems(knowledge: KnowledgeBase) -> Systems:
    """The operating systems on which each entry can occur."""
    return {entry_id: knowledge.entry(entry_id, "en").applies_to.os for entry_id in knowledge.ids()}


def samples(knowledge: KnowledgeBase) -> Iterator[Sample]:
    """Every text of the knowledge base that teaches wording."""
    for entry_id in knowledge.ids():
        for language in LANGUAGES:
            if language != "en" and language not in knowledge.entries[entry_id]:
                continue
            entry = knowledge.entry(entry_id, language)
            script = "en" if language == "en" else "zh"
            yield _sample(entry.title, label=entry_id, group=f"{entry_id} title", asked=False)
            for index, example in enumerate(entry.examples):
                yield _sample(example, label=entry_id, group=f"{entry_id} {script} {index}")
        for signature in knowledge.entry(entry_id, "en").signatures:
            if signature.text is not None:
                yield _sample(signature.text, label=entry_id, group=f"{entry_id} printed", asked=False)
    for number, name in enumerate(_names(knowledge)):
        for written in (name, f"windows {name}", f"{name} problem", f"{name} 問題", f"help with {name}"):
            yield _sample(written, label=NOTHING_SAID, group=f"name {number}", asked=False)
    for number, background in enumerate(knowledge.background):
        yield _sample(background.text, label=background.kind, group=f"background {number}")


def _names(knowledge: KnowledgeBase) -> Sequence[str]:
    """What takes part in the topics: a text that holds the name alone is about none of them."""
    names = {name for entry_id in knowledge.ids() for name in knowledge.entry(entry_id, "en").applies_to.components}
    return sorted({*names, *COMMON_NAMES})


def _sample(text: str, *, label: str, group: str, asked: bool = True) -> Sample:
    return Sample(received=text, reading=read(masked(plain(text).exact).text), label=label, group=group, asked=asked)


def _calibration(
    trials: Iterable[Trial], texts: Sequence[Sample], signatures: Signatures, *, systems: Systems
) -> Calibration:
    evidence = [_evidence(sample.received, signatures) for sample in texts]
    attempts = [
        attempt
        for trial in trials
        for attempt in _attempts(trial, texts[trial.sample], evidence[trial.sample], systems)
    ]
    return calibrated(attempts, printed=_printed(texts, evidence))


def _evidence(text: str, signatures: Signatures) -> dict[EntryId, Evidence]:
    received = plain(text)
    return dict(gathered(signatures.find(received), Layout(received)))


def _attempts(trial: Trial, sample: Sample, evidence: dict[EntryId, Evidence], systems: Systems) -> Iterator[Attempt]:
    hints = {entry: found.hints for entry, found in evidence.items()}
    answerable = not trial.left_out and sample.label in systems
    found = cues(trial.weighed, content(sample.reading), entries=systems, hints=hints)
    open_to = [entry for entry in found if not (entry in evidence and evidence[entry].against)]
    for rank, entry in enumerate(open_to[:TRIED]):
        yield Attempt(
            cues=found[entry],
            right=answerable and entry == sample.label,
            first=rank == 0 and not any(one.printed for one in evidence.values()),
            answerable=answerable,
            weight=UNSEEN if trial.left_out else 1.0,
        )


def _printed(texts: Sequence[Sample], evidence: Sequence[dict[EntryId, Evidence]]) -> Iterator[Printed]:
    for weight in ("decisive", "likely"):
        seen = [
            (entry == sample.label)
            for sample, found in zip(texts, evidence, strict=True)
            if sample.asked
            for entry, one in found.items()
            if one.printed == weight
        ]
        yield Printed(weight=weight, seen=len(seen), right=sum(seen))


def _program() -> str:
    """Names the program's own matching code, so that a cache of another version is not taken for ours."""
    digest = hashlib.sha256()
    pending = [files("classifiers")]
    while pending:
        for item in sorted(pending.pop().iterdir(), key=lambda one: one.name):
            if item.is_dir():
                pending.append(item)
            elif item.name.endswith((".py", SHIPPED)):
                digest.update(item.read_bytes())
    return digest.hexdigest()
