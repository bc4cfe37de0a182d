"""The order in which an entry is told, for every way of showing it: first screen and all steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.rendering.phrases import Phrases
from knowledge.entry import Entry, Remedy

STALE_AFTER_DAYS = 365
"""A review older than this is shown as old."""


@dataclass(frozen=True, kw_only=True)
class Lead:
    """One line of the first screen."""

    label: str
    text: str
    """Prose with code in backticks."""
    warning: str = ""
    """A whole sentence; empty where there is nothing to warn of."""


def leads(entry: Entry, phrases: Phrases) -> tuple[Lead, ...]:
    """Look, fix and stopgap: the first remedy of each kind, in this order."""
    kinds: tuple[tuple[Literal["check", "fix", "workaround"], str], ...] = (
        ("check", "do_first"),
        ("fix", "fix"),
        ("workaround", "until_then"),
    )
    found = []
    for kind, label in kinds:
        remedy = next((one for one in entry.remedies if one.kind == kind), None)
        if remedy is not None:
            text = f"{remedy.title} ({remedy.when})" if remedy.when else remedy.title
            found.append(Lead(label=phrases.say(label), text=text, warning=danger(remedy, phrases)))
    return tuple(found)


def danger(remedy: Remedy, phrases: Phrases) -> str:
    """What has to be said before anybody starts: the remedy's own warning, else that some step of it is destructive."""
    if remedy.warning:
        return phrases.say("warning", text=remedy.warning)
    destroys = any(command.effect == "destructive" for step in remedy.steps for command in step.commands)
    return phrases.say("destroys") if destroys else ""


def reviewed(entry: Entry, phrases: Phrases, *, today: date) -> str:
    """When the entry was last held against its sources."""
    old = (today - entry.reviewed).days > STALE_AFTER_DAYS
    return phrases.say("checked_long_ago" if old else "checked_on", date=entry.reviewed.isoformat())


def certainty(confidence: float, phrases: Phrases, *, title: str, chosen: bool) -> str:
    """The title with how sure the text makes us, in words."""
    if chosen:
        return phrases.say("certainty_chosen", title=title)
    return phrases.say("certainty_high" if confidence >= HIGH else "certainty_some", title=title)


HIGH = 0.9
"""From here on the words say "very likely"."""


def percent(confidence: float) -> int:
    """The figure beside the words; a text alone is never 100 %."""
    return min(99, max(1, round(confidence * 100)))


def paragraphs(entry: Entry) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is read after the steps, with the name of its title: whoever has an outage acts first."""
    told = (("explanation", entry.explanation), ("outdated", entry.outdated), ("uncertain", entry.uncertain))
    yield from ((title, texts) for title, texts in told if texts)


def scope(entry: Entry, phrases: Phrases) -> tuple[str, ...]:
    """Where the entry applies, a line each."""
    applies = entry.applies_to
    lines = [", ".join(phrases.say(f"applies_os_{system}") for system in applies.os)]
    if applies.kubernetes:
        lines.append(phrases.say("applies_kubernetes", versions=applies.kubernetes))
    if applies.windows_builds:
        lines.append(phrases.say("applies_windows", builds=applies.windows_builds))
    if applies.components:
        lines.append(phrases.say("applies_components", components=", ".join(applies.components)))
    return tuple(lines)
