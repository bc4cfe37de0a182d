"""A real local Slack, the real bot and a real browser, shared by the tests of this folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from workspace.demo import Demo
from workspace.slack_page import SlackPage

from bot.demo.workspace import WorkspaceUnavailable, find_program

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def missing() -> str | None:
    """What these tests lack here, in one line; None: nothing."""
    if CHROMIUM is None:
        return "Chromium is not installed, so nobody looks at the page."
    try:
        find_program(None)
    except WorkspaceUnavailable as error:
        return str(error)
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder; skips them where something is missing, unless all must be there."""
    ours = [item for item in items if Path(__file__).parent in item.path.parents]
    reason = missing() if ours and not os.environ.get("CI") else None
    for item in ours:
        item.add_marker(pytest.mark.workspace)
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def whole() -> None:
    """Fails where something is missing: without it the tests would prove nothing."""
    if (reason := missing()) is not None:
        pytest.fail(reason)


@pytest.fixture(scope="session")
def demo(whole: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`kubewhy demo`, started as a person starts it, once for all tests."""
    running = Demo(folder=tmp_path_factory.mktemp("demo"), data=tmp_path_factory.mktemp("data"))
    try:
        running.url()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="session")
def browser(whole: None) -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, and the page is ours.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def slack(demo: Demo, browser: Browser) -> Iterator[SlackPage]:
    """A fresh window on #k8s-help."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(15_000)
    window = SlackPage(page, url=demo.url())
    window.open()
    yield window
    page.close()
