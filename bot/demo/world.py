"""The made-up world of the demo: who is there, what is said before anyone types, and which question comes first."""

from __future__ import annotations

from dataclasses import dataclass

BOT_ID = "U0KUBEWHY"
MENTION = f"<@{BOT_ID}>"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in the workspace."""

    id: str
    """Upper case: the page finds people by it."""
    handle: str
    name: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A channel with everybody and the bot in it."""

    id: str
    name: str
    topic: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message in a channel."""

    channel: Channel
    by: Person
    text: str


@dataclass(frozen=True, kw_only=True)
class World:
    """One workspace."""

    name: str
    people: tuple[Person, ...]
    """The first is the one who tries the demo."""
    channels: tuple[Channel, ...]
    """The first is the one that the page opens."""
    before: tuple[Said, ...]
    """What stands there before the bot comes; it answers none of this."""
    first: Said
    """The error that is pasted as soon as the bot is there, which listens in that channel."""
    around: tuple[Said, Said]
    """What is said right before and right behind it, which the bot leaves alone."""
    samples: tuple[str, ...]
    """Questions worth trying, without a mention; the first of them is asked in `first`."""


def made_up_world() -> World:
    """The world of `kubewhy demo`."""
    you = Person(id="U0YOU", handle="you", name="You", zone="Europe/London")
    jonas = Person(id="U0JONAS", handle="jonas", name="Jonas Berg (on call)", zone="Europe/Berlin")
    meiling = Person(id="U0MEILING", handle="meiling", name="Mei-Ling Chen (platform)", zone="Asia/Taipei")
    helping = Channel(id="C0HELP", name="k8s-help", topic="Something broken in a cluster? Paste it. @kubewhy listens.")
    resting = Channel(id="C0LOUNGE", name="lounge", topic="Lunch, coffee, and no incidents.")
    samples = (
        "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists.",
        "why can't my pod ping",
        "為什麼我的 Windows Pod ping 不到外面",
        'plugin type="flannel" failed (add): open /run/flannel/subnet.env: no such file or directory',
    )
    welcome = (
        "Welcome to #k8s-help. Nobody here is real, and nothing leaves this computer. "
        "Paste an error: the bot listens here, and answers in a thread what it is sure of. With *@kubewhy* in front it "
        "answers whatever you ask. "
        "Worth a try are the next three messages. After them, ask about something that no runbook knows."
    )
    hints = tuple(f"@kubewhy {text}" for text in samples[1:])
    return World(
        name="kubewhy demo",
        people=(you, jonas, meiling),
        channels=(helping, resting),
        before=(
            *(Said(channel=helping, by=meiling, text=text) for text in (welcome, *hints)),
            Said(channel=resting, by=jonas, text="Lunch at half past twelve?"),
        ),
        first=Said(channel=helping, by=jonas, text=samples[0]),
        around=(
            Said(channel=helping, by=meiling, text="Morning! I take over the pager at ten, anything going on?"),
            Said(channel=helping, by=meiling, text="That again? I get coffee and have a look with you."),
        ),
        samples=samples,
    )
