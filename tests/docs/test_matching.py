"""The page about matching shows the calibration that is shipped."""

from __future__ import annotations

import re
from pathlib import Path

from classifiers.calibration import BY_CHANCE, Calibration
from classifiers.matching.learning import shipped

PAGE = (Path(__file__).parents[2] / "docs" / "matching.md").read_text(encoding="utf-8")


def curve(calibration: Calibration) -> str:
    """The table as the page shows it."""
    lines = [f"{'answer from':>11} {'ask from':>9} {'right':>6} {'wrong':>6} {'asked':>6} {'refused':>8} {'cost':>7}"]
    for point in calibration.curve:
        asked = point.asked_right + point.asked_wrong
        chosen = " <" if point.answer_from == calibration.answer_from else ""
        lines.append(
            f"{point.answer_from:>11.2f} {point.ask_from:>9.2f} {point.right:>6.0f} {point.wrong:>6.0f} {asked:>6.0f} "
            f"{point.refused:>8.0f} {point.cost:>7.0f}{chosen}"
        )
    return "\n".join(lines)


def test_the_curve_is_the_one_that_was_chosen_from() -> None:
    """After `kubewhy kb calibrate --write` the page follows: paste what this test expects."""
    (shown,) = re.findall(r"^```\n(.*?)\n```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    assert shown == curve(shipped())


def test_the_rule_of_the_choice_is_the_one_in_the_code() -> None:
    """Within so many per cent of the least cost."""
    assert f"within {round((BY_CHANCE - 1) * 100)} % of the least" in PAGE
