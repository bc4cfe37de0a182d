"""What a probe has found, and what it means for which entry: a value, not yet rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.finding import CheckId, Finding, Status
from bot.snapshot import Traffic
from bot.target import Target
from knowledge.entry import EntryId


@dataclass(frozen=True, kw_only=True)
class EntrySigns:
    """How an entry stands after the look: which of its signs are there, which speak against it, which stay open."""

    entry: EntryId
    present: tuple[CheckId, ...] = ()
    against: tuple[CheckId, ...] = ()
    open: tuple[CheckId, ...] = ()

    @property
    def total(self) -> int:
        """How many signs it has."""
        return len(self.present) + len(self.against) + len(self.open)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that one probe says."""

    target: Target
    source: str
    read_at: datetime
    live: bool
    findings: tuple[Finding, ...]
    """In the order of the checks; for a cluster those of the cluster first, then node by node."""
    entries: tuple[EntrySigns, ...] = ()
    """Entries that some finding speaks for or against, the best supported first."""
    kept_for: timedelta = timedelta()
    """How long ago it was read, where it is told once more."""
    traffic: Traffic = field(default_factory=Traffic)

    def count(self, status: Status) -> int:
        """How many findings have this status."""
        return sum(finding.status is status for finding in self.findings)
