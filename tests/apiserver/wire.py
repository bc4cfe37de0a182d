"""The way between a probe and the API server: it can be slow, and it can break at a chosen moment."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self
from urllib.parse import urlsplit

CHUNK = 16 * 1024


class Wire:
    """Leads connections of loopback on to a server. `delay`: seconds that each piece of an answer takes.

    `cut_after`: with the byte of this number that is answered, `cut` is called, once.
    """

    def __init__(
        self, url: str, *, delay: float = 0.0, cut_after: int = 0, cut: Callable[[], None] = lambda: None
    ) -> None:
        parts = urlsplit(url)
        self._to = (parts.hostname or "", parts.port or 0)
        self._delay = delay
        self._cut_after = cut_after
        self._cut = cut
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._ended = threading.Event()
        self.answered = 0
        """Bytes of answers that have come this far."""
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it begins."""
        return f"https://127.0.0.1:{self._listening.getsockname()[1]}"

    def close(self) -> None:
        """Ends every connection."""
        self._ended.set()
        self._listening.close()
        with self._lock:
            for one in self._open:
                one.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(self._to)
                except OSError:
                    # Nobody is there any more: so it is for who comes this way, too.
                    near.close()
                    continue
                with self._lock:
                    self._open += [near, far]
                threading.Thread(target=self._lead, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._lead, args=(far, near, True), daemon=True).start()

    def _lead(self, source: socket.socket, to: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(CHUNK):
                if is_answer:
                    self._pass(len(piece))
                to.sendall(piece)
        for end in (source, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _pass(self, count: int) -> None:
        self._ended.wait(self._delay)
        with self._lock:
            before, self.answered = self.answered, self.answered + count
        if before < self._cut_after <= self.answered:
            self._cut()
