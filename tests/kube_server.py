"""An API server for tests: real HTTP on loopback, objects from a dictionary, and every way to fail on demand.

It pages, selects by field and answers reviews of access as the real one does; `tests/apiserver` has the real one.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cluster_material import NOW, Written

from bot.cluster.client import Api, connect
from bot.resource import SERVED, Resource

DATE = NOW.strftime("%a, %d %b %Y %H:%M:%S GMT")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it arrived; names of headers in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None


@dataclass(kw_only=True)
class Reply:
    """What is answered; `hold` is waited for first, `cut` breaks the connection off in the middle of the body."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    cut: bool = False
    pieces: bool = False
    """The body comes byte by byte, as slowly as `hold` allows."""


@dataclass
class KubeServer:
    """What it holds, what it was asked, and what it answers otherwise."""

    objects: list[Written] = field(default_factory=list)
    replies: dict[str, Callable[[Asked], Reply | None]] = field(default_factory=dict)
    """By the end of the path; None lets the usual answer be given."""
    asked: list[Asked] = field(default_factory=list)
    allowed: Callable[[Mapping[str, str]], bool] = lambda _: True
    version: str = "v1.36.2"
    health: str = "[+]ping ok\n[+]etcd ok\nlivez check passed\n"
    most: int = 500
    """Objects of a page, whatever was asked for."""
    port: int = 0

    def fail(self, ending: str, status: int, *, message: str = "no", headers: Mapping[str, str] | None = None) -> None:
        """Lets every request for this path fail."""
        body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": status}
        self.replies[ending] = lambda _: Reply(status=status, body=body, headers=headers or {})

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [one.path for one in self.asked]

    def answer(self, asked: Asked) -> Reply:
        """The reply to one request."""
        for ending, reply in self.replies.items():
            if asked.path.endswith(ending) and (special := reply(asked)) is not None:
                return special
        if asked.method == "POST" and asked.path.endswith("/selfsubjectaccessreviews"):
            allowed = self.allowed(asked.body["spec"]["resourceAttributes"])
            return Reply(status=201, body={**asked.body, "status": {"allowed": allowed}})
        if asked.method != "GET":
            return Reply(status=405, body={"kind": "Status", "message": "only GET", "code": 405})
        if asked.path == "/version":
            return Reply(body={"major": "1", "minor": "36", "gitVersion": self.version})
        if asked.path == "/livez":
            return Reply(body=self.health)
        return self._stored(asked)

    def _stored(self, asked: Asked) -> Reply:
        parts = asked.path.strip("/").split("/")
        namespace = parts[parts.index("namespaces") + 1] if "namespaces" in parts else ""
        for resource, served in SERVED.items():
            if resource.value not in parts or not served.kind:
                continue
            behind = parts[parts.index(resource.value) + 1 :]
            found = [
                one
                for one in self.objects
                if one["kind"] == served.kind and namespace in ("", one["metadata"].get("namespace", ""))
            ]
            return self._one(found, behind[0], resource) if behind else self._page(found, asked, served.kind)
        return Reply(status=404, body={"kind": "Status", "message": "the server could not find the requested resource"})

    def _one(self, found: list[Written], name: str, resource: Resource) -> Reply:
        for one in found:
            if one["metadata"]["name"] == name:
                return Reply(body=one)
        details = {"name": name, "kind": resource.value}
        message = f'{resource} "{name}" not found'
        return Reply(status=404, body={"kind": "Status", "message": message, "details": details, "code": 404})

    def _page(self, found: list[Written], asked: Asked, kind: str) -> Reply:
        chosen = [one for one in found if selected(one, asked.query.get("fieldSelector", ""))]
        start = int(asked.query.get("continue", "0"))
        end = start + min(int(asked.query.get("limit", self.most)), self.most)
        metadata: dict[str, Any] = {"resourceVersion": "1"}
        if end < len(chosen):
            metadata["continue"] = str(end)
        items = [{key: value for key, value in one.items() if key not in ("kind", "apiVersion")} for one in chosen]
        return Reply(body={"kind": f"{kind}List", "apiVersion": "v1", "metadata": metadata, "items": items[start:end]})


def selected(one: Written, selector: str) -> bool:
    """Whether a field selector (`a.b=c,d=e`) selects this object."""
    for part in filter(None, selector.split(",")):
        path, _, wanted = part.partition("=")
        value: Any = one
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value != wanted:
            return False
    return True


class Handler(BaseHTTPRequestHandler):
    """Hands requests to a `KubeServer`, and sends back what it replies."""

    protocol_version = "HTTP/1.1"
    kube: KubeServer

    def do_GET(self) -> None:
        """Answers a request."""
        self._serve("GET")

    def do_POST(self) -> None:
        """Answers a review."""
        self._serve("POST")

    def _serve(self, method: str) -> None:
        split = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(split.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = int(headers.get("content-length", 0))
        body = json.loads(self.rfile.read(length)) if length else None
        asked = Asked(method=method, path=split.path, query=query, headers=headers, body=body)
        self.kube.asked.append(asked)
        reply = self.kube.answer(asked)
        raw = reply.body.encode() if isinstance(reply.body, str) else json.dumps(reply.body).encode()
        if reply.hold is not None and not reply.pieces:
            reply.hold.wait(30)
        try:
            self._send(reply, raw)
        except OSError:
            # Whoever asked has gone.
            self.close_connection = True

    def _send(self, reply: Reply, raw: bytes) -> None:
        self.send_response_only(reply.status)
        for name, value in {"Date": DATE, "Content-Length": str(len(raw)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut:
            self.wfile.write(raw[: len(raw) // 2])
            self.close_connection = True
        elif reply.pieces and reply.hold is not None:
            for byte in raw:
                self.wfile.write(bytes([byte]))
                if reply.hold.wait(0.05):
                    self.close_connection = True
                    return
        else:
            self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def running(server: KubeServer, *, certificate: Path | None = None) -> Iterator[KubeServer]:
    """The server, listening while the block runs; with a certificate, by TLS."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"kube": server}))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        http.socket = context.wrap_socket(http.socket, server_side=True)
    http.daemon_threads = True
    http.block_on_close = False
    server.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def kubeconfig(
    folder: Path, *, port: int = 0, server: str = "", user: Mapping[str, Any] | None = None, **cluster: Any
) -> Path:
    """A kubeconfig with the contexts `test` (the current one) and `other`; `cluster`: more about the cluster."""
    contexts = [{"name": name, "context": {"cluster": "test", "user": "bot"}} for name in ("test", "other")]
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "test",
        "clusters": [{"name": "test", "cluster": {"server": server or f"http://127.0.0.1:{port}", **cluster}}],
        "users": [{"name": "bot", "user": dict(user) if user is not None else {"token": "the-bots-token"}}],
        "contexts": contexts,
    }
    path = folder / "config"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def api_of(server: KubeServer, folder: Path) -> Api:
    """The door to this server."""
    return connect(kubeconfig=str(kubeconfig(folder, port=server.port)), context=None)
