"""One start of the matching, measured from inside: `many_entries` runs this in a process of its own."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from classifiers.matching.matcher import KnowledgeMatcher
from knowledge.loader import content_hash, load

KILOBYTE = 1 if sys.platform == "darwin" else 1024
"""Bytes in the unit in which the system tells the peak memory."""


def figures(*, knowledge: Sequence[Path], texts: Sequence[str], cache: Path) -> dict[str, float | list[str]]:
    """What this start took: seconds of this process's CPU, bytes, and what was learnt anew."""
    begun = time.process_time()
    base = load(knowledge)
    read = time.process_time()
    learnt: list[str] = []
    matcher = KnowledgeMatcher.of(
        base,
        cache_folder=cache,
        content_hash=content_hash(knowledge),
        when_learning=lambda: learnt.append("everything"),
    )
    matcher.match(texts[0])
    ready = time.process_time()
    took: list[float] = []
    answers: list[str] = []
    for text in texts:
        start = time.process_time()
        result = matcher.match(text)
        took.append(time.process_time() - start)
        answers.append(json.dumps([result.decision, *result.answers, *result.choices]))
    return {
        "entries": len(base.ids()),
        "read": read - begun,
        "ready": ready - read,
        "match": statistics.median(took),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE,
        "learnt": learnt,
        "answers": answers,
    }


if __name__ == "__main__":
    told = json.load(sys.stdin)
    measured = figures(
        knowledge=[Path(folder) for folder in told["knowledge"]], texts=told["texts"], cache=Path(told["cache"])
    )
    json.dump(measured, sys.stdout)
