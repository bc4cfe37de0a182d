"""What each listener makes of what Slack sends, through Bolt as it runs: a misspelt argument would arrive as None."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from factories import entry, knowledge_base
from slack_bolt import BoltRequest
from slack_sdk import WebClient

from bot.ports import Hears, InboxUnavailable
from bot.question import Kind, Question
from bot.slack.app import make_app
from bot.slack.desk import Desk
from bot.slack.identity import Identity

FORM: dict[str, str | Sequence[str]] = {"content-type": ["application/x-www-form-urlencoded"]}
JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json"]}


class Kept:
    """An inbox that remembers what it was given."""

    def __init__(self, *, broken: bool = False, spoken: bool = False) -> None:
        self.questions: dict[str, Question] = {}
        self.broken = broken
        self.spoken = spoken

    def accept(self, *, key: str, question: Question) -> bool:
        """Keeps it, or fails as a full disk would."""
        if self.broken:
            raise InboxUnavailable("disk full")
        self.questions[key] = question
        return True

    def has_spoken(self, **_: str) -> bool:
        """Whether the thread is one of ours."""
        return self.spoken


class Ear:
    """We listen everywhere, or nowhere."""

    def __init__(self, *, listens: bool) -> None:
        self._listens = listens

    def hears(self, **_: str) -> Hears:
        """As it was told."""
        return Hears(listens=self._listens)


class Modals(WebClient):
    """A client that remembers the modals it was told to open."""

    def __init__(self) -> None:
        super().__init__(token="xoxb-test")
        self.opened: list[tuple[str, dict[str, Any]]] = []

    def views_open(self, *, trigger_id: str, view: Any, **_: Any) -> Any:  # type: ignore[override]
        """Remembers it."""
        self.opened.append((f"open {trigger_id}", view))

    def views_push(self, *, trigger_id: str, view: Any, **_: Any) -> Any:  # type: ignore[override]
        """Remembers it."""
        self.opened.append((f"push {trigger_id}", view))


class Slack:
    """The app with its listeners, and what they did."""

    def __init__(self, inbox: Kept | None = None, *, listens: bool = False) -> None:
        self.inbox = inbox or Kept()
        self.modals = Modals()
        desk = Desk(
            me=Identity(user="U0WHY", bot="B0WHY", team="T1"),
            inbox=self.inbox,  # type: ignore[arg-type]  # only what listeners use
            listening=Ear(listens=listens),  # type: ignore[arg-type]
            is_sure=lambda text: "ports are gone" in text,
            reaction="mag",
            knowledge=knowledge_base(entry("ports-gone"), entry("other-one")),
            client=self.modals,
            style="full",
        )
        self._app = make_app(desk, token="xoxb-test")

    def event(self, **fields: Any) -> int:
        """Sends one event; the status of the answer."""
        event = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "<@U0WHY> ports?"} | fields
        body = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
        return self._app.dispatch(BoltRequest(body=json.dumps(body), headers=JSON)).status

    def form(self, fields: dict[str, str]) -> int:
        """Sends one form."""
        return self._app.dispatch(BoltRequest(body=urlencode(fields), headers=FORM)).status

    def press(self, action_id: str, value: dict[str, Any], **fields: Any) -> int:
        """Presses a button under a message in a thread."""
        action = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b",
            "action_ts": "9.9",
            "value": json.dumps(value),
        }
        payload = {
            "type": "block_actions",
            "user": {"id": "U2"},
            "team": {"id": "T1"},
            "channel": {"id": "C1"},
            "container": {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": False},
            "message": {"ts": "1.2", "thread_ts": "1.1"},
            "actions": [action],
            "trigger_id": "trigger",
            "response_url": "https://hooks.slack.com/actions/x",
        }
        return self.form({"payload": json.dumps(payload | fields)})

    def only(self) -> tuple[str, Question]:
        """The one question that was kept."""
        assert len(self.inbox.questions) == 1
        return next(iter(self.inbox.questions.items()))


def test_a_mention_is_kept_and_acknowledged() -> None:
    """Under the message's own key."""
    slack = Slack()
    assert slack.event() == 200
    key, question = slack.only()
    assert key == "msg:T1:C1:1.1"
    assert question.text == "ports?"


def test_a_mention_and_its_message_are_one_question() -> None:
    """Both kinds of event are heard."""
    slack = Slack()
    slack.event()
    slack.event(type="message", channel_type="channel")
    slack.only()


def test_a_failing_inbox_is_not_acknowledged() -> None:
    """Slack will send it again."""
    assert Slack(Kept(broken=True)).event() == 503


@pytest.mark.parametrize(
    "fields",
    [{"type": "message", "text": "lunch?"}, {"type": "team_join", "user": {"id": "U9"}}, {"type": "reaction_added"}],
)
def test_all_else_is_acknowledged_and_nothing_kept(fields: dict[str, Any]) -> None:
    """Slack need not try again."""
    slack = Slack()
    assert slack.event(**fields) == 200
    assert slack.inbox.questions == {}


def test_what_is_overheard_is_kept_only_if_we_are_sure() -> None:
    """Everything else is acknowledged, and nowhere written down."""
    slack = Slack(listens=True)
    assert slack.event(type="message", channel_type="channel", text="lunch at the usual place?") == 200
    assert slack.event(type="message", channel_type="channel", text="again the ports are gone", ts="1.2") == 200
    key, question = slack.only()
    assert key == "msg:T1:C1:1.2"
    assert question.kind is Kind.OVERHEARD


def test_what_is_overheard_and_cannot_be_kept_is_not_acknowledged() -> None:
    """Slack sends it again, as it does with a question."""
    slack = Slack(Kept(broken=True), listens=True)
    assert slack.event(type="message", channel_type="channel", text="again the ports are gone") == 503


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"reaction": "mag"},
        {"reaction": "mag", "item": "message"},
        {"reaction": "mag", "item": {"type": "file", "file": "F1"}},
        {"reaction": "mag", "item": {"type": "message", "channel": "C1", "ts": "1.1"}, "user": "U0WHY"},
        {"reaction": "eyes", "item": {"type": "message", "channel": "C1", "ts": "1.1"}},
    ],
)
def test_reactions_that_ask_nothing_are_acknowledged(fields: dict[str, Any]) -> None:
    """Slack isn't even asked for the message."""
    slack = Slack()
    assert slack.event(**({"type": "reaction_added", "user": "U2"} | fields)) == 200
    assert slack.inbox.questions == {}


def test_the_button_to_mute_is_kept_as_the_word_is() -> None:
    """For the channel in which it stands; what comes of it is told to the one who pressed."""
    slack = Slack()
    assert slack.press("mute", {"language": "zh-TW"}) == 200
    _, question = slack.only()
    assert (question.kind, question.text, question.language) == (Kind.CHANNEL, "mute", "zh-TW")
    assert question.place is not None
    assert (question.place.channel, question.place.user) == ("C1", "U2")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ask specified port already exists", "specified port already exists"),
        ("help", "help"),
        ("", ""),
        ("why?", "why?"),
    ],
)
def test_a_command_is_kept_for_its_asker(text: str, asked: str) -> None:
    """The answer goes to Slack's reply address."""
    slack = Slack()
    fields = {"command": "/kubewhy", "text": text, "team_id": "T1", "channel_id": "C1", "user_id": "U1"}
    fields |= {"trigger_id": "7.7", "response_url": "https://hooks.slack.com/commands/x"}
    assert slack.form(fields) == 200
    key, question = slack.only()
    assert key == "cmd:7.7"
    assert question.kind is Kind.COMMAND
    assert question.text == asked
    assert question.place is not None
    assert question.place.reply_url == "https://hooks.slack.com/commands/x"


def test_the_shortcut_asks_about_somebodys_message() -> None:
    """In the thread of that message."""
    slack = Slack()
    payload = {
        "type": "message_action",
        "callback_id": "why",
        "trigger_id": "8.8",
        "user": {"id": "U2"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "message_ts": "1.5",
        "message": {"type": "message", "user": "U1", "ts": "1.5", "text": "ports &lt;gone&gt;"},
        "response_url": "https://hooks.slack.com/app/x",
    }
    assert slack.form({"payload": json.dumps(payload)}) == 200
    key, question = slack.only()
    assert key == "cmd:8.8"
    assert question.kind is Kind.SHORTCUT
    assert question.text == "ports <gone>"
    assert question.place is not None
    assert (question.place.thread, question.place.user) == ("1.5", "U2")


def test_a_choice_is_kept_and_will_replace_the_question() -> None:
    """The message that holds the button becomes the answer."""
    slack = Slack()
    assert slack.press("choose_0", {"entry": "ports-gone", "language": "zh-TW", "about": "msg:T1:C1:1.1"}) == 200
    key, question = slack.only()
    assert key == "act:T1:U2:9.9:choose_0"
    assert question.choice == "ports-gone"
    assert question.language == "zh-TW"
    assert question.place is not None
    assert (question.place.edit, question.place.thread, question.place.reply_url) == ("1.2", "1.1", "")


def test_a_choice_in_a_message_seen_by_one_is_answered_through_its_reply_address() -> None:
    """Such a message can't be edited otherwise."""
    slack = Slack()
    container = {"type": "message", "message_ts": "1.2", "channel_id": "C1", "is_ephemeral": True}
    slack.press("choose_1", {"asked": "ports-gone", "option": 1, "language": "en"}, container=container)
    _, question = slack.only()
    assert (question.asked, question.option) == ("ports-gone", 1)
    assert question.place is not None
    assert question.place.reply_url
    assert question.place.edit


@pytest.mark.parametrize(("action_id", "verdict"), [("helpful", "helpful"), ("not_it", "not-it")])
def test_a_verdict_is_kept(action_id: str, verdict: str) -> None:
    """With the question it is about; the thanks go to its presser alone."""
    slack = Slack()
    slack.press(action_id, {"entry": "ports-gone", "language": "en", "about": "msg:T1:C1:1.1"})
    _, question = slack.only()
    assert (question.verdict, question.about, question.choice) == (verdict, "msg:T1:C1:1.1", "ports-gone")
    assert question.place is not None
    assert question.place.edit == ""
    assert question.place.reply_url


def test_all_steps_open_for_the_one_who_pressed() -> None:
    """At once, and nothing is kept."""
    slack = Slack()
    assert slack.press("all_steps", {"entry": "ports-gone", "language": "en"}) == 200
    assert slack.inbox.questions == {}
    how, view = slack.modals.opened[0]
    assert how == "open trigger"
    assert view["title"]["text"] == "All steps"
    assert "The title of ports-gone" in json.dumps(view)


def test_a_button_inside_a_modal_lays_another_over_it() -> None:
    """The list of other matches stays beneath."""
    slack = Slack()
    slack.press("others", {"entries": ["other-one", "long-gone"], "language": "en"})
    slack.press("all_steps", {"entry": "other-one", "language": "en"}, view={"id": "V1", "type": "modal"}, message=None)
    assert [how for how, _ in slack.modals.opened] == ["open trigger", "push trigger"]


@pytest.mark.parametrize(
    ("action_id", "value"), [("all_steps", {"entry": "long-gone"}), ("others", {"entries": ["long-gone"]})]
)
def test_a_button_of_an_older_knowledge_base_says_so(action_id: str, value: dict[str, Any]) -> None:
    """Never silence."""
    slack = Slack()
    assert slack.press(action_id, value | {"language": "en"}) == 200
    assert "older answer" in json.dumps(slack.modals.opened[0][1])


def test_a_button_that_is_not_ours_is_refused() -> None:
    """A value that we did not write is a broken payload."""
    assert Slack().press("helpful", {"surprise": True}) == 400


def test_a_button_of_another_kind_is_acknowledged() -> None:
    """Link buttons tell of their press too."""
    assert Slack().press("somebody_elses", {}) == 200


def test_a_failure_of_our_own_is_not_taken_for_a_broken_payload() -> None:
    """It is logged, and Slack sends the event again."""
    inbox = Kept()
    inbox.accept = lambda **_: 1 / 0  # type: ignore[method-assign,assignment]
    assert Slack(inbox).event() == 500
