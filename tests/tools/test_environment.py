"""The folder .venv of a small checkout, with real pip and a package made on the spot: no network anywhere."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.environment import Counting, Environment, InstallFailed, alone, reason_of

LOCKS = ("requirements.lock",)


class Checkout:
    """A checkout with one dependency, `brick`, and a program that tells the dependency's version."""

    def __init__(self, folder: Path, *, wheels: Path) -> None:
        self.folder = folder
        self._wheels = wheels
        (folder / "bot").mkdir(parents=True)
        (folder / "bot" / "__init__.py").write_text("")
        program = "import sys, brick\nprint('brick', brick.VERSION, *sys.argv[1:])\n"
        (folder / "bot" / "__main__.py").write_text(program)
        wheels.mkdir()

    def lock(self, version: str, *, name: str = "brick", digest: str | None = None) -> None:
        """Makes a wheel of this version, and the lock that pins it."""
        wheel = self._wheels / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": f"VERSION = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        record = "".join(f"{path},sha256={_digest(text)},{len(text)}\n" for path, text in files.items())
        with zipfile.ZipFile(wheel, "w") as archive:
            for path, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
                archive.writestr(path, text)
        pinned = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        (self.folder / "requirements.lock").write_text(f"{name}=={version} \\\n    --hash=sha256:{pinned}\n")

    def install(self) -> None:
        """What `make run` does before it runs."""
        Environment(checkout=self.folder).install(LOCKS)

    def run(self, *arguments: str, elsewhere: Path) -> str:
        """What the installed program says when it is called from another folder."""
        program = self.folder / ".venv" / "bin" / "kubewhy"
        return subprocess.run(
            [program, *arguments], cwd=elsewhere, capture_output=True, text=True, check=True
        ).stdout.strip()


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    """A checkout whose pip knows the test's own wheels only."""
    wheels = tmp_path / "wheels"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    return Checkout(tmp_path / "a checkout", wheels=wheels)


def test_a_second_run_installs_nothing_and_a_changed_lock_installs_anew(checkout: Checkout, tmp_path: Path) -> None:
    """The first run installs; the second needs no package index; a new lock leaves nothing of the old one."""
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "bot").mkdir(parents=True)
    (elsewhere / "bot" / "__main__.py").write_text("print('a stranger')\n")
    checkout.lock("1.0")
    checkout.install()
    assert checkout.run("ask", "two words", elsewhere=elsewhere) == "brick 1.0 ask two words"

    mark = checkout.folder / ".venv" / "mark"
    mark.touch()
    shutil.rmtree(tmp_path / "wheels")
    checkout.install()
    assert mark.exists()

    (tmp_path / "wheels").mkdir()
    checkout.lock("2.0")
    checkout.install()
    assert checkout.run(elsewhere=elsewhere) == "brick 2.0"
    assert not mark.exists()


def test_an_install_that_was_interrupted_is_made_anew(checkout: Checkout, tmp_path: Path) -> None:
    """Half an environment looks whole to pip; it is not taken for one."""
    checkout.lock("1.0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "_install_checkout", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            checkout.install()
    (module,) = (checkout.folder / ".venv").rglob("brick.py")
    module.write_text("")
    checkout.install()
    assert checkout.run(elsewhere=tmp_path) == "brick 1.0"


def _interrupted(_environment: Environment) -> None:
    raise KeyboardInterrupt


def test_a_package_with_another_hash_is_refused_in_one_line(checkout: Checkout) -> None:
    """What was not locked is not installed; the next run tries again."""
    checkout.lock("1.0", digest="0" * 64)
    with pytest.raises(InstallFailed) as caught:
        checkout.install()
    line = str(caught.value)
    assert line.startswith("requirements.lock could not be installed: THESE PACKAGES DO NOT MATCH THE HASHES")
    assert "\n" not in line
    assert not list((checkout.folder / ".venv").rglob("brick.py"))
    assert "brick" in (checkout.folder / ".venv" / "install.log").read_text()


def test_a_python_that_is_gone_and_a_checkout_that_was_moved_are_noticed(checkout: Checkout) -> None:
    """A stamp counts only where the environment's Python runs, in the folder that it was made for."""
    venv = checkout.folder / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    environment = Environment(checkout=checkout.folder)
    environment._write_stamp({"requirements.lock": "abc"})
    assert environment._stamped() == {"requirements.lock": "abc"}
    (venv / "bin" / "python").unlink()
    (venv / "bin" / "python").symlink_to("/nowhere/python3")
    assert environment._stamped() is None
    moved = checkout.folder.rename(checkout.folder.with_name("moved"))
    (moved / ".venv" / "bin" / "python").unlink()
    (moved / ".venv" / "bin" / "python").symlink_to(sys.executable)
    assert Environment(checkout=moved)._stamped() is None


@pytest.mark.parametrize("stamp", ["", "{", "[]", '{"locks": {}}'])
def test_a_stamp_that_is_no_stamp_counts_as_none(checkout: Checkout, stamp: str) -> None:
    """Whatever stands in the file, the environment is made anew."""
    venv = checkout.folder / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "installed.json").write_text(stamp)
    assert Environment(checkout=checkout.folder)._stamped() is None


def test_two_installs_wait_for_each_other(tmp_path: Path) -> None:
    """`make run` and `make test` at once do not write into the same folder at once."""
    script = "import sys, pathlib, tools.environment as t\nwith t.alone(pathlib.Path(sys.argv[1])): print('in')"
    with alone(tmp_path):
        other = subprocess.Popen(
            [sys.executable, "-c", script, tmp_path],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert other.stderr is not None
        assert other.stderr.readline() == "Waiting for another install into this checkout to end …\n"
        assert other.poll() is None
    output, _ = other.communicate(timeout=30)
    assert output == "in\n"


def test_pips_lines_are_counted() -> None:
    """A person sees how many packages of how many are there."""
    counting = Counting(
        lock="a-b==1 \\\n    --hash=sha256:0\n    # via c\nc==2 ; python_version < '3'\\\n    --hash\nd==3 \\\n"
    )
    assert counting.step_of("Ignoring c: markers 'python_version < \"3\"' don't match your environment") is None
    assert counting.step_of("Collecting a-b==1 (from -r requirements.lock (line 1))") == "1 of 2: a-b"
    assert counting.step_of("  Downloading a_b-1-py3-none-any.whl (9 kB)") is None
    assert counting.step_of("Requirement already satisfied: d==3 in ./lib") == "2 of 2: d"
    assert counting.step_of("Installing collected packages: d, a-b") == "unpacking"


def test_the_reason_is_the_first_error_of_pips() -> None:
    """Warnings and the long tail are left to the log."""
    lines = ("WARNING: Retrying", "ERROR: Could not find a version.", "ERROR: No matching distribution")
    assert reason_of(lines) == "Could not find a version."
    assert reason_of(("Killed",)) == "Killed."
    assert reason_of(()) == "pip gave no reason."
