"""Which sign is a check, which one a check misspelt, and which one neither."""

from __future__ import annotations

import re

import pytest

from knowledge.checks import PLANNED, meant
from knowledge.entry import ID_PATTERN
from knowledge.loader import load


def test_every_check_has_an_id() -> None:
    """Of the same form as those of entries."""
    assert [check for check in PLANNED if not re.fullmatch(ID_PATTERN, check)] == []


@pytest.mark.parametrize(
    ("sign", "check"),
    [
        ("node-condition", "node-conditions"),
        ("nodeconditions", "node-conditions"),
        ("flannel-leases", "flannel-lease"),
        ("kube-proxy-hostname-overide", "kube-proxy-hostname-override"),
        ("load-balancer-port", "load-balancer-ports"),
        ("recent-event", "recent-events"),
    ],
)
def test_a_misspelt_check_is_recognised(sign: str, check: str) -> None:
    """A letter too many or too few is no other check."""
    assert meant(sign) == check


@pytest.mark.parametrize("sign", ["inotify-limits", "disk-space", "dns-lookups", "etcd-quota", "node-taints"])
def test_another_check_is_not_taken_for_a_misspelt_one(sign: str) -> None:
    """One that is yet to come has a name of its own."""
    assert meant(sign) is None


def test_no_check_is_taken_for_another_one() -> None:
    """Each resembles itself most."""
    assert [check for check in PLANNED if meant(check) != check] == []


def test_our_entries_name_checks_that_are_known() -> None:
    """So that nothing is said twice in two spellings."""
    knowledge = load()
    named = {(entry_id, sign) for entry_id in knowledge.ids() for sign in knowledge.entry(entry_id, "en").signs}
    assert {(entry_id, sign) for entry_id, sign in named if sign not in PLANNED} == set()
