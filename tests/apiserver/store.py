"""Writes into the API server's etcd past the API: what the API doesn't let anybody set, and very many objects at once.

The API server reads JSON from its store as it reads its own form, and what it hands out of it is the same.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping

import urllib3
from cluster_material import Written

FOLDERS: Mapping[str, str] = {
    "Node": "minions",
    "Pod": "pods",
    "Service": "services/specs",
    "DaemonSet": "daemonsets",
    "EndpointSlice": "endpointslices",
    "Lease": "leases",
    "Event": "events",
}
"""Where each kind lies below /registry."""
AT_ONCE = 100
"""Objects of one write; etcd takes 128."""


class Store:
    """The etcd of a test's API server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._http = urllib3.PoolManager(retries=False, timeout=30)

    def close(self) -> None:
        """Ends the connections."""
        self._http.clear()

    def put(self, objects: Iterable[Written]) -> None:
        """Writes these as they are, whatever was there."""
        for some in _batches(objects):
            puts = [{"key": _key(one), "value": _encoded(json.dumps(one))} for one in some]
            self._call("kv/txn", {"success": [{"requestPut": put} for put in puts]})
            # One write is one revision, and an API server that has seen a revision takes it for all of it. So the last
            # object is written once more, by itself.
            self._call("kv/put", puts[-1])

    def remove_all(self, kind: str, *, namespace: str) -> None:
        """Takes away every object of a kind in a namespace."""
        start = f"/registry/{FOLDERS[kind]}/{namespace}/"
        # Everything that begins like this lies before the same with the next letter at its end.
        end = start[:-1] + chr(ord(start[-1]) + 1)
        self._call("kv/deleterange", {"key": _encoded(start), "range_end": _encoded(end)})

    def _call(self, what: str, body: Mapping[str, object]) -> None:
        answer = self._http.request("POST", f"{self._url}/v3/{what}", body=json.dumps(body))
        if answer.status != 200:
            raise OSError(f"etcd: {answer.status} {answer.data[:300]!r}")


def _batches(objects: Iterable[Written]) -> Iterator[list[Written]]:
    left = iter(objects)
    while some := list(itertools.islice(left, AT_ONCE)):
        yield some


def _key(written: Written) -> str:
    named = written["metadata"]
    parts = ("", "registry", FOLDERS[written["kind"]], named.get("namespace", ""), named["name"])
    return _encoded("/".join(part for index, part in enumerate(parts) if part or not index))


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
