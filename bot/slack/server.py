"""Serves the WSGI application with gunicorn: one worker process with threads.

The application is made before the fork, so that whatever is wrong with the settings or the knowledge is told in one
line; threads and database connections begin after it, in the worker.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from gunicorn.app.base import BaseApplication

from bot.slack.http import SlackHttp

THREADS = 16
"""Requests at a time; each is one write into the inbox, so that few would do for any workspace."""
GRACE_SECONDS = 20
"""How long a stop waits for requests under way."""
PR_SET_PDEATHSIG = 1


class HttpServer(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Runs until it is told to stop; `start` and `stop` are called in the worker."""

    def __init__(self, http: SlackHttp, *, port: int, start: Callable[[], None], stop: Callable[[], None]) -> None:
        self._http = http
        self._port = port
        self._start = start
        self._stop = stop
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is set to."""
        parent = os.getpid()

        def after_fork(_arbiter: Any, _worker: Any) -> None:
            _tie_to(parent)
            self._start()

        def before_exit(_arbiter: Any, _worker: Any) -> None:
            self._stop()

        settings = {
            "bind": [f"0.0.0.0:{self._port}"],
            # Two processes would fight over one SQLite file; replicas on PostgreSQL are processes of their own.
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "preload_app": True,
            "graceful_timeout": GRACE_SECONDS,
            "control_socket_disable": True,
            "loglevel": "warning",
            "post_fork": after_fork,
            "worker_exit": before_exit,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> SlackHttp:
        """The application."""
        return self._http


def _tie_to(parent: int) -> None:
    """Lets the worker end with its parent, even by `kill -9`: an orphan would hold the port and the database."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
