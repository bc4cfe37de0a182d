"""What differs from machine to machine is masked, what decides stays."""

from __future__ import annotations

import pytest

from classifiers.normalisation.mapped import Mapped
from classifiers.normalisation.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id 0035090a-73bd-4c7e-a5a2-df7d49693cc1 gone", "id _id_ gone"),
        ("container fb40b0d0fb16a8a069f78b29f82cd92a gone", "container _id_ gone"),
        ("at 10.2.3.4:10256", "at _ip_:10256"),
        ("range 10.244.3.0/24", "range _ip_"),
        ("mac 00-15-5d-0a-0b-0c", "mac _mac_"),
        ("fe80:0:0:0:1:2:3:4 up", "_ip_ up"),
        ("pod kube-dns-2924299975-vb3kd fell", "pod kube-dns fell"),
        ("pod web-6b5d9c8f74-r2mzc fell", "pod web fell"),
    ],
)
def test_what_changes_is_named(text: str, expected: str) -> None:
    """Ids, addresses and made-up names."""
    assert masked(Mapped.whole(text)).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "0x803b0013",
        "803b0013",
        "2151350291",
        "-2143617005",
        "port 10256",
        "udp 4789",
        "127.0.0.1",
        "0.0.0.0/0",
        "8.8.8.8",
        "169.254.169.254",
        "kb4571748",
        "17763.1432",
        "kube-proxy",
        "win-bridge",
        "deadbeef",
    ],
)
def test_what_decides_stays(text: str) -> None:
    """Codes, ports, builds, and addresses that mean the same everywhere."""
    assert masked(Mapped.whole(text)).text == text


def test_moments_and_ages_leave_a_blank() -> None:
    """When it happened tells nothing."""
    words = masked(Mapped.whole("event 2m51s ago at 2026-01-02 03:04:05 or 23:59:59")).text.split()
    assert words == ["event", "ago", "at", "or"]


def test_a_masked_place_leads_to_what_was_masked() -> None:
    """A quote shows the address that was received."""
    mapped = masked(Mapped.whole("at 10.2.3.4 now"))
    assert mapped.place(3, 7) == (3, 11)
