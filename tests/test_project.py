"""The files around the code say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.rendering.blocks import ALL_STEPS
from bot.slack.identity import SCOPES
from bot.slack.listeners.command import COMMAND
from bot.slack.listeners.why import CALLBACK
from knowledge.loader import load

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANIFEST = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def test_the_manifest_asks_for_exactly_the_scopes_that_have_a_reason() -> None:
    """Neither more rights than needed nor fewer."""
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == set(SCOPES)


def test_every_scope_has_its_reason_in_the_readme() -> None:
    """Whoever installs the app knows why."""
    assert [scope for scope in SCOPES if f"| `{scope}` |" not in README] == []


def test_the_manifest_names_what_the_listeners_hear() -> None:
    """Command, shortcut and events."""
    features = MANIFEST["features"]
    assert [command["command"] for command in features["slash_commands"]] == [COMMAND]
    assert [shortcut["callback_id"] for shortcut in features["shortcuts"]] == [CALLBACK]
    assert {"app_mention", "message.im"} <= set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert ALL_STEPS not in CALLBACK


def test_every_entry_is_in_the_readme() -> None:
    """The table of what it knows is complete."""
    assert [entry_id for entry_id in load().ids() if f"| `{entry_id}` |" not in README] == []


def test_the_procfile_runs_commands_that_exist() -> None:
    """Exactly the two ways to be connected."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert lines == {"web": "kubewhy serve --http", "worker": "kubewhy serve --socket"}


@pytest.mark.parametrize(
    "document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/README.md"]
)
def test_links_between_documents_lead_somewhere(document: str) -> None:
    """No dead end."""
    path = ROOT / document
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("document", ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "README.md"])
def test_code_that_documents_name_exists(document: str) -> None:
    """A path in backticks is a file or a folder."""
    named = set(re.findall(r"`((?:bot|classifiers|knowledge|tests|docs)/[\w./-]*)`", (ROOT / document).read_text()))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_command_of_the_readme_exists() -> None:
    """A command that is shown can be typed."""
    words = set(re.findall(r"kubewhy (ask|match|chat|demo|serve|eval|kb \w+|feedback \w+)", README))
    runner = CliRunner()
    for command in words:
        assert runner.invoke(app, [*command.split(), "--help"]).exit_code == 0, command


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_have_hashes_and_name_no_address(lock: Path) -> None:
    """A lock works with whatever index a machine uses."""
    text = lock.read_text()
    assert "://" not in text
    pinned = re.findall(r"^[a-z0-9._-]+==\S+", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)


def test_the_changelog_names_every_command() -> None:
    """What came new is told."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for command in ("demo", "serve", "ask", "match", "chat", "eval", "kb check", "kb show", "feedback export"):
        assert command in changelog
