"""The certificate that an API server shows, read whether it is trusted or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from certificates import made, needs_openssl

from bot.cluster.certificate import shown_certificate
from bot.cluster.client import Connection
from bot.snapshot import Certificate

pytestmark = needs_openssl


@contextmanager
def serving(certificate: Path | None) -> Iterator[int]:
    """Shakes hands with whoever comes; without a certificate it only takes the connection. Gives the port."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.1)
    ended = threading.Event()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate is not None:
        context.load_cert_chain(certificate)

    def serve() -> None:
        while not ended.is_set():
            try:
                plain, _ = listening.accept()
                with plain:
                    if certificate is not None:
                        context.wrap_socket(plain, server_side=True).close()
            except OSError:
                continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        ended.set()
        thread.join()
        listening.close()


def shown(
    port: int, *, ca_file: Path | None = None, verify: bool = True, name: str | None = None
) -> Certificate | None:
    """What is shown there."""
    connection = Connection(
        host=f"https://127.0.0.1:{port}", ca_file=str(ca_file) if ca_file else None, verify=verify, server_name=name
    )
    return shown_certificate(connection, seconds=5)


def test_one_that_is_trusted_is_read(tmp_path: Path) -> None:
    """Its names and its days."""
    path = made(tmp_path)
    with serving(path) as port:
        found = shown(port, ca_file=path)
    assert found == Certificate(
        names=("kubernetes.default.svc", "127.0.0.1", "10.96.0.1"),
        not_before=datetime(2020, 1, 1, tzinfo=UTC),
        not_after=datetime(2100, 1, 1, tzinfo=UTC),
    )


def test_one_that_nobody_vouches_for_is_read_with_the_reason(tmp_path: Path) -> None:
    """A stale kubeconfig shows like this."""
    with serving(made(tmp_path)) as port:
        found = shown(port)
    assert found is not None
    assert found.names
    assert "self-signed" in found.problem or "unable to get local issuer" in found.problem


def test_one_that_has_ended_is_read_with_the_reason(tmp_path: Path) -> None:
    """The commonest trouble of a cluster that is a year old."""
    path = made(tmp_path, until="20210101000000Z")
    with serving(path) as port:
        found = shown(port, ca_file=path)
    assert found is not None
    assert found.not_after == datetime(2021, 1, 1, tzinfo=UTC)
    assert "expired" in found.problem


def test_one_for_other_names_is_read_with_the_reason(tmp_path: Path) -> None:
    """The address that was used isn't among them."""
    path = made(tmp_path, names="DNS:other.example")
    with serving(path) as port:
        found = shown(port, ca_file=path)
        named = shown(port, ca_file=path, name="other.example")
    assert found is not None
    assert found.names == ("other.example",)
    assert "127.0.0.1" in found.problem
    assert named is not None
    assert named.problem == ""


def test_who_has_switched_the_look_off_is_told_no_problem(tmp_path: Path) -> None:
    """`insecure-skip-tls-verify` in a kubeconfig."""
    with serving(made(tmp_path)) as port:
        found = shown(port, verify=False)
    assert found is not None
    assert found.problem == ""


def test_without_tls_there_is_none() -> None:
    """An address that begins with http."""
    connection = Connection(host="http://127.0.0.1:1", ca_file=None, verify=True, server_name=None)
    assert shown_certificate(connection, seconds=5) is None


def test_who_does_not_answer_is_an_error() -> None:
    """The reading makes a gap of it."""
    with serving(None) as port, pytest.raises(OSError, match=r".+"):
        shown(port)
    with pytest.raises(OSError, match=r".+"):
        shown(1)
