"""Which messages are meant for the bot, and what they ask."""

from __future__ import annotations

from typing import Any

import pytest

from bot.question import Kind
from bot.slack.identity import Identity
from bot.slack.intake import read_message, readable

ME = Identity(user="U0WHY", bot="B0WHY", team="T1")


def event(text: str = "<@U0WHY> pod is broken", **changes: Any) -> dict[str, Any]:
    """A message in a channel, as Slack sends it."""
    fields = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.1", "text": text}
    return fields | changes


def read(what: dict[str, Any], *, spoken: bool = False, listens: bool = False) -> tuple[str, Any] | None:
    """What is made of it; `spoken`: whether we have posted in its thread, `listens`: whether we listen there."""
    return read_message(
        what, team="T1", me=ME, has_spoken=lambda _channel, _thread: spoken, listens=lambda _channel: listens
    )


def test_a_mention_is_a_question_without_the_mention() -> None:
    """The name is not part of what is asked."""
    kept = read(event("<@U0WHY>: why can't my pod ping"))
    assert kept is not None
    key, question = kept
    assert key == "msg:T1:C1:1.1"
    assert question.kind is Kind.MENTION
    assert question.text == "why can't my pod ping"
    assert question.place.thread == "1.1"


def test_a_mention_and_its_message_have_one_key() -> None:
    """Slack tells of a mention twice, under different event ids."""
    mention = read(event(type="app_mention"))
    message = read(event())
    assert mention is not None
    assert message is not None
    assert mention[0] == message[0]


def test_a_direct_message_needs_no_mention() -> None:
    """Whoever writes to the bot means the bot."""
    kept = read(event("lunch?", channel="D1", channel_type="im"))
    assert kept is not None
    assert kept[1].kind is Kind.DIRECT


@pytest.mark.parametrize(
    "text",
    ["lunch?", "the deploy failed with an error", "<@U0OTHER> why is it broken?", ""],
)
def test_what_mentions_nobody_or_somebody_else_is_dropped(text: str) -> None:
    """A channel's talk is none of our business."""
    assert read(event(text)) is None


@pytest.mark.parametrize(
    "text",
    ["thanks to <@U0WHY> we found it yesterday", "I like <@U0WHY>", "昨天 <@U0WHY> 幫了大忙"],
)
def test_a_mention_in_passing_is_dropped(text: str) -> None:
    """Talking about the bot is not talking to it."""
    assert read(event(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "hey <@U0WHY> why can't my pod ping",
        "pod is stuck, <@U0WHY>",
        "open /run/flannel/subnet.env: no such file <@U0WHY>",
        "請問 <@U0WHY> 這是什麼",
    ],
)
def test_a_mention_in_the_middle_counts_where_something_is_asked(text: str) -> None:
    """A question or an error beside the mention means the bot."""
    kept = read(event(text))
    assert kept is not None
    assert kept[1].kind is Kind.MENTION


def test_any_text_that_begins_with_the_mention_counts() -> None:
    """It always gets one reply."""
    kept = read(event("  <@U0WHY> good morning"))
    assert kept is not None
    assert kept[1].text == "good morning"


@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"bot_id": "B9"},
        {"bot_profile": {"id": "B9"}},
        {"user": "U0WHY"},
        {"user": ""},
        {"edited": {"user": "U1", "ts": "1.2"}},
        {"hidden": True},
    ],
)
def test_bots_edits_deletions_and_ourselves_are_ignored(changes: dict[str, Any]) -> None:
    """Nothing but what a person has just written counts."""
    assert read(event(**changes)) is None


def test_a_file_counts_with_its_text() -> None:
    """An upload is a message too."""
    kept = read(event(subtype="file_share", files=[{"id": "F1"}]))
    assert kept is not None
    assert kept[1].files == 1


def test_a_thread_in_which_we_have_spoken_is_followed() -> None:
    """There a message needs no mention."""
    kept = read(event("and on win-2 too", thread_ts="1.0"), spoken=True)
    assert kept is not None
    assert kept[1].kind is Kind.FOLLOW_UP
    assert kept[1].place.thread == "1.0"
    assert read(event("and on win-2 too", thread_ts="1.0"), spoken=False) is None


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("see <https://example.com/a?b=1&amp;c=2>", "see https://example.com/a?b=1&c=2"),
        ("on <http://win-1.local|win-1.local> it fails", "on win-1.local it fails"),
        ("<https://example.com/x|the page>", "the page (https://example.com/x)"),
        ("<@U123> said <!channel> in <#C1|general>", "@U123 said @channel in @general"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
    ],
)
def test_a_text_is_read_as_the_person_saw_it(sent: str, seen: str) -> None:
    """Slack's transport form is undone."""
    assert readable(sent) == seen


def test_what_a_person_escaped_stays_text() -> None:
    """An escaped control sequence is not read as one."""
    assert readable("&lt;!channel&gt;") == "<!channel>"


@pytest.mark.parametrize(
    ("text", "overheard"),
    [
        ("why does my windows pod not ping?", True),
        ("Policy creation failed: hcnCreateLoadBalancer failed", True),
        ("E1125 06:12:09 main.go:112] Waiting for the Network to be created", True),
        ("The wrong diskette is in the drive. Insert %2 into drive %1.", True),
        ("failed?", False),
        ("x" * 40_001, False),
        ("ask <@U0WHY|kubewhy> nothing", False),
    ],
)
def test_where_it_listens_it_overhears_what_may_be_a_problem(text: str, overheard: bool) -> None:
    """Without a mention and of some length; the rest is for the matcher to judge: programs print errors calmly."""
    kept = read(event(text=text), listens=True)
    assert (kept is not None and kept[1].kind is Kind.OVERHEARD) is overheard
    assert read(event(text=text)) is None or not overheard


def test_it_overhears_nothing_in_threads() -> None:
    """People talk there with each other."""
    assert read(event(text="why does it fail so often?", thread_ts="0.9"), listens=True) is None


@pytest.mark.parametrize(
    "text",
    [
        "PTAL: retries when flannel says open /run/flannel/subnet.env: no such file or directory",
        "can you review my change for 'The specified port already exists'?",
        "https://github.com/acme/net/pull/17 fixes Policy creation failed: The specified port already exists",
        "diff --git a/x b/x\n+ // The specified port already exists",
        "PR #12 handles 'Waiting for the Network to be created'",
        "post-mortem of Monday: The specified port already exists",
        "麻煩看一下這個合併請求：The specified port already exists",
    ],
)
def test_people_who_work_on_something_together_are_left_alone(text: str) -> None:
    """They quote errors that they have understood; addressed to us, the same is a question."""
    assert read(event(text), listens=True) is None
    assert read(event(f"<@U0WHY> {text}")) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "thread_broadcast", "thread_ts": "0.9"},
        {"bot_id": "B9"},
        {"user": "U0WHY"},
        {"edited": {"user": "U1", "ts": "1.2"}},
    ],
)
def test_where_it_listens_it_hears_people_alone(changes: dict[str, Any]) -> None:
    """No bots, no edits, no comings and goings, and nothing of its own."""
    assert read(event("The specified port already exists", **changes), listens=True) is None


def test_a_file_beside_what_is_overheard_does_not_count() -> None:
    """Who didn't ask isn't told that we read no files."""
    kept = read(event("why does it fail so often?", subtype="file_share", files=[{"id": "F1"}]), listens=True)
    assert kept is not None
    assert kept[1].files == 0
