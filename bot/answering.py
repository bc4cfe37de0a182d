"""The use case: a question in, an answer out. Read this first.

A question arrives with its secrets masked. The matcher says which entries of the knowledge base its text is about, or
that it doesn't know. This module turns that into an answer in the right language: the entries themselves, the one
question that tells them apart, or an honest "I don't know" with what was near. It knows nothing of Slack, terminals or
databases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.answer import Answer, Choice, Fit, LookAlike
from bot.ports import Matcher
from bot.question import Kind, Question
from classifiers.match import Match, MatchResult
from knowledge.entry import ClarifyAnswer, EntryId, Language
from knowledge.knowledge_base import KnowledgeBase

MOST_CHOICES = 4
"""More buttons than this are not a question but a menu."""
NEAREST_SHOWN = 2
WORTH_MENTIONING = 0.05
"""Beside an answer, other entries with less confidence than this are only noise."""
"""How many near entries an answer mentions beside what it says."""
SURE_PRINTED = 0.9
"""Unasked, a problem is told from this confidence on where the text has a string that a program printed. Who asked and
is refused has lost something, hence one wrong answer is taken for five refusals; who didn't ask loses nothing by our
silence, and who was not asked and is wrong is muted: so one wrong word here is taken for twenty silences."""
SURE_WORDED = 0.95
"""The same where wording alone decides: twenty to one. With 0.9 for both, one text of the sample, which the bot was not
trained on, would be told wrong, and one that belongs to no entry would be told at all; so, none."""
HELP_WORDS = frozenset({"", "help", "?", "hilfe", "說明", "说明", "幫助", "帮助", "怎麼用", "怎么用"})
"""Texts that ask what the bot can do. A bare mention is one of them."""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What was said before in the same thread."""

    texts: tuple[str, ...] = ()
    """People's texts, oldest first, secrets masked."""
    offered: tuple[EntryId, ...] = ()
    """The entries that our last question offered, if a question was the last thing we said."""
    answered: frozenset[EntryId] = frozenset()
    """Entries that were given as an answer already."""


class Answering:
    """Answers questions from one knowledge base."""

    def __init__(self, *, knowledge: KnowledgeBase, matcher: Matcher) -> None:
        self._knowledge = knowledge
        self._matcher = matcher

    def answer(
        self,
        question: Question,
        *,
        earlier: Callable[[], Earlier] = Earlier,
        locale: Callable[[], Language | None] = lambda: None,
    ) -> Answer | None:
        """The answer, or None where silence is right: a message in a thread of ours that leads nowhere new.

        `earlier` and `locale` are asked only where the question alone does not tell: both may be slow.
        """
        if question.kind is Kind.CHOICE:
            return self._chosen(question)
        if question.kind is Kind.OVERHEARD:
            return self._overheard(question)
        if question.text.strip().strip(".!。！").casefold() in HELP_WORDS and not question.files:
            if question.kind is Kind.FOLLOW_UP:
                return None
            return self._help(question, earlier=earlier, locale=locale)
        result = self._matcher.match(question.text)
        if result.decision != "none" and question.kind is not Kind.FOLLOW_UP:
            return self._say(question, result, locale=locale)
        before = earlier()
        return self._in_thread(question, result, before=before, locale=locale)

    def is_sure(self, text: str) -> bool:
        """Whether something is to be said about a text that nobody addressed to us."""
        return bool(_sure_of(self._matcher.match(text)))

    def _overheard(self, question: Question) -> Answer | None:
        """What is said to a text that nobody addressed to us: the problems that we are sure of, or nothing."""
        result = self._matcher.match(question.text)
        sure = _sure_of(result)
        if not sure:
            return None
        return replace(self._say(question, replace(result, answers=sure), locale=lambda: None), unasked=True)

    def _in_thread(
        self, question: Question, alone: MatchResult, *, before: Earlier, locale: Callable[[], Language | None]
    ) -> Answer | None:
        """What a text means, given what came before it: one too short, or one that nobody addressed to us."""
        reply = self._matcher.choose(question.text, choices=before.offered) if before.offered else None
        if reply is not None:
            return self._explain(reply, language=self._language(question, alone, locale=locale), question=question)
        result = alone
        if alone.decision == "none" and not alone.excluded and before.texts:
            joined = self._matcher.match("\n\n".join((*before.texts, question.text)))
            if joined.decision != "none":
                result = joined
        if question.kind is Kind.FOLLOW_UP and not _leads_further(result, before=before):
            return None
        return self._say(question, result, locale=locale, language=self._language(question, alone, locale=locale))

    def _help(
        self, question: Question, *, earlier: Callable[[], Earlier], locale: Callable[[], Language | None]
    ) -> Answer:
        """A bare mention under somebody's error means that error; anywhere else it asks what we can do."""
        if question.kind is Kind.MENTION and not question.text.strip():
            texts = earlier().texts
            if texts:
                result = self._matcher.match("\n\n".join(texts))
                if result.decision != "none":
                    return self._say(question, result, locale=locale)
        language = self._language(question, self._matcher.match(question.text), locale=locale)
        if question.text.strip().isascii():
            # "help" is what the command is called in every language.
            language = question.language or locale() or "en"
        return Answer(decision="help", language=language)

    def _language(self, question: Question, result: MatchResult, *, locale: Callable[[], Language | None]) -> Language:
        return question.language or result.language or locale() or "en"

    def _say(
        self,
        question: Question,
        result: MatchResult,
        *,
        locale: Callable[[], Language | None],
        language: Language | None = None,
    ) -> Answer:
        """The answer that the matcher's decision amounts to."""
        language = language or self._language(question, result, locale=locale)
        by_id = {match.entry: match for match in result.matches}
        shown = tuple(result.answers)
        return Answer(
            decision=result.decision,
            language=language,
            problems=tuple(self._fit(by_id[entry_id], language) for entry_id in shown if entry_id in by_id),
            others=tuple(self._fit(match, language) for match in _others(result))[:NEAREST_SHOWN],
            question=self._question(result.choices, language) if result.decision == "clarify" else "",
            choices=self._choices(result.choices, language) if result.decision == "clarify" else (),
            look_alikes=self._look_alikes(result, language),
            masked=question.masked,
            files=question.files,
        )

    def _fit(self, match: Match, language: Language) -> Fit:
        return Fit(entry=self._knowledge.entry(match.entry, language), match=match)

    def _explain(self, entry_id: EntryId, *, language: Language, question: Question) -> Answer:
        """The answer that a person's own choice leads to."""
        fit = self._fit(Match(entry=entry_id, confidence=1.0), language)
        return Answer(decision="answer", language=language, problems=(fit,), chosen=True, masked=question.masked)

    def _chosen(self, question: Question) -> Answer:
        """The answer behind a button of ours; a button of an older knowledge base may lead nowhere any more."""
        language = question.language or "en"
        if question.choice is not None and question.choice in self._knowledge:
            return self._explain(question.choice, language=language, question=question)
        note = ""
        if question.asked is not None and question.option is not None and question.asked in self._knowledge:
            clarify = self._knowledge.entry(question.asked, language).clarify
            if clarify is not None and 0 <= question.option < len(clarify.answers):
                note = clarify.answers[question.option].otherwise or ""
        return Answer(decision="none", language=language, note=note, chosen=True)

    def _question(self, choices: tuple[EntryId, ...], language: Language) -> str:
        clarify = self._knowledge.entry(choices[0], language).clarify if choices else None
        return clarify.question if clarify is not None else ""

    def _choices(self, choices: tuple[EntryId, ...], language: Language) -> tuple[Choice, ...]:
        """The buttons: the replies to the first entry's own question, then what else the matcher offers, by title."""
        clarify = self._knowledge.entry(choices[0], language).clarify if choices else None
        replies = tuple(clarify.answers) if clarify is not None else ()
        covered = {reply.entry for reply in replies}
        rest = [entry_id for entry_id in choices if entry_id not in covered]
        kept = _make_room(replies, for_others=len(rest))
        asked = choices[0] if choices else None
        buttons = [
            Choice(label=reply.label, entry=reply.entry, asked=asked, option=replies.index(reply)) for reply in kept
        ]
        titles = [Choice(label=self._knowledge.entry(entry_id, language).title, entry=entry_id) for entry_id in rest]
        return tuple((buttons + titles)[:MOST_CHOICES])

    def _look_alikes(self, result: MatchResult, language: Language) -> tuple[LookAlike, ...]:
        found = []
        for excluded in result.excluded:
            entry = self._knowledge.entry(excluded.entry, language)
            unless = next((one for one in entry.unless if one.id == excluded.unless), None)
            if unless is not None:
                found.append(
                    LookAlike(title=entry.title, reason=unless.reason, link=unless.link, evidence=excluded.evidence)
                )
        return tuple(found)


def _sure_of(result: MatchResult) -> tuple[EntryId, ...]:
    """The answers that are sure enough to be told unasked."""
    if result.decision != "answer":
        return ()
    answers = (match for match in result.matches if match.entry in result.answers)
    return tuple(
        match.entry for match in answers if match.confidence >= (SURE_PRINTED if match.signature else SURE_WORDED)
    )


def _others(result: MatchResult) -> list[Match]:
    """The matches beside the answers: plausible ones, or, where there is no answer, those that share any word."""
    rest = [match for match in result.matches if match.entry not in result.answers]
    if result.decision == "answer":
        return [match for match in rest if match.confidence >= WORTH_MENTIONING]
    return [match for match in rest if match.shared]


def _make_room(replies: tuple[ClarifyAnswer, ...], *, for_others: int) -> tuple[ClarifyAnswer, ...]:
    """As many replies as fit beside the others; those that lead to no entry give way first."""
    room = max(MOST_CHOICES - for_others, 1)
    if len(replies) <= room:
        return replies
    leading = [reply for reply in replies if reply.entry is not None]
    kept = leading[:room] + [reply for reply in replies if reply.entry is None][: max(room - len(leading), 0)]
    return tuple(reply for reply in replies if reply in kept)


def _leads_further(result: MatchResult, *, before: Earlier) -> bool:
    """Whether a message that nobody addressed to us brings something that the thread has not heard yet."""
    if result.decision == "answer":
        return not set(result.answers) <= before.answered
    if result.decision == "clarify":
        fresh = set(result.choices) - before.answered - set(before.offered)
        return bool(fresh)
    return False
