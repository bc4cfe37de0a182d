"""What Slack, loggers and terminals add to a text, and noise around it, leave its decision as it was."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from six_topics import SIX, matcher

from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.evaluation.measuring import Judged, evaluate

SAMPLE = Path(__file__).with_name("sample.jsonl")
NOISE = (
    'I0302 11:20:15.004123    4321 reconciler.go:224] operationExecutor.VerifyControllerAttachedVolume started "a"\n'
    'I0302 11:20:16.104123    4321 kubelet.go:1921] SyncLoop (ADD, "api"): "web-0_default(6a1b)"\n'
    "W0302 11:20:17.204123    4321 reflector.go:302] watch of *v1.Pod ended with: too old resource version"
)


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of every line."""
    return lambda text: "\n".join(map(change, text.split("\n")))


CHANGES: dict[str, Callable[[str], str]] = {
    "klog": each_line(lambda line: f"E0709 20:03:14.872155    9508 proxier.go:10] {line}"),
    "container runtime": each_line(lambda line: f"2026-01-02T03:04:05.123456789Z stderr F {line}"),
    "docker": each_line(
        lambda line: json.dumps({"log": line + "\n", "stream": "stderr", "time": "2026-01-02T03:04:05.1Z"})
    ),
    "journal": each_line(lambda line: f"Sep 14 06:47:52 node-1 kubelet[9873]: {line}"),
    "json": lambda text: json.dumps({"level": "error", "ts": "2026-01-02T03:04:05Z", "msg": text}),
    "fence": lambda text: f"```\n{text}\n```",
    "code": lambda text: f"`{text}`",
    "bold": lambda text: f"*{text}*",
    "quote": each_line(lambda line: f"> {line}"),
    "mention": lambda text: f"<@U012AB3CD> {text}",
    "entities": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    "smart quotes": lambda text: text.replace("'", "’").replace('"', "“"),
    "wrapped": each_line(lambda line: "\n".join(textwrap.wrap(line, 80)) or line),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "colours": lambda text: f"\x1b[31m{text}\x1b[0m",
    "capitals": str.upper,
    "noise before": lambda text: f"{NOISE}\n{text}",
    "noise behind": lambda text: f"{text}\n{NOISE}",
    "noise in a fence": lambda text: f"{text}\n\n```\n{NOISE}\n```",
}


@cache
def rows() -> tuple[Labelled, ...]:
    """The labelled texts."""
    return labelled(SAMPLE.read_text(encoding="utf-8").splitlines())


@cache
def before() -> tuple[Judged, ...]:
    """The decisions about the texts as they are."""
    return evaluate(matcher(), rows(), known=SIX).judged


@pytest.mark.parametrize("change", CHANGES)
def test_a_decision_stays_as_it_was(change: str) -> None:
    """At least 98 of 100, and none turns from right to wrong."""
    changed = [row.model_copy(update={"text": CHANGES[change](row.text)}) for row in rows()]
    after = evaluate(matcher(), changed, known=SIX).judged
    pairs = list(zip(before(), after, strict=True))
    moved = [
        one.row.id
        for one, other in pairs
        if (one.result.decision, one.result.answers) != (other.result.decision, other.result.answers)
    ]
    assert len(moved) <= 0.02 * len(pairs), moved
    assert [one.row.id for one, other in pairs if one.outcome == "right" and other.outcome == "wrong"] == []
