"""The whole bot as a real process, in a workspace of the fake Slack: what a person would see of it."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fake_slack import Channel, FakeSlack
from slack_player import SlackPlayer, button_of, buttons

Json = dict[str, Any]

ROOT = Path(__file__).parents[1]
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
START_SECONDS = 90
ANSWER_SECONDS = 20

PORTS_ERROR = "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists."
PORTS_TITLE = "load-balancer ports are used up on this Windows node"
PORTS_TITLE_ZH = "這個 Windows 節點的負載平衡器連接埠用完了"

VAGUE = (
    "nodeport does not work on windows",
    "the service works from outside but not from the node",
    "nodeport times out on my windows node",
    "pods on my windows node lost the network",
    "nodeport broken",
    "load balancer policy problem on windows node",
)
"""Texts that fit more than one problem: which of them are asked back about changes with what is known."""


class BotProcess:
    """`kubewhy serve --http`, with the environment of a deployment and nothing else of ours."""

    def __init__(self, slack: FakeSlack, folder: Path, **environment: str) -> None:
        self.port = _free_port()
        self.data = folder / "data"
        self.home = folder / "home"
        self.elsewhere = folder / "elsewhere"
        for one in (self.data, self.home, self.elsewhere):
            one.mkdir(parents=True, exist_ok=True)
        self.log_file = folder / "log.txt"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH") if name in os.environ}
        self.environment = kept | {
            "HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "KUBEWHY_SLACK_API_URL": slack.api_url,
            "KUBEWHY_DATA_DIR": str(self.data),
            "PORT": str(self.port),
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Slack's request URL."""
        return f"http://127.0.0.1:{self.port}/slack/events"

    def start(self) -> None:
        """Starts it and waits until it says that it is healthy."""
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve", "--http"],
                cwd=self.elsewhere,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + START_SECONDS
        while not self.healthy():
            assert self._process.poll() is None, f"it ended by itself:\n{self.log()}"
            assert time.monotonic() < end, f"it is not healthy after {START_SECONDS} s:\n{self.log()}"
            time.sleep(0.05)

    def kill(self) -> None:
        """As `kill -9` does: the process that was started is gone; what it has started itself sees to itself."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> int:
        """Asks it to end, as a deployment does, and returns its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(timeout=40)
        finally:
            self.kill()

    def healthy(self) -> bool:
        """Whether `GET /healthz` says so."""
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs another command of kubewhy beside it, on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.elsewhere,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def log(self) -> str:
        """What it has written to its standard output and error."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def files_with(self, text: str) -> list[str]:
        """The files of the data folder that hold this text, the database and its journals included."""
        return [
            str(path.relative_to(self.data))
            for path in sorted(self.data.rglob("*"))
            if path.is_file() and text.encode() in _bytes(path)
        ]


class Scene:
    """People, their Slack and the bot."""

    def __init__(self, slack: FakeSlack, bot: BotProcess) -> None:
        self.slack = slack
        self.bot = bot
        self.player = SlackPlayer(slack, url=bot.url, signing_secret=SIGNING_SECRET)
        self._numbers = itertools.count(1)

    def new_channel(self) -> str:
        """A channel in which nothing was said yet, with the bot in it; Slack's pace of posting is one a channel."""
        name = f"C0NEW{next(self._numbers)}"
        people = {"U0ANNA", "U0BEN", "U0MEI", "U0LI"}
        self.slack.channels[name] = Channel(id=name, name=name.lower(), people=people)
        return name

    def answers(self, message: Json, *, count: int = 1) -> list[Json]:
        """The bot's messages in this message's thread once there are so many and all else is worked off."""
        root = str(message.get("thread_ts") or message["ts"])
        found = self.slack.wait_until(lambda: len(self.slack.posted_in(root)) >= count, seconds=ANSWER_SECONDS)
        assert found, f"{len(self.slack.posted_in(root))} answers instead of {count}; calls: {self.calls()}"
        self.settle()
        return self.slack.posted_in(root)

    def answer(self, message: Json) -> Json:
        """The bot's only message in this message's thread."""
        answers = self.answers(message)
        assert len(answers) == 1, [seen(one) for one in answers]
        return answers[0]

    def question(self, *, leads: bool = True, channel: str = "") -> tuple[Json, str]:
        """A question of the bot's own, and the label of its first button that leads to an entry, or to none."""
        for text in VAGUE:
            asked = self.answer(self.player.mention(text, channel=channel or self.new_channel()))
            if "One question" in seen(asked):
                for label in buttons(asked):
                    if bool(json.loads(button_of(asked, label)[1]["value"]).get("entry")) == leads:
                        return asked, label
        raise AssertionError("none of the vague texts made it ask")

    def silence(self, message: Json) -> None:
        """Asserts that the bot says nothing to this message, in its thread or beside it."""
        self.settle()
        channel = message["channel"]
        said = [seen(one) for one in self.slack.posted if one["channel"] == channel and one["ts"] > message["ts"]]
        assert said == []

    def settle(self) -> None:
        """Waits until the bot has answered somebody new, who came after everybody else."""
        user = f"U0NEW{next(self._numbers)}"
        asked = self.player.direct("help", user=user)
        answered = self.slack.wait_until(lambda: bool(self.slack.posted_in(asked["ts"])), seconds=ANSWER_SECONDS)
        assert answered, f"the bot is stuck; calls: {self.calls()}\n{self.bot.log()[-3000:]}"

    def calls(self) -> list[tuple[str, str]]:
        """What the bot has called last, and how that ended."""
        return [(one.method, one.outcome) for one in self.slack.calls[-12:]]


def seen(message: Json) -> str:
    """What a person reads of a message or modal: the text beside the blocks, then the blocks, entities undone."""
    lines = [str(message.get("text") or "")] if isinstance(message.get("text"), str) else []
    lines += [str(message["title"]["text"])] if isinstance(message.get("title"), dict) else []
    lines += _texts(message.get("blocks") or [])
    return "\n".join(lines).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def strings(value: Any) -> Iterator[str]:
    """Every string of a message, wherever it stands, as it was sent."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def control_sequences(value: Any) -> list[str]:
    """What Slack would read as a mention of somebody, of a channel or of everybody."""
    return [found for text in strings(value) for found in re.findall(r"<[@#!][^>]*>?", text)]


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [str(value["text"])] if isinstance(value.get("text"), str) else []
        return own + [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in _texts(inner)]
    return []


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        # A journal of the database comes and goes.
        return b""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
