"""One session of the demo: the bot comes in, a made-up colleague asks, and it goes on until somebody ends it."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

from bot.demo.control import WorkspaceSilent
from bot.demo.workspace import APP_ID, Workspace
from bot.demo.world import World
from bot.errors import UsageError

CONNECT_SECONDS = 20
POLL_SECONDS = 0.05

Connected = Callable[[Workspace], AbstractContextManager[None]]
"""The bot, connected to this workspace while the block lasts."""


class WorkspaceLost(UsageError):  # noqa: N818 - reads as the sentence that it is
    """The workspace, or the bot's way to it, failed in the middle of a session; the text is for a person."""


def play(
    workspace: Workspace, *, world: World, connected: Connected, write: Callable[[str], None], ended: threading.Event
) -> None:
    """Goes through the session, until `ended` is set. Raises WorkspaceLost."""
    try:
        # Said before the bot comes, so that it answers none of it.
        for said in world.before:
            workspace.control.say(said)
        with connected(workspace):
            if not _bot_came(workspace, ended=ended):
                return
            write(f"kubewhy is in a Slack workspace of its own: open {workspace.url} in a browser. Ctrl-C ends it.\n")
            before, behind = world.around
            for said in (before, world.first, behind):
                workspace.control.say(said)
            while not ended.wait(POLL_SECONDS):
                if not workspace.runs():
                    raise WorkspaceLost("The local Slack workspace ended by itself: start the demo again.")
    except WorkspaceSilent as error:
        raise WorkspaceLost(f"The local Slack workspace stopped answering ({error}): start the demo again.") from error


def _bot_came(workspace: Workspace, *, ended: threading.Event) -> bool:
    """Waits until the workspace knows the bot, else a message reaches nobody; False where it was ended first."""
    until = time.monotonic() + CONNECT_SECONDS
    while not workspace.control.connected(app=APP_ID):
        if time.monotonic() > until:
            raise WorkspaceLost(f"The bot did not reach its local Slack workspace within {CONNECT_SECONDS} s.")
        if ended.wait(POLL_SECONDS):
            return False
    return True


@contextmanager
def ended_by_signals() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C, SIGTERM or a closed terminal, however often they come; for the main thread."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield ended
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
