"""What Slack, loggers and terminals add to a text, and noise around it, leave its decision as it was."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from classifiers.evaluation.labelled import Labelled, labelled
from classifiers.evaluation.measuring import Judged, evaluate
from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.knowledge_base import KnowledgeBase
from knowledge.loader import load

SAMPLE = Path(__file__).with_name("sample.jsonl")
NOISE = (
    'I0302 11:20:15.004123    4321 reconciler.go:224] operationExecutor.VerifyControllerAttachedVolume started "a"\n'
    'I0302 11:20:16.104123    4321 kubelet.go:1921] SyncLoop (ADD, "api"): "web-0_default(6a1b)"\n'
    "W0302 11:20:17.204123    4321 reflector.go:302] watch of *v1.Pod ended with: too old resource version"
)

TABLE = (
    "NAME                     READY   STATUS    RESTARTS   AGE\n"
    "web-6c9d7f8b5-x2x4z      1/1     Running   0          12d\n"
    "redis-0                  1/1     Running   1          40d"
)
EVENTS = (
    "  Normal  Scheduled  3m12s  default-scheduler  Successfully assigned default/web-6c9d7f8b5-x2x4z to win-node-3\n"
    '  Normal  Pulled     3m8s   kubelet            Container image "nginx:1.25" already present on machine'
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
    "moment": each_line(lambda line: f"2026-01-02T03:04:05.123Z {line}"),
    "moment in brackets": each_line(lambda line: f"[2026-01-02 03:04:05,123] {line}"),
    "clock": each_line(lambda line: f"03:04:05 {line}"),
    "moment and level": each_line(lambda line: f"2026-01-02T03:04:05Z ERROR {line}"),
    "level": each_line(lambda line: f"WARNING: {line}"),
    "level in brackets": each_line(lambda line: f"[ERROR] {line}"),
    "pod": each_line(lambda line: f"[pod/kube-proxy-windows-x2x4z/kube-proxy] {line}"),
    "compose": each_line(lambda line: f"kubelet-1  | {line}"),
    "shell": lambda text: f"PS C:\\Users\\admin> {text}",
    "list": each_line(lambda line: f"- {line}"),
    "indented": each_line(lambda line: f"    {line}"),
    "json": lambda text: json.dumps({"level": "error", "ts": "2026-01-02T03:04:05Z", "msg": text}),
    "fence": lambda text: f"```\n{text}\n```",
    "code": lambda text: f"`{text}`",
    "bold": lambda text: f"*{text}*",
    "italics": lambda text: f"_{text}_",
    "struck out": lambda text: f"~{text}~",
    "quote": each_line(lambda line: f"> {line}"),
    "mention": lambda text: f"<@U012AB3CD> {text}",
    "everybody": lambda text: f"<!here> {text}\ncc <@U012AB3CD> <!subteam^S0123|@platform>",
    "emoji": lambda text: f":rotating_light: {text} :thinking_face:",
    "link": lambda text: f"{text}\n<https://grafana.example.com/d/abc|dashboard>",
    "entities": lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
    "smart quotes": lambda text: text.replace("'", "’").replace('"', "“"),
    "wrapped": each_line(lambda line: "\n".join(textwrap.wrap(line, 80)) or line),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "colours": lambda text: f"\x1b[31m{text}\x1b[0m",
    "capitals": str.upper,
    "noise before": lambda text: f"{NOISE}\n{text}",
    "noise behind": lambda text: f"{text}\n{NOISE}",
    "noise in a fence": lambda text: f"{text}\n\n```\n{NOISE}\n```",
    "greeting": lambda text: f"hey folks, quick one\n\n{text}\n\nthanks in advance! :pray:",
    "copied message": lambda text: f"Jane Doe  [10:42 AM]\n{text}",
    "table before": lambda text: f"{TABLE}\n\n{text}",
    "table behind": lambda text: f"{text}\n{TABLE}",
    "table in a fence": lambda text: f"{text}\n```\n{TABLE}\n```",
    "events in a fence": lambda text: f"{text}\n```\n{EVENTS}\n```",
}


@cache
def rows() -> tuple[Labelled, ...]:
    """The labelled texts."""
    return labelled(SAMPLE.read_text(encoding="utf-8").splitlines())


@cache
def knowledge() -> KnowledgeBase:
    """All that is shipped."""
    return load()


@cache
def matcher() -> KnowledgeMatcher:
    """A matcher of every entry."""
    return KnowledgeMatcher.of(knowledge(), cache_folder=None, content_hash="")


@cache
def before() -> tuple[Judged, ...]:
    """The decisions about the texts as they are."""
    return evaluate(matcher(), rows(), known=knowledge().ids()).judged


@cache
def moved(change: str) -> tuple[tuple[Judged, Judged], ...]:
    """Texts about which is decided otherwise after this change, before and after it."""
    changed = [row.model_copy(update={"text": CHANGES[change](row.text)}) for row in rows()]
    after = evaluate(matcher(), changed, known=knowledge().ids()).judged
    return tuple(
        (one, other)
        for one, other in zip(before(), after, strict=True)
        if (one.result.decision, one.result.answers) != (other.result.decision, other.result.answers)
    )


@pytest.mark.parametrize("change", CHANGES)
def test_no_decision_turns_from_right_to_wrong(change: str) -> None:
    """And hardly any changes at all: lines of noise before a text move the most, 5 of 204."""
    assert [one.row.id for one, other in moved(change) if one.outcome == "right" and other.outcome == "wrong"] == []
    told = [f"{one.row.id}: {one.outcome}, then {other.outcome}" for one, other in moved(change)]
    assert len(told) <= 0.025 * len(rows()), told


def test_decisions_stay_as_they_were() -> None:
    """Of all texts under all changes, at least 98 of 100."""
    assert sum(len(moved(change)) for change in CHANGES) <= 0.02 * len(rows()) * len(CHANGES)
