"""What only Slack can tell: a message by its place, and whether we hear anything in a channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_slack import Channel, FakeSlack, broken, cut_before, rate_limited, running
from slack_sdk import WebClient

from bot.ports import InboxUnavailable, PostFailed
from bot.slack.looking_up import deaf_because, message_at, name_deaf


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    """A workspace."""
    with running(FakeSlack()) as fake:
        yield fake


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    """A client as the bot makes it."""
    return WebClient(token=slack.token, base_url=slack.api_url, timeout=5, retry_handlers=[])


def test_a_message_is_found_by_its_place(slack: FakeSlack, client: WebClient) -> None:
    """One that stands alone, one that began a thread, and a reply, whose thread is told."""
    alone = slack.say("C0HELP", "U0ANNA", "alone")
    root = slack.say("C0HELP", "U0ANNA", "root")
    reply = slack.say("C0HELP", "U0BEN", "reply", thread_ts=root["ts"])
    slack.say("C0HELP", "U0BEN", "more", thread_ts=root["ts"])
    for message, thread in ((alone, alone), (root, root), (reply, root)):
        found = message_at(client, channel="C0HELP", ts=message["ts"])
        assert found is not None
        assert (found.text, found.thread, found.written_by) == (message["text"], thread["ts"], message["user"])


def test_a_message_that_is_gone_or_closed_to_us_is_none(
    slack: FakeSlack, client: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The reason is logged in one line."""
    elsewhere = slack.say("C0OTHER", "U0ANNA", "hidden")
    assert message_at(client, channel="C0HELP", ts="1.1") is None
    assert message_at(client, channel="C0OTHER", ts=elsewhere["ts"]) is None
    assert "can't be read: not_in_channel" in caplog.text
    assert "hidden" not in caplog.text


@pytest.mark.parametrize("fault", [broken(503), rate_limited(3), cut_before()])
def test_a_slack_that_fails_is_asked_again_with_the_event(slack: FakeSlack, client: WebClient, fault: object) -> None:
    """It isn't acknowledged, so that Slack sends it again."""
    slack.fail("conversations.replies", fault)  # type: ignore[arg-type]
    with pytest.raises(InboxUnavailable):
        message_at(client, channel="C0HELP", ts="1.1")


def test_where_we_are_a_member_we_hear(slack: FakeSlack, client: WebClient) -> None:
    """Of a public channel, a private one, and a direct message."""
    assert [deaf_because(client, channel) for channel in ("C0HELP", "G0OPS", "D0ANNA")] == ["", "", ""]


def test_where_we_are_none_slack_says_why_we_hear_nothing(slack: FakeSlack, client: WebClient) -> None:
    """In its own word; of a private channel it doesn't even say that it exists."""
    slack.channels["G0SECRET"] = Channel(id="G0SECRET", kind="group", member=False)
    assert deaf_because(client, "C0OTHER") == "not_in_channel"
    assert deaf_because(client, "G0SECRET") == "channel_not_found"
    slack.scopes = "chat:write"
    assert deaf_because(client, "C0HELP") == "missing_scope"


def test_a_slack_that_fails_leaves_it_open(slack: FakeSlack, client: WebClient) -> None:
    """It is tried again later."""
    slack.fail("conversations.history", rate_limited(7))
    with pytest.raises(PostFailed) as failed:
        deaf_because(client, "C0HELP")
    assert failed.value.retry_after == 7


def test_channels_of_the_settings_in_which_we_hear_nothing_are_named(
    slack: FakeSlack, client: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    """At start, a line each, with what to do."""
    name_deaf(client, {"C0HELP", "C0OTHER", "C0GONE"})
    assert [record.getMessage() for record in caplog.records] == [
        "KUBEWHY_LISTEN names C0GONE, where I hear nothing (channel_not_found): invite me there with /invite @kubewhy",
        "KUBEWHY_LISTEN names C0OTHER, where I hear nothing (not_in_channel): invite me there with /invite @kubewhy",
    ]


def test_a_slack_that_fails_at_start_is_asked_once(
    slack: FakeSlack, client: WebClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The start goes on."""
    slack.always_fail("conversations.history", broken(503))
    name_deaf(client, {"C0HELP", "C0OTHER"})
    assert len(slack.called("conversations.history")) == 1
    assert [record.getMessage() for record in caplog.records if record.name.startswith("bot.")] == [
        "Slack can't be asked whether I am a member of the channels in KUBEWHY_LISTEN"
    ]
