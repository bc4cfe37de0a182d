"""Every test that takes a `database` runs on an SQLite file and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgres import HOW_TO_GET_IT, PostgresServer, programs_folder, running_postgres

from bot.persistence.database import Database
from bot.persistence.inbox import SqlInbox
from bot.persistence.opening import open_database
from bot.persistence.tables import metadata


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One server for all tests, each of which has a database of its own in it."""
    programs = programs_folder()
    if programs is None:
        pytest.skip(HOW_TO_GET_IT)
    with running_postgres(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kubewhy.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return server.empty_database("one_test")


@pytest.fixture
def new_database(address: str, tmp_path: Path) -> Iterator[Database]:
    """An open database that a test may break."""
    opened = open_database(url=address, data_dir=tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_database(postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database that tests share, since making one takes PostgreSQL some time."""
    opened = open_database(url=postgres_server.empty_database("many_tests"), data_dir=tmp_path_factory.mktemp("data"))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An open, empty database with our tables, of either kind."""
    opened: Database
    if request.param == "sqlite":
        opened = request.getfixturevalue("sqlite_database")
        return opened
    opened = request.getfixturevalue("postgres_database")
    with opened.write() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.delete())
    return opened


@pytest.fixture
def inbox(database: Database) -> SqlInbox:
    """The inbox of that database."""
    return SqlInbox(database)


@pytest.fixture
def sqlite_database(tmp_path: Path) -> Iterator[Database]:
    """An open SQLite file in `tmp_path`, for what only a file can suffer."""
    opened = open_database(url="", data_dir=tmp_path)
    yield opened
    opened.close()
