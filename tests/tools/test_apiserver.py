"""Building the API server for tests: pinned, once for each version, and one clear line where it can't be done."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import apiserver
from tools.apiserver import PROGRAMS, SOURCES, ApiServer, NotBuilt, has_programs

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with our sources, on a machine with no programs but `env`."""
    folder = tmp_path / "checkout"
    shutil.copytree(CHECKOUT / SOURCES, folder / SOURCES)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "env").symlink_to(shutil.which("env") or "")
    monkeypatch.setenv("PATH", str(programs))
    return folder


def go(checkout: Path, script: str) -> Path:
    """A Go that notes its arguments, then does this; returns where they are noted."""
    noted = checkout.parent / "noted"
    program = checkout.parent / "bin" / "go"
    program.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\n"
        f"Path({str(noted)!r}).write_text(' '.join(sys.argv[1:]) + ' CGO=' + os.environ.get('CGO_ENABLED', ''))\n"
        f"built = Path(sys.argv[sys.argv.index('-o') + 1])\n{script}\n"
    )
    program.chmod(0o755)
    return noted


BUILDS = "built.write_text('#!/bin/sh\\necho \"${0##*/}\"\\n'); built.chmod(0o755)"


def test_every_program_is_there_under_its_own_name(checkout: Path) -> None:
    """One program is built, and it is called by three names."""
    go(checkout, BUILDS)
    server = ApiServer(checkout=checkout)
    server.build()
    assert has_programs(server.folder)
    for program in PROGRAMS:
        said = subprocess.run(
            [server.folder / program], check=True, capture_output=True, text=True, env={"PATH": "/bin:/usr/bin"}
        )
        assert said.stdout.strip() == program


def test_it_is_built_as_pinned_and_once(checkout: Path) -> None:
    """Go may change no pin, needs no compiler of C, and stamps the version; what is there is not built again."""
    noted = go(checkout, BUILDS)
    server = ApiServer(checkout=checkout)
    server.build()
    words = noted.read_text()
    assert "-mod=readonly" in words
    assert f"gitVersion={server.version}" in words
    assert words.endswith("CGO=0")
    noted.unlink()
    server.build()
    assert not noted.exists()


def test_another_version_takes_the_place_of_the_one_before(checkout: Path) -> None:
    """Its folder has another name, and the old one goes: it is large."""
    go(checkout, BUILDS)
    server = ApiServer(checkout=checkout)
    server.build()
    before = server.folder
    modules = checkout / SOURCES / "go.mod"
    modules.write_text(modules.read_text().replace(f"k8s.io/kubernetes {server.version}", "k8s.io/kubernetes v1.99.7"))
    assert server.version == "v1.99.7"
    assert not has_programs(server.folder)
    server.build()
    assert has_programs(server.folder)
    assert not before.exists()


def test_without_go_one_line_says_what_to_do(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And that nothing else stands still for it."""
    monkeypatch.setattr(apiserver, "CHECKOUT", checkout)
    assert apiserver.main() == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Go" in said
    assert "make apiserver" in said


@pytest.mark.parametrize(
    "reason",
    [
        "go: go.mod requires go >= 1.26.0 (running go 1.22.1; GOTOOLCHAIN=local)",
        "go: k8s.io/api@v0.36.3: dial tcp: lookup modules.example.com: no such host",
    ],
)
def test_what_go_says_is_told_in_one_line(checkout: Path, reason: str) -> None:
    """Too old a Go, no network: the line that says it, and where all of it is. Nothing half done stays."""
    go(checkout, f"print('go: downloading k8s.io/api v0.36.3'); print({reason!r}); sys.exit(1)")
    server = ApiServer(checkout=checkout)
    with pytest.raises(NotBuilt) as failed:
        server.build()
    assert reason in str(failed.value)
    assert "\n" not in str(failed.value)
    assert reason in (checkout / apiserver.LOG).read_text()
    assert list((checkout / apiserver.CACHE).iterdir()) == []


def test_what_is_built_is_pinned_by_hash_and_names_no_address() -> None:
    """Whatever proxy a machine uses, it has to hand out the same."""
    sources = CHECKOUT / SOURCES
    text = "".join(path.read_text() for path in sources.iterdir())
    assert "://" not in text
    assert f"k8s.io/kubernetes {ApiServer(checkout=CHECKOUT).version} h1:" in (sources / "go.sum").read_text()
