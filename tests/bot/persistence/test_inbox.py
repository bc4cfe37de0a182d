"""Questions kept until they are answered, each under its own key, each answered once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from factories import place, question
from sqlalchemy import select, text, update

from bot.persistence.database import Database
from bot.persistence.engine import DatabaseNow
from bot.persistence.inbox import LEASE_SECONDS, SqlInbox
from bot.persistence.opening import open_database
from bot.persistence.tables import channel_pace, questions
from bot.ports import Claimed, Message, Summary
from bot.question import Kind, Place, Question
from knowledge.entry import EntryId

ANSWER = Message(text="*Probably:* 連接埠用完了 &lt;", blocks=({"type": "header", "text": {"text": "連接埠"}},))
SUMMARY = Summary(
    decision="clarify",
    entry=EntryId("ports-gone"),
    title="連接埠",
    confidence=0.97,
    language="zh-TW",
    choices=(EntryId("ports-gone"), EntryId("other")),
)


@pytest.fixture
def other(database: Database) -> SqlInbox:
    """Another replica's inbox of the same database."""
    return SqlInbox(database)


def in_thread(thread: str, *, channel: str = "C1") -> Place:
    """A place in this thread."""
    return place(thread=thread, channel=channel)


def keep(inbox: SqlInbox, *keys: str, thread: str = "") -> None:
    """Keeps a question under each key, in threads of their own unless one is given."""
    for key in keys:
        assert inbox.accept(key=key, question=question(f"text of {key}", place=in_thread(thread or f"thread of {key}")))


def claim(inbox: SqlInbox) -> Claimed:
    """The next question, which must be there."""
    claimed = inbox.claim()
    assert claimed is not None
    return claimed


def end_leases(database: Database) -> None:
    """As if enough time had gone by for every lease and pause."""
    with database.write() as connection:
        over = DatabaseNow() - 1.0 + questions.c.seq * 1e-6
        connection.execute(update(questions).where(questions.c.due_at.is_not(None)).values(due_at=over))


def column(database: Database, name: str, key: str) -> object:
    """One field of a row."""
    with database.read() as connection:
        return connection.execute(select(questions.c[name]).where(questions.c.key == key)).scalar_one()


def test_a_question_comes_out_as_it_went_in(inbox: SqlInbox) -> None:
    """With everything that is known about it."""
    asked = Question.received(
        'why "quotes", 為什麼, \x00 and 🙈?',
        kind=Kind.CHOICE,
        place=place(edit="17.1", reply_url="https://hooks.slack.example/r"),
        files=2,
        language="zh-TW",
        choice=EntryId("ports-gone"),
        asked=EntryId("other"),
        option=1,
        verdict="helpful",
        about="msg:T1:C1:1",
    )

    before = datetime.now(tz=UTC)
    assert inbox.accept(key="act:1", question=asked)
    claimed = claim(inbox)

    assert (claimed.key, claimed.question, claimed.attempt) == ("act:1", asked, 1)
    assert (claimed.message, claimed.summary) == (None, None)
    assert abs((claimed.accepted_at - before).total_seconds()) < 3600
    assert 0 <= claimed.age < 3600


def test_a_known_key_changes_nothing(inbox: SqlInbox) -> None:
    """Slack delivers again what it is not sure of, and a mention as two events."""
    assert inbox.accept(key="k", question=question("the first delivery"))
    assert not inbox.accept(key="k", question=question("the second delivery"))

    assert claim(inbox).question.text == "the first delivery"
    assert inbox.claim() is None


def test_a_known_key_stays_known_after_the_answer(inbox: SqlInbox) -> None:
    """The last of Slack's tries comes an hour later."""
    for end in (
        lambda claimed: inbox.finish(claimed, posted_ts="1.2"),
        inbox.erase,
        lambda claimed: inbox.give_up(claimed, reason="no"),
    ):
        key = f"key {end}"
        keep(inbox, key)
        assert end(claim(inbox))
        assert not inbox.accept(key=key, question=question())
    assert inbox.claim() is None


def test_many_deliveries_at_once_are_kept_once(inbox: SqlInbox, other: SqlInbox) -> None:
    """Whichever thread and replica they reach."""
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda n: (inbox, other)[n % 2].accept(key=f"k{n // 8}", question=question()), range(64)))

    assert sum(kept) == 8


def test_a_question_without_a_place_is_not_kept(inbox: SqlInbox) -> None:
    """There is nowhere to answer it."""
    with pytest.raises(ValueError, match="no place"):
        inbox.accept(key="k", question=question(place=None))


def test_questions_are_claimed_in_the_order_in_which_they_came(inbox: SqlInbox) -> None:
    """Each by one claim only."""
    keep(inbox, "k1", "k2", "k3")

    assert [claim(inbox).key for _ in range(3)] == ["k1", "k2", "k3"]
    assert inbox.claim() is None


def test_many_workers_claim_each_question_once(inbox: SqlInbox, other: SqlInbox) -> None:
    """Of whatever replica they are."""
    keys = [f"k{number}" for number in range(40)]
    keep(inbox, *keys)

    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda n: (inbox, other)[n % 2].claim(), range(60)))

    assert sorted(one.key for one in claimed if one is not None) == sorted(keys)


def test_a_lease_that_lasts_is_nobody_elses(inbox: SqlInbox, other: SqlInbox) -> None:
    """Nor its own inbox's."""
    keep(inbox, "k")
    claim(inbox)

    assert other.claim() is None
    assert inbox.claim() is None


def test_a_lease_that_ran_out_is_anybodys_and_the_attempt_is_counted(
    database: Database, inbox: SqlInbox, other: SqlInbox
) -> None:
    """Whoever held it may be dead."""
    keep(inbox, "k")
    first = claim(inbox)
    end_leases(database)

    second = claim(other)

    assert (first.attempt, second.attempt) == (1, 2)
    assert first.lease != second.lease


def test_who_lost_its_lease_writes_nothing(database: Database, inbox: SqlInbox, other: SqlInbox) -> None:
    """It was frozen, and comes back to find its question in other hands."""
    keep(inbox, "k")
    lost = claim(inbox)
    end_leases(database)
    held = claim(other)

    assert not inbox.renew(lost)
    assert not inbox.keep_answer(lost, message=Message(text="of the dead"), summary=SUMMARY)
    assert not inbox.turn(lost)
    assert not inbox.postpone(lost, seconds=60, count=True)
    assert not inbox.give_up(lost, reason="dead")
    assert not inbox.erase(lost)
    assert not inbox.finish(lost, posted_ts="6.6")
    assert other.keep_answer(held, message=ANSWER, summary=SUMMARY)
    assert other.turn(held)
    assert other.finish(held, posted_ts="1.2")
    assert column(database, "posted_ts", "k") == "1.2"


def test_nothing_is_written_twice_into_a_finished_question(inbox: SqlInbox) -> None:
    """Its lease ended with it."""
    keep(inbox, "k")
    claimed = claim(inbox)
    assert inbox.finish(claimed, posted_ts="1.2")

    assert not inbox.finish(claimed, posted_ts="1.3")
    assert not inbox.renew(claimed)
    assert not inbox.erase(claimed)


def test_a_renewed_lease_lasts_longer(database: Database, inbox: SqlInbox, other: SqlInbox) -> None:
    """Long work is no reason to lose it."""
    keep(inbox, "k")
    claimed = claim(inbox)
    end_leases(database)

    assert inbox.renew(claimed)
    assert other.claim() is None


def test_leases_go_by_the_databases_clock(inbox: SqlInbox, other: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A replica whose own clock is an hour fast takes nothing from the others, and tells no wrong age."""
    keep(inbox, "k1", "k2")
    claim(inbox)
    real = time.time
    monkeypatch.setattr("time.time", lambda: real() + 3600)

    claimed = claim(other)

    assert claimed.key == "k2"
    assert claimed.age < 3000
    assert other.claim() is None


def test_a_lease_outlasts_some_missed_renewals_and_ends_soon_after_a_death() -> None:
    """An answer is due within twenty seconds of a restart."""
    assert 5 <= LEASE_SECONDS <= 15


def test_the_answer_is_kept_for_whoever_comes_next(database: Database, inbox: SqlInbox, other: SqlInbox) -> None:
    """It is not worked out a second time."""
    keep(inbox, "k")
    assert inbox.keep_answer(claim(inbox), message=ANSWER, summary=SUMMARY)
    end_leases(database)

    claimed = claim(other)

    assert (claimed.message, claimed.summary) == (ANSWER, SUMMARY)


def test_a_thread_keeps_its_order(inbox: SqlInbox) -> None:
    """A question isn't due before the one in front of it is done; other threads go on."""
    keep(inbox, "a1", "a2", thread="a")
    keep(inbox, "b1", thread="b")

    first = claim(inbox)
    assert [first.key, claim(inbox).key, inbox.claim()] == ["a1", "b1", None]
    inbox.postpone(first, seconds=3600, count=True)
    assert inbox.claim() is None


@pytest.mark.parametrize("end", ["finish", "erase", "give_up"])
def test_the_next_in_a_thread_is_due_when_the_one_before_is_over(inbox: SqlInbox, end: str) -> None:
    """However it ended."""
    keep(inbox, "a1", "a2", thread="a")
    first = claim(inbox)
    endings: dict[str, Callable[[], bool]] = {
        "finish": lambda: inbox.finish(first, posted_ts="1.2"),
        "erase": lambda: inbox.erase(first),
        "give_up": lambda: inbox.give_up(first, reason="no"),
    }

    assert endings[end]()
    assert claim(inbox).key == "a2"


@pytest.mark.parametrize(
    "other_place", [in_thread("1", channel="C2"), place(thread="1", team="T2"), in_thread("2"), in_thread("")]
)
def test_only_the_same_thread_of_the_same_channel_waits(inbox: SqlInbox, other_place: Place) -> None:
    """Timestamps of different channels may be equal."""
    inbox.accept(key="k1", question=question(place=in_thread("1")))
    inbox.accept(key="k2", question=question(place=other_place))

    assert [claim(inbox).key, claim(inbox).key] == ["k1", "k2"]


def test_commands_of_a_channel_do_not_wait_for_one_another(inbox: SqlInbox) -> None:
    """They stand in no thread."""
    inbox.accept(key="k1", question=question(place=in_thread("")))
    inbox.accept(key="k2", question=question(place=in_thread("")))

    assert [claim(inbox).key, claim(inbox).key] == ["k1", "k2"]


def test_a_postponed_question_is_due_again_later(database: Database, inbox: SqlInbox) -> None:
    """And its attempt counts only where that is said."""
    keep(inbox, "k")

    assert inbox.postpone(claim(inbox), seconds=60, count=False)
    assert inbox.claim() is None
    end_leases(database)
    again = claim(inbox)
    assert again.attempt == 1
    assert inbox.postpone(again, seconds=0, count=True)
    assert claim(inbox).attempt == 2


def test_a_channel_takes_one_post_a_second(database: Database, inbox: SqlInbox) -> None:
    """Who comes too early gets the next free second, keeps its answer, and isn't held to have failed."""
    keep(inbox, "k1", "k2", "k3")
    claims = [claim(inbox) for _ in range(3)]
    for claimed in claims:
        inbox.keep_answer(claimed, message=ANSWER, summary=SUMMARY)

    asked_at = _now(database)
    turns = [inbox.turn(claimed) for claimed in claims]

    assert turns == [True, False, False]
    second, third = (float(str(column(database, "due_at", key))) for key in ("k2", "k3"))
    assert second - asked_at >= 1.0
    assert third - second >= 0.99
    assert not inbox.renew(claims[1])
    inbox.finish(claims[0], posted_ts="1.2")
    end_leases(database)
    again = claim(inbox)
    assert (again.key, again.attempt, again.message) == ("k2", 1, ANSWER)
    assert inbox.turn(again)


def test_a_turn_that_was_taken_is_not_lost_by_asking_again(inbox: SqlInbox) -> None:
    """Only the lease counts then."""
    keep(inbox, "k1")
    claimed = claim(inbox)

    assert inbox.turn(claimed)
    inbox.finish(claimed, posted_ts="1.2")
    assert not inbox.turn(claimed)


def test_after_a_failure_a_new_turn_is_needed(database: Database, inbox: SqlInbox) -> None:
    """The second in which it could have been posted is over."""
    keep(inbox, "k1", "k2")
    assert inbox.turn(claim(inbox))
    assert not inbox.turn(claim(inbox))
    end_leases(database)
    claim(inbox)
    second = claim(inbox)
    with database.write() as connection:
        connection.execute(update(channel_pace).values(next_at=DatabaseNow() + 60))

    assert inbox.turn(second)
    inbox.postpone(second, seconds=0, count=False)
    assert not inbox.turn(claim(inbox))


@pytest.mark.parametrize(
    "quiet", [place(edit="17.1"), place(thread="", reply_url="https://hooks.slack.example/r")], ids=["edit", "reply"]
)
def test_edits_and_replies_to_one_person_take_no_turn(inbox: SqlInbox, quiet: Place) -> None:
    """They are no posts into the channel."""
    for number in range(3):
        own = quiet.model_copy(update={"thread": quiet.thread and str(number)})
        inbox.accept(key=f"k{number}", question=question(place=own))

    assert [inbox.turn(claim(inbox)) for _ in range(3)] == [True, True, True]


def test_channels_have_turns_of_their_own(inbox: SqlInbox) -> None:
    """And so have the same channel ids of different teams."""
    for key, where in (
        ("k1", in_thread("1")),
        ("k2", in_thread("1", channel="C2")),
        ("k3", place(team="T2", thread="1")),
    ):
        inbox.accept(key=key, question=question(place=where))

    assert [inbox.turn(claim(inbox)) for _ in range(3)] == [True, True, True]


def test_leases_are_given_back_at_the_end(inbox: SqlInbox, other: SqlInbox) -> None:
    """Those of this inbox, so that another goes on at once."""
    keep(inbox, "k1", "k2", "k3")
    mine = [claim(inbox), claim(inbox)]
    theirs = claim(other)

    assert inbox.release_all() == 2
    assert not inbox.renew(mine[0])
    assert other.renew(theirs)
    again = [claim(other), claim(other)]
    assert [(one.key, one.attempt) for one in again] == [("k1", 2), ("k2", 2)]


def test_a_forked_process_gives_back_its_own_leases_only(inbox: SqlInbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that ends knows nothing of the one that takes its place."""
    keep(inbox, "k1", "k2")
    claim(inbox)
    monkeypatch.setattr("os.getpid", lambda: 1)
    claim(inbox)

    assert inbox.release_all() == 1
    assert claim(inbox).key == "k2"


def test_the_reply_address_is_dropped_when_the_question_is_over(database: Database, inbox: SqlInbox) -> None:
    """It would let anybody who reads it write into the channel."""
    for key in ("finished", "given up"):
        inbox.accept(key=key, question=question(place=place(thread=key, reply_url="https://hooks.slack.example/r")))
    assert inbox.finish(claim(inbox), posted_ts="1.2")
    assert inbox.give_up(claim(inbox), reason="no")

    for key in ("finished", "given up"):
        body = str(column(database, "body", key))
        assert "hooks.slack.example" not in body
        assert Question.model_validate_json(body).text == "the ports are gone"


def test_an_erased_question_leaves_nothing_of_its_body(database: Database, inbox: SqlInbox) -> None:
    """Its key and its place alone tell a second delivery."""
    keep(inbox, "k")
    claimed = claim(inbox)
    inbox.keep_answer(claimed, message=ANSWER, summary=SUMMARY)

    assert inbox.erase(claimed)
    for name in ("body", "message", "summary"):
        assert column(database, name, "k") is None
    assert inbox.claim() is None


@pytest.mark.parametrize("length", [60, 900, 4000, 38_000])
def test_an_erased_text_is_in_no_file_of_the_data_folder(
    sqlite_database: Database, tmp_path: Path, length: int
) -> None:
    """Neither in the database nor in its log, however long it was and whatever stands around it."""
    inbox = SqlInbox(sqlite_database)
    texts = {}
    for number in range(30):
        mark = f"<{number}: words that nobody asked for>"
        texts[f"k{number}"] = mark + "é" * (length - len(mark))
        inbox.accept(key=f"k{number}", question=question(texts[f"k{number}"], place=in_thread(str(number))))
    kept: list[str] = []
    erased: list[str] = []
    while (claimed := inbox.claim()) is not None:
        if len(kept) + len(erased) in (3, 7, 8, 9, 20):
            inbox.finish(claimed, posted_ts="1.2")
            kept.append(claimed.key)
        else:
            inbox.erase(claimed)
            erased.append(claimed.key)

    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert len(kept) == 5
    assert [key for key in kept if f"<{key[1:]}: words that nobody".encode() not in content] == []
    assert [key for key in erased if f"<{key[1:]}: words that nobody".encode() in content] == []
    assert content.count("é".encode() * 20) < len(kept) * length


def test_a_reader_in_the_way_only_delays_the_forgetting(sqlite_database: Database, tmp_path: Path) -> None:
    """The log is emptied by the first write after it."""
    inbox = SqlInbox(sqlite_database)
    keep(inbox, "k", thread="a")
    claimed = claim(inbox)
    with sqlite_database.read() as connection:
        connection.execute(text("SELECT * FROM questions")).all()
        assert inbox.erase(claimed)
        log_while_reading = (tmp_path / "kubewhy.sqlite3-wal").read_bytes()
    inbox.claim()

    assert b"text of k" in log_while_reading
    assert b"text of k" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_we_have_spoken_in_a_thread_once_something_was_posted(inbox: SqlInbox) -> None:
    """An answer or an apology; silence and failure are not speaking."""
    where = {"team": "T1", "channel": "C1"}
    for thread in ("answered", "apologised", "refused", "silent", "open"):
        keep(inbox, thread, thread=thread)
    inbox.finish(claim(inbox), posted_ts="1.2")
    inbox.give_up(claim(inbox), reason="failed", posted_ts="1.3")
    inbox.give_up(claim(inbox), reason="failed")
    inbox.erase(claim(inbox))

    spoken = {thread: inbox.has_spoken(**where, thread=thread) for thread in ("answered", "apologised")}
    silent = {thread: inbox.has_spoken(**where, thread=thread) for thread in ("refused", "silent", "open", "unknown")}

    assert all(spoken.values())
    assert not any(silent.values())
    assert not inbox.has_spoken(team="T1", channel="C2", thread="answered")
    assert not inbox.has_spoken(team="T2", channel="C1", thread="answered")


@pytest.mark.parametrize("kind", [Kind.OVERHEARD, Kind.CHANNEL])
def test_to_speak_unasked_makes_a_thread_not_ours(inbox: SqlInbox, kind: Kind) -> None:
    """People go on there among themselves, until somebody asks us."""
    where = {"team": "T1", "channel": "C1", "thread": "1"}
    inbox.accept(key="a", question=question(kind=kind, place=place(thread="1")))
    inbox.finish(claim(inbox), posted_ts="1.2")
    assert not inbox.has_spoken(**where)

    inbox.accept(key="b", question=question(place=place(thread="1")))
    inbox.finish(claim(inbox), posted_ts="1.3")
    assert inbox.has_spoken(**where)


def test_earlier_tells_what_was_asked_and_said_in_the_thread(inbox: SqlInbox) -> None:
    """Answered questions before this one, oldest first; nothing of other threads."""
    for key, thread in (("a1", "a"), ("b1", "b"), ("a2", "a"), ("a3", "a"), ("a4", "a"), ("a5", "a")):
        keep(inbox, key, thread=thread)
    while (claimed := inbox.claim()) is not None and claimed.key != "a4":
        inbox.keep_answer(claimed, message=Message(text=f"to {claimed.key}"), summary=SUMMARY)
        if claimed.key == "a2":
            inbox.erase(claimed)
        else:
            inbox.finish(claimed, posted_ts="1.2")

    before = inbox.earlier(team="T1", channel="C1", thread="a", before="a4")

    assert [(one.question.text, one.message, one.summary) for one in before] == [
        (f"text of {key}", Message(text=f"to {key}"), SUMMARY) for key in ("a1", "a3")
    ]
    assert inbox.earlier(team="T1", channel="C1", thread="a", before="a1") == []


def test_earlier_of_a_long_thread_is_its_newest_part(inbox: SqlInbox) -> None:
    """Still oldest first."""
    keep(inbox, *(f"k{number:02}" for number in range(30)), thread="a")
    for _ in range(29):
        claimed = claim(inbox)
        inbox.keep_answer(claimed, message=ANSWER, summary=SUMMARY)
        inbox.finish(claimed, posted_ts="1.2")

    before = inbox.earlier(team="T1", channel="C1", thread="a", before="k29")

    assert [one.key for one in before] == [f"k{number:02}" for number in range(9, 29)]


def test_waiting_ends_when_something_is_accepted(inbox: SqlInbox) -> None:
    """A worker that sleeps learns of it at once."""
    waited = threading.Event()

    def wait() -> None:
        inbox.wait(60)
        waited.set()

    threading.Thread(target=wait, daemon=True).start()
    keep(inbox, "k")

    assert waited.wait(30)


def test_waiting_ends_when_the_next_of_a_thread_may_be_due(inbox: SqlInbox) -> None:
    """What is over makes room for what came after it."""
    keep(inbox, "k1")
    claimed = claim(inbox)
    inbox.wait(60)
    inbox.finish(claimed, posted_ts="1.2")

    inbox.wait(60)


def test_waiting_ends_by_itself(inbox: SqlInbox) -> None:
    """Another replica may have accepted something."""
    inbox.wait(0.01)


def test_a_question_in_an_unknown_form_is_left_to_a_replica_that_knows_it(
    database: Database, inbox: SqlInbox, caplog: pytest.LogCaptureFixture
) -> None:
    """While versions are mixed; the others behind it are not held up."""
    keep(inbox, "newer", "k2")
    with database.write() as connection:
        connection.execute(text("""UPDATE questions SET body = '{"mood": "bad"}' WHERE key = 'newer'"""))

    assert inbox.claim() is None
    assert claim(inbox).key == "k2"
    assert column(database, "state", "newer") == "waiting"
    assert (
        "Question newer is in a form that this version of kubewhy doesn't know; leaving it to others" in caplog.messages
    )


def test_a_question_in_a_form_that_nobody_knows_is_given_up(
    database: Database, inbox: SqlInbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Visibly, and not tried for ever."""
    keep(inbox, "newer")
    with database.write() as connection:
        connection.execute(text("""UPDATE questions SET body = '{"mood": "bad"}'"""))
    for _ in range(10):
        assert inbox.claim() is None
        end_leases(database)

    assert column(database, "state", "newer") == "given up"
    assert "Question newer is given up" in caplog.text


def test_earlier_questions_in_an_unknown_form_are_passed_over(database: Database, inbox: SqlInbox) -> None:
    """They are help for an answer, not a condition."""
    keep(inbox, "k1", "k2", "k3", thread="a")
    for _ in range(2):
        claimed = claim(inbox)
        inbox.keep_answer(claimed, message=ANSWER, summary=SUMMARY)
        inbox.finish(claimed, posted_ts="1.2")
    with database.write() as connection:
        connection.execute(text("""UPDATE questions SET body = '{"mood": "bad"}' WHERE key = 'k1'"""))

    assert [one.key for one in inbox.earlier(team="T1", channel="C1", thread="a", before="k3")] == ["k2"]


def test_everything_survives_a_restart(address: str, tmp_path: Path) -> None:
    """Open, claimed and answered questions alike."""
    database = open_database(url=address, data_dir=tmp_path)
    inbox = SqlInbox(database)
    keep(inbox, "answered", "claimed", "open")
    inbox.finish(claim(inbox), posted_ts="1.2")
    claim(inbox)
    database.close()

    database = open_database(url=address, data_dir=tmp_path)
    inbox = SqlInbox(database)
    end_leases(database)
    left = [(one.key, one.attempt) for one in (claim(inbox), claim(inbox))]
    database.close()

    assert left == [("claimed", 2), ("open", 1)]


def _now(database: Database) -> float:
    with database.read() as connection:
        return connection.execute(select(DatabaseNow())).scalar_one()
