"""A Slack Web API of our own, over real HTTP on a loopback port: it stores, checks, limits, fails and forgets.

Only what the bot may call is here; all else answers `unknown_method`. Facts of the real one that matter: a refused call
is HTTP 200 with `ok: false`, the granted scopes stand in a header of every answer, metadata comes back only when asked
for, a trigger opens one modal, a `response_url` takes five messages.
"""

from __future__ import annotations

import itertools
import json
import secrets
import sys
import threading
import time
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from fake_slack_blocks import message_problems, view_problems

Json = dict[str, Any]

SCOPES = "app_mentions:read,channels:history,chat:write,commands,groups:history,im:history,reactions:read,users:read"
BOT_TOKEN = "xoxb-test"
RESPONSE_URL_USES = 5
LONGEST_TEXT = 40_000
OK = 200


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one call. Made by the functions below."""

    delay: float = 0.0
    status: int = OK
    error: str = ""
    retry_after: int | None = None
    cut: Literal["", "before", "after"] = ""


def slow(seconds: float) -> Fault:
    """The answer takes its time."""
    return Fault(delay=seconds)


def rate_limited(retry_after: int) -> Fault:
    """HTTP 429; nothing is done."""
    return Fault(status=429, error="ratelimited", retry_after=retry_after)


def broken(status: int = 503) -> Fault:
    """An error of the server, with a body that is no JSON; nothing is done."""
    return Fault(status=status)


def refused(error: str) -> Fault:
    """`ok: false` with this error; nothing is done."""
    return Fault(error=error)


def cut_before() -> Fault:
    """The connection ends without an answer, and nothing is done."""
    return Fault(cut="before")


def cut_after() -> Fault:
    """It is done, but the connection ends without an answer."""
    return Fault(cut="after")


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that came in."""

    method: str
    """Such as `chat.postMessage`, or `response_url`."""
    arguments: Json
    token: str
    at: float
    """`time.monotonic()` of its arrival."""
    outcome: str
    """"ok", Slack's error, "HTTP 503" or "cut"."""


@dataclass(kw_only=True)
class Channel:
    """A channel, group or direct message."""

    id: str
    name: str = ""
    kind: Literal["channel", "group", "im"] = "channel"
    member: bool = True
    """Whether the bot is in it."""
    people: set[str] = field(default_factory=set)


class Refused(Exception):  # noqa: N818 - reads as the sentence that it is
    """The call is answered with `ok: false`."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages


class FakeSlack:
    """The workspace and its Web API. Use `running()`, or `start` and `stop`."""

    def __init__(self, *, token: str = BOT_TOKEN, scopes: str = SCOPES) -> None:
        self.token = token
        self.scopes = scopes
        self.team, self.bot_user, self.bot, self.app = "T0TEAM", "U0WHY", "B0WHY", "A0WHY"
        self.channels = {
            one.id: one
            for one in (
                Channel(id="C0HELP", name="k8s-help", people={"U0ANNA", "U0BEN"}),
                Channel(id="C0OTHER", name="elsewhere", member=False, people={"U0ANNA"}),
                Channel(id="G0OPS", name="oncall", kind="group", people={"U0BEN"}),
                Channel(id="D0ANNA", kind="im", people={"U0ANNA"}),
            )
        }
        self.locales = {"U0ANNA": "en-US", "U0BEN": "en-GB", "U0MEI": "zh-TW", "U0LI": "zh-CN"}
        self.calls: list[Call] = []
        self.messages: list[Json] = []
        """Every message of people and bots, in order; those that only one person sees have `ephemeral_to`."""
        self.views: list[Json] = []
        """Every modal that was opened, in order."""
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._lasting: dict[str, Fault] = {}
        self._triggers: dict[str, bool] = {}
        self._reply_urls: dict[str, Json] = {}
        self._numbers = itertools.count(1)
        self._changed = threading.Condition(threading.RLock())
        self._server: ThreadingHTTPServer | None = None

    # The server -------------------------------------------------------------------------------------------------------

    def start(self, port: int = 0) -> None:
        """Listens on a free port of the loopback address."""
        server = _Server(self, port=port)
        self._server = server
        threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="fake Slack", daemon=True
        ).start()

    def stop(self) -> None:
        """Ends the server; what it has stored stays."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None, "start it first"
        return int(self._server.server_address[1])

    @property
    def api_url(self) -> str:
        """The base URL for a Web API client."""
        return f"http://127.0.0.1:{self.port}/api/"

    # What a test arranges ---------------------------------------------------------------------------------------------

    def fail(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """The next calls of this method go wrong, in the order in which faults were given."""
        with self._changed:
            self._faults[method] += [fault] * times

    def always_fail(self, method: str, fault: Fault) -> None:
        """Every call of this method goes wrong until `heal`."""
        with self._changed:
            self._lasting[method] = fault

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        with self._changed:
            self._faults.clear()
            self._lasting.clear()

    def new_ts(self) -> str:
        """A message's timestamp that nothing else has."""
        return f"{int(time.time())}.{next(self._numbers):06d}"

    def new_trigger(self) -> str:
        """A `trigger_id` for one modal."""
        trigger = f"{next(self._numbers)}.{secrets.token_hex(8)}"
        with self._changed:
            self._triggers[trigger] = True
        return trigger

    def new_response_url(self, *, channel: str, user: str, ts: str = "") -> str:
        """A `response_url` for this user in this channel; `ts`: the message whose button was pressed."""
        name = secrets.token_hex(8)
        with self._changed:
            self._reply_urls[name] = {"channel": channel, "user": user, "ts": ts, "left": RESPONSE_URL_USES}
        return f"http://127.0.0.1:{self.port}/response/{name}"

    def direct_channel(self, user: str) -> str:
        """The direct message of this user with the bot; a user's id stands for it in a call."""
        name = f"D{user[1:]}"
        self.channels.setdefault(name, Channel(id=name, kind="im", people={user}))
        return name

    def say(self, channel: str, user: str, text: str, *, thread_ts: str = "", **more: Any) -> Json:
        """Stores a message of a person, escaped as Slack stores it, and returns it."""
        message: Json = {"type": "message", "user": user, "text": text, "ts": self.new_ts(), "team": self.team}
        if thread_ts:
            message["thread_ts"] = thread_ts
        message |= {"channel": channel, **more}
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()
        return message

    # What a test reads ------------------------------------------------------------------------------------------------

    @property
    def posted(self) -> list[Json]:
        """The bot's messages that stand now."""
        with self._changed:
            return [dict(one) for one in self.messages if one.get("bot_id") == self.bot]

    def posted_in(self, thread: str) -> list[Json]:
        """The bot's messages in this thread."""
        return [one for one in self.posted if one.get("thread_ts") == thread]

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        with self._changed:
            return [one for one in self.calls if one.method == method]

    def wait_until(self, holds: Callable[[], bool], *, seconds: float = 15.0) -> bool:
        """Waits for something that a call brings about; whether it did."""
        end = time.monotonic() + seconds
        with self._changed:
            while not holds():
                left = end - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(min(left, 0.2))
            return True

    # One request ------------------------------------------------------------------------------------------------------

    def answer(self, method: str, arguments: Json, token: str) -> tuple[Fault, int, Json | str]:
        """What a request gets: how it goes wrong, if it does, else status and body."""
        at = time.monotonic()
        with self._changed:
            waiting = self._faults[method]
            fault = waiting.pop(0) if waiting else self._lasting.get(method, Fault())
        # A slow Slack takes other requests meanwhile.
        time.sleep(fault.delay)
        with self._changed:
            status, body, outcome = self._outcome(method, arguments, token, fault)
            self.calls.append(Call(method=method, arguments=arguments, token=token, at=at, outcome=outcome))
            self._changed.notify_all()
        return fault, status, body

    def _outcome(self, method: str, arguments: Json, token: str, fault: Fault) -> tuple[int, Json | str, str]:
        if fault.cut == "before":
            return OK, "", "cut"
        if fault.status != OK:
            body: Json | str = {"ok": False, "error": fault.error} if fault.error else "<html>Slack is down</html>"
            return fault.status, body, f"HTTP {fault.status}"
        if fault.error:
            return OK, {"ok": False, "error": fault.error}, fault.error
        try:
            if method == "response_url":
                status, answer = self._response_url(arguments)
                return status, answer, "cut" if fault.cut else "ok" if status == OK else answer
            body = {"ok": True, **self._call(method, arguments, token)}
        except Refused as error:
            body = {"ok": False, "error": error.error}
            if error.messages:
                body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in error.messages]}
            return OK, body, error.error
        return OK, body, "cut" if fault.cut else "ok"

    def _call(self, method: str, arguments: Json, token: str) -> Json:
        known: dict[str, tuple[str, Callable[[Json], Json]]] = {
            "auth.test": ("", self._auth_test),
            "apps.connections.open": ("", self._connections_open),
            "chat.postMessage": ("chat:write", self._post_message),
            "chat.update": ("chat:write", self._update),
            "chat.postEphemeral": ("chat:write", self._post_ephemeral),
            "conversations.history": ("", self._history),
            "conversations.replies": ("", self._replies),
            "users.info": ("users:read", self._users_info),
            "views.open": ("", self._views_open),
            "views.push": ("", self._views_open),
        }
        if method not in known:
            raise Refused("unknown_method")
        if not token:
            raise Refused("not_authed")
        if token != self.token and not (method == "apps.connections.open" and token.startswith("xapp-")):
            raise Refused("invalid_auth")
        scope, handle = known[method]
        self._need(scope)
        return handle(arguments)

    def _need(self, scope: str) -> None:
        if scope and scope not in self.scopes.split(","):
            raise Refused("missing_scope", f"needed: {scope}")

    def _auth_test(self, _arguments: Json) -> Json:
        return {
            "url": "https://test.slack.com/",
            "team": "Test",
            "user": "kubewhy",
            "team_id": self.team,
            "user_id": self.bot_user,
            "bot_id": self.bot,
            "is_enterprise_install": False,
        }

    def _connections_open(self, _arguments: Json) -> Json:
        return {"url": f"ws://127.0.0.1:{self.port}/link/?ticket=test"}

    def _post_message(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        thread = str(arguments.get("thread_ts") or "")
        if thread and not any(one["ts"] == thread and one["channel"] == channel for one in self.messages):
            raise Refused("thread_not_found")
        message = self._bot_message(channel, arguments)
        if thread:
            message["thread_ts"] = thread
        self.messages.append(message)
        return {"channel": channel, "ts": message["ts"], "message": _seen(message, metadata=True)}

    def _update(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        ts = str(arguments.get("ts") or "")
        for message in self.messages:
            if message["ts"] == ts and message["channel"] == channel and "ephemeral_to" not in message:
                if message.get("bot_id") != self.bot:
                    raise Refused("cant_update_message")
                new = self._bot_message(channel, arguments)
                message |= {name: new[name] for name in ("text", "blocks", "metadata") if name in new}
                message["edited"] = {"user": self.bot_user, "ts": self.new_ts()}
                if "blocks" not in new:
                    message.pop("blocks", None)
                return {"channel": channel, "ts": ts, "text": message["text"], "message": _seen(message, metadata=True)}
        raise Refused("message_not_found")

    def _post_ephemeral(self, arguments: Json) -> Json:
        channel = self._channel(arguments)
        user = str(arguments.get("user") or "")
        if user not in self.channels[channel].people:
            raise Refused("user_not_in_channel")
        message = self._bot_message(channel, arguments) | {"ephemeral_to": user}
        self.messages.append(message)
        return {"message_ts": message["ts"]}

    def _bot_message(self, channel: str, arguments: Json) -> Json:
        """A message of the bot's from a call's arguments, judged as Slack judges it."""
        text = arguments.get("text") or ""
        blocks = _parsed(arguments.get("blocks"), "invalid_blocks_format")
        if not isinstance(text, str):
            raise Refused("invalid_arguments", "text must be a string")
        if not text and not blocks:
            raise Refused("no_text")
        if len(text) > LONGEST_TEXT:
            raise Refused("msg_too_long")
        message: Json = {
            "type": "message",
            "user": self.bot_user,
            "bot_id": self.bot,
            "app_id": self.app,
            "team": self.team,
            "text": text,
            "ts": self.new_ts(),
            "channel": channel,
        }
        if blocks is not None:
            if problems := message_problems(blocks):
                raise Refused("invalid_blocks", *problems)
            message["blocks"] = _with_ids(blocks)
        metadata = _parsed(arguments.get("metadata"), "invalid_metadata_format")
        if metadata is not None:
            if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= set(metadata):
                raise Refused("invalid_metadata_schema")
            message["metadata"] = metadata
        return message

    def _channel(self, arguments: Json) -> str:
        asked = str(arguments.get("channel") or "")
        if asked in self.locales:
            return self.direct_channel(asked)
        if asked not in self.channels:
            raise Refused("channel_not_found")
        if not self.channels[asked].member:
            raise Refused("not_in_channel")
        return asked

    def _readable_channel(self, arguments: Json) -> str:
        """The channel of a call that reads; a private one is there only for its members."""
        channel = str(arguments.get("channel") or "")
        here = self.channels.get(channel)
        if here is None or (here.kind == "group" and not here.member):
            raise Refused("channel_not_found")
        self._need({"channel": "channels:history", "group": "groups:history", "im": "im:history"}[here.kind])
        if not here.member:
            raise Refused("not_in_channel")
        return channel

    def _history(self, arguments: Json) -> Json:
        """The newest messages of a channel that stand in no thread of another."""
        channel = self._readable_channel(arguments)
        here = [
            _seen(one, metadata=_true(arguments.get("include_all_metadata")))
            for one in reversed(self.messages)
            if one["channel"] == channel and "ephemeral_to" not in one and one.get("thread_ts", one["ts"]) == one["ts"]
        ]
        limit = int(arguments.get("limit") or 100)
        return {"messages": here[:limit], "has_more": len(here) > limit}

    def _replies(self, arguments: Json) -> Json:
        channel = self._readable_channel(arguments)
        root = str(arguments.get("ts") or "")
        thread = [
            one
            for one in self.messages
            if one["channel"] == channel and "ephemeral_to" not in one and root in (one["ts"], one.get("thread_ts"))
        ]
        if not thread:
            raise Refused("thread_not_found")
        oldest, inclusive = str(arguments.get("oldest") or ""), _true(arguments.get("inclusive"))
        found = [
            one
            for one in thread
            if one["ts"] == root or not oldest or one["ts"] > oldest or (inclusive and one["ts"] == oldest)
        ]
        limit, start = int(arguments.get("limit") or 1000), _place(str(arguments.get("cursor") or ""))
        page = found[start : start + limit]
        metadata = _true(arguments.get("include_all_metadata"))
        more = start + limit < len(found)
        return {
            "messages": [_seen(one, metadata=metadata) for one in page],
            "has_more": more,
            "response_metadata": {"next_cursor": b64encode(f"next:{start + limit}".encode()).decode() if more else ""},
        }

    def _users_info(self, arguments: Json) -> Json:
        user = str(arguments.get("user") or "")
        if user not in self.locales:
            raise Refused("user_not_found")
        person: Json = {"id": user, "team_id": self.team, "name": user.lower(), "tz": "Asia/Taipei", "is_bot": False}
        if _true(arguments.get("include_locale")):
            person["locale"] = self.locales[user]
        return {"user": person}

    def _views_open(self, arguments: Json) -> Json:
        trigger = str(arguments.get("trigger_id") or "")
        if trigger not in self._triggers:
            raise Refused("invalid_trigger_id")
        if not self._triggers[trigger]:
            raise Refused("exchanged_trigger_id")
        view = _parsed(arguments.get("view"), "invalid_arguments")
        if problems := view_problems(view):
            raise Refused("invalid_arguments", *problems)
        self._triggers[trigger] = False
        opened = {**view, "id": f"V{next(self._numbers)}", "hash": secrets.token_hex(8), "team_id": self.team}
        self.views.append(opened)
        return {"view": opened}

    def _response_url(self, arguments: Json) -> tuple[int, str]:
        known = self._reply_urls.get(str(arguments.get("__name", "")))
        if known is None or known["left"] == 0:
            return 404, "expired_url" if known is None else "used_url"
        known["left"] -= 1
        try:
            message = self._bot_message(known["channel"], arguments)
        except Refused as error:
            return 400, error.error
        if _true(arguments.get("replace_original")) and known["ts"]:
            for one in self.messages:
                if one["ts"] == known["ts"]:
                    one |= {name: message[name] for name in ("text", "blocks") if name in message}
            return OK, "ok"
        if arguments.get("response_type", "ephemeral") == "ephemeral":
            message["ephemeral_to"] = known["user"]
        if arguments.get("thread_ts"):
            message["thread_ts"] = str(arguments["thread_ts"])
        self.messages.append(message)
        return OK, "ok"


@contextmanager
def running(slack: FakeSlack) -> Iterator[FakeSlack]:
    """The server, for as long as the block lasts."""
    slack.start()
    try:
        yield slack
    finally:
        slack.stop()


def _seen(message: Json, *, metadata: bool) -> Json:
    return {name: value for name, value in message.items() if name != "channel" and (metadata or name != "metadata")}


def _parsed(value: Any, error: str) -> Any:
    """A structured argument: JSON text in a form, itself in a JSON body."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(error) from None


def _with_ids(blocks: list[Json]) -> list[Json]:
    """Slack names every block and button that has no name of its own."""
    named = []
    for block in blocks:
        elements = block.get("elements")
        if block["type"] == "actions" and isinstance(elements, list):
            elements = [{"action_id": secrets.token_hex(3), **one} for one in elements]
        named.append({"block_id": secrets.token_hex(3), **block, **({"elements": elements} if elements else {})})
    return named


def _true(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "1")


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(b64decode(cursor).decode().removeprefix("next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, slack: FakeSlack, *, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.slack = slack

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing of a caller that is gone before its answer, such as a bot that a test has killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("content-length") or 0)))

    def _serve(self, body: bytes) -> None:
        url = urlsplit(self.path)
        kind, _, name = url.path.strip("/").partition("/")
        arguments: Json = dict(parse_qsl(url.query, keep_blank_values=True))
        if "json" in (self.headers.get("content-type") or ""):
            arguments |= json.loads(body or b"{}")
        else:
            arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        token = self.headers.get("authorization", "").removeprefix("Bearer ") or str(arguments.pop("token", ""))
        if kind == "response":
            name, arguments = "response_url", arguments | {"__name": name}
        elif kind != "api":
            self._send(404, "nothing here", None)
            return
        fault, status, answer = self.server.slack.answer(name, arguments, token)
        if fault.cut:
            self.close_connection = True
        else:
            self._send(status, answer, fault.retry_after)

    def _send(self, status: int, answer: Json | str, retry_after: int | None) -> None:
        body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if isinstance(answer, str) else "application/json")
        self.send_header("content-length", str(len(body)))
        self.send_header("x-oauth-scopes", self.server.slack.scopes)
        if retry_after is not None:
            self.send_header("retry-after", str(retry_after))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Says nothing: what came in stands in `calls`."""
