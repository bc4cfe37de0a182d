"""`kubewhy demo`: try it without a Slack account."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.demo.session import Connected
    from bot.demo.workspace import Workspace
    from bot.demo.world import World
    from bot.settings import Settings


def demo() -> None:
    """Try it: a local Slack workspace in the browser, or, where there is none, a chat in this terminal."""
    from bot.demo.session import ended_by_signals, play
    from bot.demo.workspace import WorkspaceUnavailable, find_program, running
    from bot.demo.world import made_up_world
    from bot.settings import from_environment

    settings = from_environment()
    forget_proxies()
    world = made_up_world()
    # What is said in this session goes with it: it is made up. What the matcher learnt is kept for the next one.
    with TemporaryDirectory(prefix="kubewhy-demo-") as made:
        folder = Path(made)
        try:
            program = find_program(settings.local_slack)
            with ended_by_signals() as ended, running(program, world=world, folder=folder / "workspace") as workspace:
                connected = bot_of(settings, world=world, database=folder / "demo.sqlite3")
                play(workspace, world=world, connected=connected, write=tell, ended=ended)
                return
        except WorkspaceUnavailable as error:
            tell(f"{error} This is the same bot as a chat in the terminal.\n")
        chat_instead(settings, world=world)


def forget_proxies() -> None:
    """All that the demo talks to is on this computer; Slack's client would look for it behind a proxy that is set."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)


def tell(text: str) -> None:
    """Writes at once, also into a pipe."""
    sys.stdout.write(text)
    sys.stdout.flush()


def bot_of(settings: Settings, *, world: World, database: Path) -> Connected:
    """The bot as it would run in Slack, connected to the workspace that it is given."""

    @contextmanager
    def connected(workspace: Workspace) -> Iterator[None]:
        from bot import bootstrap
        from bot.cli.edge import say_learning
        from bot.demo.transcript import Transcript
        from bot.demo.workspace import APP_TOKEN, BOT_TOKEN

        local = replace(
            settings,
            bot_token=BOT_TOKEN,
            app_token=APP_TOKEN,
            slack_api_url=workspace.api_url,
            blocks="plain",
            database_url=f"sqlite:///{database}",
            listen=frozenset({world.first.channel.id}),
        )
        transcript = Transcript(world=world, write=tell)
        bot = bootstrap.slack_bot(local, on_delivered=transcript.tell, when_learning=say_learning)
        bot.start_socket()
        try:
            yield
        finally:
            bot.stop()

    return connected


def chat_instead(settings: Settings, *, world: World) -> None:
    """The first question, then what is typed; without a terminal all sample questions, then what is piped in."""
    from rich.console import Console

    from bot import bootstrap
    from bot.cli.chat import PROMPT, Conversation, questions
    from bot.cli.edge import say_learning

    knowledge = bootstrap.knowledge_base(settings)
    answering = bootstrap.answering(settings, knowledge, when_learning=say_learning)
    conversation = Conversation(answering, console=Console(highlight=False), known=len(knowledge.ids()))
    at_terminal = sys.stdin.isatty()
    for text in world.samples[:1] if at_terminal else world.samples:
        tell(f"{PROMPT}{text}\n")
        conversation.hear(text)
        sys.stdout.flush()
    if at_terminal:
        tell("Now you: paste an error or ask a question. Ctrl-D ends.\n")
    for text in questions():
        conversation.hear(text)
        sys.stdout.flush()
