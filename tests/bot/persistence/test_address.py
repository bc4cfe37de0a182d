"""Which database an address means, and how a bad one is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine

from bot.errors import UsageError
from bot.persistence.address import file_url, read_address

DATA = Path("/data")


def test_without_an_address_it_is_a_file_in_the_data_folder() -> None:
    """The default needs no setting."""
    assert read_address("", data_dir=DATA) == DATA / "kubewhy.sqlite3"


def test_an_sqlite_address_names_its_file() -> None:
    """Four slashes begin an absolute path."""
    assert read_address("sqlite:////var/lib/kubewhy/k.db", data_dir=DATA) == Path("/var/lib/kubewhy/k.db")


def test_a_relative_sqlite_path_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that a later change of folder means no other file."""
    monkeypatch.chdir(tmp_path)

    assert read_address("sqlite:///k.db", data_dir=DATA) == tmp_path / "k.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_gets_our_driver(scheme: str) -> None:
    """Hosters give `postgres://`, SQLAlchemy wants the driver's name."""
    address = read_address(f"{scheme}://u:p@db.example/k?sslmode=require", data_dir=DATA)

    assert isinstance(address, URL)
    assert address.drivername == "postgresql+psycopg"
    assert (address.host, address.database, address.query["sslmode"]) == ("db.example", "k", "require")


@pytest.mark.parametrize("text", ["/var/lib/k.db", "hunter2", "postgresql://u:hunter2@host:port/k"])
def test_what_is_no_address_is_told_with_an_example_and_not_repeated(text: str) -> None:
    """It may hold a password."""
    with pytest.raises(UsageError, match=r"KUBEWHY_DATABASE_URL is no database address.*postgresql://") as caught:
        read_address(text, data_dir=DATA)

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["mysql", "mysql+pymysql", "postgresql+asyncpg", "oracle"])
def test_another_kind_of_database_is_refused_by_name(scheme: str) -> None:
    """Two kinds are tested, so two kinds are taken."""
    with pytest.raises(UsageError) as caught:
        read_address(f"{scheme}://u:hunter2@host/k", data_dir=DATA)

    assert f"asks for {scheme}, which kubewhy can't use" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("text", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:k?mode=memory&uri=true"])
def test_a_database_in_memory_is_refused(text: str) -> None:
    """Nothing that was acknowledged may be lost."""
    with pytest.raises(UsageError, match="a restart would lose"):
        read_address(text, data_dir=DATA)


def test_a_file_with_odd_characters_in_its_name_is_the_one_that_is_opened(tmp_path: Path) -> None:
    """Its path goes through an URI, in which some characters mean something."""
    path = tmp_path / "a b%20?#é.db"
    path.touch()
    engine = create_engine(file_url(path))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    engine.dispose()

    assert path.stat().st_size > 0
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
