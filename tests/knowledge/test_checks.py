"""Which sign is a check, and which one a check misspelt."""

from __future__ import annotations

import re

import pytest

from bot.checks.registry import ALL
from knowledge.checks import IDS, meant
from knowledge.entry import ID_PATTERN, EntryId
from knowledge.loader import load


def test_every_check_has_an_id() -> None:
    """Of the same form as those of entries."""
    assert [check for check in IDS if not re.fullmatch(ID_PATTERN, check)] == []


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
def test_what_resembles_no_check_is_not_taken_for_one(sign: str) -> None:
    """Nothing is suggested in its place."""
    assert meant(sign) is None


def test_no_check_is_taken_for_another_one() -> None:
    """Each resembles itself most."""
    assert [check for check in IDS if meant(check) != check] == []


def test_the_ids_are_those_of_the_checks() -> None:
    """Knowledge doesn't know them; here both are seen."""
    assert {check.id for check in ALL} == IDS


def test_our_entries_name_checks_that_exist() -> None:
    """Each of them can confirm or refute something."""
    knowledge = load()
    named = {(entry_id, sign) for entry_id in knowledge.ids() for sign in knowledge.entry(entry_id, "en").signs}
    assert {(entry_id, sign) for entry_id, sign in named if sign not in IDS} == set()


def test_a_check_only_speaks_for_entries_that_exist() -> None:
    """And that name it among their signs: else nobody would learn what it has found."""
    knowledge = load()
    for check in ALL:
        for entry in check.entries:
            assert check.id in knowledge.entry(EntryId(entry), "en").signs, (check.id, entry)
