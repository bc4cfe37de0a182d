"""`make bench-cluster`: what a probe of a large cluster takes, held side by side with its calls and nothing else."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import urllib3
import yaml
from apiserver.admin import Admin
from apiserver.server import KubernetesServer, missing, programs_folder, running_server
from clusters.objects import moved

from bench import big_cluster
from bench.sidebyside import Pair, run
from bot import bootstrap
from bot.cluster import live
from bot.cluster.client import connect
from bot.cluster.live import LiveCluster
from bot.cluster.reading import AT_ONCE
from bot.settings import read_settings
from bot.target import ClusterTarget, NodeTarget, Target

CHECKOUT = Path(__file__).resolve().parent.parent
RBAC = CHECKOUT / "deploy" / "rbac"
NODE_ROUNDS, CLUSTER_ROUNDS = 7, 1
MOST_RATIO, MOST_MEGABYTES = 2.0, 300
KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit in which the system tells the peak memory."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """`kubewhy probe …` in a process of its own."""

    report: Any
    seconds: float
    megabytes: float
    """The most memory that it held."""


def command(config: Path, data: Path, *words: str) -> Command:
    """Runs it to its end."""
    environment = {
        "PATH": os.environ["PATH"],
        "KUBECONFIG": str(config),
        "KUBEWHY_DATA_DIR": str(data),
        "PYTHONPATH": str(CHECKOUT),
    }
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        # What the system tells of a child's memory is that of the largest one so far, unless it is waited for alone.
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, "-P", "-m", "bot", "probe", *words, "--output", "json"],
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, out.fileno(), 1)],
        )
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - begun
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"kubewhy probe {' '.join(words)} failed")
        out.seek(0)
        report = json.load(out)
    return Command(report=report, seconds=seconds, megabytes=usage.ru_maxrss * KILOBYTE / 1e6)


@contextmanager
def noted() -> Iterator[list[tuple[str, dict[str, str]]]]:
    """The calls that are made meanwhile: paths and headers, in their order."""
    calls: list[tuple[str, dict[str, str]]] = []
    send = urllib3.HTTPSConnectionPool.urlopen

    def noting(pool: Any, method: str, url: str, *arguments: Any, **named: Any) -> Any:
        calls.append((url, dict(named.get("headers") or {})))
        return send(pool, method, url, *arguments, **named)

    with patch.object(urllib3.HTTPSConnectionPool, "urlopen", noting):
        yield calls


def raw(server: KubernetesServer, calls: list[tuple[str, dict[str, str]]]) -> Callable[[], None]:
    """The same calls, as many at a time, their answers read and let go."""
    http = urllib3.PoolManager(ca_certs=str(server.ca_file), maxsize=AT_ONCE, retries=False)

    def get(call: tuple[str, dict[str, str]]) -> int:
        path, headers = call
        return len(http.request("GET", server.url + path.removeprefix(server.url), headers=headers).data)

    def action() -> None:
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            list(pool.map(get, calls))

    return action


def measure(server: KubernetesServer, config: Path, data: Path) -> bool:
    """Prints what came out; whether no probe takes more than it is to take."""
    settings = replace(read_settings({}), data_dir=data)
    probing = bootstrap.probing(settings, bootstrap.knowledge_base(settings))

    def side_by_side(target: Target, *words: str, rounds: int) -> tuple[float, Command]:
        reader = LiveCluster(connect(kubeconfig=str(config), context=None), name="bench")

        def probe() -> None:
            probing.probe(reader, target)

        with noted() as calls:
            probe()
        beside = raw(server, calls)
        pair = Pair(name=words[0], measured=probe, beside_name="the same calls", beside=beside, rounds=rounds)
        outcome = run(pair)
        told = command(config, data, *words)
        print(f"kubewhy probe {words[0]}: {outcome.measured:.2f} s", end=", ")
        print(f"{outcome.ratio:.2f} × the same {len(calls)} calls alone ({outcome.beside:.2f} s)")
        print(f"  {told.report['calls']} calls, {told.report['bytes'] / 1e6:.2f} MB unpacked")
        print(f"  as a new process: {told.seconds:.2f} s, {told.megabytes:.0f} MB at most", flush=True)
        return outcome.ratio, told

    ratio, node = side_by_side(NodeTarget(name=big_cluster.TARGET), "node", big_cluster.TARGET, rounds=NODE_ROUNDS)
    _, cluster = side_by_side(ClusterTarget(), "cluster", rounds=CLUSTER_ROUNDS)
    unreached = {one["summary"] for one in cluster.report["findings"] if "Could not look" in one["summary"]}
    seen = {one["subject"] for one in cluster.report["findings"]}
    print(f"  {len(seen) - 1:,} nodes in it, deadline {live.OVERVIEW_SECONDS:.0f} s; not reached: ", end="")
    print("; ".join(sorted(unreached)) or "nothing")
    within = cluster.seconds <= live.OVERVIEW_SECONDS
    return ratio <= MOST_RATIO and node.megabytes <= MOST_MEGABYTES and within


def fill(admin: Admin) -> str:
    """Puts the cluster in, and our account; its token."""
    for path in sorted(RBAC.glob("*.yaml")):
        for written in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            admin.create(written)
    now = datetime.now(tz=UTC)
    admin.store.put(moved(one, to=now) for one in big_cluster.objects())
    return admin.token_of("kubewhy", "kubewhy")


def main() -> int:
    """Measures; 1 where a probe takes more than it is to take, 2 where there is no API server."""
    programs = programs_folder()
    if (reason := missing()) is not None or programs is None:
        print(reason, file=sys.stderr)
        return 2
    with running_server(programs) as server, tempfile.TemporaryDirectory(prefix="kubewhy-bench-") as data:
        admin = Admin(server)
        try:
            begun = time.perf_counter()
            token = fill(admin)
            pods = big_cluster.NODES * big_cluster.PODS_EACH
            print(
                f"{big_cluster.NODES:,} nodes, {pods:,} pods, {big_cluster.SERVICES:,} services on a real API server,"
                f" put in after {time.perf_counter() - begun:.0f} s",
                flush=True,
            )
            return 0 if measure(server, server.kubeconfig("bench", token=token), Path(data)) else 1
        finally:
            admin.close()


if __name__ == "__main__":
    sys.exit(main())
