"""A real Kubernetes API server with etcd behind it, for tests: on loopback, in a folder that goes with it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import urllib3

from tools.apiserver import CHECKOUT, HOW_TO_GET_IT, ApiServer, has_programs

ADMIN = "admin-token"
"""Of an account that may do everything; the tests' own."""
ISSUER = "https://kubernetes.default.svc"
SERVICES = "10.96.0.0/16"
PATIENCE = 60.0
"""Seconds that a server may take to come up on a machine that has a lot to do."""
TRIES = 3
"""Starts with other ports: somebody else may take one between our look and our use."""
ENDING = 10.0
DISABLED = ("ServiceAccount", "TaintNodesByCondition", "StorageObjectInUseProtection")
"""Each of them leaves something to controllers, and there are none."""


def programs_folder() -> Path | None:
    """Where the programs lie: where KUBEBUILDER_ASSETS says, else where `make apiserver` puts them; None: nowhere."""
    named = os.environ.get("KUBEBUILDER_ASSETS")
    folder = Path(named) if named else ApiServer(checkout=CHECKOUT).folder
    return folder if has_programs(folder) else None


def missing() -> str | None:
    """What a server lacks here, in one line; None: nothing."""
    if programs_folder() is None:
        return f"There is no Kubernetes API server: {HOW_TO_GET_IT}."
    if shutil.which("openssl") is None:
        return "There is no openssl on this machine: it makes the API server's keys."
    return None


class StartFailed(Exception):  # noqa: N818 - reads as the sentence that it is
    """A program ended, or wasn't ready in time; the text has the end of its log."""


class KubernetesServer:
    """etcd and kube-apiserver, with RBAC."""

    def __init__(self, folder: Path, *, programs: Path) -> None:
        self.folder = folder
        self._programs = programs
        self._running: list[subprocess.Popen[bytes]] = []
        self._logs: list[IO[bytes]] = []
        self._guards: list[subprocess.Popen[bytes]] = []
        self.etcd = ""
        """Where its store answers."""
        self._port = 0
        self.key = folder / "service-account.key"
        self.ca_file = folder / "certificates" / "apiserver.crt"

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"https://127.0.0.1:{self._port}"

    def make(self) -> None:
        """Makes its keys and accounts."""
        subprocess.run(
            ["openssl", "genrsa", "-out", str(self.key), "2048"],
            check=True,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        (self.folder / "tokens.csv").write_text(f"{ADMIN},admin,admin,system:masters\n")

    def start(self) -> None:
        """Starts both, and waits until they are ready. Raises StartFailed."""
        for left in reversed(range(TRIES)):
            try:
                self._start_etcd()
                (self._port,) = free_ports(1)
                self._start_api_server()
            except StartFailed:
                self.stop()
                if not left:
                    raise
            else:
                return

    def _start_etcd(self) -> None:
        clients, peers = free_ports(2)
        self.etcd = f"http://127.0.0.1:{clients}"
        shutil.rmtree(self.folder / "etcd", ignore_errors=True)
        self._run(
            "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            f"--listen-client-urls={self.etcd}",
            f"--advertise-client-urls={self.etcd}",
            f"--listen-peer-urls=http://127.0.0.1:{peers}",
            "--unsafe-no-fsync",
            "--log-level=warn",
        )
        self._wait("etcd", f"{self.etcd}/health")

    def _start_api_server(self) -> None:
        self._run(
            "kube-apiserver",
            f"--etcd-servers={self.etcd}",
            f"--secure-port={self._port}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",
            f"--cert-dir={self.ca_file.parent}",
            f"--service-account-key-file={self.key}",
            f"--service-account-signing-key-file={self.key}",
            f"--service-account-issuer={ISSUER}",
            "--authorization-mode=Node,RBAC",
            f"--token-auth-file={self.folder / 'tokens.csv'}",
            f"--service-cluster-ip-range={SERVICES}",
            f"--disable-admission-plugins={','.join(DISABLED)}",
            "--kubelet-preferred-address-types=ExternalIP,InternalIP",
            "--event-ttl=24h",
            "--allow-privileged=true",
            "--shutdown-delay-duration=0s",
            "--profiling=false",
        )
        self._wait("kube-apiserver", f"{self.url}/readyz")

    def kill_api_server(self) -> None:
        """Ends the API server at once, in the middle of whatever it does."""
        program, guard = self._running.pop(), self._guards.pop()
        for one in (guard, program):
            one.kill()
            one.communicate()

    def revive(self) -> None:
        """Starts the API server anew on the same port, unless it runs; what was written is still there."""
        if len(self._running) < 2:
            self._start_api_server()

    def stop(self) -> None:
        """Ends both, the API server first."""
        while self._guards:
            guard = self._guards.pop()
            guard.kill()
            guard.communicate()
        while self._running:
            program = self._running.pop()
            program.terminate()
            try:
                program.wait(timeout=ENDING)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
        while self._logs:
            self._logs.pop().close()

    def kubeconfig(self, name: str, *, token: str, url: str = "") -> Path:
        """A kubeconfig of an account; `url`: another way to the server."""
        cluster = {"server": url or self.url, "certificate-authority": str(self.ca_file)}
        written = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": name,
            "clusters": [{"name": name, "cluster": cluster}],
            "users": [{"name": name, "user": {"token": token}}],
            "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        }
        path = self.folder / f"{name}.kubeconfig"
        path.write_text(json.dumps(written))
        path.chmod(0o600)
        return path

    def signed_token(self, claims: Mapping[str, Any]) -> str:
        """A token of a service account with whatever claims, signed as the server signs its own."""
        parts = [_encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "kid": self._key_id()}, claims)]
        command = ["openssl", "dgst", "-sha256", "-sign", str(self.key)]
        signature = subprocess.run(command, input=".".join(parts).encode(), check=True, capture_output=True).stdout
        return ".".join((*parts, _encoded(signature)))

    def _key_id(self) -> str:
        """How Kubernetes names a key: the digest of its public half."""
        command = ["openssl", "rsa", "-in", str(self.key), "-pubout", "-outform", "DER"]
        public = subprocess.run(command, check=True, capture_output=True).stdout
        digest = subprocess.run(
            ["openssl", "dgst", "-sha256", "-binary"], input=public, check=True, capture_output=True
        )
        return _encoded(digest.stdout)

    def _run(self, program: str, *arguments: str) -> None:
        log = (self.folder / f"{program}.log").open("ab")
        self._logs.append(log)
        self._running.append(
            subprocess.Popen(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                # A group of its own: Ctrl-C in a terminal is ours to handle, and this end comes in order.
                start_new_session=True,
            )
        )
        self._guard(self._running[-1].pid)

    def _guard(self, pid: int) -> None:
        """Ends the program where these tests are killed themselves: what they hold open is closed then, too."""
        self._guards.append(
            subprocess.Popen(
                ["sh", "-c", 'cat >/dev/null; kill -9 "$1"; rm -rf "$2"', "guard", str(pid), str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    def _wait(self, program: str, url: str) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._running[-1].poll() is not None:
                raise StartFailed(f"{program} ended: {self._end_of_log(program)}")
            if self._answers(url):
                return
            time.sleep(0.1)
        raise StartFailed(f"{program} was not ready after {PATIENCE:.0f} s: {self._end_of_log(program)}")

    def _answers(self, url: str) -> bool:
        # The API server makes its certificate while it starts: until then there is nobody to ask.
        if url.startswith("https") and not self.ca_file.exists():
            return False
        try:
            with urllib3.PoolManager(ca_certs=str(self.ca_file) if url.startswith("https") else None) as http:
                return http.request("GET", url, timeout=2, retries=False).status == 200
        except (urllib3.exceptions.HTTPError, OSError):
            return False

    def _end_of_log(self, program: str) -> str:
        return "\n".join((self.folder / f"{program}.log").read_text(errors="replace").splitlines()[-20:])


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def free_ports(count: int) -> Sequence[int]:
    """Ports of loopback that nobody listens at."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def running_server(programs: Path) -> Iterator[KubernetesServer]:
    """A new server; stopped and deleted at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="kubewhy-apiserver-"))
    server = KubernetesServer(folder, programs=programs)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
