"""One bot for all scenarios that leave it running; a new one for those that kill it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_slack import FakeSlack, running
from scene import BotProcess, Scene


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A bot that logs all it can, so that a secret in its log would be seen."""
    with running(FakeSlack()) as slack:
        bot = BotProcess(slack, tmp_path_factory.mktemp("bot"), KUBEWHY_LOG_LEVEL="debug")
        bot.start()
        try:
            yield Scene(slack, bot)
        finally:
            bot.stop()


@pytest.fixture
def scene(shared: Scene) -> Iterator[Scene]:
    """The shared bot; whatever a test has broken of Slack is whole again after it."""
    yield shared
    shared.slack.heal()
    shared.slack.scopes = FakeSlack().scopes


@pytest.fixture
def channel(scene: Scene) -> str:
    """A channel of the test's own."""
    return scene.new_channel()


@pytest.fixture
def new_scene(shared: Scene, tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    """Makes bots of the test's own, not started yet; environment variables may be given.

    They find the cache of what the shared one has learned, as after an earlier run.
    """
    started: list[Scene] = []

    def make(**environment: str) -> Scene:
        slack = FakeSlack()
        slack.start()
        scene = Scene(slack, BotProcess(slack, tmp_path / str(len(started)), **environment))
        shutil.copytree(shared.bot.data / "cache", scene.bot.data / "cache", dirs_exist_ok=True)
        started.append(scene)
        return scene

    yield make
    for scene in started:
        scene.bot.kill()
        scene.slack.stop()
