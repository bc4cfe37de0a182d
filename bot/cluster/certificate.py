"""The certificate that an API server shows, read also where it isn't trusted: expired, foreign, for other names."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from bot.cluster.client import Connection
from bot.snapshot import Certificate

MOST_SECONDS = 5.0
NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for."""


def shown_certificate(connection: Connection, *, seconds: float) -> Certificate | None:
    """What the server shows to whoever connects; None without TLS. Raises OSError where it can't be reached.

    Python tells what stands in a certificate only if it trusts it. So it is fetched unseen first, and then once more
    with itself as the one authority, whatever its dates and names.
    """
    address = urlsplit(connection.host)
    if address.scheme != "https" or not address.hostname:
        return None
    host, port = address.hostname, address.port or 443
    name = connection.server_name or host
    timeout = max(min(seconds, MOST_SECONDS), 0.1)
    server = (host, port, name, timeout)
    raw, _ = _handshake(_blind(), *server)
    if raw is None:
        return None
    _, told = _handshake(_trusting(raw), *server)
    problem = _problem(connection, *server) if connection.verify else ""
    return _certificate(told or {}, problem=problem)


def _problem(connection: Connection, host: str, port: int, name: str, timeout: float) -> str:
    """Why we don't trust it; empty where we do."""
    context = ssl.create_default_context(cafile=connection.ca_file)
    # As in the door: rules of newer Pythons that certificates of older clusters don't keep, and kubectl doesn't know.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    try:
        _handshake(context, host, port, name, timeout)
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    return ""


def _blind() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _trusting(raw: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.load_verify_locations(cadata=ssl.DER_cert_to_PEM_cert(raw))
    context.verify_flags = ssl.VerifyFlags(ssl.VERIFY_X509_PARTIAL_CHAIN | NO_CHECK_TIME)
    return context


def _handshake(
    context: ssl.SSLContext, host: str, port: int, name: str, timeout: float
) -> tuple[bytes | None, dict[str, Any] | None]:
    """Shakes hands, and tells the certificate that was shown: raw, and read where it was trusted."""
    with (
        socket.create_connection((host, port), timeout=timeout) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        return secured.getpeercert(binary_form=True), secured.getpeercert()


def _certificate(told: dict[str, Any], *, problem: str) -> Certificate:
    names = tuple(str(value) for kind, value in told.get("subjectAltName", ()) if kind in ("DNS", "IP Address"))
    return Certificate(
        names=names,
        not_before=_moment(told.get("notBefore")),
        not_after=_moment(told.get("notAfter")),
        problem=problem,
    )


def _moment(written: object) -> datetime | None:
    if not isinstance(written, str):
        return None
    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(written), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
