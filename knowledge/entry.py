"""One topic of the knowledge base: what it is, how it shows itself, what to do about it.

An entry is written in English in `ID.yaml`; `ID.zh-TW.yaml` beside it holds its prose in Traditional Chinese (the
classes `Translat…`). Prose is plain text in which `backticks` mark code; nothing else is markup. Commands, patterns,
printed strings and addresses exist once, in the English file, and are never translated.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

EntryId = NewType("EntryId", str)
"""The file's name without its suffix: lower case words joined by hyphens."""

Language = Literal["en", "zh-TW", "zh-CN"]
"""A language that people are answered in, as a BCP 47 tag."""

ID_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
"""What an id of an entry, of a look-alike or of a check looks like."""

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=250, pattern=r"^[^\n\r]+$")]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=1200)]
Url = Annotated[str, StringConstraints(pattern=r"^https://[^\s<>|]+$", max_length=400)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=70, pattern=r"^[^\n\r]+$")]

# The first screen of an answer is read during an outage and must fit in a dozen lines, so what it shows is kept short;
# the rest belongs to the explanation and the steps. A Chinese character is as wide as two of English.
Headline = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\n\r]+$")]
Condition = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n\r]+$")]
Caution = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\n\r]+$")]
ElseLine = Annotated[str, StringConstraints(min_length=1, max_length=140, pattern=r"^[^\n\r]+$")]
SourceName = Annotated[str, StringConstraints(min_length=1, max_length=28, pattern=r"^[^\n\r]+$")]
ChineseHeadline = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n\r]+$")]
ChineseCondition = Annotated[str, StringConstraints(min_length=1, max_length=30, pattern=r"^[^\n\r]+$")]
ChineseCaution = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[^\n\r]+$")]
ChineseElseLine = Annotated[str, StringConstraints(min_length=1, max_length=70, pattern=r"^[^\n\r]+$")]


class Model(BaseModel):
    """A value that is checked when it is made and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class AppliesTo(Model):
    """Where the topic can occur; a text that shows something else speaks against it."""

    os: tuple[Literal["windows", "linux"], ...] = Field(min_length=1)
    """Node operating systems."""
    components: tuple[Line, ...] = ()
    """Programs and services that take part, as people name them (kube-proxy, flannel, HNS)."""
    kubernetes: Line | None = None
    """Versions of Kubernetes in words, where not all ("1.11.0 to 1.11.2")."""
    windows_builds: Line | None = None
    """Windows builds in words, where not all ("Server 2019 (17763) and older")."""


class Signature(Model):
    """A text that programs print when this is the problem. Exactly one of `text` and `pattern` is given."""

    text: Annotated[str, StringConstraints(min_length=8, max_length=400)] | None = None
    """As printed, without its variable parts; found without regard to case and spacing, small damage forgiven."""
    pattern: Annotated[str, StringConstraints(min_length=3, max_length=400)] | None = None
    """RE2 syntax, searched without regard to case, for what varies."""
    weight: Literal["decisive", "likely", "hint"] = "decisive"
    """decisive: nothing else prints it; likely: it has other causes too; hint: only together with other evidence."""


class Unless(Model):
    """A known look-alike: where this pattern is found, the text is about something else."""

    id: Id
    """Names it in the translation."""
    pattern: Annotated[str, StringConstraints(min_length=3, max_length=400)]
    """RE2 syntax, searched without regard to case in the same problem's lines."""
    reason: Line
    """What it is instead, as one clause ("port 10256 is kube-proxy's own health port")."""
    link: Url | None = None
    """Where to read about it."""
    entry: EntryId | None = None
    """The entry that it is instead, if we have one."""


class ClarifyAnswer(Model):
    """One reply to an entry's question."""

    label: Label
    """What the button says."""
    entry: EntryId | None
    """The entry that this reply leads to; null: none of ours, `otherwise` says what then."""
    otherwise: Line | None = None
    """Said when `entry` is null."""
    phrases: tuple[Line, ...] = ()
    """The same reply in people's own words."""


class Clarify(Model):
    """The one question that tells the entry from its look-alikes."""

    question: Prose
    """Asked as it stands; it may say what can be said for sure already."""
    answers: tuple[ClarifyAnswer, ...] = Field(min_length=2, max_length=4)


class Command(Model):
    """Something to run, exactly as it is to be typed; `<name>` marks what the reader fills in."""

    run: Annotated[str, StringConstraints(min_length=1, max_length=1200)]
    shell: Literal["powershell", "cmd", "bash", "yaml", "json"]
    """Where it is typed; yaml and json are content of a file."""
    effect: Literal["read", "change", "destructive"]
    """read: looks only; change: alters something; destructive: something that runs stops or is lost."""


class Step(Model):
    """One thing to do."""

    text: Prose
    commands: tuple[Command, ...] = ()
    warning: Prose | None = None
    """What breaks; required where a command is destructive."""


class Remedy(Model):
    """A way out, or the look that settles whether this is the problem."""

    kind: Literal["check", "fix", "workaround"]
    title: Headline
    """The remedy in one line, for the first screen; holds the one command or setting that matters."""
    when: Condition | None = None
    """The condition under which it applies ("Server 2019 and older"), where the title doesn't say it."""
    steps: tuple[Step, ...] = Field(min_length=1)
    warning: Caution | None = None
    """Said with the title, where following it alone could do harm; what else is to be said belongs to the step."""


class Source(Model):
    """Where a statement comes from."""

    title: SourceName
    """Short, for a line of sources ("kubernetes#98499"); the same in every language."""
    url: Url
    supports: Line
    """Which statement it supports."""


class Entry(Model):
    """One topic in one language."""

    id: EntryId
    title: Annotated[str, StringConstraints(min_length=10, max_length=75, pattern=r"^[^\n\r`]+$")]
    """What is wrong, as a clause that can stand after "Probably: "; a button holds no more."""
    diagnosis: Annotated[str, StringConstraints(min_length=40, max_length=280)]
    """What is going on, in two or three sentences, for the first screen."""
    explanation: tuple[Prose, ...] = ()
    """What else one needs to know, in paragraphs, shown with all steps."""
    applies_to: AppliesTo
    signatures: tuple[Signature, ...] = ()
    unless: tuple[Unless, ...] = ()
    examples: tuple[Prose, ...] = ()
    """How people ask, in this entry's language."""
    clarify: Clarify | None = None
    remedies: tuple[Remedy, ...] = Field(min_length=1)
    """In the order in which to try them; the first check comes first on the screen."""
    not_it: ElseLine
    """The one or two commonest ways to tell that it is something else, in one line after "Not it?"."""
    outdated: tuple[Prose, ...] = ()
    """What is still written elsewhere and no longer true."""
    uncertain: tuple[Prose, ...] = ()
    """What we don't know for sure."""
    signs: tuple[Id, ...] = ()
    """Ids of the checks that confirm or refute it."""
    sources: tuple[Source, ...] = Field(min_length=1)
    see_also: tuple[EntryId, ...] = ()
    reviewed: date
    """The day on which every statement was last held against its sources."""


class TranslatedUnless(Model):
    """`Unless.reason` in another language, by id."""

    id: Id
    reason: Line


class TranslatedAnswer(Model):
    """A reply in another language, in the English order."""

    label: Label
    otherwise: Line | None = None
    phrases: tuple[Line, ...] = ()


class TranslatedClarify(Model):
    """The question in another language."""

    question: Prose
    answers: tuple[TranslatedAnswer, ...]


class TranslatedStep(Model):
    """A step's prose in another language."""

    text: Prose
    warning: Prose | None = None


class TranslatedRemedy(Model):
    """A remedy's prose in another language, in the English order."""

    title: ChineseHeadline
    when: ChineseCondition | None = None
    steps: tuple[TranslatedStep, ...]
    warning: ChineseCaution | None = None


class Translation(Model):
    """An entry's prose in another language. What may be absent here is absent exactly where it is in English."""

    id: EntryId
    title: Annotated[str, StringConstraints(min_length=4, max_length=40, pattern=r"^[^\n\r`]+$")]
    diagnosis: Annotated[str, StringConstraints(min_length=15, max_length=130)]
    explanation: tuple[Prose, ...] = ()
    kubernetes: Line | None = None
    """`applies_to.kubernetes` in this language."""
    windows_builds: Line | None = None
    """`applies_to.windows_builds` in this language."""
    unless: tuple[TranslatedUnless, ...] = ()
    examples: tuple[Prose, ...] = ()
    """How people ask in this language: written for it, not translated."""
    clarify: TranslatedClarify | None = None
    remedies: tuple[TranslatedRemedy, ...]
    not_it: ChineseElseLine
    outdated: tuple[Prose, ...] = ()
    uncertain: tuple[Prose, ...] = ()
    supports: tuple[Line, ...]
    """What each source supports, in the English order."""
