"""A made text knows where each of its characters came from."""

from __future__ import annotations

import pytest

from classifiers.normalisation.mapped import Mapped


def test_a_whole_text_maps_to_itself() -> None:
    """Nothing was changed, so every offset is the same."""
    mapped = Mapped.whole("open file")
    assert mapped.text == "open file"
    assert mapped.place(5, 9) == (5, 9)


def test_what_was_taken_out_before_a_place_moves_it() -> None:
    """The place behind a removed piece is still found where it was received."""
    mapped = Mapped.whole("E0101 open").edited([(0, 6, "")])
    assert mapped.text == "open"
    assert mapped.place(0, 4) == (6, 10)


def test_a_place_around_something_taken_out_contains_it() -> None:
    """A quote is what was received, mark-up and all."""
    mapped = Mapped.whole("port `already` exists").edited([(5, 6, ""), (13, 14, "")])
    assert mapped.text == "port already exists"
    assert mapped.place(0, len(mapped.text)) == (0, 21)


def test_a_replacement_of_another_length_stands_for_the_whole_piece() -> None:
    """Each character of the new piece leads to all of the old one."""
    mapped = Mapped.whole("at 10.2.3.4 now").edited([(3, 11, "_ip_")])
    assert mapped.text == "at _ip_ now"
    assert mapped.place(4, 5) == (3, 11)
    assert mapped.place(8, 11) == (12, 15)


def test_a_replacement_of_the_same_length_is_mapped_character_by_character() -> None:
    """Folding characters keeps them apart."""
    mapped = Mapped.whole("網路不通").edited([(0, 2, "网路")])
    assert mapped.text == "网路不通"
    assert mapped.place(1, 2) == (1, 2)


def test_edits_add_up() -> None:
    """A second round of edits still leads back to the received text."""
    mapped = Mapped.whole("aa bb cc").edited([(0, 3, "")]).edited([(0, 3, "")])
    assert mapped.text == "cc"
    assert mapped.place(0, 2) == (6, 8)


def test_joined_places_become_lines_and_keep_their_origin() -> None:
    """Lines taken out of a text in another order are still found in it."""
    mapped = Mapped.whole("first\nsecond\nthird").joined([(13, 18), (0, 5)])
    assert mapped.text == "third\nfirst"
    assert mapped.place(6, 11) == (0, 5)


def test_a_translation_of_another_length_is_refused() -> None:
    """A map that doesn't fit would quote the wrong words."""
    with pytest.raises(ValueError, match="as many characters"):
        Mapped.whole("abc").translated("ab")
