"""How a text is laid out."""

from __future__ import annotations

import pytest

from classifiers.match import Span
from classifiers.matching.layout import Layout
from classifiers.normalisation.cleaning import plain

KLOG = "E0709 20:03:14.872155    9508 proxier.go:63] "


def layout(text: str) -> Layout:
    """The layout of a received text."""
    return Layout(plain(text))


def test_blank_lines_are_no_rows_but_separate_paragraphs() -> None:
    """Several of them are one."""
    assert [row.paragraph for row in layout("a\n\n\n\nb\nc").rows] == [0, 1, 1]


def test_records_begin_with_a_prefix() -> None:
    """Lines without one belong to the record before them."""
    rows = layout(f"said before\n{KLOG}one\n  more\n{KLOG}two").rows
    assert [row.record for row in rows] == [1, 2, 2, 3]
    assert [row.logged for row in rows] == [False, True, True, True]


@pytest.mark.parametrize(
    ("line", "spoken", "worded"),
    [
        ("why is my pod broken, we did not change anything", True, True),
        ("節點上的網路斷了", True, True),
        ("services unreachable from pods on one node", False, True),
        ("The specified port already exists.", False, True),
        ('{"Success":false,"Error":"x","ErrorCode":2151350291}', False, False),
        (f"{KLOG}why is my pod broken, we did not change anything", False, False),
        ("  Normal  Scheduled  3m  default-scheduler  Successfully assigned it to what we have", False, False),
        ("C:\\k\\kube-proxy.exe --v=4 --proxy-mode=kernelspace --enable-dsr=true", False, False),
    ],
)
def test_who_wrote_a_line(line: str, spoken: bool, worded: bool) -> None:
    """People say we and why; sentences have few signs."""
    (row,) = layout(line).rows
    assert (row.spoken, row.worded) == (spoken, worded)


def test_a_sentence_that_a_terminal_broke_is_one() -> None:
    """Its rest is as much a sentence as its beginning."""
    rows = layout("why does the network adapter of our windows pods\ndisappear after some hours").rows
    assert [row.spoken for row in rows] == [True, True]


def test_what_people_say_below_a_log_is_not_the_rest_of_its_last_line() -> None:
    """However long that line is."""
    rows = layout(
        f"{KLOG}operationExecutor.VerifyControllerAttachedVolume started\n為什麼 Windows 的 Pod 連不到外面"
    ).rows
    assert [row.spoken for row in rows] == [False, True]


def test_a_place_is_found_in_its_row() -> None:
    """By its offset in the received text."""
    text = f"first\n\n{KLOG}second\nthird"
    rows = layout(text)
    for number, word in enumerate(("first", "second", "third")):
        start = text.index(word)
        assert rows.row(Span.of(text, start, start + len(word))) == number


def test_few_lines_are_about_one_thing() -> None:
    """Many need not be."""
    assert layout("a\nb").is_short
    assert not layout("\n".join("abcdefghijklmnop")).is_short
    assert layout("").rows == ()
