"""`kubewhy eval`: how well the matcher does on labelled texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import FOUND, Output, say_learning
from bot.cli.kb.sample import labelled_texts
from bot.errors import UsageError

if TYPE_CHECKING:
    from classifiers.calibration import Calibration
    from classifiers.evaluation.measuring import Judged, Outcome, Report, Tally

SHORT = 100
"""Characters of a text that a list shows."""
OUTCOMES: tuple[Outcome, ...] = ("right", "wrong", "offered", "asked", "refused")
EXPLAINED = {
    "right": "answered right, of answerable texts",
    "right_zh": "the same, of the Chinese ones",
    "offered": "right, or asked back with the right entry offered",
    "wrong": "answered wrong, of answerable texts",
    "top1": "right entry ranked first",
    "top3": "right entry among the first three",
    "answered_none": "answered, of texts that no entry is about",
    "asked_none": "asked back, of those",
    "answered_foreign": "answered, of chat and other technology",
    "asked_foreign": "asked back, of those",
    "sure_right": "right, of answers shown with 0.9 or more",
    "calibration_error": "gap between the confidence shown and the share that is right",
}


def evaluate(
    file: Annotated[Path, typer.Argument(help="JSON Lines of labelled texts: id, text, lang, kind, labels, group.")],
    *,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
    floor: Annotated[
        list[str] | None,
        typer.Option(help=f"NAME=SHARE; exit code 1 where a figure is worse. Names: {', '.join(EXPLAINED)}."),
    ] = None,
) -> None:
    """Measure the matcher on labelled texts."""
    import json

    from bot import bootstrap
    from bot.settings import from_environment
    from classifiers.evaluation.measuring import evaluate as measured

    floors = dict(map(_floor, floor or ()))
    rows = labelled_texts(file)
    settings = from_environment()
    knowledge = bootstrap.knowledge_base(settings)
    matcher = bootstrap.matcher(settings, knowledge, when_learning=say_learning)
    report = measured(matcher, rows, known=knowledge.ids())
    below = report.below(floors)
    if output == "json":
        typer.echo(json.dumps(_document(report, matcher.calibration, below), ensure_ascii=False, indent=2))
    else:
        for line in _told(report, matcher.calibration, below):
            typer.echo(line)
    if below:
        raise typer.Exit(FOUND)


def _floor(written: str) -> tuple[str, float]:
    """Name and share of one floor. Raises UsageError."""
    name, _, share = written.partition("=")
    if name not in EXPLAINED:
        raise UsageError(f"--floor {written}: there is no figure {name!r}. There are: {', '.join(EXPLAINED)}.")
    try:
        return name, float(share)
    except ValueError:
        raise UsageError(f"--floor {written}: {share!r} is no number; write it like {name}=0.8.") from None


def _groups(report: Report) -> Mapping[str, Mapping[str, Tally]]:
    return {
        "language": report.by(lambda one: one.row.lang),
        "kind": report.by(lambda one: one.row.kind),
        "group": report.by(lambda one: one.row.group),
        "topic": report.by(lambda one: " or ".join(one.labels) or "none"),
    }


def _document(report: Report, calibration: Calibration, below: Sequence[str]) -> dict[str, Any]:
    return {
        "texts": len(report.judged),
        "answerable": sum(one.answerable for one in report.judged),
        "figures": {name: round(share, 4) for name, share in report.shares.items()},
        "thresholds": {"answer": calibration.answer_from, "ask": calibration.ask_from},
        "by": {
            kind: {
                name: {
                    "answerable": {outcome: tally.answerable.get(outcome, 0) for outcome in OUTCOMES},
                    "none": {outcome: tally.unanswerable.get(outcome, 0) for outcome in OUTCOMES},
                }
                for name, tally in tallies.items()
            }
            for kind, tallies in _groups(report).items()
        },
        "confusions": [_confusion(one) for one in report.confusions()],
        "missed": [_confusion(one) for one in _missed(report)],
        "below": list(below),
    }


def _confusion(one: Judged) -> dict[str, Any]:
    return {
        "id": one.row.id,
        "labels": list(one.row.labels),
        "decision": one.result.decision,
        "claimed": list(one.result.answers or one.result.choices),
        "confidence": one.result.matches[0].confidence if one.result.matches else 0.0,
        "text": _shortened(one.row.text),
    }


def _missed(report: Report) -> Sequence[Judged]:
    return [one for one in report.judged if one.answerable and one.outcome == "refused"]


def _told(report: Report, calibration: Calibration, below: Sequence[str]) -> Iterator[str]:
    answerable = sum(one.answerable for one in report.judged)
    yield f"{len(report.judged)} texts, {answerable} of them about an entry that we have"
    yield f"answers from {calibration.answer_from:.2f} on, questions from {calibration.ask_from:.2f} on"
    yield ""
    for name, share in report.shares.items():
        yield f"  {share:6.3f}  {name:18}  {EXPLAINED[name]}"
    for kind, tallies in _groups(report).items():
        yield ""
        yield f"{kind:28}  about an entry: {' '.join(f'{name:>8}' for name in OUTCOMES)}   none: answered asked silent"
        for name, tally in tallies.items():
            counts = " ".join(f"{tally.answerable.get(outcome, 0):8}" for outcome in OUTCOMES)
            none = tally.unanswerable
            silent = none.get("wrong", 0), none.get("asked", 0), none.get("refused", 0)
            yield f"{name:28}                  {counts}         {silent[0]:8} {silent[1]:5} {silent[2]:6}"
    yield from _list("Claimed, and not so", report.confusions())
    yield from _list("Missed", _missed(report))
    if below:
        yield ""
        yield from below


def _list(title: str, judged: Sequence[Judged]) -> Iterator[str]:
    if not judged:
        return
    yield ""
    yield title
    for one in judged:
        nearest = one.result.matches[0] if one.result.matches else None
        fits = f"{nearest.entry} {nearest.confidence:.2f}" if nearest is not None else "nothing"
        yield f"  {one.row.id}  {'/'.join(one.row.labels)}  {one.result.decision}: {fits}  {_shortened(one.row.text)}"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
