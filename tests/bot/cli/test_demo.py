"""`kubewhy demo` as people start it: with the local workspace, without it, on a terminal and through a pipe."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from workspace.demo import Demo, soon

from bot.demo import workspace
from bot.demo.world import made_up_world

needs_program = pytest.mark.skipif(
    not workspace.INSTALLED.exists() and not os.environ.get("CI"), reason="the local Slack workspace is not installed"
)
Start = Callable[..., Demo]


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for all of these tests, so that only the first demo has to learn."""
    return tmp_path_factory.mktemp("learnt")


@pytest.fixture
def start(tmp_path: Path, learnt: Path) -> Iterator[Start]:
    """Starts demos, and ends what is left of them."""
    started: list[Demo] = []

    def one(*, stdin: int = subprocess.DEVNULL, **settings: str) -> Demo:
        folder = tmp_path / str(len(started))
        folder.mkdir()
        temporary = folder / "tmp"
        temporary.mkdir()
        everything = {"TMPDIR": str(temporary), **settings}
        started.append(Demo(folder=folder, data=learnt, stdin=stdin, settings=everything))
        return started[-1]

    yield one
    for demo in started:
        demo.end(signal.SIGKILL)


def offspring(process: int) -> set[int]:
    """Every process that this one started, and theirs."""
    found: set[int] = set()
    for number in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        found |= {int(number)} | offspring(int(number))
    return found


def gone(processes: set[int]) -> bool:
    """Whether none of these runs any more."""
    return not any(Path(f"/proc/{number}").exists() for number in processes)


@needs_program
def test_it_prints_one_address_and_the_first_question_with_its_answer_into_a_pipe(start: Start) -> None:
    """A right answer stands in the terminal before anyone types, and nothing is held back by a pipe."""
    demo = start()
    demo.wait_for(r"→ .*\(answer, text fits \d+ %, \d+\.\d\d s\)")
    assert len(re.findall(r"https?://\S+", "\n".join(demo.lines))) == 1
    assert f"Jonas Berg (on call): {made_up_world().samples[0]}" in demo.lines
    assert demo.errors() == ""


@needs_program
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_everything_that_it_started_and_leaves_nothing(
    start: Start, tmp_path: Path, learnt: Path, number: signal.Signals
) -> None:
    """Ctrl-C ends bot and workspace with exit code 0; no process and no file is left, and no word of complaint."""
    demo = start()
    demo.wait_for(r"→ ")
    processes = offspring(demo.process.pid)
    assert processes
    assert demo.end(number) == 0
    assert gone(processes)
    assert list((tmp_path / "0" / "tmp").iterdir()) == []
    assert [path.name for path in learnt.iterdir()] == ["cache"]
    assert demo.errors() == ""


@needs_program
def test_the_workspace_dies_with_a_demo_that_is_killed(start: Start) -> None:
    """Even `kill -9` leaves no server behind."""
    demo = start()
    demo.url()
    processes = offspring(demo.process.pid)
    assert processes
    demo.end(signal.SIGKILL)
    assert soon(lambda: gone(processes))


@needs_program
def test_a_second_demo_takes_the_next_port(start: Start) -> None:
    """Two at once do not meet."""
    first, second = start(), start()
    assert first.url() != second.url()
    second.wait_for(r"→ .*\(answer")
    first.wait_for(r"→ .*\(answer")


@needs_program
def test_a_proxy_for_the_web_is_not_asked_for_this_computer(start: Start) -> None:
    """Behind a company's proxy the demo works like anywhere else."""
    dead = "http://127.0.0.1:9"
    demo = start(HTTP_PROXY=dead, HTTPS_PROXY=dead, https_proxy=dead, http_proxy=dead)
    demo.wait_for(r"→ .*\(answer")


def test_without_the_workspace_it_answers_the_samples_into_a_pipe_and_ends(start: Start, tmp_path: Path) -> None:
    """One line says why; each sample question stands there with its answer; with nothing to serve it ends."""
    demo = start(KUBEWHY_LOCAL_SLACK=str(tmp_path / "hidden"))
    assert demo.process.wait(60) == 0
    assert demo.end() == 0
    said = "\n".join(demo.lines)
    assert demo.lines[0].endswith("which is no program. This is the same bot as a chat in the terminal.")
    assert str(tmp_path / "hidden") in demo.lines[0]
    for sample in made_up_world().samples:
        assert f"kubewhy> {sample}" in demo.lines
    assert "DSR" in said
    assert "curl" in said
    assert "證明" in said
    assert "http://127.0.0.1" not in said
    assert demo.errors() == ""


def test_without_the_workspace_it_goes_on_with_what_is_piped_in(start: Start, tmp_path: Path) -> None:
    """A question a line, each answered as it comes, until the pipe is closed."""
    demo = start(stdin=subprocess.PIPE, KUBEWHY_LOCAL_SLACK=str(tmp_path / "hidden"))
    assert demo.process.stdin is not None
    demo.wait_for(re.escape(made_up_world().samples[-1]))
    demo.process.stdin.write("what a nice day for a walk along the river\n")
    demo.process.stdin.flush()
    demo.wait_for("I don't know this one")
    demo.process.stdin.close()
    assert demo.process.wait(30) == 0


def test_without_the_workspace_it_is_a_chat_on_a_terminal(start: Start, tmp_path: Path) -> None:
    """The first question stands answered, then the person is asked."""
    ours, theirs = pty.openpty()
    try:
        demo = start(stdin=theirs, KUBEWHY_LOCAL_SLACK=str(tmp_path / "hidden"))
        demo.wait_for("Now you: paste an error or ask a question")
        assert f"kubewhy> {made_up_world().samples[0]}" in demo.lines
        assert f"kubewhy> {made_up_world().samples[1]}" not in demo.lines
        os.write(ours, b"why can't my pod ping\n")
        demo.wait_for("ICMP")
        os.write(ours, b"\x04")
        assert demo.process.wait(30) == 0
    finally:
        os.close(ours)
        os.close(theirs)
