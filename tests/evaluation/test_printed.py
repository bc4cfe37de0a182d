"""What programs print leads to its topic, in whichever log it stands, and what only looks like it does not."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from all_topics import matcher

from classifiers.evaluation.labelled import Labelled, labelled
from knowledge.loader import load

LINES = Path(__file__).with_name("printed.jsonl").read_text(encoding="utf-8").splitlines()
PRINTED = labelled(LINES)
TOPICS = [row for row in PRINTED if row.group == "printed"]
LOOK_ALIKES = [row for row in PRINTED if row.group == "look-alike"]
SILENT_TOPICS = frozenset(
    {
        "control-plane-debug",
        "flannel-hostgw-azure",
        "general-checklist",
        "hostport-not-working",
        "node-nodeport-local",
        "node-service-ip",
        "pod-cannot-ping-external",
        "setup-success-check",
        "vsphere-vxlan-4789",
    }
)
"""Nothing is printed that belongs to them alone."""


def wrapped(text: str) -> str:
    """As a terminal of 80 columns breaks it."""
    lines = (textwrap.wrap(line, 80, break_long_words=False, break_on_hyphens=False) for line in text.split("\n"))
    return "\n".join("\n".join(line) for line in lines)


FORMS: dict[str, Callable[[str], str]] = {
    "as printed": str,
    "journal": lambda text: f"Nov 03 10:11:12 win-3 agent[4312]: {text}",
    "container's log": lambda text: f"2025-11-03T10:11:12.131456789Z stderr F {text}",
    "event": lambda text: f"  Warning  Failed  3s (x12 over 4m)  kubelet  {text}",
    "question": lambda text: f"any idea what this means?\n```\n{text}\n```",
    "wrapped": wrapped,
}


@pytest.mark.parametrize("row", TOPICS, ids=[row.id for row in TOPICS])
def test_what_a_topic_prints_leads_to_it(row: Labelled) -> None:
    """And to nothing else, in every form."""
    for name, form in FORMS.items():
        result = matcher().match(form(row.text))
        assert (result.decision, result.answers) == ("answer", row.labels), name


@pytest.mark.parametrize("row", LOOK_ALIKES, ids=[row.id for row in LOOK_ALIKES])
def test_what_only_looks_like_it_is_not_answered(row: Labelled) -> None:
    """At most it is asked about."""
    for name, form in FORMS.items():
        assert matcher().match(form(row.text)).decision != "answer", name


def test_look_alikes_are_hardly_ever_asked_about() -> None:
    """Not more often than other texts that no entry is about."""
    asked = [row.id for row in LOOK_ALIKES if matcher().match(row.text).decision == "clarify"]
    assert len(asked) <= len(LOOK_ALIKES) * 0.15, asked


def test_every_topic_that_prints_something_is_there() -> None:
    """At least three times, so that no one wording of it decides."""
    printed = Counter(label for row in TOPICS for label in row.labels)
    assert {str(entry) for entry in load().ids()} - SILENT_TOPICS == set(printed)
    assert {label: count for label, count in printed.items() if count < 3} == {}


def test_every_text_says_where_it_comes_from() -> None:
    """Which topic's or neighbour's line it shows, so that a reader can check it; and none stands there twice."""
    assert all(json.loads(line)["source"] for line in LINES)
    assert len({row.text for row in PRINTED}) == len({row.id for row in PRINTED}) == len(PRINTED) >= 200
