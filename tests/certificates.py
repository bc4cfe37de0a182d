"""Certificates for tests, as old clusters have them: without the identifiers of keys that newer rules ask for."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="There is no openssl to make certificates with."
)
NAMES = "DNS:kubernetes.default.svc,IP:127.0.0.1,IP:10.96.0.1"


AUTHORITY = """
[ca]
default_ca = ours
[ours]
dir = .
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
"""


def made(folder: Path, *, names: str = NAMES, until: str = "21000101000000Z") -> Path:
    """A certificate that vouches for itself, and its key, in one file."""
    (folder / "ca.cnf").write_text(AUTHORITY)
    (folder / "index.txt").write_text("")
    asking = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out asked.pem"
    signing = "ca -batch -notext -selfsign -config ca.cnf -keyfile key.pem -in asked.pem -out made.pem"
    for words in (
        [*asking.split(), "-subj", "/CN=kube-apiserver", "-addext", f"subjectAltName={names}"],
        [*signing.split(), "-startdate", "20200101000000Z", "-enddate", until],
    ):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    path = folder / "server.pem"
    path.write_text((folder / "made.pem").read_text() + (folder / "key.pem").read_text())
    return path
