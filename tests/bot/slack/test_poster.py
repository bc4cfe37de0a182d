"""Posting once: against a Web API that limits, fails, cuts off and forgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_slack import BOT_TOKEN, FakeSlack, broken, cut_after, cut_before, rate_limited, refused, running
from slack_sdk import WebClient

from bot.errors import UsageError
from bot.ports import Message, PostFailed
from bot.question import Place
from bot.slack.identity import identify
from bot.slack.poster import SlackPoster

MESSAGE = Message(
    text="Very likely: ports are gone",
    blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "ports are gone"}},),
)
KEY = "msg:T0TEAM:C0HELP:1.1"


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace."""
    with running(FakeSlack()) as fake:
        yield fake


def client(slack: FakeSlack, *, token: str = BOT_TOKEN) -> WebClient:
    """A client as the bot makes it."""
    return WebClient(token=token, base_url=slack.api_url, timeout=5, retry_handlers=[])


def asked(slack: FakeSlack, *, channel: str = "C0HELP", user: str = "U0ANNA", reply: bool = False) -> Place:
    """Where a question was asked just now."""
    ts = str(slack.say(channel, user, "the ports!")["ts"])
    url = slack.new_response_url(channel=channel, user=user) if reply else ""
    return Place(team=slack.team, channel=channel, user=user, ts=ts, thread=ts, reply_url=url)


def test_an_answer_is_posted_into_the_thread_with_its_key(slack: FakeSlack) -> None:
    """The key is in the metadata, where it is found again."""
    place, poster = asked(slack), SlackPoster(client(slack))
    ts = poster.post(MESSAGE, place=place, key=KEY)
    posted = slack.posted_in(place.thread)
    assert [one["ts"] for one in posted] == [ts]
    assert posted[0]["text"] == MESSAGE.text
    assert posted[0]["metadata"]["event_payload"] == {"key": KEY}
    assert poster.find(place=place, key=KEY) == ts
    assert poster.find(place=place, key="msg:another") is None


def test_a_limit_is_told_with_slacks_own_pause(slack: FakeSlack) -> None:
    """Refused before anything was done: no need to look."""
    slack.fail("chat.postMessage", rate_limited(7))
    with pytest.raises(PostFailed) as failed:
        SlackPoster(client(slack)).post(MESSAGE, place=asked(slack), key=KEY)
    assert failed.value.retry_after == 7
    assert not failed.value.uncertain


@pytest.mark.parametrize("fault", [broken(503), broken(500), refused("internal_error"), cut_before(), cut_after()])
def test_what_may_have_arrived_is_uncertain(slack: FakeSlack, fault: object) -> None:
    """The next try comes soon, after a look."""
    slack.fail("chat.postMessage", fault)  # type: ignore[arg-type]
    with pytest.raises(PostFailed) as failed:
        SlackPoster(client(slack)).post(MESSAGE, place=asked(slack), key=KEY)
    assert failed.value.uncertain
    assert failed.value.retry_after is not None
    assert failed.value.retry_after <= 5
    assert len(slack.called("chat.postMessage")) == 1


def test_a_post_whose_answer_was_cut_off_is_found(slack: FakeSlack) -> None:
    """So that it is not posted twice."""
    place, poster = asked(slack), SlackPoster(client(slack))
    slack.fail("chat.postMessage", cut_after())
    with pytest.raises(PostFailed):
        poster.post(MESSAGE, place=place, key=KEY)
    assert poster.find(place=place, key=KEY) == slack.posted_in(place.thread)[0]["ts"]


def test_blocks_that_slack_refuses_are_left_out(slack: FakeSlack) -> None:
    """A plain text is better than nothing."""
    place = asked(slack)
    broken_blocks = Message(
        text="what matters", blocks=({"type": "header", "text": {"type": "plain_text", "text": ""}},)
    )
    SlackPoster(client(slack)).post(broken_blocks, place=place, key=KEY)
    posted = slack.posted_in(place.thread)
    assert [one["text"] for one in posted] == ["what matters"]


def test_a_channel_that_is_closed_to_us_is_final(slack: FakeSlack) -> None:
    """Trying again would never help."""
    with pytest.raises(PostFailed) as failed:
        SlackPoster(client(slack)).post(MESSAGE, place=asked(slack, channel="C0OTHER"), key=KEY)
    assert failed.value.retry_after is None


def test_a_shortcut_in_a_channel_closed_to_us_is_answered_to_its_user(slack: FakeSlack) -> None:
    """Slack's reply address works everywhere."""
    place = asked(slack, channel="C0OTHER", reply=True)
    assert SlackPoster(client(slack)).post(MESSAGE, place=place, key=KEY) == ""
    assert [one["ephemeral_to"] for one in slack.posted] == ["U0ANNA"]


def test_a_command_is_answered_to_its_user_alone(slack: FakeSlack) -> None:
    """Nobody else in the channel sees it."""
    place = asked(slack, reply=True).model_copy(update={"thread": "", "ts": ""})
    SlackPoster(client(slack)).post(MESSAGE, place=place, key=KEY)
    assert [(one["ephemeral_to"], one["text"]) for one in slack.posted] == [("U0ANNA", MESSAGE.text)]


def test_a_reply_address_that_has_run_out_becomes_a_direct_message(slack: FakeSlack) -> None:
    """The asker is still answered, and nobody else sees it."""
    reply_url = slack.new_response_url(channel="C0HELP", user="U0ANNA") + "-expired"
    place = asked(slack).model_copy(update={"thread": "", "ts": "", "reply_url": reply_url})
    SlackPoster(client(slack)).post(MESSAGE, place=place, key=KEY)
    assert [one["channel"] for one in slack.posted] == ["D0ANNA"]


def test_an_edit_replaces_our_message(slack: FakeSlack) -> None:
    """With its blocks."""
    place, poster = asked(slack), SlackPoster(client(slack))
    ts = poster.post(MESSAGE, place=place, key=KEY)
    edit = place.model_copy(update={"edit": ts})
    assert poster.post(Message(text="now this", blocks=MESSAGE.blocks), place=edit, key="act:1") == ts
    assert [one["text"] for one in slack.posted_in(place.thread)] == ["now this"]


def test_a_threads_texts_are_those_of_people_before_the_question(slack: FakeSlack) -> None:
    """Read as people saw them, secrets masked, ours left out."""
    root = slack.say("C0HELP", "U0BEN", "it &lt;broke&gt; password=hunter2hunter2")
    place = asked(slack).model_copy(update={"thread": root["ts"]})
    slack.say("C0HELP", "U0BEN", "more", thread_ts=root["ts"])
    question = slack.say("C0HELP", "U0ANNA", "why?", thread_ts=root["ts"])
    place = place.model_copy(update={"ts": question["ts"]})
    poster = SlackPoster(client(slack))
    poster.post(MESSAGE, place=place, key=KEY)
    texts = poster.thread_texts(place)
    assert [text.split(" password")[0] for text in texts] == ["it <broke>", "more"]
    assert "hunter2" not in "".join(texts)


def test_a_thread_that_cannot_be_read_is_empty(slack: FakeSlack) -> None:
    """The question is answered from itself alone."""
    slack.always_fail("conversations.replies", broken(503))
    place = asked(slack).model_copy(update={"ts": "9999999999.9"})
    assert SlackPoster(client(slack)).thread_texts(place) == ()


def test_a_find_that_slack_does_not_allow_is_no_find(slack: FakeSlack) -> None:
    """Without the scope for it, an answer may be posted twice rather than never."""
    slack.always_fail("conversations.replies", refused("missing_scope"))
    assert SlackPoster(client(slack)).find(place=asked(slack), key=KEY) is None


@pytest.mark.parametrize(
    ("user", "language"), [("U0ANNA", "en"), ("U0MEI", "zh-TW"), ("U0LI", "zh-CN"), ("U0NOBODY", None)]
)
def test_a_persons_language_is_that_of_their_slack(slack: FakeSlack, user: str, language: str | None) -> None:
    """Asked once."""
    poster = SlackPoster(client(slack))
    assert poster.locale(user) == language
    if language is not None:
        poster.locale(user)
        assert len(slack.called("users.info")) == 1


def test_who_we_are_is_asked_with_patience(slack: FakeSlack) -> None:
    """A Slack that isn't there yet is waited for."""
    slack.fail("auth.test", broken(503), times=2)
    me = identify(client(slack))
    assert (me.user, me.team) == (slack.bot_user, slack.team)
    assert len(slack.called("auth.test")) == 3


def test_a_refused_token_is_told_in_one_line(slack: FakeSlack) -> None:
    """Without the token."""
    with pytest.raises(UsageError, match=r"Slack refuses SLACK_BOT_TOKEN \(invalid_auth\)") as told:
        identify(client(slack, token="xoxb-wrong"))
    assert "xoxb-wrong" not in str(told.value)


def test_a_slack_that_never_comes_is_told_in_one_line(slack: FakeSlack) -> None:
    """With the address that was tried."""
    slack.always_fail("auth.test", broken(503))
    with pytest.raises(UsageError, match="Slack can't be reached at http"):
        identify(client(slack), patience=0.1)


def test_missing_scopes_are_named_with_what_will_not_work(slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    """And the bot starts."""
    slack.scopes = "app_mentions:read,chat:write"
    identify(client(slack))
    assert "lacks the scope im:history: direct messages won't work" in caplog.text
