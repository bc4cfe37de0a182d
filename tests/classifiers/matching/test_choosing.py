"""A reply in plain words to the clarifying question."""

from __future__ import annotations

import pytest
from factories import entry, knowledge_base
from six_topics import knowledge

from classifiers.matching.choosing import chosen
from knowledge.entry import EntryId

LOCAL, PORTS = EntryId("node-nodeport-local"), EntryId("lb-ports-exhausted")


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("from the node itself", LOCAL),
        ("From the node itself!", LOCAL),
        ("it is called on the windows box itself", LOCAL),
        ("從節點本身", LOCAL),
        ("在同一台机器上打的", LOCAL),
        ("kube-proxy logs policy creation failed", PORTS),
        ("kube-proxy 的 log 有 policy creation failed", PORTS),
        ("from outside, and no node answers", None),
        ("not from the node itself", None),
        ("no pod on that node", None),
        ("yes", None),
        ("I don't know", None),
        ("", None),
        ("?", None),
        ("thanks", None),
    ],
)
def test_a_reply_leads_to_the_entry_that_it_means(reply: str, expected: EntryId | None) -> None:
    """In any language; None where it means none, or where it isn't clear."""
    assert chosen(reply, choices=(LOCAL, PORTS), knowledge=knowledge()) == expected


def test_a_long_text_is_no_reply() -> None:
    """It is a new question, whatever words it shares."""
    text = "from the node itself " * 10
    assert chosen(text, choices=(LOCAL, PORTS), knowledge=knowledge()) is None


def test_only_offered_entries_can_be_chosen() -> None:
    """What wasn't offered can't be meant."""
    reply = "kube-proxy logs policy creation failed"
    assert chosen(reply, choices=(LOCAL,), knowledge=knowledge()) is None


def test_an_entry_without_a_question_is_chosen_by_its_title() -> None:
    """Its button shows the title."""
    base = knowledge_base(
        entry("one", title="the floppy drive is broken", clarify=None),
        entry("two", title="the printer has no paper left", clarify=None),
    )
    choices = (EntryId("one"), EntryId("two"))
    assert chosen("the printer has no paper", choices=choices, knowledge=base) == "two"
    assert chosen("neither", choices=choices, knowledge=base) is None


def test_an_entry_that_is_gone_is_passed_over() -> None:
    """The base may have changed since the question was asked."""
    assert chosen("from the node itself", choices=(EntryId("gone"), LOCAL), knowledge=knowledge()) == LOCAL
