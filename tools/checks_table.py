"""Writes docs/checks.md, the table of all checks, from the code: `python -m tools.checks_table`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checks.check import Check, NodeCheck
from bot.checks.registry import ALL
from bot.rendering.phrases import check_phrases
from bot.resource import SERVED, Resource, right_to

PAGE = Path(__file__).parents[1] / "docs" / "checks.md"
HEAD = """# What a probe checks

`kubewhy probe node NAME`, `probe pod NAMESPACE/NAME` and `probe cluster` run these; the last one runs those of nodes
for every node. Each says pass, warn, fail or unknown, and speaks for an entry, against it, or for none. *Needs*:
without it the check is unknown. *Uses*: read as well where it may be. The rights are granted by
[`deploy/rbac`](../deploy/rbac/README.md); what is marked opt-in only if you want it.

This page is made from the code by `python -m tools.checks_table`.

| Check | What it looks at | About | Needs | Uses | Speaks for |
|---|---|---|---|---|---|
"""
RIGHTS_HEAD = """
## Rights

| Read | Right |
|---|---|
"""
EVERY_ACCOUNT = "none: open to every account"


def page() -> str:
    """The whole page."""
    rows = "".join(f"| {' | '.join(_row(check))} |\n" for check in ALL)
    used = sorted({resource for check in ALL for resource in (*check.needs, *check.uses)})
    rights = "".join(f"| {resource.value} | {_right(resource)} |\n" for resource in used)
    return HEAD + rows + RIGHTS_HEAD + rights


def _row(check: Check) -> Iterator[str]:
    yield f"`{check.id}`"
    yield check_phrases("en").sentences[f"{check.id}.title"]
    yield "Windows nodes" if isinstance(check, NodeCheck) and "linux" not in check.os else check.about
    yield ", ".join(resource.value for resource in check.needs)
    yield ", ".join(resource.value for resource in check.uses)
    spoken = [f"`{entry}`" for entry in check.entries]
    yield ", ".join([*spoken, "what the matcher says"] if check.matched else spoken)


def _right(resource: Resource) -> str:
    right = right_to(resource)
    return (f"{right}; opt-in" if SERVED[resource].opt_in else right) or EVERY_ACCOUNT


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
