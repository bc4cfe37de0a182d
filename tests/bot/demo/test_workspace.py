"""The local workspace as a program of its own: where it listens, whom it refuses, when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.demo import workspace as module
from bot.demo.control import Control
from bot.demo.workspace import Workspace, WorkspaceUnavailable, configuration, find_program, running
from bot.demo.world import BOT_ID, MENTION, made_up_world

CHECKOUT = Path(__file__).parents[3]
needs_program = pytest.mark.skipif(
    not module.INSTALLED.exists() and not os.environ.get("CI"), reason="the local Slack workspace is not installed"
)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workspace]:
    """A running workspace of the made-up world."""
    with running(find_program(None), world=made_up_world(), folder=tmp_path / "workspace") as workspace:
        yield workspace


def status(port: int, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> int:
    """The HTTP status that a request of this kind gets."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body=body, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def soon(condition: Callable[[], bool], *, seconds: float = 10) -> bool:
    """Whether this comes true before the time is up."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def listening_addresses(port: int) -> set[str]:
    """The local addresses, as the kernel writes them, on which somebody listens at this port."""
    addresses = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text().splitlines()[1:]:
            _, local, _, state = line.split()[:4]
            address, _, number = local.partition(":")
            if int(number, 16) == port and state == "0A":
                addresses.add(address)
    return addresses


def alive(process: int) -> bool:
    """Whether this process runs (one that ended and was not waited for does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(process: int) -> list[int]:
    """The processes that this one started."""
    return [int(number) for number in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@needs_program
def test_it_listens_on_loopback_and_on_no_other_address(place: Workspace) -> None:
    """The kernel's own table knows 127.0.0.1, and neither 0.0.0.0 nor any address of IPv6."""
    assert listening_addresses(place.port) == {"0100007F"}


@needs_program
@pytest.mark.parametrize("path", ["/", "/_control/state", "/api/auth.test", "/ui"])
def test_a_foreign_origin_and_a_foreign_host_are_refused(place: Workspace, path: str) -> None:
    """A page from elsewhere, and a name that was made to point here, get 403 and nothing else."""
    assert status(place.port, path, Origin="https://elsewhere.example") == 403
    assert status(place.port, path, Origin="null") == 403
    assert status(place.port, path, Origin=f"http://127.0.0.1:{place.port + 1}") == 403
    assert status(place.port, path, Host="elsewhere.example") == 403
    assert status(place.port, path, Host=f"elsewhere.example:{place.port}") == 403


@needs_program
def test_a_foreign_page_can_post_nothing(place: Workspace) -> None:
    """A message sent from a foreign page is refused and not kept."""
    body = f'{{"channel": "C0HELP", "user": "U0YOU", "text": "{MENTION} planted"}}'
    headers = {"Content-Type": "text/plain", "Origin": "https://elsewhere.example"}
    assert status(place.port, "/_control/message", method="POST", body=body, **headers) == 403
    connection = HTTPConnection("127.0.0.1", place.port, timeout=10)
    connection.request("GET", "/_control/messages/C0HELP")
    assert b"planted" not in connection.getresponse().read()
    connection.close()


@needs_program
def test_its_own_page_is_served(place: Workspace) -> None:
    """What comes under its own address, with or without an origin of its own, is answered."""
    assert status(place.port, "/") == 200
    assert status(place.port, "/_control/state", Origin=f"http://127.0.0.1:{place.port}") == 200
    assert status(place.port, "/_control/state", Host=f"localhost:{place.port}") == 200


@needs_program
def test_a_taken_port_is_passed_over(place: Workspace, tmp_path: Path) -> None:
    """Where somebody listens already, the next port is taken, and the next after that."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = (place.port, other.getsockname()[1])
        ports = (*taken, *range(4500, 4600))
        with running(find_program(None), world=made_up_world(), folder=tmp_path / "second", ports=ports) as second:
            assert second.port >= 4500
            assert status(second.port, "/") == 200
            assert place.runs()


@needs_program
def test_no_free_port_is_said_in_one_line(place: Workspace, tmp_path: Path) -> None:
    """Where every port is taken, the error names them."""
    ports = range(place.port, place.port + 1)
    with (
        pytest.raises(WorkspaceUnavailable, match=rf"no free port from {place.port} to {place.port}\.$"),
        running(find_program(None), world=made_up_world(), folder=tmp_path / "second", ports=ports),
    ):
        pass


@needs_program
def test_it_ends_with_the_block(tmp_path: Path) -> None:
    """After the block the program is gone, and its port free."""
    with running(find_program(None), world=made_up_world(), folder=tmp_path / "workspace") as workspace:
        assert workspace.runs()
    assert not workspace.runs()
    assert listening_addresses(workspace.port) == set()


@needs_program
def test_it_dies_with_its_parent_even_by_kill_9(tmp_path: Path) -> None:
    """A parent that is killed can clean up nothing, and still the workspace ends."""
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from bot.demo.workspace import find_program, running\n"
        "from bot.demo.world import made_up_world\n"
        "with running(find_program(None), world=made_up_world(), folder=Path(sys.argv[1])) as workspace:\n"
        "    print(workspace.process.pid, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "workspace")]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert child in children(parent.pid)
        assert alive(child)
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        assert soon(lambda: not alive(child))


@needs_program
def test_it_is_given_nothing_of_our_environment(place: Workspace) -> None:
    """No token and no proxy of ours reaches the program: it gets four harmless variables."""
    variables = Path(f"/proc/{place.process.pid}/environ").read_text().split("\0")
    assert {variable.partition("=")[0] for variable in variables if variable} == {"PATH", "HOME", "TMPDIR", "LC_ALL"}


@needs_program
def test_people_can_speak_in_it(place: Workspace) -> None:
    """What a made-up person says stands in the channel, and the bot is known to be absent."""
    world = made_up_world()
    timestamp = place.control.say(world.before[0])
    connection = HTTPConnection("127.0.0.1", place.port, timeout=10)
    connection.request("GET", "/_control/messages/C0HELP")
    page = connection.getresponse().read().decode()
    connection.close()
    assert timestamp in page
    assert "Welcome to #k8s-help" in page
    assert not place.control.connected(app=module.APP_ID)


def fake_program(tmp_path: Path, script: str) -> Path:
    """A program that does this instead of being a workspace."""
    program = tmp_path / "fake-workspace"
    program.write_text(f"#!{sys.executable}\n{script}")
    program.chmod(0o755)
    return program


def test_a_workspace_that_is_open_to_strangers_is_ended(tmp_path: Path) -> None:
    """If the door that we put in is not there, we don't go on."""
    script = (
        "import sys\n"
        "from http.server import BaseHTTPRequestHandler, HTTPServer\n"
        "class Open(BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200)\n"
        "        self.end_headers()\n"
        "        self.wfile.write(b'{}')\n"
        "server = HTTPServer(('127.0.0.1', int(sys.argv[4])), Open)\n"
        "print('Web UI:', flush=True)\n"
        "server.serve_forever()\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        pytest.raises(WorkspaceUnavailable, match="would talk to anybody, so it was ended"),
        running(
            fake_program(tmp_path, script), world=made_up_world(), folder=tmp_path / "w", ports=range(port, port + 1)
        ),
    ):
        pass
    assert listening_addresses(port) == set()


def test_what_went_wrong_in_it_is_told_in_one_line(tmp_path: Path) -> None:
    """Of an error that quotes its own source only the gist is shown."""
    script = "import sys\nsys.exit('1 | function(){}\\n2 | more\\n\\nerror: no such device.\\n   at x (y:1:2)\\n')\n"
    with (
        pytest.raises(WorkspaceUnavailable) as caught,
        running(fake_program(tmp_path, script), world=made_up_world(), folder=tmp_path / "w"),
    ):
        pass
    assert str(caught.value) == "The local Slack workspace did not start: no such device."


def test_a_hidden_program_is_named(tmp_path: Path) -> None:
    """A setting that leads nowhere is told with its value."""
    absent = tmp_path / "absent"
    with pytest.raises(WorkspaceUnavailable, match=f"KUBEWHY_LOCAL_SLACK names {absent}, which is no program"):
        find_program(absent)


def test_a_program_that_was_never_installed_is_told_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a setting, the line says what fetches it."""
    monkeypatch.setattr(module, "INSTALLED", tmp_path / "absent")
    with pytest.raises(WorkspaceUnavailable, match="not installed: `make run` in a checkout fetches it"):
        find_program(None)


@pytest.mark.parametrize(("system", "name", "machine"), [("darwin", "Darwin", "arm64"), ("linux", "Linux", "aarch64")])
def test_a_machine_without_a_build_is_told_what_it_is(
    monkeypatch: pytest.MonkeyPatch, system: str, name: str, machine: str
) -> None:
    """On macOS and on ARM there is no build of the workspace."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.system", lambda: name)
    monkeypatch.setattr("platform.machine", lambda: machine)
    with pytest.raises(WorkspaceUnavailable, match=f"for Linux x64 only, not for {name} {machine}"):
        find_program(None)


def test_the_bot_and_everybody_are_members_of_every_channel() -> None:
    """The program delivers events only where the bot is a member."""
    channels = configuration(made_up_world())["channels"]
    assert channels
    assert all(BOT_ID in channel["members"] and "U0YOU" in channel["members"] for channel in channels)


def test_control_does_not_take_the_page_for_an_answer(tmp_path: Path) -> None:
    """The program answers a path that it doesn't know with its page; that is no JSON and no success."""
    from bot.demo.control import WorkspaceSilent

    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(WorkspaceSilent, match="GET /_control/log"):
            Control(port=nobody.getsockname()[1]).connected(app="A0")
