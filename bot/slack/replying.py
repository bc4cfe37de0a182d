"""What a kept question is worked off into: a message and its summary, or silence."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.answer import Answer
from bot.answering import Answering, Earlier
from bot.ports import Claimed, Feedback, Inbox, Message, Poster, Summary
from bot.question import Kind, Place, Question
from bot.rendering.blocks import Style, message, notice
from knowledge.entry import EntryId, Language


class Replying:
    """Works off questions that came from Slack."""

    def __init__(
        self,
        *,
        answering: Answering,
        inbox: Inbox,
        poster: Poster,
        feedback: Feedback,
        style: Style,
        known: int,
        retention_days: int,
    ) -> None:
        self._answering = answering
        self._inbox = inbox
        self._poster = poster
        self._feedback = feedback
        self._style = style
        self._known = known
        self._retention_days = retention_days

    def work(self, claimed: Claimed) -> tuple[Message, Summary] | None:
        """The message that answers it; None where silence is right."""
        question = claimed.question
        if question.kind is Kind.VERDICT:
            return self._thank(question)
        answer = self._answering.answer(
            question,
            earlier=lambda: self._earlier(claimed),
            locale=lambda: self._locale(question.place),
        )
        if answer is None:
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
