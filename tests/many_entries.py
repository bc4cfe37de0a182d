"""A knowledge base of hundreds of entries: the shipped ones, thirty of their neighbours, and made-up ones.

The made-up entries are put together from sentences, words and printed strings of the real ones, so that they share
their vocabulary, and are the same in every run. Tests ask what such a base costs in memory and whether it is kept for
the next start; `measured` tells its seconds, for the bench.
"""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.entry import Entry, EntryId, Language
from knowledge.knowledge_base import KnowledgeBase
from knowledge.loader import OUR_FOLDER, load

CHECKOUT = Path(__file__).resolve().parent.parent
NEIGHBOURS = CHECKOUT / "tests" / "evaluation" / "neighbours"
"""Thirty errors close to the shipped topics, as entries of their own."""
MANY = 500
"""Entries of the whole base."""
EXAMPLES: Mapping[Language, int] = {"en": 18, "zh-TW": 10}
"""How many ways of asking a made-up entry has: a few more than `kubewhy kb check` asks for."""
FRAGMENTS = 7
"""An entry is asked about in so many pieces of sentences from each of the two that it is made of."""
CLAUSE = re.compile(r"(?<=[,.;:?!])\s+|\s+(?=(?:and|but|when|after|because|since|while|so)\s)|(?<=[，。？！；])|\n+")
SHORTEST_CLAUSE: Mapping[Language, int] = {"en": 12, "zh-TW": 5}
JOINTS: Mapping[Language, Sequence[str]] = {
    "en": (", ", " and ", " when ", ": ", " - "),
    "zh-TW": ("，", "，而且", "，然後"),
}
FIRST_CODE = 0xC0AA0000
"""The codes that made-up entries print follow on this one, which no program has."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a base costs, measured in processes of their own."""

    entries: int
    learn_seconds: float
    """Of CPU, from the read files to the first match, with nothing in the cache."""
    read_seconds: float
    """Of CPU, from the files to the knowledge."""
    start_seconds: float
    """Of CPU, from the read files to the first match, with what the first start left in the cache."""
    peak_bytes: int
    """The most memory that the process of the first start held."""
    match_seconds: float
    """Of CPU, for one text, in the middle."""


def folders(made: Path) -> tuple[Path, ...]:
    """The folders of the whole base, of which this one holds the made-up entries."""
    return (OUR_FOLDER, NEIGHBOURS, made)


def make(folder: Path, *, entries: int = MANY, examples: Mapping[Language, int] = EXAMPLES) -> None:
    """Writes as many made-up entries into this folder as the whole base lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    real = load((OUR_FOLDER, NEIGHBOURS))
    files = {path.stem: path for path in sorted((OUR_FOLDER / "entries").rglob("*.yaml"))}
    forms = [name for name in real.ids() if name in files]
    for number in range(entries - len(real.ids())):
        form = forms[number % len(forms)]
        english, chinese = (_content(files[name]) for name in (form, f"{form}.zh-TW"))
        made = _Made(real, number=number, examples=examples)
        for suffix, content in (("", made.english(english)), (".zh-TW", made.chinese(chinese))):
            text = yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
            (folder / f"{made.name}{suffix}.yaml").write_text(text, encoding="utf-8")


def measured(knowledge: Sequence[Path], *, texts: Sequence[str], data_dir: Path) -> Figures:
    """What the base of these folders costs at its first start and at the next one, which share this data folder."""
    first, second = (_process(knowledge, texts=texts, data_dir=data_dir) for _ in range(2))
    return Figures(
        entries=int(first["entries"]),
        learn_seconds=first["ready"],
        read_seconds=first["read"],
        start_seconds=second["ready"],
        peak_bytes=int(first["peak"]),
        match_seconds=second["match"],
    )


class _Made:
    """One made-up entry."""

    def __init__(self, real: KnowledgeBase, *, number: int, examples: Mapping[Language, int]) -> None:
        self._chance = random.Random(number)  # noqa: S311 - the same every time
        self._parents = tuple(self._chance.sample(real.ids(), 2))
        self._real = real
        self._number = number
        self._examples = examples
        self.name = f"made-up-{number:03d}"

    def english(self, form: dict[str, Any]) -> dict[str, Any]:
        """The English file, in the form of a real one."""
        return {
            **form,
            "id": self.name,
            "title": self._title("en", most=75),
            "signatures": list(self._signatures()),
            "examples": self._asked("en"),
        }

    def chinese(self, form: dict[str, Any]) -> dict[str, Any]:
        """Its translation."""
        return {
            **form,
            "id": self.name,
            "title": self._title("zh-TW", most=40),
            "examples": self._asked("zh-TW"),
        }

    def _title(self, language: Language, *, most: int) -> str:
        one, other = (entry.title for entry in self._entries(language))
        return f"{self._number} {one[: most // 2]}{other[len(other) // 2 :]}"[:most].replace("`", "").strip()

    def _signatures(self) -> Iterator[dict[str, str]]:
        code = f"0x{FIRST_CODE + self._number:08x}"
        printed = [_words_printed(entry) for entry in self._entries("en")]
        half = [words[: len(words) // 2] or words for words in printed]
        yield {"text": " ".join((*half[0], *half[1], f"({code})"))[:400]}
        yield {"text": " ".join((*printed[1][-4:], *printed[0][-4:], str(FIRST_CODE + self._number)))[:400]}
        yield {"pattern": rf"\b{code}\b", "weight": "likely"}

    def _asked(self, language: Language) -> list[str]:
        """Sentences of pieces from both parents, all different."""
        pieces = [self._pieces(entry, language) for entry in self._entries(language)]
        asked: dict[str, None] = {}
        while len(asked) < self._examples[language]:
            first, second = self._chance.sample((0, 1), 2)
            said = [self._chance.choice(pieces[first]), self._chance.choice(pieces[second])]
            if self._chance.random() < 0.5:
                said.append(self._chance.choice(pieces[first]))
            asked[self._chance.choice(JOINTS[language]).join(dict.fromkeys(said))] = None
        return list(asked)

    def _pieces(self, entry: Entry, language: Language) -> list[str]:
        clauses = [part.strip() for example in entry.examples for part in CLAUSE.split(example)]
        usable = sorted({part for part in clauses if SHORTEST_CLAUSE[language] <= len(part) <= 120})
        return self._chance.sample(usable, min(FRAGMENTS, len(usable)))

    def _entries(self, language: Language) -> tuple[Entry, ...]:
        return tuple(self._real.entry(EntryId(name), language) for name in self._parents)


def _words_printed(entry: Entry) -> list[str]:
    texts = [signature.text for signature in entry.signatures if signature.text is not None]
    return (texts[0] if texts else entry.title).split()


def _content(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _process(knowledge: Sequence[Path], *, texts: Sequence[str], data_dir: Path) -> Mapping[str, float]:
    """Starts a process that reads the base, gets ready and matches; what it took."""
    told = json.dumps({"knowledge": [str(folder) for folder in knowledge], "texts": texts, "cache": str(data_dir)})
    command = [sys.executable, str(Path(__file__).with_name("one_start.py"))]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run(
        command, input=told, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True
    )
    figures: Mapping[str, float] = json.loads(done.stdout)
    return figures
