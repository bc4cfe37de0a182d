"""Reads the knowledge files: folders in, a knowledge base out, or every problem of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from knowledge.entry import Entry, EntryId, Language, Translation
from knowledge.knowledge_base import BackgroundFile, BackgroundText, KnowledgeBase
from knowledge.parsing import written_file
from knowledge.problems import KnowledgeInvalid, Problem, WrittenFile
from knowledge.schema import entry_of, translation_of, validated
from knowledge.translating import localised, mirror_problems, simplified

OUR_FOLDER = Path(__file__).parent
"""The folder of entries and background texts that come with the program."""

ENTRIES = "entries"
"""Name of the folder in which entries lie where background texts lie beside them."""

BACKGROUND = "background"
"""Name of the folders whose files hold background texts; all other files hold entries."""

TRANSLATED: tuple[Language, ...] = ("zh-TW", "zh-CN")
"""Languages that a file beside the English one may be in; Simplified Chinese is derived where it isn't written."""


@dataclass(frozen=True, kw_only=True)
class WrittenEntry:
    """One entry as it was written, in all its files."""

    id: EntryId
    english: WrittenFile
    translations: Mapping[Language, WrittenFile]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in the folders, right or wrong."""

    knowledge: KnowledgeBase
    """All that is right."""
    entries: tuple[WrittenEntry, ...]
    """Every entry whose English file is YAML, right or wrong, in alphabetical order."""
    ids: frozenset[EntryId]
    """Every id that a file is named after, readable or not."""
    background: tuple[WrittenFile, ...]
    problems: tuple[Problem, ...]
    """Why the files can't be used; those of one file stand together, in the order of its lines."""


def load(folders: Sequence[Path] = (OUR_FOLDER,)) -> KnowledgeBase:
    """The knowledge in these folders. Raises KnowledgeInvalid with everything that is wrong in any of them."""
    reading = read(folders)
    if reading.problems:
        raise KnowledgeInvalid(reading.problems)
    return reading.knowledge


def content_hash(folders: Sequence[Path] = (OUR_FOLDER,)) -> str:
    """Names all that the folders hold: another byte or another name gives another hash."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in _yaml_files(folder):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()


def read(folders: Sequence[Path] = (OUR_FOLDER,)) -> Reading:
    """All that the folders hold, with everything that is wrong. Raises nothing on account of what is in them."""
    collection = _Collection()
    for path in _files(folders, collection.problems):
        collection.add(path)
    return collection.reading()


def read_files(paths: Iterable[Path]) -> Reading:
    """The same of these files alone."""
    collection = _Collection()
    for path in paths:
        collection.add(path)
    return collection.reading()


class _Collection:
    """Gathers files, one after the other, until they can be held against each other."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._paths: dict[tuple[EntryId, Language], Path] = {}
        self._written: dict[tuple[EntryId, Language], WrittenFile] = {}
        self._background: list[WrittenFile] = []

    def add(self, path: Path) -> None:
        """Takes one file, unless its name or its form forbids it."""
        if path.suffix != ".yaml":
            self._refuse(
                path, "the file's name does not end in .yaml, so it isn't read", f"rename it to {path.stem}.yaml"
            )
        elif path.parent.name == BACKGROUND:
            if written := self._read(path):
                self._background.append(written)
        else:
            self._add_entry(path)

    def reading(self) -> Reading:
        """What the files hold together."""
        entries: dict[EntryId, Mapping[Language, Entry]] = {}
        found = [self._entry(name) for name in sorted({name for name, _ in self._paths})]
        for written in filter(None, found):
            if languages := self._languages(written):
                entries[written.id] = languages
        background = tuple(self._texts())
        order = {path: index for index, path in enumerate(dict.fromkeys(problem.file for problem in self.problems))}
        return Reading(
            knowledge=KnowledgeBase(entries=MappingProxyType(entries), background=background),
            entries=tuple(filter(None, found)),
            ids=frozenset(name for name, _ in self._paths),
            background=tuple(self._background),
            problems=tuple(sorted(self.problems, key=lambda problem: (order[problem.file], problem.line))),
        )

    def _add_entry(self, path: Path) -> None:
        name, _, tag = path.name.removesuffix(".yaml").partition(".")
        tags = {language.casefold(): language for language in TRANSLATED}
        language: Language | None = "en" if not tag else tags.get(tag.replace("_", "-").casefold())
        if language is None:
            self._refuse(path, f"`{tag}` is no language that we translate to", f"name it {name}.zh-TW.yaml")
            return
        if tag and tag != language:
            self._refuse(path, f"the language is not written `{tag}`", f"rename the file to {name}.{language}.yaml")
        key = (EntryId(name), language)
        if first := self._paths.get(key):
            self._refuse(path, f"the id `{name}` is given twice, first by {first}", "give one of the two another id")
            return
        self._paths[key] = path
        if written := self._read(path):
            self._written[key] = written

    def _entry(self, name: EntryId) -> WrittenEntry | None:
        """The entry's files, where the English one could be read."""
        translations = {tag: self._written[name, tag] for tag in TRANSLATED if (name, tag) in self._written}
        english = self._paths.get((name, "en"))
        if english is None:
            for tag in TRANSLATED:
                if path := self._paths.get((name, tag)):
                    self._refuse(path, f"there is no English file {name}.yaml that this translates", "write it")
        elif (name, "zh-TW") not in self._paths:
            beside = english.with_name(f"{name}.zh-TW.yaml").name
            self._refuse(english, "the entry has no translation into Traditional Chinese", f"write {beside} beside it")
        if written := self._written.get((name, "en")):
            return WrittenEntry(id=name, english=written, translations=translations)
        for translation in translations.values():
            self._tell(translation, translation_of(translation, name=name)[1])
        return None

    def _languages(self, written: WrittenEntry) -> Mapping[Language, Entry] | None:
        """The entry in every language; None where a file of it is wrong."""
        entry, problems = entry_of(written.english, name=written.id)
        self._tell(written.english, problems)
        translations: dict[Language, Translation] = {}
        for tag, file in written.translations.items():
            translation, wrong = translation_of(file, name=written.id)
            known = {problem.key for problem in wrong}
            wrong += [problem for problem in mirror_problems(file, written.english) if problem.key not in known]
            self._tell(file, wrong)
            if translation and not wrong:
                translations[tag] = translation
        if entry is None or len(translations) < len(written.translations) or "zh-TW" not in translations:
            return None
        return _Languages(entry, {tag: localised(entry, words) for tag, words in translations.items()})

    def _texts(self) -> Iterator[BackgroundText]:
        for written in self._background:
            background, problems = validated(BackgroundFile, written)
            self._tell(written, problems)
            if background:
                yield from background.each()

    def _read(self, path: Path) -> WrittenFile | None:
        written, problems = written_file(path)
        self.problems += problems
        return written

    def _tell(self, written: WrittenFile, problems: Iterable[Problem]) -> None:
        """Keeps the problems of one file, but for a place of which YAML itself had something to say already."""
        blamed = {problem.key for problem in self.problems if problem.file == written.file and problem.key}
        self.problems += [problem for problem in problems if problem.key not in blamed]

    def _refuse(self, path: Path, message: str, suggestion: str) -> None:
        self.problems.append(Problem(file=path, line=1, key="", message=message, suggestion=suggestion))


class _Languages(Mapping[Language, Entry]):
    """An entry in every language; Simplified Chinese is derived when it is first asked for."""

    def __init__(self, english: Entry, translated: Mapping[Language, Entry]) -> None:
        self._entries: dict[Language, Entry] = {"en": english, **translated}

    def __getitem__(self, language: Language) -> Entry:
        if language == "zh-CN" and language not in self._entries:
            # Two threads may both derive it; they get the same.
            self._entries[language] = simplified(self._entries["zh-TW"])
        return self._entries[language]

    def __iter__(self) -> Iterator[Language]:
        return iter(("en", *TRANSLATED))

    def __len__(self) -> int:
        return 1 + len(TRANSLATED)

    def __contains__(self, language: object) -> bool:
        return language == "en" or language in TRANSLATED


def _files(folders: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    """The YAML files of all folders, each once, however often folders name it."""
    seen: set[Path] = set()
    for folder in folders:
        if not folder.is_dir():
            message = "this is a file, not a folder" if folder.exists() else "there is no such folder"
            hint = "name the folder that holds the entries"
            problems.append(Problem(file=folder, line=1, key="", message=message, suggestion=hint))
            continue
        paths = _yaml_files(folder)
        problems += _left_out(folder)
        if not paths:
            message, hint = "there is no YAML file in this folder", "write entries as ID.yaml in it, or don't name it"
            problems.append(Problem(file=folder, line=1, key="", message=message, suggestion=hint))
        for path in paths:
            if (place := path.resolve()) not in seen:
                seen.add(place)
                yield path


def _left_out(folder: Path) -> Iterator[Problem]:
    """Entries that are not read because the folder keeps its entries and background texts in folders of their own."""
    if not _parts(folder):
        return
    for translation in sorted(folder.glob("*.zh-TW.yaml")):
        english = folder / f"{translation.name.removesuffix('.zh-TW.yaml')}.yaml"
        if english.is_file():
            message = f"it isn't read, since {folder.name} has a folder `{_parts(folder)[0].name}`"
            yield Problem(file=english, line=1, key="", message=message, suggestion=f"move it into {folder / ENTRIES}")


def _parts(folder: Path) -> list[Path]:
    """What of the folder is read, where it keeps entries and background texts apart."""
    return [part for part in (folder / ENTRIES, folder / BACKGROUND) if part.is_dir()]


def _yaml_files(folder: Path) -> list[Path]:
    """Its files, in `entries` and `background` where it has those; without what is hidden, as mounted volumes do."""
    return sorted(
        path
        for part in _parts(folder) or [folder]
        for path in part.rglob("*.y*ml")
        if path.suffix in (".yaml", ".yml")
        and not any(step.startswith(".") for step in path.relative_to(part).parts)
        and path.is_file()
    )
