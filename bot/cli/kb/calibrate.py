"""`kubewhy kb calibrate`: the thresholds of the joined base, how they were chosen, and what more entries changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Output, say_learning
from bot.cli.kb.folders import MoreFolders, joined

if TYPE_CHECKING:
    from bot.settings import Settings
    from classifiers.calibration import Calibration, Point
    from knowledge.knowledge_base import KnowledgeBase

ALONE = "alone"
"""Folder of the cache for what our entries teach without others: beside what the next start reads, not over it."""


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A base and what was fitted to it."""

    knowledge: KnowledgeBase
    calibration: Calibration

    @property
    def chosen(self) -> Point | None:
        """The point of the curve that the thresholds are; None where there was nothing to choose from."""
        curve = self.calibration.curve
        return next((point for point in curve if point.answer_from == self.calibration.answer_from), None)


def calibrate(
    folders: MoreFolders = None,
    *,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
    write: Annotated[
        Path | None, typer.Option(help="Write it here, too; classifiers/calibration.json is the one that is shipped.")
    ] = None,
) -> None:
    """Fit the thresholds to all entries together, say what changed, and keep the result for the next start."""
    import json

    from bot.settings import from_environment

    settings = from_environment()
    together = joined(settings, folders or ())
    whole = _fitted(together)
    cache = settings.data_dir / "cache"
    alone = _fitted(replace(settings, knowledge=(), data_dir=cache / ALONE)) if together.knowledge else None
    is_kept = _is_kept(together)
    if write is not None:
        write.write_text(whole.calibration.written() + "\n", encoding="utf-8")
    if output == "json":
        typer.echo(json.dumps(_document(whole, alone, is_kept=is_kept), ensure_ascii=False, indent=2))
        return
    for line in _told(whole, alone):
        typer.echo(line)
    typer.echo("")
    typer.echo(_kept(together, settings, is_kept=is_kept))


def _fitted(settings: Settings) -> Fitted:
    from bot import bootstrap

    knowledge = bootstrap.knowledge_base(settings)
    matcher = bootstrap.matcher(settings, knowledge, when_learning=say_learning, calibrate=True)
    return Fitted(knowledge=knowledge, calibration=matcher.calibration)


class _NotKeptError(Exception):
    """The next start would have to learn."""


def _is_kept(settings: Settings) -> bool:
    """Whether a start with these settings finds what was learnt."""
    from bot import bootstrap

    def refuse() -> None:
        raise _NotKeptError

    try:
        bootstrap.matcher(settings, when_learning=refuse)
    except _NotKeptError:
        return False
    return True


def _told(whole: Fitted, alone: Fitted | None) -> Iterator[str]:
    from classifiers.calibration import QUESTION, REFUSAL, WRONG_ANSWER

    yield f"{len(whole.knowledge.ids())} entries, {len(whole.knowledge.background)} background texts"
    yield ""
    yield f"{'':36}{'ours alone':>12}{'together':>12}" if alone else f"{'':36}{'':>12}{'ours':>12}"
    figures, before = _figures(whole), _figures(alone) if alone else {}
    for name, value in figures.items():
        was = before.get(name)
        mark = "  changed" if was is not None and round(was, 3) != round(value, 3) else ""
        yield f"{name:36}{_figure(was)}{_figure(value)}{mark}"
    yield ""
    yield f"A wrong answer costs {WRONG_ANSWER:g}, a question {QUESTION:g}, a text that is refused in vain {REFUSAL:g}."
    yield "Thresholds, and what they lead to with the knowledge base's own texts, each tried without itself:"
    yield "  answer from  ask from   right   wrong  asked right  asked wrong  refused    cost"
    for point in whole.calibration.curve:
        mark = " <" if point == whole.chosen else ""
        yield (
            f"  {point.answer_from:11.2f}  {point.ask_from:8.2f}  {point.right:6g}  {point.wrong:6g}"
            f"  {point.asked_right:11g}  {point.asked_wrong:11g}  {point.refused:7g}  {point.cost:6g}{mark}"
        )


def _figures(fitted: Fitted) -> dict[str, float]:
    """What tells two fits apart, by name."""
    calibration, chosen = fitted.calibration, fitted.chosen
    figures = {"answers from": calibration.answer_from, "asks back from": calibration.ask_from}
    for weight, share in calibration.reliable.items():
        figures[f"right where a {weight} string is found"] = share
    if chosen is not None:
        told = chosen.right + chosen.wrong
        figures["answers that are right, in trials"] = chosen.right / told if told else 0.0
        texts = told + chosen.asked_right + chosen.asked_wrong + chosen.refused
        figures["cost of a text, in trials"] = chosen.cost / texts if texts else 0.0
    return figures


def _figure(value: float | None) -> str:
    return f"{value:12.3f}" if value is not None else f"{'':12}"


def _kept(together: Settings, settings: Settings, *, is_kept: bool) -> str:
    if not is_kept:
        return f"{settings.data_dir} can't be written to: the next start learns it once more."
    if together.knowledge == settings.knowledge:
        return "Kept: the next start uses it."
    return f"Kept: the next start uses it, once KUBEWHY_KNOWLEDGE is {_path(together.knowledge)}"


def _path(folders: tuple[Path, ...]) -> str:
    import os

    return os.pathsep.join(str(folder.resolve()) for folder in folders)


def _document(whole: Fitted, alone: Fitted | None, *, is_kept: bool) -> dict[str, Any]:
    return {
        "together": _fit(whole),
        "alone": _fit(alone) if alone else None,
        "curve": [asdict(point) for point in whole.calibration.curve],
        "kept": is_kept,
    }


def _fit(fitted: Fitted) -> dict[str, Any]:
    calibration = fitted.calibration
    return {
        "entries": len(fitted.knowledge.ids()),
        "background": len(fitted.knowledge.background),
        "thresholds": {"answer": calibration.answer_from, "ask": calibration.ask_from},
        "reliable": dict(calibration.reliable),
    }
