"""What a kept question is worked off into."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from factories import entry, knowledge_base, match, place, question, result

from bot.answering import Answering
from bot.ports import Claimed, Summary
from bot.question import Kind, Place, Question
from bot.slack.replying import Replying
from classifiers.match import MatchResult
from knowledge.entry import EntryId, Language


class Room:
    """The inbox, the poster and the feedback of one test."""

    def __init__(self, *, before: Sequence[Claimed] = (), thread: Sequence[str] = (), speaks: Language = "en") -> None:
        self.before = before
        self.thread = thread
        self.speaks: Language = speaks
        self.recorded: list[dict[str, Any]] = []

    def earlier(self, **_: Any) -> Sequence[Claimed]:
        """What was answered before in the thread."""
        return self.before

    def thread_texts(self, _place: Place) -> Sequence[str]:
        """What Slack shows of the thread."""
        return self.thread

    def locale(self, _user: str) -> Language:
        """The language of the person's Slack."""
        return self.speaks

    def record(self, **verdict: Any) -> None:
        """Keeps a verdict."""
        self.recorded.append(verdict)

    def was_told(self, **_: Any) -> None:
        """Notes nothing."""


class Says:
    """A matcher that knows "ports"."""

    def match(self, text: str) -> MatchResult:
        """An answer where the text holds "ports", a question where it holds "maybe"."""
        if "ports" in text:
            return result("answer", match(), match("other-one", confidence=0.1))
        return result("clarify", match(confidence=0.5)) if "maybe" in text else result("none", match(confidence=0.1))

    def choose(self, text: str, *, choices: Sequence[EntryId]) -> EntryId | None:
        """Understands "yes"."""
        return choices[0] if text == "yes" and choices else None


def replying(room: Room) -> Replying:
    """Replying over one room."""
    knowledge = knowledge_base(entry("ports-gone"), entry("other-one"))
    return Replying(
        answering=Answering(knowledge=knowledge, matcher=Says()),
        inbox=room,  # type: ignore[arg-type]  # only what replying uses
        poster=room,  # type: ignore[arg-type]
        feedback=room,  # type: ignore[arg-type]
        listening=room,  # type: ignore[arg-type]
        style="full",
        known=2,
        retention_days=30,
    )


def claimed(what: Question, **changes: Any) -> Claimed:
    """A question that this worker has claimed."""
    fields: dict[str, Any] = {
        "key": "msg:T1:C1:1.1",
        "question": what,
        "attempt": 1,
        "lease": "L",
        "accepted_at": datetime.now(tz=UTC),
    }
    return Claimed(**(fields | changes))


def test_a_question_becomes_a_message_and_a_summary() -> None:
    """The summary tells decision, entry and certainty."""
    worked = replying(Room()).work(claimed(question("the ports are gone")))
    assert worked is not None
    message, summary = worked
    assert "Very likely: The title of ports-gone" in message.text
    assert summary == Summary(
        decision="answer", entry=EntryId("ports-gone"), title="The title of ports-gone", confidence=0.97, language="en"
    )


def test_a_question_asked_back_remembers_what_it_offered() -> None:
    """The next message in the thread may be its answer."""
    worked = replying(Room()).work(claimed(question("maybe")))
    assert worked is not None
    assert worked[1].choices == ("ports-gone",)


def test_an_answer_in_plain_words_to_our_question_leads_on() -> None:
    """What was offered before counts."""
    asked = Summary(decision="clarify", choices=(EntryId("ports-gone"),))
    room = Room(before=[claimed(question("maybe"), summary=asked)])
    worked = replying(room).work(claimed(question("yes", kind=Kind.FOLLOW_UP)))
    assert worked is not None
    assert worked[1].entry == "ports-gone"


def test_a_message_that_leads_nowhere_gets_silence() -> None:
    """None is told to the inbox, which erases it."""
    assert replying(Room()).work(claimed(question("lunch?", kind=Kind.FOLLOW_UP))) is None


def test_the_threads_texts_are_read_where_the_question_says_too_little() -> None:
    """What stands above belongs to it."""
    worked = replying(Room(thread=["the ports are gone"])).work(claimed(question("any idea")))
    assert worked is not None
    assert worked[1].decision == "answer"


def test_kept_questions_stand_in_for_a_thread_that_may_not_be_read() -> None:
    """Without the scope for it, our own memory helps."""
    room = Room(before=[claimed(question("the ports are gone"))])
    worked = replying(room).work(claimed(question("any idea")))
    assert worked is not None
    assert worked[1].decision == "answer"


def test_a_verdict_is_recorded_and_thanked_for() -> None:
    """In the language of the answer."""
    room = Room()
    pressed = question(
        "",
        kind=Kind.VERDICT,
        verdict="not-it",
        choice=EntryId("ports-gone"),
        about="msg:T1:C1:1.1",
        language="zh-TW",
        place=place(thread=""),
    )
    worked = replying(room).work(claimed(pressed))
    assert room.recorded == [{"key": "msg:T1:C1:1.1", "user": "U1", "verdict": "not-it", "entry": "ports-gone"}]
    assert worked is not None
    assert "已記下" in worked[0].text


def test_help_speaks_the_language_of_the_persons_slack() -> None:
    """A bare mention has no language of its own."""
    worked = replying(Room(speaks="zh-TW")).work(claimed(question("")))
    assert worked is not None
    assert "我解釋 Kubernetes 的錯誤" in worked[0].text


def test_an_apology_names_its_reference() -> None:
    """It can be found in the log."""
    assert "ab12" in replying(Room()).apology(claimed(question()), "ab12").text
