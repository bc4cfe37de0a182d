"""Help comes at once: what a command needs is loaded when it runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HEAVY = ("sklearn", "slack_bolt", "slack_sdk", "sqlalchemy", "numpy", "opencc", "kubernetes")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "--help"], ["serve", "--help"], ["kb", "check", "--help"], ["probe", "node", "--help"]],
)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    """Neither scikit-learn nor Slack's libraries are imported for a text that is fixed."""
    program = f"""
import sys
from bot.cli import app
try:
    app({arguments!r})
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Example" in run.stdout
    assert run.stdout.splitlines()[-1] == "[]"
