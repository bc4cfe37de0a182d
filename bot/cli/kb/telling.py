"""What was found out about an entry, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from bot.cli.kb.comparing import BETTER, Change, Effect, claim
from bot.cli.kb.folders import from_here
from bot.cli.kb.leaving_out import Tried
from bot.cli.kb.trial import Trial
from classifiers.evaluation.measuring import Judged

SHORT = 100
"""Characters of a text that a list shows."""
STANDINGS = {
    "new": "it is new: compared with the base without it",
    "changed": "the base has an entry of this id: compared with the base as it is",
    "present": "it is in the base already: compared with the base without it",
}
EFFECTS: dict[Effect, str] = {
    "wins": "Wins: its own texts, better off with it",
    "loses": "Loses: its own texts, worse off with it",
    "takes": "Takes from others: texts of another entry or of none that now lead to it",
    "others": "Elsewhere: other texts that are told something else than before",
}
FIGURES = ("right", "offered", "wrong", "answered_none", "asked_none")


def told(trial: Trial, sample: Path) -> Iterator[str]:
    """Line by line, for a person."""
    entry = trial.editions.entry
    yield f"{entry.id}: {STANDINGS[trial.editions.standing]}"
    yield f"{from_here(sample)}: {len(trial.after.judged)} texts, {len(trial.changes)} of them change"
    yield ""
    yield f"{'':16} before  with it"
    before, after = trial.before.shares, trial.after.shares
    for name in FIGURES:
        if name in before or name in after:
            yield f"{name:16} {_share(before.get(name))}   {_share(after.get(name))}"
    for effect, title in EFFECTS.items():
        found = [change for change in trial.changes if change.effect == effect]
        yield ""
        yield f"{title}: {len(found)}"
        for change in found:
            yield f"  {_change(change)}"
    yield ""
    yield "Its own examples, each tried by a matcher that has not learnt it"
    for language, counts in _counts(trial.own).items():
        yield f"  {language:6} {', '.join(f'{count} {outcome}' for outcome, count in counts.items())}"
    for one in _not_right(trial):
        outcome = f"{one.judged.outcome}, {_claim(one.judged)}"
        yield f"  {_place(one, trial)}: {outcome}  {_shortened(one.judged.row.text)}"


def document(trial: Trial, sample: Path) -> dict[str, Any]:
    """The same for a program."""
    return {
        "entry": trial.editions.entry.id,
        "standing": trial.editions.standing,
        "sample": str(sample),
        "texts": len(trial.after.judged),
        "figures": {
            "before": {name: round(share, 4) for name, share in trial.before.shares.items()},
            "after": {name: round(share, 4) for name, share in trial.after.shares.items()},
        },
        **{
            effect: [_changed(change) for change in trial.changes if change.effect == effect]
            for effect in get_args(Effect)
        },
        "examples": {
            "counts": _counts(trial.own),
            "not_right": [
                {"place": _place(one, trial), "outcome": one.judged.outcome, **_claimed(one.judged)}
                for one in _not_right(trial)
            ],
        },
    }


def _changed(change: Change) -> dict[str, Any]:
    return {
        "id": change.after.row.id,
        "labels": list(change.after.row.labels),
        "before": _claimed(change.before),
        "after": _claimed(change.after),
        "better": change.is_better,
        "worse": change.is_worse,
        "text": _shortened(change.after.row.text),
    }


def _claimed(judged: Judged) -> dict[str, Any]:
    made = claim(judged)
    return {"decision": made.decision, "entries": list(made.entries), "confidence": round(made.confidence, 4)}


def _change(change: Change) -> str:
    tendency = "better" if change.is_better else "worse" if change.is_worse else "neither better nor worse"
    labels = "/".join(change.after.row.labels)
    led = f"{_claim(change.before)} → {_claim(change.after)}"
    return f"{change.after.row.id}  {labels}: {led}, {tendency}  {_shortened(change.after.row.text)}"


def _claim(judged: Judged) -> str:
    made = claim(judged)
    return f"{made.decision} {', '.join(made.told)} {made.confidence:.2f}" if made.told else made.decision


def _counts(own: Sequence[Tried]) -> dict[str, dict[str, int]]:
    """How many examples came to which outcome, by language, the best outcome first."""
    counts: dict[str, dict[str, int]] = {}
    for language in dict.fromkeys(one.judged.row.lang for one in own):
        outcomes = [one.judged.outcome for one in own if one.judged.row.lang == language]
        counts[language] = {outcome: outcomes.count(outcome) for outcome in reversed(BETTER) if outcome in outcomes}
    return dict(sorted(counts.items()))


def _not_right(trial: Trial) -> list[Tried]:
    """In the order of the files."""
    found = [one for one in trial.own if one.judged.outcome != "right"]
    return sorted(found, key=lambda one: (one.judged.row.lang, one.place))


def _place(one: Tried, trial: Trial) -> str:
    """File and line of the example."""
    entry = trial.editions.entry
    written = entry.english if one.judged.row.lang == "en" else entry.translations[one.judged.row.lang]
    return f"{from_here(written.file)}:{written.line(('examples', one.place))}"


def _share(share: float | None) -> str:
    return f"{share:6.3f}" if share is not None else "     -"


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"
