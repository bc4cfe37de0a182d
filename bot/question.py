"""What somebody asked, and where. A question exists only with its secrets masked."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.redaction import redact
from knowledge.entry import EntryId, Language


class Kind(StrEnum):
    """How the question reached us."""

    MENTION = "mention"
    DIRECT = "direct"
    """A direct message."""
    FOLLOW_UP = "follow-up"
    """A message without a mention, in a thread in which the bot has spoken: answered only if it leads somewhere."""
    COMMAND = "command"
    OVERHEARD = "overheard"
    """A message that nobody addressed to the bot, in a channel that it listens to: answered only when sure."""
    REACTION = "reaction"
    """Somebody's reaction on anybody's message, which asks about it."""
    CHANNEL = "channel"
    """What somebody wants of the bot in a channel: to listen there, or to be quiet."""
    SHORTCUT = "shortcut"
    """The message shortcut "Why?" on anybody's message."""
    CHOICE = "choice"
    """A button under a question of ours."""
    VERDICT = "verdict"
    """A "Helpful" or "Not it" button."""
    TERMINAL = "terminal"


class Place(BaseModel):
    """Where in Slack the question stands, and so where its answer goes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    team: str
    channel: str
    """Id of the channel or direct message."""
    user: str
    """Id of the person who asked."""
    ts: str = ""
    """Timestamp of the message asked with, Slack's id of it; empty for a command."""
    thread: str = ""
    """Timestamp of the thread's first message: the answer is posted into this thread; empty: into the channel."""
    edit: str = ""
    """Timestamp of our own message that the answer replaces; empty: the answer is a new message."""
    reply_url: str = ""
    """Slack's `response_url` of a command or button: valid for 30 minutes, seen by its user only. With `edit`, the
    message that it belongs to is replaced."""


class Question(BaseModel):
    """A text and what is known about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    text: str
    """Without the bot's mention, with Slack's own escapes undone, secrets masked."""
    masked: tuple[str, ...] = ()
    """Names of the redaction rules that masked something, in alphabetical order."""
    language: Language | None = None
    """The language to answer in where it is known already (a button in an answer of ours)."""
    choice: EntryId | None = None
    """The entry chosen by a button or judged by a verdict."""
    asked: EntryId | None = None
    """The entry whose question a button answered, where that reply leads to no entry."""
    option: int | None = None
    """Which of its answers it was, counted from 0."""
    verdict: str = ""
    """"helpful" or "not-it"."""
    about: str = ""
    """Key of the question that a button's answer belongs to."""
    files: int = 0
    """How many files came with it."""
    place: Place | None = None
    """None outside Slack."""

    @classmethod
    def received(
        cls,
        text: str,
        *,
        kind: Kind,
        place: Place | None = None,
        files: int = 0,
        language: Language | None = None,
        choice: EntryId | None = None,
        asked: EntryId | None = None,
        option: int | None = None,
        verdict: str = "",
        about: str = "",
    ) -> Self:
        """The question of a text as it came in; masks what must not be kept, logged or repeated."""
        safe = redact(text)
        return cls(
            kind=kind,
            text=safe.text,
            masked=safe.rules,
            place=place,
            files=files,
            language=language,
            choice=choice,
            asked=asked,
            option=option,
            verdict=verdict,
            about=about,
        )
