"""One session of the demo, with the real local workspace and a small bot in place of kubewhy."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.demo import workspace as module
from bot.demo.session import WorkspaceLost, ended_by_signals, play
from bot.demo.workspace import APP_TOKEN, BOT_TOKEN, Workspace, find_program, running
from bot.demo.world import made_up_world

needs_program = pytest.mark.skipif(
    not module.INSTALLED.exists() and not os.environ.get("CI"), reason="the local Slack workspace is not installed"
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workspace]:
    """A running workspace of the made-up world."""
    with running(find_program(None), world=made_up_world(), folder=tmp_path / "workspace") as workspace:
        yield workspace


def bot_that(hears: Callable[[str], None]) -> Callable[[Workspace], AbstractContextManager[None]]:
    """A bot that does this with the text of every message."""

    @contextmanager
    def connected(workspace: Workspace) -> Iterator[None]:
        app = App(client=WebClient(token=BOT_TOKEN, base_url=workspace.api_url))

        @app.event("message")
        def _(event: dict[str, Any]) -> None:
            hears(event["text"])

        handler = SocketModeHandler(app, APP_TOKEN)
        handler.connect()  # type: ignore[no-untyped-call]
        try:
            yield
        finally:
            handler.close()  # type: ignore[no-untyped-call]

    return connected


@needs_program
def test_the_first_error_and_the_chatter_around_it_reach_the_bot(place: Workspace) -> None:
    """What stands in the channels before is for people; the colleagues go on when the bot is there."""
    heard: list[str] = []
    written: list[str] = []
    world = made_up_world()
    before, behind = world.around
    said = [one.text for one in (before, world.first, behind)]
    ended = threading.Event()

    def hears(text: str) -> None:
        heard.append(text)
        if len(heard) == len(said):
            ended.set()

    play(place, world=world, connected=bot_that(hears), write=written.append, ended=ended)
    assert sorted(heard) == sorted(said)
    assert [line for line in written if "http" in line] == [
        f"kubewhy is in a Slack workspace of its own: open {place.url} in a browser. Ctrl-C ends it.\n"
    ]


@needs_program
def test_a_workspace_that_ends_by_itself_ends_the_session_with_one_line(place: Workspace) -> None:
    """Nobody is left in front of a dead page."""
    with pytest.raises(WorkspaceLost, match=r"The local Slack workspace .*: start the demo again"):
        play(
            place,
            world=made_up_world(),
            connected=bot_that(lambda _text: place.process.kill()),
            write=lambda _line: None,
            ended=threading.Event(),
        )


@needs_program
def test_a_session_that_is_ended_while_the_bot_is_on_its_way_says_nothing(place: Workspace) -> None:
    """Ctrl-C at the very start ends it without a word."""
    written: list[str] = []
    ended = threading.Event()
    ended.set()

    @contextmanager
    def absent(_workspace: Workspace) -> Iterator[None]:
        yield

    play(place, world=made_up_world(), connected=absent, write=written.append, ended=ended)
    assert written == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_a_session_and_may_come_twice(number: signal.Signals) -> None:
    """Ctrl-C is often pressed twice, and `make` sends a SIGTERM after it: neither interrupts the clearing up."""
    before = signal.getsignal(number)
    with ended_by_signals() as ended:
        assert not ended.is_set()
        os.kill(os.getpid(), number)
        assert ended.wait(5)
        os.kill(os.getpid(), number)
        time.sleep(0)
    assert signal.getsignal(number) == before
