"""Plays Slack towards the app: signed HTTP requests, shaped as Slack shapes them."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from fake_slack import FakeSlack

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"
RETRY_REASON = "http_timeout"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the app answered."""

    status: int
    body: str


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's signature of version 0."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def escaped(text: str) -> str:
    """A person's text as Slack sends it on: three characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class SlackPlayer:
    """Sends what people do in the fake workspace to the app's request URL."""

    def __init__(self, slack: FakeSlack, *, url: str, signing_secret: str) -> None:
        self.slack = slack
        self.url = url
        self.signing_secret = signing_secret
        self._numbers = itertools.count(1)

    # Sending ----------------------------------------------------------------------------------------------------------

    def send(
        self,
        body: bytes,
        *,
        content_type: str = "application/json",
        secret: str | None = None,
        timestamp: int | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Posts this body, signed with our secret and the present time unless told otherwise."""
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        given = {
            "content-type": content_type,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature(self.signing_secret if secret is None else secret, stamp, body),
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        try:
            connection.request("POST", parts.path, body=body, headers=given | (headers or {}))
            response = connection.getresponse()
            return Reply(status=response.status, body=response.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def send_json(self, payload: Json, *, retry: int = 0) -> Reply:
        """Posts an event as it comes; `retry`: the how-manieth repetition it is."""
        headers = {"x-slack-retry-num": str(retry), "x-slack-retry-reason": RETRY_REASON} if retry else {}
        return self.send(json.dumps(payload).encode(), headers=headers)

    def send_form(self, fields: dict[str, str]) -> Reply:
        """Posts a command."""
        return self.send(urlencode(fields).encode(), content_type=FORM)

    def send_interaction(self, payload: Json) -> Reply:
        """Posts a press, a submission or a shortcut."""
        return self.send_form({"payload": json.dumps(payload)})

    # What people do ---------------------------------------------------------------------------------------------------

    def mention(self, text: str, *, user: str = "U0ANNA", channel: str = "C0HELP", thread_ts: str = "") -> Json:
        """Somebody writes to the bot in a channel: stored and told as `app_mention`. Returns the message."""
        message = self.write(f"<@{self.slack.bot_user}> {escaped(text)}", user=user, channel=channel, thread=thread_ts)
        self.send_json(self.app_mention(message))
        return message

    def direct(self, text: str, *, user: str = "U0ANNA", thread_ts: str = "") -> Json:
        """Somebody writes to the bot in a direct message. Returns the message."""
        message = self.write(escaped(text), user=user, channel=self.slack.direct_channel(user), thread=thread_ts)
        self.send_json(self.message(message))
        return message

    def reply_in_thread(self, text: str, *, thread_ts: str, user: str = "U0ANNA", channel: str = "C0HELP") -> Json:
        """Somebody writes in a thread without a mention. Returns the message."""
        message = self.write(escaped(text), user=user, channel=channel, thread=thread_ts)
        self.send_json(self.message(message))
        return message

    def write(self, text: str, *, user: str = "U0ANNA", channel: str = "C0HELP", thread: str = "") -> Json:
        """Somebody writes something, which is stored; nothing is sent yet. `text` is in Slack's transport form."""
        return self.slack.say(channel, user, text, thread_ts=thread, client_msg_id=f"m-{next(self._numbers)}")

    def press(self, message: Json, label: str, *, user: str = "U0ANNA") -> Reply:
        """Somebody presses the button with this label under a message of the bot's."""
        return self.send_interaction(self.block_actions(message, label, user=user))

    # Events -----------------------------------------------------------------------------------------------------------

    def event(self, event: Json, *, event_id: str = "") -> Json:
        """The envelope of an event."""
        return {
            "token": "verification-token",
            "team_id": self.slack.team,
            "context_team_id": self.slack.team,
            "context_enterprise_id": None,
            "api_app_id": self.slack.app,
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self._numbers):010d}",
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": self.slack.team,
                    "user_id": self.slack.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{next(self._numbers)}",
        }

    def app_mention(self, message: Json, **more: Any) -> Json:
        """A message that mentions the bot, told as such."""
        return self.event(self._inner(message) | {"type": "app_mention"} | more)

    def message(self, message: Json, **more: Any) -> Json:
        """A message, told as `message.channels`, `message.groups` or `message.im`."""
        return self.event(self._inner(message) | {"channel_type": self._kind(message)} | more)

    def message_changed(self, message: Json, *, text: str) -> Json:
        """Somebody has edited a message, which is stored so."""
        before = self._inner(message)
        message |= {"text": text, "edited": {"user": message["user"], "ts": self.slack.new_ts()}}
        return self._about(
            message,
            subtype="message_changed",
            message=self._inner(message) | {"edited": message["edited"]},
            previous_message=before,
        )

    def message_deleted(self, message: Json) -> Json:
        """Somebody has deleted a message."""
        self.slack.messages.remove(message)
        return self._about(
            message, subtype="message_deleted", deleted_ts=message["ts"], previous_message=self._inner(message)
        )

    def bot_message(self, text: str, *, channel: str = "C0HELP", old: bool = False, thread: str = "") -> Json:
        """Another bot has written something; `old`: by an incoming webhook, with a subtype and without a user."""
        message = self.slack.say(channel, "U0ALERT", text, thread_ts=thread, bot_id="B0ALERT", app_id="A0ALERT")
        inner = self._inner(message)
        if old:
            del inner["user"]
            inner |= {"subtype": "bot_message", "username": "alerts"}
        else:
            inner["bot_profile"] = {"id": "B0ALERT", "app_id": "A0ALERT", "name": "alerts", "deleted": False}
        return self.event(inner | {"channel_type": self._kind(message)})

    def reaction_added(self, message: Json, *, name: str = "mag", user: str = "U0BEN") -> Json:
        """Somebody has put a reaction on a message."""
        item = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        return self.event(
            {
                "type": "reaction_added",
                "user": user,
                "reaction": name,
                "item_user": message.get("user", ""),
                "item": item,
                "event_ts": self.slack.new_ts(),
            }
        )

    def file_share(self, message: Json, *, names: tuple[str, ...]) -> Json:
        """A message that came with files."""
        files = [
            {
                "id": f"F{next(self._numbers)}",
                "name": name,
                "title": name,
                "mimetype": "text/plain",
                "filetype": "text",
                "mode": "snippet",
                "size": 1234,
                "user": message["user"],
                "file_access": "visible",
                "url_private": f"https://files.slack.com/files-pri/T0TEAM-F1/{name}",
                "url_private_download": f"https://files.slack.com/files-pri/T0TEAM-F1/download/{name}",
            }
            for name in names
        ]
        return self.message(message, subtype="file_share", files=files, upload=False, display_as_bot=False)

    def url_verification(self, challenge: str) -> Json:
        """Slack asks whether the request URL is the app's."""
        return {"token": "verification-token", "challenge": challenge, "type": "url_verification"}

    # Commands, buttons, modals, shortcuts -----------------------------------------------------------------------------

    def command(self, text: str, *, user: str = "U0ANNA", channel: str = "C0HELP") -> dict[str, str]:
        """The form of `/kubewhy TEXT`, in Slack's transport form."""
        return {
            "token": "verification-token",
            "team_id": self.slack.team,
            "team_domain": "test",
            "channel_id": channel,
            "channel_name": self.slack.channels[channel].name or "directmessage",
            "user_id": user,
            "user_name": user.lower(),
            "command": "/kubewhy",
            "text": text,
            "api_app_id": self.slack.app,
            "is_enterprise_install": "false",
            "response_url": self.slack.new_response_url(channel=channel, user=user),
            "trigger_id": self.slack.new_trigger(),
        }

    def block_actions(self, message: Json, label: str, *, user: str = "U0ANNA") -> Json:
        """The press of the button with this label."""
        block, button = button_of(message, label)
        channel = str(message["channel"])
        hidden = "ephemeral_to" in message
        container = {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": hidden}
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        action = {name: button[name] for name in ("type", "action_id", "text", "value", "style") if name in button}
        payload = self._interaction("block_actions", user) | {
            "container": container,
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel, "name": self.slack.channels[channel].name or "directmessage"},
            "state": {"values": {}},
            "response_url": self.slack.new_response_url(channel=channel, user=user, ts=str(message["ts"])),
            "actions": [action | {"block_id": block["block_id"], "action_ts": self.slack.new_ts()}],
        }
        if not hidden:
            # Slack does not tell what a message said that only its reader sees.
            payload["message"] = {name: value for name, value in message.items() if name not in ("channel", "metadata")}
        return payload

    def view_submission(self, view: Json, *, user: str = "U0ANNA") -> Json:
        """Somebody submits a modal."""
        whole = {"state": {"values": {}}, "private_metadata": "", "callback_id": ""} | view
        return self._interaction("view_submission", user) | {"view": whole, "response_urls": [], "enterprise": None}

    def message_shortcut(self, message: Json, *, callback: str = "why", user: str = "U0ANNA") -> Json:
        """Somebody chooses the shortcut in the menu of any message."""
        channel = str(message["channel"])
        return self._interaction("message_action", user) | {
            "action_ts": self.slack.new_ts(),
            "callback_id": callback,
            "channel": {"id": channel, "name": self.slack.channels[channel].name or "directmessage"},
            "enterprise": None,
            "is_enterprise_install": False,
            "message_ts": message["ts"],
            "message": {name: value for name, value in message.items() if name != "channel"},
            "response_url": self.slack.new_response_url(channel=channel, user=user),
        }

    # Parts ------------------------------------------------------------------------------------------------------------

    def _interaction(self, kind: str, user: str) -> Json:
        return {
            "type": kind,
            "token": "verification-token",
            "api_app_id": self.slack.app,
            "team": {"id": self.slack.team, "domain": "test"},
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": self.slack.team},
            "trigger_id": self.slack.new_trigger(),
        }

    def _inner(self, message: Json) -> Json:
        """A message as an event holds it."""
        rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": message["text"]}]}
        inner = {name: value for name, value in message.items() if name not in ("edited", "metadata")}
        inner |= {"event_ts": message["ts"], "blocks": [{"type": "rich_text", "block_id": "x", "elements": [rich]}]}
        if message.get("thread_ts"):
            inner["parent_user_id"] = "U0ANNA"
        return inner

    def _about(self, subject: Json, **more: Any) -> Json:
        ts = self.slack.new_ts()
        about = {"type": "message", "channel": subject["channel"], "hidden": True, "ts": ts, "event_ts": ts}
        return self.event(about | {"channel_type": self._kind(subject)} | more)

    def _kind(self, message: Json) -> str:
        known = self.slack.channels.get(str(message["channel"]))
        return known.kind if known else "im"


def buttons(message: Json) -> list[str]:
    """The labels of a message's buttons, in order."""
    return [str(button["text"]["text"]) for _, button in _buttons(message)]


def button_of(message: Json, label: str) -> tuple[Json, Json]:
    """The block and the button with this label."""
    for block, button in _buttons(message):
        if button["text"]["text"] == label:
            return block, button
    raise AssertionError(f"no button {label!r} among {buttons(message)}")


def _buttons(message: Json) -> list[tuple[Json, Json]]:
    return [
        (block, element)
        for block in message.get("blocks", [])
        for element in [*block.get("elements", []), *([block["accessory"]] if "accessory" in block else [])]
        if element.get("type") == "button"
    ]
