"""Confidence and thresholds come from trials and stated costs."""

from __future__ import annotations

import random

import pytest

from classifiers.calibration import BOUNDS, BY_CHANCE, CHEAP_QUESTION, Attempt, Calibration, Cues, Printed, calibrated


def cues(score: float, **changes: float) -> Cues:
    """Cues of an entry with this score."""
    fields = {
        "score": score,
        "lead": score,
        "margin": score,
        "likeness": 0.3,
        "nearness": score / 10,
        "known": 0.9,
        "hints": 0.0,
        "setting": 1.0,
        "substance": 6.0,
    }
    return Cues(**(fields | changes))


def attempts(*, noise: float = 0.0, count: int = 400) -> list[Attempt]:
    """Texts of which those with a high score are right, but for some noise."""
    chance = random.Random(7)  # noqa: S311 - the same every time
    made = []
    for _ in range(count):
        score = chance.uniform(-4, 4)
        right = score > 0 if chance.random() >= noise else score <= 0
        made.append(Attempt(cues=cues(score), right=right, first=True, answerable=right))
    return made


def test_a_better_score_is_never_less_sure() -> None:
    """The confidence rises with it."""
    calibration = calibrated(attempts(noise=0.1))
    shares = [calibration.wording(cues(score)) for score in (-4, -2, 0, 2, 4)]
    assert shares == sorted(shares)
    assert shares[0] < 0.2 < 0.8 < shares[-1] < 1.0


def test_the_confidence_is_the_share_that_is_right() -> None:
    """With a tenth of noise, the surest are right nine times of ten."""
    calibration = calibrated(attempts(noise=0.1, count=3000))
    assert calibration.wording(cues(3.0)) == pytest.approx(0.9, abs=0.07)


def test_noise_makes_it_cautious() -> None:
    """A wrong answer costs five refusals: with a third of noise nothing is sure enough."""
    clear, noisy = calibrated(attempts()), calibrated(attempts(noise=0.33))
    assert clear.wording(cues(3.0)) >= clear.answer_from
    assert noisy.wording(cues(3.0)) < noisy.answer_from


def test_the_threshold_is_the_lowest_of_those_that_cost_least_but_for_chance() -> None:
    """And the curve shows it."""
    calibration = calibrated(attempts(noise=0.05))
    least = min(point.cost for point in calibration.curve)
    bound = least * BY_CHANCE
    (chosen,) = [point for point in calibration.curve if point.answer_from == calibration.answer_from]
    assert chosen.cost <= least * CHEAP_QUESTION
    assert all(point.cost > bound for point in calibration.curve if point.answer_from < chosen.answer_from)
    assert chosen.ask_from == calibration.ask_from <= calibration.answer_from


def test_without_anything_to_learn_from_wording_decides_nothing() -> None:
    """An empty base, or one whose trials are all right or all wrong."""
    for some in ([], [Attempt(cues=cues(3.0), right=True, first=True, answerable=True)] * 5):
        calibration = calibrated(some)
        assert calibration.wording(cues(9.0)) < 0.01


@pytest.mark.parametrize(("weight", "low", "high"), [("decisive", 0.92, 0.99), ("likely", 0.7, 0.9)])
def test_a_printed_string_gives_a_confidence_within_its_bounds(weight: str, low: float, high: float) -> None:
    """Fitting words raise it, other words lower it."""
    calibration = calibrated(attempts())
    shares = [calibration.joined(wording, printed=weight) for wording in (0.0, 0.5, 1.0)]  # type: ignore[arg-type]
    assert shares == sorted(shares)
    assert low == pytest.approx(shares[0])
    assert high == pytest.approx(shares[-1])


def test_without_a_printed_string_wording_is_all() -> None:
    """Nothing is added."""
    assert calibrated(attempts()).joined(0.42, printed=None) == 0.42


def test_printed_strings_that_were_wrong_count_less() -> None:
    """What was expected of them gives way to what was seen, within the bounds."""
    good = calibrated(attempts(), printed=[Printed(weight="likely", seen=60, right=60)])
    bad = calibrated(attempts(), printed=[Printed(weight="likely", seen=60, right=20)])
    assert bad.reliable["likely"] < 0.6 < good.reliable["likely"]
    assert bad.joined(0.5, printed="likely") == BOUNDS["likely"][0]


def test_it_is_the_same_in_every_run() -> None:
    """No chance takes part."""
    assert calibrated(attempts(noise=0.1)) == calibrated(attempts(noise=0.1))


def test_it_is_read_back_as_it_was_written() -> None:
    """The cache keeps it as text."""
    calibration = calibrated(attempts(noise=0.1), printed=[Printed(weight="decisive", seen=9, right=9)])
    assert Calibration.read(calibration.written()) == calibration


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"curve": [{"cost": 1}]}', "nonsense"])
def test_something_else_is_not_read(text: str) -> None:
    """It raises what the cache's reader expects."""
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        Calibration.read(text)
