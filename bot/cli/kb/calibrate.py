"""`kubewhy kb calibrate`: the thresholds of the joined base, how they were chosen, and what more entries changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Output, say_learning
from bot.cli.kb.folders import MoreFolders, joined
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.settings import Settings
    from classifiers.calibration import Calibration, Point
    from knowledge.knowledge_base import KnowledgeBase


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What was fitted to a base, and what comes with the program."""

    knowledge: KnowledgeBase
    fitted: Calibration
    shipped: Calibration
    is_kept: bool
    """Whether the next start finds it."""

    @property
    def chosen(self) -> Point | None:
        """The point of the curve that the thresholds are."""
        return next((point for point in self.fitted.curve if point.answer_from == self.fitted.answer_from), None)


def calibrate(
    folders: MoreFolders = None,
    *,
    write: Annotated[
        bool, typer.Option("--write", help="Of our own entries alone: keep the result in the program's source, too.")
    ] = False,
    output: Annotated[Output, typer.Option(help="For a person, or for a program.")] = "text",
) -> None:
    """Fit the thresholds to all entries together, say what changed, and keep the result for the next start."""
    import json

    from bot.settings import from_environment

    settings = from_environment()
    together = joined(settings, folders or ())
    if write and together.knowledge:
        raise UsageError("--write is for our own entries: name no folder, and unset KUBEWHY_KNOWLEDGE.")
    fit = _fit(together)
    if write:
        _write(fit.fitted)
    if output == "json":
        typer.echo(json.dumps(_document(fit), ensure_ascii=False, indent=2))
        return
    for line in _told(fit):
        typer.echo(line)
    typer.echo("")
    typer.echo(_kept(fit, together, settings))


def _fit(settings: Settings) -> Fit:
    """Learns from all entries and fits the thresholds to them, which takes a while, and leaves both in the cache."""
    from bot import bootstrap
    from classifiers.matching.learning import shipped
    from classifiers.matching.matcher import KnowledgeMatcher
    from knowledge.loader import content_hash

    knowledge = bootstrap.knowledge_base(settings)
    matcher = KnowledgeMatcher.of(
        knowledge,
        cache_folder=settings.data_dir / "cache",
        content_hash=content_hash(bootstrap.knowledge_folders(settings)),
        when_learning=say_learning,
        calibrate=True,
    )
    return Fit(
        knowledge=knowledge, fitted=matcher.calibration, shipped=shipped(), is_kept=_is_kept(settings, knowledge)
    )


class _NotKeptError(Exception):
    """The next start would have to learn."""


def _is_kept(settings: Settings, knowledge: KnowledgeBase) -> bool:
    """Whether a start with these settings finds what was learnt."""
    from bot import bootstrap

    def refuse() -> None:
        raise _NotKeptError

    try:
        bootstrap.matcher(settings, knowledge, when_learning=refuse)
    except _NotKeptError:
        return False
    return True


def shipped_file() -> Path:
    """The calibration that comes with the program."""
    import classifiers
    from classifiers.matching.learning import SHIPPED

    return Path(classifiers.__file__).parent / SHIPPED


def _write(calibration: Calibration) -> None:
    """Lets this calibration come with the program from now on. Raises UsageError."""
    path = shipped_file()
    try:
        path.write_text(calibration.written() + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from None


def _told(fit: Fit) -> Iterator[str]:
    from classifiers.calibration import QUESTION, REFUSAL, WRONG_ANSWER

    yield f"{len(fit.knowledge.ids())} entries, {len(fit.knowledge.background)} background texts"
    yield ""
    yield f"{'':38}  as shipped  with these"
    before = _figures(fit.shipped)
    for name, value in _figures(fit.fitted).items():
        was = before[name]
        mark = "  changed" if round(was, 3) != round(value, 3) else ""
        yield f"{name:38}{was:12.3f}{value:12.3f}{mark}"
    yield ""
    yield f"A wrong answer costs {WRONG_ANSWER:g}, a question {QUESTION:g}, a text that is refused in vain {REFUSAL:g}."
    yield "Thresholds, and what they lead to with the entries' own texts, each tried by a model that has not learnt it:"
    yield "  answer from  ask from    right    wrong  asked right  asked wrong  refused      cost"
    for point in fit.fitted.curve:
        mark = " <" if point == fit.chosen else ""
        yield (
            f"  {point.answer_from:11.2f}  {point.ask_from:8.2f}  {point.right:7.0f}  {point.wrong:7.1f}"
            f"  {point.asked_right:11.0f}  {point.asked_wrong:11.1f}  {point.refused:7.0f}  {point.cost:8.1f}{mark}"
        )


def _figures(calibration: Calibration) -> dict[str, float]:
    """What tells two calibrations apart, by name."""
    reliable = {f"right where a {weight} string is found": share for weight, share in calibration.reliable.items()}
    return {"answers from": calibration.answer_from, "asks back from": calibration.ask_from, **reliable}


def _kept(fit: Fit, together: Settings, settings: Settings) -> str:
    if not fit.is_kept:
        reason = f"{settings.data_dir} can't be written to, or a file has changed meanwhile"
        return f"The next start will not find it: {reason}."
    if together.knowledge == settings.knowledge:
        return "Kept: the next start uses it."
    folders = os.pathsep.join(str(folder.resolve()) for folder in together.knowledge)
    return f"Kept: the next start uses it, provided that KUBEWHY_KNOWLEDGE is {folders}"


def _document(fit: Fit) -> dict[str, Any]:
    return {
        "entries": len(fit.knowledge.ids()),
        "background": len(fit.knowledge.background),
        "fitted": _calibration(fit.fitted),
        "shipped": _calibration(fit.shipped),
        "curve": [asdict(point) for point in fit.fitted.curve],
        "kept": fit.is_kept,
    }


def _calibration(calibration: Calibration) -> dict[str, Any]:
    thresholds = {"answer": calibration.answer_from, "ask": calibration.ask_from}
    return {"thresholds": thresholds, "reliable": dict(calibration.reliable)}
