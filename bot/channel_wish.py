"""What people want of the bot in their channel: that it listens there, or is quiet. Pure: words in, a wish out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Does = Literal["listen", "stop", "mute", "unmute", "unclear"]

DURATION = re.compile(r"(\d{1,6}) ?(m|min|mins|minutes?|h|hours?|d|days?|分鐘?|分钟|小時|小时|天)", re.IGNORECASE)
SECONDS = {"m": 60, "h": 3600, "d": 86_400, "分": 60, "小": 3600, "天": 86_400}
"""By the first letter of the unit."""
BY_DEFAULT = 3600
LONGEST = 7 * 86_400
"""A week: whoever wants more lets it stop listening."""
WORDS: dict[str, Does] = {
    "listen": "listen",
    "listen on": "listen",
    "listen off": "stop",
    "unlisten": "stop",
    "mute": "mute",
    "unmute": "unmute",
    "mute off": "unmute",
}


@dataclass(frozen=True, kw_only=True)
class ChannelWish:
    """One wish."""

    does: Does
    seconds: int = 0
    """With "mute": how long."""
    said: str = ""
    """With "unclear": the word that is no duration."""


def wished(text: str) -> ChannelWish | None:
    """The wish that these words are; None where they are something else, such as a question about `mute`."""
    words = " ".join(text.casefold().split())
    if does := WORDS.get(words):
        return ChannelWish(does=does, seconds=BY_DEFAULT if does == "mute" else 0)
    first, _, rest = words.partition(" ")
    if first != "mute":
        return None
    if found := DURATION.fullmatch(rest.removeprefix("for ")):
        seconds = int(found[1]) * SECONDS[found[2][0].lower()]
        return ChannelWish(does="mute" if 0 < seconds <= LONGEST else "unclear", seconds=seconds, said=rest)
    return ChannelWish(does="unclear", said=rest) if " " not in rest else None
