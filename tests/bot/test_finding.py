"""A finding holds nothing that must not be repeated: text of a cluster passes the redaction on its way in."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from bot.finding import FIGURE_CHARACTERS, MOST_QUOTES, QUOTE_CHARACTERS, CheckId, Finding, Quote, Status

CHECK = CheckId("a-check")
SECRET = "hunter2hunter2"
SOURCES = Path(__file__).parents[2] / "bot"


def test_secrets_are_masked_wherever_text_comes_in() -> None:
    """In quotes and their places, figures and commands."""
    text = f"password={SECRET}"
    found = Finding.of(
        CHECK,
        Status.FAIL,
        "said",
        figures={"name": text, "count": 3},
        quotes=[Quote.of(text, where=text)],
        shown_by=f"kubectl --token {SECRET}x{SECRET} get nodes",
        settled_by=text,
    )
    assert SECRET not in repr(found)
    assert found.figures["name"] == "password=[masked: password]"
    assert found.figures["count"] == 3


def test_a_secret_at_the_edge_of_the_cut_is_not_halved() -> None:
    """It is masked before it is cut."""
    for filler in range(QUOTE_CHARACTERS - 40, QUOTE_CHARACTERS + 5):
        assert SECRET[:6] not in Quote.of(" " * filler + f"password={SECRET}", where="x").text


def test_characters_that_steer_a_terminal_are_taken_out() -> None:
    """And those that turn the direction of writing."""
    assert Quote.of("a\x1b[31mb\u202ec\td\ne", where="x").text == "a[31mbc\td\ne"


def test_a_figure_is_one_line_without_code() -> None:
    """It stands in a sentence."""
    found = Finding.of(CHECK, Status.PASS, "said", figures={"name": "a`b\n  c"})
    assert found.figures["name"] == "a'b c"


def test_what_is_too_long_is_cut() -> None:
    """With a sign that it was."""
    found = Finding.of(
        CHECK, Status.PASS, "said", figures={"name": "x" * 5_000}, quotes=[Quote.of("y" * 9_000, where="")] * 20
    )
    assert len(str(found.figures["name"])) == FIGURE_CHARACTERS
    assert str(found.figures["name"]).endswith("…")
    assert len(found.quotes) == MOST_QUOTES
    assert len(found.quotes[0].text) == QUOTE_CHARACTERS


@pytest.mark.parametrize("name", ["Finding", "Quote"])
def test_nobody_makes_one_past_the_redaction(name: str) -> None:
    """Only `of` does, in the module itself."""
    made = [
        f"{path.name}:{call.lineno}"
        for path in SOURCES.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name
    ]
    assert made == []


def test_what_is_filled_in_later_is_no_text_of_the_cluster() -> None:
    """`replace` is used for the subject alone."""
    replaced = [
        keyword.arg
        for path in (SOURCES / "checks").glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "replace"
        for keyword in call.keywords
    ]
    assert set(replaced) & {field.name for field in fields(Finding)} <= {"subject"}
