"""The fake Slack behaves as the real one does, as far as the bot can tell."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fake_slack import FakeSlack, broken, cut_after, cut_before, rate_limited, refused, running, slow
from fake_slack_blocks import message_problems, view_problems
from slack_player import FORM, SlackPlayer, buttons
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "All steps"}, "action_id": "all", "value": "x"}
ANSWER: list[dict[str, Any]] = [
    {"type": "header", "text": {"type": "plain_text", "text": "Likely: ports are used up"}},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Why* &lt;none&gt;"}},
    {"type": "actions", "elements": [BUTTON]},
]


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with running(FakeSlack()) as started:
        yield started


@pytest.fixture
def client(slack: FakeSlack) -> WebClient:
    return WebClient(token=slack.token, base_url=slack.api_url, retry_handlers=[], timeout=5)


def error_of(call: Any, **arguments: Any) -> str:
    """What Slack says to a call that it refuses."""
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return str(raised.value.response["error"])


def test_the_bot_learns_who_it_is_and_what_it_may_do(slack: FakeSlack, client: WebClient) -> None:
    """The granted scopes stand in a header."""
    response = client.auth_test()

    assert (response["user_id"], response["bot_id"], response["team_id"]) == ("U0WHY", "B0WHY", "T0TEAM")
    assert "chat:write" in response.headers["x-oauth-scopes"].split(",")


def test_a_message_is_kept_and_found_again_with_its_metadata(slack: FakeSlack, client: WebClient) -> None:
    """Metadata comes back only when it is asked for."""
    asked = slack.say("C0HELP", "U0ANNA", "why?")
    metadata = {"event_type": "answer", "event_payload": {"key": "k1"}}
    posted = client.chat_postMessage(
        channel="C0HELP", text="because", blocks=ANSWER, thread_ts=asked["ts"], metadata=metadata
    )

    plain = client.conversations_replies(channel="C0HELP", ts=asked["ts"])
    whole = client.conversations_replies(channel="C0HELP", ts=asked["ts"], include_all_metadata=True)

    assert [one["ts"] for one in whole["messages"]] == [asked["ts"], posted["ts"]]
    assert whole["messages"][1]["metadata"]["event_payload"] == {"key": "k1"}
    assert "metadata" not in plain["messages"][1]
    assert slack.posted_in(asked["ts"])[0]["text"] == "because"
    assert buttons(slack.posted[0]) == ["All steps"]


def test_a_thread_is_read_page_by_page_from_a_moment_on(slack: FakeSlack, client: WebClient) -> None:
    """The root is always there; `oldest` leaves out what is older."""
    root = slack.say("C0HELP", "U0ANNA", "one")["ts"]
    later = [slack.say("C0HELP", "U0BEN", str(number), thread_ts=root)["ts"] for number in range(4)]

    first = client.conversations_replies(channel="C0HELP", ts=root, oldest=later[1], inclusive=True, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_replies(
        channel="C0HELP", ts=root, oldest=later[1], inclusive=True, limit=2, cursor=cursor
    )

    assert [one["ts"] for one in [*first["messages"], *second["messages"]]] == [root, *later[1:]]
    assert second["has_more"] is False


def test_what_slack_would_refuse_is_refused(slack: FakeSlack, client: WebClient) -> None:
    """By the same error as Slack's."""
    long = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]

    assert error_of(client.chat_postMessage, channel="C0NONE", text="x") == "channel_not_found"
    assert error_of(client.chat_postMessage, channel="C0OTHER", text="x") == "not_in_channel"
    assert error_of(client.api_call, api_method="chat.postMessage", json={"channel": "C0HELP"}) == "no_text"
    assert error_of(client.chat_postMessage, channel="C0HELP", text="x", blocks=long) == "invalid_blocks"
    assert error_of(client.chat_postMessage, channel="C0HELP", text="x", thread_ts="1.0") == "thread_not_found"
    assert error_of(client.chat_postMessage, channel="C0HELP", text="x" * 40_001) == "msg_too_long"
    assert error_of(client.chat_update, channel="C0HELP", ts="1.0", text="x") == "message_not_found"
    assert error_of(client.users_info, user="U0NONE") == "user_not_found"
    assert error_of(client.conversations_replies, channel="C0HELP", ts="1.0") == "thread_not_found"
    assert error_of(client.api_call, api_method="chat.startStream") == "unknown_method"
    assert slack.posted == []


def test_tokens_and_scopes_are_checked(slack: FakeSlack, client: WebClient) -> None:
    """A call needs the right token, and the scope of what it does."""
    stranger = WebClient(token="xoxb-wrong", base_url=slack.api_url, retry_handlers=[])
    slack.scopes = "commands"

    assert error_of(stranger.auth_test) == "invalid_auth"
    assert error_of(client.chat_postMessage, channel="C0HELP", text="x") == "missing_scope"


def test_nobody_elses_message_can_be_edited(slack: FakeSlack, client: WebClient) -> None:
    """An edit replaces the bot's own text and blocks."""
    theirs = slack.say("C0HELP", "U0ANNA", "mine")
    ours = client.chat_postMessage(channel="C0HELP", text="one", blocks=ANSWER)

    client.chat_update(channel="C0HELP", ts=ours["ts"], text="two")

    assert error_of(client.chat_update, channel="C0HELP", ts=theirs["ts"], text="x") == "cant_update_message"
    assert slack.posted[0]["text"] == "two"
    assert "blocks" not in slack.posted[0]


def test_a_message_to_a_user_goes_into_their_direct_message(slack: FakeSlack, client: WebClient) -> None:
    """A user's id stands for it."""
    assert client.chat_postMessage(channel="U0MEI", text="x")["channel"] == "D0MEI"


def test_the_locale_is_told_when_asked_for(slack: FakeSlack, client: WebClient) -> None:
    """As Slack does."""
    assert client.users_info(user="U0MEI", include_locale=True)["user"]["locale"] == "zh-TW"
    assert "locale" not in client.users_info(user="U0MEI")["user"]


def test_a_trigger_opens_one_modal(slack: FakeSlack, client: WebClient) -> None:
    """A modal that is too long in its title is refused and spends nothing."""
    trigger = slack.new_trigger()
    view = {"type": "modal", "title": {"type": "plain_text", "text": "All steps"}, "blocks": ANSWER[:2]}
    long = view | {"title": {"type": "plain_text", "text": "x" * 25}}

    assert error_of(client.views_open, trigger_id=trigger, view=long) == "invalid_arguments"
    assert client.views_open(trigger_id=trigger, view=view)["view"]["id"].startswith("V")
    assert error_of(client.views_open, trigger_id=trigger, view=view) == "exchanged_trigger_id"
    assert error_of(client.views_open, trigger_id="1.2", view=view) == "invalid_trigger_id"
    assert [one["title"]["text"] for one in slack.views] == ["All steps"]


def test_a_response_url_takes_five_messages(slack: FakeSlack) -> None:
    """Seen by their user alone, unless told otherwise."""
    webhook = WebhookClient(slack.new_response_url(channel="C0OTHER", user="U0ANNA"))

    statuses = [webhook.send(text=f"answer {number}").status_code for number in range(6)]

    assert statuses == [200] * 5 + [404]
    assert {one["ephemeral_to"] for one in slack.posted} == {"U0ANNA"}


def test_a_response_url_replaces_the_message_of_its_button(slack: FakeSlack, client: WebClient) -> None:
    """And posts nothing new."""
    posted = client.chat_postMessage(channel="C0HELP", text="one")
    url = slack.new_response_url(channel="C0HELP", user="U0ANNA", ts=posted["ts"])

    WebhookClient(url).send(text="two", replace_original=True)

    assert [one["text"] for one in slack.posted] == ["two"]


def test_it_limits_and_breaks_as_told_and_then_works(slack: FakeSlack, client: WebClient) -> None:
    """Each fault is spent by one call, in the order given."""
    for fault in (rate_limited(7), broken(503), refused("fatal_error")):
        slack.fail("chat.postMessage", fault)

    seen = []
    for _ in range(3):
        with pytest.raises(SlackApiError) as raised:
            client.chat_postMessage(channel="C0HELP", text="x")
        seen.append(raised.value.response)
    client.chat_postMessage(channel="C0HELP", text="x")

    assert [one.status_code for one in seen] == [429, 503, 200]
    assert seen[0].headers["retry-after"] == "7"
    assert [one.outcome for one in slack.called("chat.postMessage")] == ["HTTP 429", "HTTP 503", "fatal_error", "ok"]
    assert len(slack.posted) == 1


def test_it_cuts_the_connection_before_or_after_the_message_is_stored(slack: FakeSlack, client: WebClient) -> None:
    """The caller can't tell the two apart."""
    slack.fail("chat.postMessage", cut_before())
    slack.fail("chat.postMessage", cut_after())

    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel="C0HELP", text="lost")
    with pytest.raises((OSError, http.client.HTTPException)):
        client.chat_postMessage(channel="C0HELP", text="there")

    assert [one["text"] for one in slack.posted] == ["there"]


def test_a_slow_answer_holds_up_no_other(slack: FakeSlack, client: WebClient) -> None:
    """Other calls are served meanwhile."""
    slack.fail("chat.postMessage", slow(1.5))
    post = threading.Thread(target=client.chat_postMessage, kwargs={"channel": "C0HELP", "text": "late"})
    post.start()

    client.auth_test()
    answered_first = [one.method for one in slack.calls]
    post.join()

    assert answered_first == ["auth.test"]
    assert slack.wait_until(lambda: len(slack.posted) == 1)


def test_it_goes_wrong_until_it_is_healed(slack: FakeSlack, client: WebClient) -> None:
    """An outage lasts."""
    slack.always_fail("auth.test", broken(500))
    for _ in range(2):
        with pytest.raises(SlackApiError):
            client.auth_test()

    slack.heal()

    assert client.auth_test()["ok"]


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([{"type": "divider"}] * 51, "blocks: 51, no more than 50 are allowed"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "3001 characters"),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "0 characters"),
        ([{"type": "section"}], "needs text or fields"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "11 items"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}], "11 items"),
        ([{"type": "actions", "elements": [BUTTON | {"action_id": str(n)} for n in range(26)]}], "26 items"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "action_id: the same twice"),
        ([{"type": "actions", "elements": [BUTTON | {"value": "x" * 2001}]}], "2001 characters"),
        (
            [{"type": "actions", "elements": [BUTTON | {"text": {"type": "plain_text", "text": "x" * 76}}]}],
            "76 characters",
        ),
        ([{"type": "actions", "elements": [BUTTON | {"text": {"type": "mrkdwn", "text": "x"}}]}], "must be plain_text"),
        ([{"type": "divider", "block_id": "a"}] * 2, "block_id: the same twice"),
        ([{"type": "alert", "text": "x"}], "unsupported type 'alert'"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x", "bold": True}}], "unknown bold"),
        ([{"type": "markdown", "text": "x" * 7000}, {"type": "markdown", "text": "x" * 7000}], "14000 characters"),
        (["x"], "must be an object"),
        ("x", "must be a list"),
    ],
)
def test_blocks_beyond_slacks_limits_are_named(blocks: Any, problem: str) -> None:
    """Where and how far."""
    assert problem in "; ".join(message_problems(blocks))


def test_blocks_within_slacks_limits_pass() -> None:
    """So do the parts of rich text."""
    text = {"type": "text", "text": "reservedports.txt"}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [text]}]}

    assert message_problems([*ANSWER, rich, {"type": "divider"}]) == []
    assert view_problems({"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": ANSWER}) == []


class Recorder(BaseHTTPRequestHandler):
    """An app that writes down what it is sent."""

    seen: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        """Takes one request."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def player(slack: FakeSlack) -> Iterator[SlackPlayer]:
    Recorder.seen = []
    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield SlackPlayer(slack, url=f"http://127.0.0.1:{server.server_port}/slack/events", signing_secret="shh")
        server.shutdown()
        thread.join()


def test_what_the_player_sends_is_signed_as_slack_signs(player: SlackPlayer) -> None:
    """Slack's own verifier accepts it, and nothing signed otherwise or long ago."""
    verifier = SignatureVerifier("shh")

    reply = player.send_json(player.url_verification("abc"))
    player.send(b"{}", secret="other")
    player.send(b"{}", timestamp=int(time.time()) - 600)

    valid = [verifier.is_valid_request(body.decode(), headers) for headers, body in Recorder.seen]
    assert (reply.status, reply.body) == (200, "ok")
    assert valid == [True, False, False]


def test_a_mention_comes_as_slack_sends_it(player: SlackPlayer, slack: FakeSlack) -> None:
    """Escaped, with an envelope, and stored in the channel."""
    message = player.mention("why <none> & co?")

    event = json.loads(Recorder.seen[0][1])
    assert event["type"] == "event_callback"
    assert event["event"]["type"] == "app_mention"
    assert event["event"]["text"] == "<@U0WHY> why &lt;none&gt; &amp; co?"
    assert event["event"]["ts"] == message["ts"]
    assert slack.messages == [message]


def test_a_repetition_says_so(player: SlackPlayer) -> None:
    """By two headers."""
    player.send_json(player.message(player.write("x")), retry=2)

    assert Recorder.seen[0][0]["x-slack-retry-num"] == "2"
    assert Recorder.seen[0][0]["x-slack-retry-reason"] == "http_timeout"


def test_a_press_carries_what_the_button_holds(player: SlackPlayer, client: WebClient, slack: FakeSlack) -> None:
    """And tells where it stands."""
    root = slack.say("C0HELP", "U0ANNA", "why?")["ts"]
    client.chat_postMessage(channel="C0HELP", text="x", blocks=ANSWER, thread_ts=root)

    player.press(slack.posted[0], "All steps", user="U0BEN")

    headers, body = Recorder.seen[0]
    payload = json.loads(dict(parse_qsl(body.decode()))["payload"])
    assert headers["content-type"] == FORM
    assert payload["actions"][0]["value"] == "x"
    assert payload["container"]["thread_ts"] == root
    assert payload["user"]["id"] == "U0BEN"


def test_every_kind_of_payload_has_slacks_shape(player: SlackPlayer, slack: FakeSlack) -> None:
    """The fields by which an app tells them apart."""
    written = player.write("x")
    other = player.write("y", channel="G0OPS")

    changed = player.message_changed(written, text="z")["event"]
    private = player.message(other)["event"]
    shared = player.file_share(other, names=("kubelet.log",))["event"]
    deleted = player.message_deleted(written)["event"]
    bot, old = player.bot_message("down!")["event"], player.bot_message("down!", old=True)["event"]
    shortcut = player.message_shortcut(other)
    submitted = player.view_submission({"id": "V1", "type": "modal"})

    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "z",
        "x",
    )
    assert (deleted["subtype"], deleted["hidden"]) == ("message_deleted", True)
    assert private["channel_type"] == "group"
    assert (shared["subtype"], shared["files"][0]["name"]) == ("file_share", "kubelet.log")
    assert (bot["bot_id"], old["subtype"], "user" in old) == ("B0ALERT", "bot_message", False)
    assert (shortcut["type"], shortcut["callback_id"], shortcut["message"]["text"]) == ("message_action", "why", "y")
    assert submitted["view"]["state"] == {"values": {}}
    assert player.command("ask x")["command"] == "/kubewhy"
