"""Our account looks at made-up clusters on a real API server: every planted fault is found, nothing else is told."""

from __future__ import annotations

from typing import Any

import pytest
from apiserver.admin import Admin
from apiserver.conftest import Prober
from clusters.faults import FAULTS, planted
from clusters.healthy import KINDS, healthy

LIVE = [name for name, fault in FAULTS.items() if "live" in fault.shown_in]
RELEASES = (2025, 2022, 2019)


@pytest.mark.parametrize("kind", KINDS)
def test_a_healthy_cluster_is_left_in_peace(kind: str, admin: Admin, prober: Prober) -> None:
    """No warning and no fault, on the Windows node and on a Linux node beside it."""
    cluster = healthy(kind, build=RELEASES[list(KINDS).index(kind) % len(RELEASES)])
    admin.show(cluster)
    for node in (cluster.windows, cluster.linux):
        report = prober.report("node", node)
        assert [_told(one) for one in report["findings"] if one["status"] in ("warn", "fail")] == []
        assert any(one["status"] == "pass" for one in report["findings"])
        assert _could_not_look(report) == []


@pytest.mark.parametrize("name", LIVE)
def test_a_planted_fault_is_found(name: str, admin: Admin, prober: Prober) -> None:
    """By the check that is there for it, speaking for the entry that it means."""
    found = planted(name)
    admin.show(found.cluster)
    report = prober.report(*found.words)
    for expected in found.fault.expected:
        about = [_told(one) for one in report["findings"] if one["check"] == expected.check]
        assert [one for one in report["findings"] if expected.fits(one)] != [], about


def _told(finding: Any) -> tuple[str, str, str]:
    return finding["check"], finding["status"], finding["summary"]


def _could_not_look(report: Any) -> list[tuple[str, str, str]]:
    """Findings that say that a right or an answer was missing; the rights of our role are to be enough."""
    return [_told(one) for one in report["findings"] if "Could not look" in one["summary"]]
