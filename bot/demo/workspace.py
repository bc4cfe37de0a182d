"""Starts the local workspace: a program of its own that listens on this computer only and ends with us."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.control import HOST, Control, WorkspaceSilent
from bot.demo.world import BOT_ID, World

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / "tools/local-slack/node_modules/local-slack-linux-x64/bin/local-slack"
"""Where `make run` puts the program."""

APP_ID = "A0KUBEWHY"
BOT_TOKEN, APP_TOKEN = "xoxb-made-up", "xapp-made-up"
"""It looks at neither."""
PORTS = range(4390, 4440)
START_SECONDS = 20
STOP_SECONDS = 5
POLL_SECONDS = 0.02
OUTPUT, ERRORS = "workspace.out", "workspace.err"


class WorkspaceUnavailable(Exception):  # noqa: N818 - reads as the sentence that it is
    """There is no local workspace to be had here; the text says why, and how to get it, in one line."""


class _PortTaken(Exception):  # noqa: N818 - reads as the sentence that it is
    """Somebody else listens there."""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A local workspace that runs."""

    port: int
    control: Control
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """The page."""
        return f"http://{HOST}:{self.port}/"

    @property
    def api_url(self) -> str:
        """What the bot takes for Slack's Web API."""
        return f"{self.url}api/"

    def runs(self) -> bool:
        """Whether it is still there."""
        return self.process.poll() is None


def find_program(given: Path | None) -> Path:
    """The program of the workspace. Raises WorkspaceUnavailable."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        raise WorkspaceUnavailable(
            f"The local Slack workspace exists for Linux x64 only, not for {platform.system()} {platform.machine()}."
        )
    if given is not None and not os.access(given, os.X_OK):
        raise WorkspaceUnavailable(f"KUBEWHY_LOCAL_SLACK names {given}, which is no program.")
    program = given or INSTALLED
    if not os.access(program, os.X_OK):
        raise WorkspaceUnavailable("The local Slack workspace is not installed: `make run` in a checkout fetches it.")
    return program.resolve()


@contextmanager
def running(program: Path, *, world: World, folder: Path, ports: Sequence[int] = PORTS) -> Iterator[Workspace]:
    """The workspace on the first port that is free, while the block lasts. Raises WorkspaceUnavailable.

    Call it from a thread that lives as long as the workspace is wanted.
    """
    _furnish(folder, world=world)
    workspace = _start(program, folder=folder, ports=ports)
    try:
        yield workspace
    finally:
        _end(workspace.process)


def _furnish(folder: Path, *, world: World) -> None:
    """Writes what the program reads; it runs the script named in bunfig.toml, hence a folder of our own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(configuration(world), ensure_ascii=False), encoding="utf-8")
    (folder / "bunfig.toml").write_text('preload = ["./loopback.js"]\n', encoding="utf-8")
    shutil.copyfile(HERE / "loopback.js", folder / "loopback.js")


def configuration(world: World) -> dict[str, Any]:
    """The world in the program's words."""
    members = [BOT_ID, *(person.id for person in world.people)]
    return {
        "workspace": {"name": world.name, "domain": "kubewhy-demo", "teamId": "T0DEMO"},
        "apps": [
            {
                "appId": APP_ID,
                "botUserId": BOT_ID,
                "botName": "kubewhy",
                "botToken": BOT_TOKEN,
                "appToken": APP_TOKEN,
                "mode": "socket",
            }
        ],
        "users": [
            {"id": person.id, "name": person.handle, "real_name": person.name, "tz": person.zone}
            for person in world.people
        ],
        "channels": [
            {"id": channel.id, "name": channel.name, "topic": channel.topic, "members": members}
            for channel in world.channels
        ],
    }


def _start(program: Path, *, folder: Path, ports: Sequence[int]) -> Workspace:
    """The program, listening on the first of these ports that nobody else has."""
    for port in ports:
        try:
            return _start_on(port, program=program, folder=folder)
        except _PortTaken:
            continue
    raise WorkspaceUnavailable(f"The local Slack workspace found no free port from {ports[0]} to {ports[-1]}.")


def _start_on(port: int, *, program: Path, folder: Path) -> Workspace:
    """The program, listening on this port. Raises _PortTaken, WorkspaceUnavailable."""
    tied = [sys.executable, "-I", str(HERE / "tied.py"), str(os.getpid())]
    options = ["--config", "config.json", "--port", str(port), "--base-host", HOST, "--files-dir", "files"]
    with (folder / OUTPUT).open("wb") as output, (folder / ERRORS).open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - the program was chosen by who runs us
            [*tied, str(program), *options],
            cwd=folder,
            # Nothing of ours: it needs no token, no proxy, and no option that came by another way.
            env={"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            # Ctrl-C is for us alone: the bot leaves first, then the workspace is ended.
            start_new_session=True,
        )
    try:
        _wait_until_it_listens(process, folder=folder)
        _make_sure_it_is_closed(control := Control(port=port))
    except BaseException:
        _end(process)
        raise
    return Workspace(port=port, control=control, process=process)


def _wait_until_it_listens(process: subprocess.Popen[bytes], *, folder: Path) -> None:
    """Returns when it says that it listens. Raises _PortTaken, WorkspaceUnavailable."""
    until = time.monotonic() + START_SECONDS
    while b"Web UI:" not in (folder / OUTPUT).read_bytes():
        if process.poll() is not None:
            said = (folder / ERRORS).read_text(encoding="utf-8", errors="replace")
            if "EADDRINUSE" in said:
                raise _PortTaken
            raise WorkspaceUnavailable(f"The local Slack workspace did not start: {_gist(said)}.")
        if time.monotonic() > until:
            raise WorkspaceUnavailable(f"The local Slack workspace did not start within {START_SECONDS} s.")
        time.sleep(POLL_SECONDS)


def _make_sure_it_is_closed(control: Control) -> None:
    """Where loopback.js did not run inside it, it is open to everybody. Raises WorkspaceUnavailable."""
    try:
        closed = control.refuses_strangers()
    except WorkspaceSilent as error:
        raise WorkspaceUnavailable(f"The local Slack workspace started, but does not answer: {error}.") from error
    if not closed:
        raise WorkspaceUnavailable("The local Slack workspace would talk to anybody, so it was ended.")


def _gist(said: str) -> str:
    """The one line of an error output that a person can use: it quotes pages of its own source before it."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("error:", "✗"))]
    line = (telling or lines[-1:] or ["it gave no reason"])[0]
    return line.removeprefix("error:").strip()[:200].rstrip(".")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends it, and waits until it is gone."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
