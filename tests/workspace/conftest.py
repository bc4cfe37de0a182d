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


def _or_skip(reason: str) -> None:
    """Skips with this line; where everything must be there, fails with it."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """`kubewhy demo`, started as a person starts it, once for all tests."""
    try:
        find_program(None)
    except WorkspaceUnavailable as error:
        _or_skip(str(error))
    running = Demo(folder=tmp_path_factory.mktemp("demo"))
    try:
        running.url()
        yield running
    finally:
        running.end()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        _or_skip("Chromium is not installed, so nobody looks at the page")
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not work for root, and the page is ours.
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.workspace)
