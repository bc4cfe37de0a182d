"""Which database `KUBEWHY_DATABASE_URL` means."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import UsageError

FILE_NAME = "kubewhy.sqlite3"
"""In the data folder, where no database is named."""
EXAMPLES = "sqlite:////var/lib/kubewhy/kubewhy.sqlite3 or postgresql://USER:PASSWORD@HOST/NAME"


def read_address(text: str, *, data_dir: Path) -> URL | Path:
    """The file of an SQLite database, or the address of a PostgreSQL server. Raises UsageError, without secrets."""
    if not text:
        return data_dir / FILE_NAME
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError(f"KUBEWHY_DATABASE_URL is no database address: write it like {EXAMPLES}.") from None
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:" or url.database.startswith("file:") or url.query:
            raise UsageError("KUBEWHY_DATABASE_URL names no file: what is in memory only, a restart would lose.")
        return Path(url.database).expanduser().absolute()
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise UsageError(
            f"KUBEWHY_DATABASE_URL asks for {url.drivername}, which kubewhy can't use: write it like {EXAMPLES}."
        )
    return url.set(drivername="postgresql+psycopg")


def file_url(path: Path) -> URL:
    """The address of an SQLite file that exists: one that was deleted is not made anew behind everybody's back."""
    return URL.create("sqlite+pysqlite", database=f"file:{quote(str(path))}", query={"mode": "rw", "uri": "true"})
