"""What a kept question is worked off into: a message and its summary, or silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.answer import Answer
from bot.answering import Answering, Earlier
from bot.channel_wish import LONGEST, ChannelWish, Does, wished
from bot.ports import Claimed, Feedback, Inbox, Listening, Message, Poster, Summary
from bot.question import Kind, Place, Question
from bot.rendering.blocks import Style, message, notice, notice_until
from bot.rendering.markup import shortened
from knowledge.entry import EntryId, Language

COMPLIED: Mapping[Does, str] = {
    "listen": "channel_listen",
    "stop": "channel_stop",
    "unmute": "channel_unmute",
    "unclear": "channel_unclear",
}
"""What is said to a wish."""
MOST_QUOTED = 40
"""Characters of a word that is no duration."""
STALE_SECONDS = 900.0
"""Unasked, nothing is said about a message that is older: whoever wrote it has gone on meanwhile."""


class Replying:
    """Works off questions that came from Slack."""

    def __init__(
        self,
        *,
        answering: Answering,
        inbox: Inbox,
        poster: Poster,
        feedback: Feedback,
        listening: Listening,
        deaf_because: Callable[[str], str],
        style: Style,
        known: int,
        retention_days: int,
        reaction: str,
    ) -> None:
        self._answering = answering
        self._inbox = inbox
        self._poster = poster
        self._feedback = feedback
        self._listening = listening
        self._deaf_because = deaf_because
        self._style = style
        self._known = known
        self._retention_days = retention_days
        self._reaction = reaction

    def work(self, claimed: Claimed) -> tuple[Message, Summary] | None:
        """The message that answers it; None where silence is right."""
        question = claimed.question
        if question.kind is Kind.VERDICT:
            return self._thank(question)
        if question.kind is Kind.CHANNEL and question.place is not None:
            return self._comply(question, question.place)
        answer = self._answering.answer(
            question,
            earlier=lambda: self._earlier(claimed),
            locale=lambda: self._locale(question.place),
        )
        told = self._may_say(claimed, answer) if answer is not None else None
        if told is None:
            return None
        posted = message(
            told,
            style=self._style,
            key=question.about or claimed.key,
            today=datetime.now(tz=UTC).date(),
            known=self._known,
            days=self._retention_days,
            reaction=self._reaction,
        )
        return posted, summary(told)

    def wanted(self, claimed: Claimed) -> bool:
        """Whether its answer may still be said: unasked not while we are muted, nor when the moment has passed."""
        place = claimed.question.place
        if place is None or claimed.question.kind is not Kind.OVERHEARD:
            return True
        hears = self._listening.hears(team=place.team, channel=place.channel)
        if hears.now and claimed.age <= STALE_SECONDS:
            return True
        self._listening.give_back(key=claimed.key)
        return False

    def apology(self, claimed: Claimed, reference: str) -> Message:
        """What is said where working it off failed for a reason that we didn't foresee."""
        return notice("apology", language=claimed.question.language or "en", reference=reference)

    def _may_say(self, claimed: Claimed, answer: Answer) -> Answer | None:
        """What of it is said: unasked nothing while we are muted, and no problem that was told there a while ago."""
        place, kind = claimed.question.place, claimed.question.kind
        if kind is Kind.REACTION and self._is_answered(claimed):
            return None
        if place is None or kind in (Kind.DIRECT, Kind.COMMAND):
            return answer
        where = {"team": place.team, "channel": place.channel}
        if not answer.unasked:
            for fit in answer.problems:
                self._listening.was_told(**where, entry=fit.entry.id, key=claimed.key)
            return answer
        if not self._listening.hears(**where).now:
            return None
        fresh = [
            fit for fit in answer.problems if self._listening.may_tell(**where, entry=fit.entry.id, key=claimed.key)
        ]
        return replace(answer, problems=tuple(fresh)) if fresh else None

    def _is_answered(self, claimed: Claimed) -> bool:
        """Whether the message that somebody reacted to has an answer of ours already, however it was asked about."""
        place = claimed.question.place
        if place is None:
            return False
        before = self._inbox.earlier(team=place.team, channel=place.channel, thread=place.thread, before=claimed.key)
        return any(one.question.place is not None and one.question.place.ts == place.ts for one in before)

    def _comply(self, question: Question, place: Place) -> tuple[Message, Summary]:
        """Does what somebody wants of us in a channel, and says what holds from now on."""
        language = question.language or self._locale(place) or "en"
        wish = wished(question.text) or ChannelWish(does="unclear", said=question.text)
        told = Summary(decision=wish.does, language=language)
        where = {"team": place.team, "channel": place.channel}
        if place.channel.startswith("D"):
            return notice("channel_direct", language=language), told
        if wish.does == "mute":
            until = self._listening.mute(**where, seconds=wish.seconds)
            return notice_until("channel_mute", until=until, language=language, style=self._style), told
        if wish.does == "listen" and (reason := self._deaf_because(place.channel)):
            return notice("channel_deaf", language=language, reason=reason), told
        if wish.does in ("listen", "stop"):
            self._listening.listen(**where, on=wish.does == "listen")
        elif wish.does == "unmute":
            self._listening.unmute(**where)
            if not self._listening.hears(**where).listens:
                return notice("channel_unmute_deaf", language=language), told
        days = LONGEST // 86_400
        return notice(COMPLIED[wish.does], language=language, said=shortened(wish.said, MOST_QUOTED), days=days), told

    def _thank(self, question: Question) -> tuple[Message, Summary]:
        place = question.place
        self._feedback.record(
            key=question.about,
            user=place.user if place is not None else "",
            verdict=question.verdict,
            entry=question.choice,
        )
        language = question.language or "en"
        name = "thanks_helpful" if question.verdict == "helpful" else "thanks_not_it"
        return notice(name, language=language), Summary(
            decision=question.verdict, entry=question.choice, language=language
        )

    def _earlier(self, claimed: Claimed) -> Earlier:
        place = claimed.question.place
        if place is None or not place.thread:
            return Earlier()
        before = self._inbox.earlier(team=place.team, channel=place.channel, thread=place.thread, before=claimed.key)
        said = [one.summary for one in before if one.summary is not None]
        last = said[-1] if said else None
        kept = tuple(one.question.text for one in before if one.question.text and one.question.kind is not Kind.CHANNEL)
        return Earlier(
            texts=tuple(self._poster.thread_texts(place)) or kept,
            offered=last.choices if last is not None and last.decision == "clarify" else (),
            answered=frozenset(one.entry for one in said if one.decision == "answer" and one.entry is not None),
        )

    def _locale(self, place: Place | None) -> Language | None:
        return self._poster.locale(place.user) if place is not None and place.user else None


def summary(answer: Answer) -> Summary:
    """What is told of an answer outside the conversation."""
    shown = answer.problems[0] if answer.problems else None
    offered: tuple[EntryId, ...] = tuple(choice.entry for choice in answer.choices if choice.entry is not None)
    nearest = shown or (answer.others[0] if answer.others else None)
    return Summary(
        decision=answer.decision,
        entry=shown.entry.id if shown is not None else None,
        title=shown.entry.title if shown is not None else "",
        confidence=nearest.match.confidence if nearest is not None else 0.0,
        language=answer.language,
        choices=tuple(dict.fromkeys(offered)),
    )
