"""What a kept question is worked off into."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from factories import entry, knowledge_base, match, place, question, result

from bot.answering import Answering
from bot.ports import Claimed, Hears, Summary
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
        self.deaf = ""
        self.heard = Hears(listens=True)
        self.listened: list[bool] = []
        self.told: dict[str, str] = {}

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

    def hears(self, **_: Any) -> Hears:
        """How it stands with the channel."""
        return self.heard

    def listen(self, *, on: bool, **_: Any) -> None:
        """Begins or ceases to listen."""
        self.listened.append(on)

    def may_tell(self, *, entry: EntryId, key: str, **_: Any) -> bool:
        """Once each."""
        return self.told.setdefault(entry, key) == key

    def give_back(self, *, key: str) -> None:
        """Leaves to others what was taken."""
        self.told = {entry: holder for entry, holder in self.told.items() if holder != key}

    def was_told(self, *, entry: EntryId, key: str, **_: Any) -> None:
        """Notes it."""
        self.told[entry] = key


class Says:
    """A matcher that knows "ports"."""

    def match(self, text: str) -> MatchResult:
        """An answer where the text holds "ports", a question where it holds "maybe"."""
        if "both" in text:
            return result("answer", match(), match("other-one"), answers=("ports-gone", "other-one"))
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
        deaf_because=lambda _channel: room.deaf,
        style="full",
        known=2,
        retention_days=30,
        reaction="mag",
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


def heard(text: str = "the ports are gone", **changes: Any) -> Claimed:
    """A message that was overheard."""
    return claimed(question(text, kind=Kind.OVERHEARD), **changes)


def test_unasked_it_says_why_it_speaks_and_how_to_silence_it() -> None:
    """In the small print and with a button."""
    worked = replying(Room()).work(heard())
    assert worked is not None
    said = json.dumps(worked[0].blocks)
    assert "I listen in this channel" in said
    assert "Mute here" in said


def test_unasked_a_problem_that_was_told_is_left_out() -> None:
    """Of two problems in one text the other one is told; of none that is new, nothing."""
    room = Room()
    assert replying(room).work(heard(key="a")) is not None
    worked = replying(room).work(heard("both", key="b"))
    assert worked is not None
    assert worked[1].entry == "other-one"
    assert "The title of ports-gone" not in json.dumps(worked[0].blocks)
    assert replying(room).work(heard("both", key="c")) is None


def test_unasked_the_same_question_may_be_worked_off_again() -> None:
    """As after a crash."""
    room = Room()
    assert replying(room).work(heard()) == replying(room).work(heard())


@pytest.mark.parametrize(
    "hears", [Hears(listens=False), Hears(listens=True, muted_until=datetime(2100, 1, 1, tzinfo=UTC))]
)
def test_unasked_nothing_is_said_where_it_may_not_be(hears: Hears) -> None:
    """Somebody has said so since the message was heard; nothing is taken from others either."""
    room = Room()
    room.heard = hears
    assert replying(room).work(heard()) is None
    assert room.told == {}


def test_what_was_worked_out_unasked_is_dropped_once_it_is_muted_or_stale() -> None:
    """And left to others; what somebody asked for is always wanted."""
    room = Room()
    replying(room).work(heard())
    assert replying(room).wanted(heard())
    assert not replying(room).wanted(heard(age=901.0))
    assert room.told == {}
    room.heard = Hears(listens=True, muted_until=datetime(2100, 1, 1, tzinfo=UTC))
    assert not replying(room).wanted(heard())
    assert replying(room).wanted(claimed(question(), age=9000.0))


def test_it_does_not_listen_where_slack_lets_it_hear_nothing() -> None:
    """It says so in one line, with Slack's reason and what to do; nothing is changed."""
    room = Room()
    room.deaf = "not_in_channel"
    worked = replying(room).work(claimed(question("listen", kind=Kind.CHANNEL)))
    assert worked is not None
    assert "(not_in_channel)" in worked[0].text
    assert "`/invite @kubewhy`" in worked[0].text
    assert room.listened == []
    replying(room).work(claimed(question("listen off", kind=Kind.CHANNEL)))
    assert room.listened == [False]


def test_a_word_that_is_no_duration_is_quoted_shortly() -> None:
    """However long it is."""
    worked = replying(Room()).work(claimed(question(f"mute {'x' * 5000}", kind=Kind.CHANNEL)))
    assert worked is not None
    assert len(worked[0].text) < 300


def test_a_reaction_to_a_message_that_has_its_answer_gets_silence() -> None:
    """Whoever reacted finds it in the thread."""
    room = Room(before=[claimed(question("the ports are gone"))])
    assert replying(room).work(claimed(question("the ports are gone", kind=Kind.REACTION))) is None
    elsewhere = place(ts="1700000000.000900")
    assert replying(room).work(claimed(question("the ports", kind=Kind.REACTION, place=elsewhere))) is not None


def test_what_people_wanted_of_us_is_no_part_of_what_they_asked() -> None:
    """Where the thread can't be read."""
    room = Room(before=[claimed(question("mute ports", kind=Kind.CHANNEL))])
    worked = replying(room).work(claimed(question("any idea")))
    assert worked is not None
    assert worked[1].decision == "none"


def test_help_names_the_words_and_the_reaction() -> None:
    """Whatever emoji it is."""
    worked = replying(Room()).work(claimed(question("help")))
    assert worked is not None
    said = json.dumps(worked[0].blocks)
    for word in (":mag:", "/kubewhy listen", "/kubewhy listen off", "/kubewhy mute 2h", "/kubewhy unmute"):
        assert word in said
