"""What people say to make the bot listen or be quiet."""

from __future__ import annotations

import pytest

from bot.channel_wish import LONGEST, ChannelWish, wished


@pytest.mark.parametrize(
    ("text", "does", "seconds"),
    [
        ("listen", "listen", 0),
        (" Listen  ON ", "listen", 0),
        ("listen off", "stop", 0),
        ("mute", "mute", 3600),
        ("mute 30m", "mute", 1800),
        ("mute 2h", "mute", 7200),
        ("mute for 2 hours", "mute", 7200),
        ("mute 1d", "mute", 86_400),
        ("mute 30分鐘", "mute", 1800),
        ("mute 2 小時", "mute", 7200),
        ("mute 1天", "mute", 86_400),
        ("mute 7d", "mute", LONGEST),
        ("mute 8d", "unclear", 8 * 86_400),
        ("mute 0m", "unclear", 0),
        ("mute 999999d", "unclear", 999_999 * 86_400),
        ("mute tomorrow", "unclear", 0),
        ("unmute", "unmute", 0),
    ],
)
def test_these_words_are_wishes(text: str, does: str, seconds: int) -> None:
    """In any case and with any blanks."""
    wish = wished(text)
    assert wish is not None
    assert (wish.does, wish.seconds) == (does, seconds)


@pytest.mark.parametrize(
    "text", ["", "listen to me", "why can't my pod ping", "mute the kube-proxy log please", "who is listening on 10256"]
)
def test_these_words_are_something_else(text: str) -> None:
    """A question stays a question."""
    assert wished(text) is None


def test_what_was_no_duration_is_told() -> None:
    """So that it can be quoted."""
    assert wished("mute soon") == ChannelWish(does="unclear", said="soon")
