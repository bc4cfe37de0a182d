"""What is wrong with patterns and examples when the entries are held against each other, for those who write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from classifiers.matching.evidence import gathered
from classifiers.matching.layout import Layout
from classifiers.matching.learning import samples
from classifiers.normalisation.cleaning import plain
from classifiers.signatures import Signatures
from classifiers.tfidf import Learning
from knowledge.entry import EntryId, Language
from knowledge.knowledge_base import KnowledgeBase
from knowledge.problems import KeyPath, Problem, WrittenFile, shortened

CLEARLY = 1.1
"""An example is nearer to another entry only if it is so by this factor: below, chance decides."""


class Written(Protocol):
    """An entry as it was written, in all its files."""

    @property
    def id(self) -> EntryId:
        """The entry's id."""
        ...

    @property
    def english(self) -> WrittenFile:
        """Its English file."""
        ...

    @property
    def translations(self) -> Mapping[Language, WrittenFile]:
        """Those beside it."""
        ...


@dataclass(frozen=True, kw_only=True)
class _Text:
    """A text of an entry, and where it stands."""

    entry: EntryId
    text: str
    written: WrittenFile
    path: KeyPath


def pattern_problems(knowledge: KnowledgeBase, written: Iterable[Written]) -> tuple[Problem, ...]:
    """Patterns that are none, signatures that fire on another entry's text, examples nearer to another entry."""
    files = {one.id: one for one in written if one.id in knowledge}
    signatures = Signatures(knowledge.entry(entry_id, "en") for entry_id in knowledge.ids())
    return (
        *_refused(signatures, files),
        *_firing_elsewhere(signatures, files, tuple(_texts(files))),
        *_nearer_elsewhere(knowledge, files),
    )


def _refused(signatures: Signatures, files: Mapping[EntryId, Written]) -> Iterator[Problem]:
    for refused in signatures.refused:
        if refused.entry in files:
            yield files[refused.entry].english.problem(
                _path(refused.key),
                f"this is not RE2's syntax: {refused.reason}",
                suggestion="RE2 has no look-around and no back references; say it with alternatives or with `unless`",
            )


def _firing_elsewhere(
    signatures: Signatures, files: Mapping[EntryId, Written], texts: Sequence[_Text]
) -> Iterator[Problem]:
    """Signatures that alone would answer with the wrong entry; hints may be in any text."""
    told: set[tuple[EntryId, str, EntryId]] = set()
    for text in texts:
        received = plain(text.text)
        for entry, evidence in gathered(signatures.find(received), Layout(received)).items():
            for hit in evidence.hits:
                known = (entry, hit.key, text.entry)
                if entry == text.entry or hit.weight == "hint" or entry not in files or known in told:
                    continue
                told.add(known)
                place = f"{text.written.file.name}:{text.written.line(text.path)}"
                yield files[entry].english.problem(
                    _path(hit.key),
                    f"it is found in a text of {text.entry} ({place}): {shortened(hit.span.text)}",
                    suggestion="make it narrower, give it the weight hint, or name that text in `unless`",
                )


def _nearer_elsewhere(knowledge: KnowledgeBase, files: Mapping[EntryId, Written]) -> Iterator[Problem]:
    """Examples that, if they weren't examples, would lead to another entry."""
    learnt = [sample for sample in samples(knowledge) if sample.label in knowledge]
    if not any(sample.asked for sample in learnt):
        return
    places = _places(files)
    for near in Learning(learnt).nearest():
        sample = learnt[near.sample]
        place = places.get((sample.label, " ".join(sample.received.split())))
        if not sample.asked or place is None or near.other <= near.own * CLEARLY:
            continue
        yield place.written.problem(
            place.path,
            f"without it, its wording would be nearer to {near.label} than to this entry",
            suggestion="add more examples of this kind, or say what tells it from the other entry",
            severity="hint",
        )


def _texts(files: Mapping[EntryId, Written]) -> Iterator[_Text]:
    """Examples of every language as they were written, and printed strings."""
    for entry_id, one in files.items():
        for written in (one.english, *one.translations.values()):
            for keys in ("examples[]", "signatures[].text"):
                for path, value in written.each(keys):
                    if isinstance(value, str):
                        yield _Text(entry=entry_id, text=value, written=written, path=path)


def _places(files: Mapping[EntryId, Written]) -> Mapping[tuple[str, str], _Text]:
    return {(text.entry, " ".join(text.text.split())): text for text in _texts(files)}


def _path(key: str) -> KeyPath:
    """The path of a key such as `signatures[2].pattern`."""
    steps: list[str | int] = []
    for name in key.split("."):
        word, _, index = name.partition("[")
        steps.append(word)
        if index:
            steps.append(int(index.rstrip("]")))
    return tuple(steps)
