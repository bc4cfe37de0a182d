"""`make apiserver`: a real Kubernetes API server for tests, with its etcd and kubectl, built from the upstream modules.

What is built is pinned by version and hash in `tools/apiserver-go`; where it lies is told by that folder's content, so
that a new version is never taken for an old one. Needs Go, and for the first build a network.
"""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tools.progress import ProgramFailed, run

CHECKOUT = Path(__file__).resolve().parent.parent
SOURCES = Path("tools", "apiserver-go")
CACHE = Path(".cache", "apiserver")
LOG = Path(".cache", "apiserver.log")
PROGRAMS = ("etcd", "kube-apiserver", "kubectl")
BUILT = "kubernetes"
"""The one program that they all are; each of their names leads to it."""
DRAFT = "building-"
TIMEOUT = 3600
HOW_TO_GET_IT = "`make apiserver` builds it (needs Go, three minutes once), or KUBEBUILDER_ASSETS names its folder"


class NotBuilt(Exception):  # noqa: N818 - reads as the sentence that it is
    """The programs could not be built; the text says why and what to do, in one line."""


class ApiServer:
    """The programs inside one checkout."""

    def __init__(self, *, checkout: Path) -> None:
        self._checkout = checkout
        self._sources = checkout / SOURCES
        self._log = checkout / LOG

    @property
    def version(self) -> str:
        """The version of Kubernetes that is built."""
        return self._told("k8s.io/kubernetes")

    def _told(self, name: str) -> str:
        """The version that go.mod gives for a module, or for Go itself. Raises NotBuilt."""
        modules = (self._sources / "go.mod").read_text(encoding="utf-8")
        found = re.search(rf"^\s*{re.escape(name)} (v?\d+\.\d+\.\d+)$", modules, flags=re.MULTILINE)
        if found is None:
            raise NotBuilt(f"{SOURCES / 'go.mod'} names no version of {name}.")
        return found.group(1)

    @property
    def folder(self) -> Path:
        """Where the programs lie, once they are built."""
        digest = hashlib.sha256()
        for source in sorted(self._sources.iterdir()):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
        return self._checkout / CACHE / f"{self.version}-{digest.hexdigest()[:12]}"

    def build(self) -> None:
        """Builds the programs, unless they are there. Raises NotBuilt."""
        if has_programs(self.folder):
            return
        go = shutil.which("go")
        if go is None:
            raise NotBuilt(
                f"The API server for tests is built with Go {self._told('go')} or newer, and there is none on this"
                " machine: install it and run `make apiserver` again. Without it, tests/apiserver is skipped."
            )
        cache = self._checkout / CACHE
        cache.mkdir(parents=True, exist_ok=True)
        self._log.write_bytes(b"")
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=cache))
        try:
            self._compile(go, into=draft)
            for program in PROGRAMS:
                (draft / program).symlink_to(BUILT)
            self._put(draft)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _put(self, draft: Path) -> None:
        """In one step, so that nobody finds half of it; what was built of other versions goes."""
        folder = self.folder
        if not has_programs(folder):
            draft.rename(folder)
        for other in folder.parent.iterdir():
            if other != folder and not other.name.startswith(DRAFT):
                shutil.rmtree(other)

    def _compile(self, go: str, *, into: Path) -> None:
        version = self.version
        major, minor, _ = version.removeprefix("v").split(".")
        stamp = {"gitVersion": version, "gitMajor": major, "gitMinor": minor}
        variables = " ".join(f"-X k8s.io/component-base/version.{name}={value}" for name, value in stamp.items())
        # -C is there since Go 1.20; an older one says that it doesn't know it, which is told as any other reason.
        command = [go, "build", "-C", str(self._sources), "-mod=readonly", "-trimpath", "-buildvcs=false"]
        command += ["-ldflags", f"-s -w {variables}", "-o", str(into / BUILT), "."]
        try:
            # Without C: no compiler for it is needed, and the program runs wherever it is copied.
            run(["env", "CGO_ENABLED=0", *command], label=self._label, log=self._log, timeout=TIMEOUT)
        except ProgramFailed as error:
            reason = _reason(error.lines)
            raise NotBuilt(f"The API server for tests could not be built: {reason} More is in {LOG}.") from error

    @property
    def _label(self) -> str:
        return f"Building Kubernetes {self.version} for tests (about three minutes, then never again)"


def has_programs(folder: Path) -> bool:
    """Whether all that a server needs lies there."""
    return all(os.access(folder / program, os.X_OK) for program in PROGRAMS[:2])


def _reason(lines: Sequence[str]) -> str:
    """The line of Go's that says most: what it downloads and which package it is at says nothing."""
    telling = [line for line in lines if not line.startswith(("go: downloading", "#"))]
    return (telling or ["Go gave no reason"])[0].rstrip(".") + "."


def main() -> int:
    """Builds them; the exit code."""
    server = ApiServer(checkout=CHECKOUT)
    try:
        server.build()
        print(server.folder)
    except NotBuilt as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
