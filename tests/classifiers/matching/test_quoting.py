"""The words that told, as quotes."""

from __future__ import annotations

from classifiers.matching.quoting import quotes, shared
from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.reading import read


def phrases(text: str, telling: dict[str, float]) -> list[str]:
    """The quotes of a text in which these stems tell."""
    exact = plain(text).exact
    return [quote.span.text for quote in quotes(exact, read(exact.text).words, telling)]


def test_telling_words_side_by_side_are_one_quote_and_the_most_telling_comes_first() -> None:
    """As they were received."""
    assert phrases("The Wrong Diskette, and a port", {"wrong": 1.0, "diskett": 2.0, "port": 1.5}) == [
        "Wrong Diskette",
        "port",
    ]


def test_chinese_pairs_become_the_words_they_were_cut_from() -> None:
    """In the script that was received."""
    assert phrases("節點的網路不通", {"网路": 1.0, "路不": 1.0, "不通": 1.0}) == ["網路不通"]


def test_words_that_tell_nothing_are_not_quoted() -> None:
    """Whatever they weigh."""
    assert phrases("why is the port full", {"the": 9.0, "why": 9.0, "port": 1.0}) == ["port"]


def test_what_tells_little_beside_the_rest_is_left_out() -> None:
    """A reason is not a list."""
    assert phrases("diskette somewhere port", {"diskett": 9.0, "port": 0.5}) == ["diskette"]


def test_words_of_two_lines_are_two_quotes() -> None:
    """A quote is one place."""
    assert phrases("wrong\ndiskette", {"wrong": 1.0, "diskett": 1.0}) == ["wrong", "diskette"]


def test_shared_words_are_told_once_in_small_letters() -> None:
    """And only the first few."""
    exact = plain("Port port PORT x diskette y drive").exact
    found = quotes(exact, read(exact.text).words, {"port": 1.0, "diskett": 3.0, "driv": 2.0})
    assert shared(found, most=2) == ("port port port", "diskette")
