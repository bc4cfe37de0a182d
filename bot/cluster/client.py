"""The door to a live cluster: GET only, plus the API's answers about our own rights. Nothing else can be sent.

Every call has a connect and a read deadline, and ends with the probe's own; none is repeated, and none follows a
redirect. Whatever goes wrong is raised as `NotRead` with the gap that it leaves.
"""

from __future__ import annotations

import json
import logging
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

import urllib3
from kubernetes.client import ApiClient, ApiException, Configuration
from kubernetes.config import ConfigException, list_kube_config_contexts, load_incluster_config, load_kube_config

from bot import __version__
from bot.cluster.budget import Budget
from bot.cluster.near import near_names
from bot.errors import UsageError
from bot.redaction import redact
from bot.resource import SERVED, Resource
from bot.snapshot import Gap, Why

CONNECT_SECONDS, READ_SECONDS = 3.0, 5.0
"""Deadlines of one call; the budget of the probe may leave it less."""
MOST_BYTES = 64 * 1024 * 1024
"""Of one answer: a page of the largest objects has less."""
CHUNK = 256 * 1024
MOST_DETAIL = 500
"""Characters of what the other side says about a failure."""
NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
"""What the API takes as a name (RFC 1123); anything else would change the path."""
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
ACCEPT = "application/json"
NAMES_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
"""Asks for a list of metadata alone."""
STATUS_GAPS: Mapping[int, Why] = {
    401: Why.NOT_LOGGED_IN,
    403: Why.FORBIDDEN,
    404: Why.NOT_SERVED,
    408: Why.TIMED_OUT,
    410: Why.EXPIRED,
    429: Why.BUSY,
    504: Why.TIMED_OUT,
}


class NotRead(Exception):  # noqa: N818 - reads as the sentence that it is
    """A call led to nothing. `gap` says why; `content` is what the API said beside it, if that was JSON."""

    def __init__(self, gap: Gap, *, content: Any = None) -> None:
        super().__init__(f"{gap.why}: {gap.detail}")
        self.gap = gap
        self.content = content


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the API answered."""

    content: Any
    """Its JSON; None for a text."""
    text: str
    """The answer as text; empty for JSON."""
    date: datetime | None
    """The API server's clock."""


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Where a cluster is, for those who look at the connection itself."""

    host: str
    ca_file: str | None
    verify: bool
    server_name: str | None


class Api:
    """The API of one cluster, for one account. Safe to use from several threads."""

    def __init__(self, configuration: Configuration, *, context: str = "", refused: Gap | None = None) -> None:
        # urllib3 would try three times more, each with the whole deadline, and follow redirects with our token.
        configuration.retries = False
        self._configuration = configuration
        self._client = ApiClient(configuration)
        if configuration.verify_ssl:
            # From Python 3.13 on, certificates are held to rules that those of older clusters don't keep, and that
            # kubectl doesn't know: https://github.com/kubernetes-client/python/issues/2394
            trusting = urllib3.util.create_urllib3_context(
                cert_reqs=ssl.CERT_REQUIRED, verify_flags=ssl.VERIFY_X509_PARTIAL_CHAIN
            )
            self._client.rest_client.pool_manager.connection_pool_kw["ssl_context"] = trusting
        self._refused = refused
        self.context = context
        self.address: str = configuration.host.rstrip("/")

    @property
    def connection(self) -> Connection:
        """What is known of the way there."""
        return Connection(
            host=self.address,
            ca_file=self._configuration.ssl_ca_cert,
            verify=bool(self._configuration.verify_ssl),
            server_name=self._configuration.tls_server_name,
        )

    def get(
        self,
        resource: Resource,
        *,
        budget: Budget,
        namespace: str = "",
        name: str = "",
        query: Mapping[str, str | int] | None = None,
        names_only: bool = False,
    ) -> Answer:
        """One object by its name, or a page of a list. Raises NotRead."""
        path = _path(resource, namespace=namespace, name=name)
        url = f"{self.address}{path}" + (f"?{urlencode(query)}" if query else "")
        as_text = resource in (Resource.POD_LOGS, Resource.API_HEALTH)
        accept = "*/*" if as_text else NAMES_ONLY if names_only else ACCEPT
        return self._send("GET", url, budget=budget, as_text=as_text, accept=accept)

    def may(self, attributes: Mapping[str, str], *, budget: Budget) -> bool:
        """Whether our account may do this, as the API itself decides. Raises NotRead."""
        body = {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": dict(attributes)},
        }
        answer = self._send("POST", self.address + REVIEW, budget=budget, body=body)
        status = answer.content.get("status") if isinstance(answer.content, dict) else None
        if not isinstance(status, dict) or not isinstance(status.get("allowed"), bool):
            raise NotRead(Gap(why=Why.FAILED, detail="the answer says neither yes nor no"))
        return bool(status["allowed"])

    def close(self) -> None:
        """Ends the connections."""
        self._client.close()

    def _send(
        self,
        method: str,
        url: str,
        *,
        budget: Budget,
        body: Mapping[str, Any] | None = None,
        as_text: bool = False,
        accept: str = ACCEPT,
    ) -> Answer:
        if self._refused is not None:
            raise NotRead(self._refused)
        if not budget.left():
            raise NotRead(Gap(why=Why.TIMED_OUT, detail="the time of this probe was over before its turn came"))
        with _told():
            # The budget is looked at anew: a program that hands out credentials takes its time, too.
            headers = self._headers(accept)
            timeout = (min(CONNECT_SECONDS, budget.left() or 0.001), min(READ_SECONDS, budget.left() or 0.001))
            budget.called()
            response = self._client.rest_client.request(
                method, url, headers=headers, body=body, _request_timeout=timeout
            ).response
            try:
                raw = _body(response, budget)
            except BaseException:
                # What is left of the answer must not be taken for the next one's.
                response.close()
                raise
            response.release_conn()
        return _answer(response, raw, as_text=as_text)

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "User-Agent": f"kubewhy/{__version__}",
        }
        bearer = self._configuration.auth_settings().get("BearerToken")
        if bearer is not None and isinstance(bearer["value"], str):
            headers["Authorization"] = bearer["value"]
        return headers


def connect(*, kubeconfig: str, context: str | None) -> Api:
    """The cluster of a context (None: the current one); paths as in KUBECONFIG. Raises UsageError."""
    configuration = Configuration()
    with _readable(kubeconfig), _overheard() as complaints:
        try:
            load_kube_config(
                config_file=kubeconfig, context=context, client_configuration=configuration, persist_config=False
            )
        except ConfigException:
            if context is not None and context not in (names := _contexts(kubeconfig)):
                near = ", ".join(near_names(context, names) or names) or "none"
                raise UsageError(f"There is no context {context} in {kubeconfig}. There is: {near}.") from None
            raise
        name = context or str(list_kube_config_contexts(config_file=kubeconfig)[1]["name"])
    if not configuration.verify_ssl:
        # Whoever has switched it off in the kubeconfig knows.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    refused = Gap(why=Why.NOT_LOGGED_IN, detail=complaints[0][:MOST_DETAIL]) if complaints else None
    return Api(configuration, context=name, refused=refused)


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """What the library says to the log alone: that a program which hands out credentials has none, and why.

    It goes on without any then; a login has expired, and the file is fine.
    """
    heard: list[str] = []

    def hear(record: logging.LogRecord) -> bool:
        if record.module != "kube_config":
            return True
        heard.append(record.getMessage())
        return False

    root = logging.getLogger()
    root.addFilter(hear)
    try:
        yield heard
    finally:
        root.removeFilter(hear)


def _contexts(kubeconfig: str) -> list[str]:
    """Names of the contexts; none where the file has no current one, without which the library tells nothing."""
    try:
        return [str(one["name"]) for one in list_kube_config_contexts(config_file=kubeconfig)[0]]
    except ConfigException:
        return []


def connect_in_cluster() -> Api:
    """The cluster that this program runs in, with the account of its pod. Raises UsageError."""
    configuration = Configuration()
    with _readable("the pod's service account"):
        load_incluster_config(client_configuration=configuration)
    return Api(configuration)


@contextmanager
def _readable(source: str) -> Iterator[None]:
    """Whatever the library raises about a file that can't be used is one line, without what stands in the file."""
    try:
        yield
    except UsageError:
        raise
    except (ConfigException, OSError) as error:
        raise UsageError(f"{source} can't be used: {redact(_first_line(str(error))).text}") from None
    except Exception as error:  # a malformed file surfaces as whatever the library stumbled over
        raise UsageError(f"{source} can't be used as a kubeconfig: {type(error).__name__}.") from None


@contextmanager
def _told() -> Iterator[None]:
    """Every way in which a call can fail, as `NotRead`."""
    try:
        yield
    except ConfigException as error:
        raise NotRead(Gap(why=Why.NOT_LOGGED_IN, detail=_first_line(str(error)))) from None
    except ApiException as error:
        # What the library makes of a failed handshake.
        raise NotRead(_of_handshake(str(error.reason))) from None
    except urllib3.exceptions.SSLError as error:
        raise NotRead(_of_handshake(str(error))) from None
    except (urllib3.exceptions.ReadTimeoutError, TimeoutError) as error:
        raise NotRead(Gap(why=Why.TIMED_OUT, detail=_first_line(str(error)))) from None
    except urllib3.exceptions.DecodeError as error:
        raise NotRead(Gap(why=Why.FAILED, detail=_first_line(str(error)))) from None
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise NotRead(Gap(why=Why.UNREACHABLE, detail=_first_line(str(error)))) from None


def _of_handshake(reason: str) -> Gap:
    return Gap(why=Why.UNTRUSTED, detail=_first_line(reason.removeprefix("SSLError\n")))


def _first_line(text: str) -> str:
    return text.strip().split("\n", 1)[0][:MOST_DETAIL]


def _path(resource: Resource, *, namespace: str, name: str) -> str:
    served = SERVED[resource]
    if resource in (Resource.VERSION, Resource.API_HEALTH):
        return f"/{served.path}" + ("?verbose" if resource is Resource.API_HEALTH else "")
    verb = "get" if name else "list"
    if verb not in served.verbs:
        raise ValueError(f"kubewhy does not {verb} {resource}")
    for given in (namespace, name):
        if given and NAME.fullmatch(given) is None:
            raise NotRead(Gap(why=Why.NOT_SERVED, detail=f"{given!r} is no name that a cluster can have"))
    plural, _, below = resource.value.partition("/")
    parts = (
        served.path,
        *(("namespaces", namespace) if namespace else ()),
        plural,
        *((quote(name, safe=""),) if name else ()),
        *((below,) if below else ()),
    )
    return "/" + "/".join(parts)


def _body(response: urllib3.BaseHTTPResponse, budget: Budget) -> bytes:
    """The whole answer, as it comes, within the budget."""
    pieces = []
    size = 0
    # One read as far as bytes are there, so that a server that drips can't hold us beyond the deadline.
    while chunk := response.read1(CHUNK):
        budget.received(len(chunk))
        size += len(chunk)
        pieces.append(chunk)
        if size > MOST_BYTES:
            raise NotRead(Gap(why=Why.TOO_MUCH, detail=f"one answer has more than {MOST_BYTES >> 20} MiB"))
        if not budget.left():
            raise NotRead(Gap(why=Why.TIMED_OUT, detail="the time of this probe was over in the middle of an answer"))
    return b"".join(pieces)


def _answer(response: urllib3.BaseHTTPResponse, raw: bytes, *, as_text: bool) -> Answer:
    content: Any = None
    if not as_text or raw.startswith(b'{"kind":"Status"'):
        try:
            content = json.loads(raw)
        except (ValueError, RecursionError):
            if 200 <= response.status < 300:
                raise NotRead(Gap(why=Why.FAILED, detail="the answer is no JSON: is this the API server?")) from None
    # An API server that isn't healthy says so with a 500, and that is the answer.
    if as_text and response.status in (200, 500) and content is None:
        return Answer(content=None, text=raw.decode("utf-8", "replace"), date=_date(response))
    if not 200 <= response.status < 300:
        raise NotRead(_of_status(response.status, content), content=content)
    return Answer(content=content, text="", date=_date(response))


def _of_status(status: int, content: Any) -> Gap:
    message = content.get("message") if isinstance(content, dict) else None
    why = STATUS_GAPS.get(status, Why.FAILED)
    return Gap(why=why, detail=_first_line(message) if isinstance(message, str) else f"HTTP status {status}")


def _date(response: urllib3.BaseHTTPResponse) -> datetime | None:
    try:
        moment = parsedate_to_datetime(response.headers.get("Date", ""))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
