"""What the conversation needs from outside, as small protocols; `bot.bootstrap` gives the real things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.errors import UsageError
from bot.question import Place, Question
from bot.snapshot import Snapshot
from bot.target import Target
from classifiers.match import MatchResult
from knowledge.entry import EntryId, Language


class Matcher(Protocol):
    """Tells which entry a text is about."""

    def match(self, text: str) -> MatchResult:
        """The decision about this text; never raises for any text."""
        ...

    def choose(self, text: str, *, choices: Sequence[EntryId]) -> EntryId | None:
        """Which of these entries a reply in plain words to the clarifying question means; None where it isn't clear."""
        ...


@dataclass(frozen=True, kw_only=True)
class Message:
    """A rendered message, ready to be posted."""

    text: str
    """Stands for the message in notifications and for screen readers; mrkdwn, escaped."""
    blocks: tuple[dict[str, Any], ...] = ()
    """Block Kit, escaped."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is told about an answer outside the conversation: in the log, in the demo's terminal, with feedback."""

    decision: str
    entry: EntryId | None = None
    title: str = ""
    confidence: float = 0.0
    language: Language = "en"
    choices: tuple[EntryId, ...] = ()
    """With "clarify": what was offered."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A kept question that this worker, and no other, is working on while its lease lasts."""

    key: str
    question: Question
    attempt: int
    """Counted from 1: how often it was claimed, this time included."""
    lease: str
    """Names this claim; a write of a claim that was lost changes nothing."""
    accepted_at: datetime
    age: float = 0.0
    """Seconds from its arrival to this claim, by the inbox's own clock: clocks of several machines may differ."""
    message: Message | None = None
    """The answer, where an earlier attempt had worked it out already."""
    summary: Summary | None = None


class NoSuchTarget(UsageError):  # noqa: N818 - reads as the sentence that it is
    """The cluster has no such node or pod; `near` has the names that it may have been meant to be."""

    def __init__(self, target: Target, *, source: str, near: Sequence[str] = ()) -> None:
        kind, _, name = str(target).partition("/")
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is no {kind} {name} in {source}.{meant}")
        self.target = target
        self.source = source
        self.near = tuple(near)


class ClusterReader(Protocol):
    """Reads a cluster, or what was kept of one."""

    @property
    def name(self) -> str:
        """What it reads, for people: "context prod", "dump nodes.json"."""
        ...

    def read(self, target: Target) -> Snapshot:
        """What a probe of this target looks at; what could not be read is a gap in it.

        Raises NoSuchTarget, and UsageError where the material itself can't be used.
        """
        ...


class InboxUnavailable(Exception):  # noqa: N818 - reads as the sentence that it is
    """The inbox could not keep or read a question: do not acknowledge it, so that Slack sends it again."""


class Inbox(Protocol):
    """Questions kept until they are answered, each under its own key, each answered once."""

    def accept(self, *, key: str, question: Question) -> bool:
        """Keeps the question; False where the key was known. Raises InboxUnavailable where it could not be kept."""
        ...

    def has_spoken(self, *, team: str, channel: str, thread: str) -> bool:
        """Whether we have posted into this thread because somebody asked us there. Raises InboxUnavailable."""
        ...

    def claim(self) -> Claimed | None:
        """The next question that is due, with a lease on it; None where there is none. Raises InboxUnavailable.

        A question isn't due while an earlier one of its thread is open.
        """
        ...

    def wait(self, seconds: float) -> None:
        """Returns once there may be something to claim, at the latest after so many seconds."""
        ...

    def renew(self, claimed: Claimed) -> bool:
        """Extends the lease; False where it was lost to another worker."""
        ...

    def keep_answer(self, claimed: Claimed, *, message: Message, summary: Summary) -> bool:
        """Keeps what was worked out before it is posted; False where the lease was lost."""
        ...

    def turn(self, claimed: Claimed) -> bool:
        """Whether its answer may be posted now, which takes the channel's turn: one post a second.

        False where the lease was lost, and where it has to wait: then the lease is given back until its turn comes.
        """
        ...

    def finish(self, claimed: Claimed, *, posted_ts: str) -> bool:
        """Marks it answered; `posted_ts` names our message, empty where there is none. False for a lost lease."""
        ...

    def erase(self, claimed: Claimed) -> bool:
        """Marks it done without an answer and forgets its text at once; False where the lease was lost."""
        ...

    def postpone(self, claimed: Claimed, *, seconds: float, count: bool) -> bool:
        """Gives the lease back, due again in so many seconds; `count` says whether this attempt is held against it."""
        ...

    def give_up(self, claimed: Claimed, *, reason: str, posted_ts: str = "") -> bool:
        """Marks it as one that will never be answered, with the reason; `posted_ts`: our apology for that, if any.

        False where the lease was lost.
        """
        ...

    def release_all(self) -> int:
        """Gives back every lease taken through this inbox, so that others go on at once; how many there were."""
        ...

    def forget_old(self, *, days: int) -> int:
        """Deletes a batch of finished questions older than so many days (at least one); how many, 0: none is left."""
        ...

    def earlier(self, *, team: str, channel: str, thread: str, before: str) -> Sequence[Claimed]:
        """Answered questions of this thread that came before this key, oldest first, with what was said to them."""
        ...


@dataclass(frozen=True, kw_only=True)
class Hears:
    """How it stands with a channel."""

    listens: bool
    """Whether messages there are answered unasked."""
    muted_until: datetime | None = None
    """None: nothing keeps it quiet."""

    @property
    def now(self) -> bool:
        """Whether something may be said there unasked."""
        return self.listens and self.muted_until is None


class Listening(Protocol):
    """The channels in which the bot answers unasked, and what it has told there lately. All raise InboxUnavailable."""

    def hears(self, *, team: str, channel: str) -> Hears:
        """How it stands with this channel."""
        ...

    def listen(self, *, team: str, channel: str, on: bool) -> None:
        """Begins or ceases to listen there; ends that it was muted."""
        ...

    def mute(self, *, team: str, channel: str, seconds: float) -> datetime:
        """Says nothing unasked there for so long; until when."""
        ...

    def unmute(self, *, team: str, channel: str) -> None:
        """Ends that."""
        ...

    def may_tell(self, *, team: str, channel: str, entry: EntryId, key: str) -> bool:
        """Takes the right to tell this problem there; False where it was told within the hour, by whichever replica.

        The question that has taken it keeps it.
        """
        ...

    def give_back(self, *, key: str) -> None:
        """Leaves to others what this question has taken and will not tell."""
        ...

    def was_told(self, *, team: str, channel: str, entry: EntryId, key: str) -> None:
        """Notes that somebody who asked was told this problem there."""
        ...


class PostFailed(Exception):  # noqa: N818 - reads as the sentence that it is
    """Slack did not take a message. `retry_after`: seconds until it makes sense again; None: it never will."""

    def __init__(self, reason: str, *, retry_after: float | None, uncertain: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.uncertain = uncertain
        """True where the message may have been posted all the same: look before the next try."""


class Poster(Protocol):
    """Puts messages into the conversation."""

    def post(self, message: Message, *, place: Place, key: str) -> str:
        """Posts, or edits where `place.edit` says so; the message's timestamp, empty where Slack gives none.

        Raises PostFailed.
        """
        ...

    def find(self, *, place: Place, key: str) -> str | None:
        """Timestamp of the message posted for this key already; None where there is none or it can't be known.

        Raises PostFailed.
        """
        ...

    def thread_texts(self, place: Place) -> Sequence[str]:
        """What people wrote in this thread before the question, oldest first, masked; empty where it can't be read."""
        ...

    def locale(self, user: str) -> Language | None:
        """The language of this person's Slack; None where it can't be known."""
        ...


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether an answer helped."""

    at: datetime
    key: str
    """Key of the question."""
    user: str
    verdict: str
    """"helpful" or "not-it"."""
    entry: EntryId | None
    decision: str
    confidence: float
    language: Language
    text: str
    """The question, secrets masked."""


class Feedback(Protocol):
    """What people said about answers."""

    def record(self, *, key: str, user: str, verdict: str, entry: EntryId | None) -> None:
        """Keeps one verdict a person and question; a second one replaces the first. Raises InboxUnavailable."""
        ...

    def all(self) -> Iterator[Verdict]:
        """Every verdict, oldest first. Raises InboxUnavailable."""
        ...
