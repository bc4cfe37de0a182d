"""What people said about answers."""

from __future__ import annotations

from factories import place, question
from sqlalchemy import update

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.feedback import SqlFeedback
from bot.persistence.inbox import SqlInbox
from bot.persistence.tables import questions, verdicts
from bot.ports import Message, Summary
from knowledge.entry import EntryId

SUMMARY = Summary(decision="answer", entry=EntryId("ports-gone"), title="x", confidence=0.9, language="zh-TW")


def answered(inbox: SqlInbox, key: str, text: str) -> None:
    """A question that was answered."""
    inbox.accept(key=key, question=question(text, place=place(thread=key)))
    claimed = inbox.claim()
    assert claimed is not None
    inbox.keep_answer(claimed, message=Message(text="x"), summary=SUMMARY)
    inbox.finish(claimed, posted_ts="1.2")


def test_a_verdict_tells_what_it_is_about(database: Database, inbox: SqlInbox) -> None:
    """The question and what was said to it, beside who judged."""
    answered(inbox, "k", "the ports are gone")
    feedback = SqlFeedback(database)

    feedback.record(key="k", user="U7", verdict="not-it", entry=EntryId("ports-gone"))

    (verdict,) = feedback.all()
    assert (verdict.key, verdict.user, verdict.verdict, verdict.entry) == ("k", "U7", "not-it", "ports-gone")
    assert (verdict.decision, verdict.confidence, verdict.language) == ("answer", 0.9, "zh-TW")
    assert verdict.text == "the ports are gone"
    assert verdict.at.tzinfo is not None


def test_a_second_verdict_of_the_same_person_replaces_the_first(database: Database, inbox: SqlInbox) -> None:
    """People press the wrong button."""
    answered(inbox, "k", "x")
    feedback = SqlFeedback(database)

    for user, said in (("U1", "helpful"), ("U2", "helpful"), ("U1", "not-it")):
        feedback.record(key="k", user=user, verdict=said, entry=None)

    assert {(one.user, one.verdict) for one in feedback.all()} == {("U1", "not-it"), ("U2", "helpful")}


def test_verdicts_come_oldest_first(database: Database) -> None:
    """By the time of the last press."""
    feedback = SqlFeedback(database)
    for number, key in enumerate(("k3", "k1", "k2")):
        feedback.record(key=key, user="U1", verdict="helpful", entry=None)
        with database.write() as connection:
            at = DatabaseNow() - 100 + number
            connection.execute(update(verdicts).where(verdicts.c.key == key).values(at=at))

    assert [one.key for one in feedback.all()] == ["k3", "k1", "k2"]


def test_a_verdict_on_a_question_that_is_no_longer_kept_is_kept(database: Database) -> None:
    """The button stands in Slack for longer than we keep texts."""
    feedback = SqlFeedback(database)

    feedback.record(key="gone", user="U1", verdict="helpful", entry=EntryId("ports-gone"))

    (verdict,) = feedback.all()
    assert (verdict.entry, verdict.decision, verdict.text) == ("ports-gone", "", "")


def test_the_text_of_a_question_in_another_versions_form_is_read_all_the_same(
    database: Database, inbox: SqlInbox
) -> None:
    """An export needs no more of it."""
    answered(inbox, "k", "x")
    feedback = SqlFeedback(database)
    feedback.record(key="k", user="U1", verdict="helpful", entry=None)
    with database.write() as connection:
        connection.execute(update(questions).values(body='{"text": "the ports", "mood": "bad"}'))

    assert [one.text for one in feedback.all()] == ["the ports"]


def test_without_verdicts_there_is_nothing(database: Database) -> None:
    """Which is no error."""
    assert list(SqlFeedback(database).all()) == []
