"""What a kept question is worked off into: a message and its summary, or silence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.answer import Answer
from bot.answering import Answering, Earlier
from bot.channel_wish import LONGEST, ChannelWish, Does, wished
from bot.ports import Claimed, Feedback, Inbox, Listening, Message, Poster, Summary
from bot.question import Kind, Place, Question
from bot.rendering.blocks import Style, message, notice, notice_until
from knowledge.entry import EntryId, Language

COMPLIED: Mapping[Does, str] = {
    "listen": "channel_listen",
    "stop": "channel_stop",
    "unmute": "channel_unmute",
    "unclear": "channel_unclear",
}
"""What is said to a wish."""


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
        style: Style,
        known: int,
        retention_days: int,
    ) -> None:
        self._answering = answering
        self._inbox = inbox
        self._poster = poster
        self._feedback = feedback
        self._listening = listening
        self._style = style
        self._known = known
        self._retention_days = retention_days

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
        if answer is None or not self._may_say(claimed, answer):
            return None
        posted = message(
            answer,
            style=self._style,
            key=question.about or claimed.key,
            today=datetime.now(tz=UTC).date(),
            known=self._known,
            days=self._retention_days,
        )
        return posted, summary(answer)

    def apology(self, claimed: Claimed, reference: str) -> Message:
        """What is said where working it off failed for a reason that we didn't foresee."""
        return notice("apology", language=claimed.question.language or "en", reference=reference)

    def _may_say(self, claimed: Claimed, answer: Answer) -> bool:
        """Whether it is said: unasked not while it is muted, nor what was said there a while ago."""
        place = claimed.question.place
        if place is None or not answer.problems or claimed.question.kind in (Kind.DIRECT, Kind.COMMAND):
            return True
        where = {"team": place.team, "channel": place.channel}
        entry = answer.problems[0].entry.id
        if answer.unasked:
            hears = self._listening.hears(**where)
            return hears.now and self._listening.may_tell(**where, entry=entry, key=claimed.key)
        self._listening.was_told(**where, entry=entry, key=claimed.key)
        return True

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
        if wish.does in ("listen", "stop"):
            self._listening.listen(**where, on=wish.does == "listen")
        elif wish.does == "unmute":
            self._listening.unmute(**where)
            if not self._listening.hears(**where).listens:
                return notice("channel_unmute_deaf", language=language), told
        days = LONGEST // 86_400
        return notice(COMPLIED[wish.does], language=language, said=wish.said, days=days), told

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
        kept = tuple(one.question.text for one in before if one.question.text)
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
