"""Text of others is inert wherever it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.markup import code, escaped, fenced, link, plain, prose, shortened

CONTROL_SEQUENCES = ("<!channel>", "<!here>", "<@U123>", "<#C1|x>", "<https://evil.example|click>")


@pytest.mark.parametrize("hostile", CONTROL_SEQUENCES)
def test_slacks_control_sequences_appear_literally_in_nothing(hostile: str) -> None:
    """Neither in mrkdwn nor in plain text."""
    for made in (code(hostile), fenced(hostile), prose(hostile), escaped(hostile), plain(hostile)):
        assert hostile not in made


@given(st.text())
def test_a_quoted_line_stays_one_piece_of_code(text: str) -> None:
    """No backtick of the text ends the code, no line break tears it."""
    made = code(text)
    assert made == "" or (made.count("`") == 2 and made.startswith("`") and made.endswith("`"))
    assert "\n" not in made
    assert "<" not in made


def test_prose_keeps_its_code_and_nothing_else() -> None:
    """Asterisks, underscores and tildes of prose don't format."""
    assert prose("set `--enable-dsr=true` on *all* of ~225 <nodes>") == (
        "set `--enable-dsr=true` on ∗all∗ of ∼225 &lt;nodes&gt;"
    )
    assert prose("FLANNEL_MTU is _not_ it") == "FLANNEL_MTU is \u02cdnot\u02cd it"


def test_an_unclosed_backtick_swallows_nothing() -> None:
    """A mistake in a file of others doesn't break a message."""
    assert "`" not in prose("set `this and that")


def test_characters_that_turn_or_hide_text_are_gone() -> None:
    """Right-to-left marks and zero-width characters could make a command look like another."""
    assert code("a\u202eb\u200bc\x00d") == "`abcd`"


def test_a_link_shows_its_label() -> None:
    """A label can't end the link early."""
    assert link("https://example.com/?a=1&b=2", "a|b>") == "<https://example.com/?a=1&amp;b=2|a¦b›>"


def test_what_is_too_long_is_cut_between_words() -> None:
    """With an ellipsis, never longer than asked for."""
    assert shortened("one two three four", 12) == "one two…"
    assert len(shortened("x" * 50, 12)) == 12
    assert shortened("short", 12) == "short"
