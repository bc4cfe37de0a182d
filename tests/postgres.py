"""A real PostgreSQL server of the tests' own, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

HOW_TO_GET_IT = (
    "PostgreSQL's programs are missing: apt-get install postgresql (Debian) or brew install postgresql (macOS)"
)
SERVER_USER = "postgres"
"""Who runs the server where the tests are run by root, as which it refuses to run."""

LEAST_MEMORY = 1024**3
CUT_OFF_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


class PostgresServer:
    """A running server, reached through a socket in its folder alone."""

    def __init__(self, folder: Path, *, programs: Path) -> None:
        self.folder = folder
        self._programs = programs

    def empty_database(self, name: str) -> str:
        """Makes the database of this name, or empties it, which is much quicker and cuts off whoever is connected."""
        with self._connected("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {name}".encode())
        with self._connected(name) as connection:
            connection.execute(CUT_OFF_OTHERS)
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return f"postgresql://{SERVER_USER}@/{name}?host={self.folder}"

    def _connected(self, name: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user=SERVER_USER, dbname=name, autocommit=True)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        options = f"-k {self.folder} -h '' -c fsync=off -c max_connections=200"
        self._run("pg_ctl", "-D", str(self._data), "-l", str(self.folder / "log"), "-o", options, "-w", "start")

    def stop(self) -> None:
        """Stops it, cutting off whoever is connected."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")

    def make(self) -> None:
        """Makes the files of the server."""
        self._run("initdb", "-D", str(self._data), "-U", SERVER_USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _run(self, program: str, *arguments: str) -> None:
        as_owner = ["runuser", "-u", SERVER_USER, "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*as_owner, str(self._programs / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            # A server that is started inherits what it is given here: a pipe would never come to its end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )


def programs_folder() -> Path | None:
    """The folder with the server's programs; None where there are none."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    needed = ("initdb", "pg_ctl")
    return next((one for one in folders if all((one / program).exists() for program in needed)), None)


def _roomy_memory() -> str | None:
    """A file system in memory, where there is one of some size: it makes the server quick."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > LEAST_MEMORY else None


@contextmanager
def running_postgres(programs: Path) -> Iterator[PostgresServer]:
    """A new server; stopped and deleted at the end."""
    folder = Path(tempfile.mkdtemp(prefix="kubewhy-postgres-", dir=_roomy_memory()))
    server = PostgresServer(folder, programs=programs)
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, user=SERVER_USER)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)
