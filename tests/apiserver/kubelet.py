"""A kubelet that knows logs and nothing else: the API server asks it for them, as it asks a real one."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from apiserver.server import KubernetesServer


class Kubelet:
    """Listens on loopback while it is entered."""

    def __init__(self, server: KubernetesServer, *, log: str) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            """Hands out the log, as far as it was asked for."""

            def do_GET(self) -> None:
                """The beginning of the log."""
                asked.append(self.path)
                limits = parse_qs(urlsplit(self.path).query).get("limitBytes", [])
                body = log.encode()[: int(limits[0]) if limits else None]
                self.send_response(200)
                self.send_header("Content-Type", "text/plain")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Keeps quiet."""

        self.asked = asked
        """Paths of what it was asked for."""
        self._listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Any certificate will do: an API server only looks at it where it was told whose to trust.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(server.ca_file, server.ca_file.with_suffix(".key"))
        self._listening.socket = context.wrap_socket(self._listening.socket, server_side=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listening.server_port)

    def __enter__(self) -> Self:
        threading.Thread(target=self._listening.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown()
        self._listening.server_close()
