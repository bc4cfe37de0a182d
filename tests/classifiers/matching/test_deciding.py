"""From confidences to a decision."""

from __future__ import annotations

from factories import entry, knowledge_base

from classifiers.calibration import Calibration
from classifiers.match import Span
from classifiers.matching.deciding import Candidate, Decided, decided
from classifiers.matching.evidence import Evidence
from classifiers.matching.layout import Layout
from classifiers.normalisation.cleaning import plain
from classifiers.signatures import Hit, Weight
from knowledge.entry import EntryId

CALIBRATION = Calibration(
    factors=(0.0,) * 8,
    offset=0.0,
    reliable={"decisive": 0.96, "likely": 0.8},
    answer_from=0.9,
    ask_from=0.5,
)
TEXT = "first line\nsecond line"
ONE, TWO, THREE = EntryId("one"), EntryId("two"), EntryId("three")
ASKS = {
    "question": "Which is it?",
    "answers": [{"label": "two", "entry": "two"}, {"label": "neither", "entry": None, "otherwise": "Then look."}],
}
BASE = knowledge_base(
    entry("one", clarify=ASKS), entry("two", clarify=None), entry("three", clarify=None), entry("four", clarify=None)
)


def candidate(
    name: str, confidence: float, *, printed: Weight | None = None, line: int = 0, excluded: bool = False
) -> Candidate:
    """An entry, with a printed string in this line or without."""
    place = Span.of(TEXT, 0, 5) if line == 0 else Span.of(TEXT, 11, 17)
    hits = (Hit(entry=EntryId(name), key="signatures[0]", weight=printed, span=place),) if printed else ()
    return Candidate(
        entry=EntryId(name),
        confidence=confidence,
        wording=confidence,
        evidence=Evidence(hits=hits),
        excluded=excluded,
    )


def decide(*ranked: Candidate, foreign: bool = False, elsewhere: tuple[EntryId, ...] = ()) -> Decided:
    """The decision about these candidates."""
    return decided(
        ranked,
        foreign=foreign,
        elsewhere=elsewhere,
        layout=Layout(plain(TEXT)),
        calibration=CALIBRATION,
        knowledge=BASE,
    )


def test_wording_that_is_sure_enough_is_answered() -> None:
    """Only the best entry."""
    assert decide(candidate("one", 0.95), candidate("two", 0.92)) == Decided(decision="answer", answers=(ONE,))


def test_a_printed_string_is_answered_whatever_the_threshold() -> None:
    """Even in a text that may as well be foreign."""
    assert decide(candidate("one", 0.75, printed="likely"), foreign=True).answers == (ONE,)


def test_several_printed_strings_are_several_answers_the_surest_first() -> None:
    """In lines of their own."""
    found = decide(candidate("one", 0.97, printed="decisive"), candidate("two", 0.8, printed="likely", line=1))
    assert found.answers == (ONE, TWO)


def test_a_weaker_string_in_the_line_of_a_stronger_one_is_no_answer() -> None:
    """The line says something better."""
    found = decide(candidate("one", 0.97, printed="decisive"), candidate("two", 0.8, printed="likely"))
    assert found.answers == (ONE,)


def test_what_single_paragraphs_are_about_is_answered_as_well() -> None:
    """In the order of their confidence."""
    assert decide(candidate("two", 0.95), candidate("one", 0.91), elsewhere=(ONE,)).answers == (TWO, ONE)


def test_an_excluded_entry_is_neither_answered_nor_offered() -> None:
    """However well it fits."""
    assert decide(candidate("one", 0.95, excluded=True), elsewhere=(ONE,)) == Decided(decision="none")
    assert decide(candidate("one", 0.6), candidate("two", 0.1, excluded=True)).choices == (ONE,)


def test_between_the_thresholds_the_entry_s_own_question_is_asked() -> None:
    """With the entries that it tells apart, and others that are as likely."""
    found = decide(candidate("one", 0.6), candidate("three", 0.55), candidate("two", 0.1))
    assert found == Decided(decision="clarify", choices=(ONE, THREE, TWO))


def test_without_a_question_of_its_own_only_several_likely_entries_are_offered() -> None:
    """One button is no question."""
    assert decide(candidate("two", 0.6)) == Decided(decision="none")
    assert decide(candidate("two", 0.6), candidate("three", 0.55)).choices == (TWO, THREE)


def test_no_more_choices_than_buttons() -> None:
    """Four of them."""
    names = ("one", "two", "three", "four")
    assert len(decide(*(candidate(name, 0.6) for name in names)).choices) == 4


def test_a_foreign_or_unlikely_text_is_refused() -> None:
    """Nothing is asked."""
    assert decide(candidate("one", 0.95), foreign=True) == Decided(decision="none")
    assert decide(candidate("one", 0.4)) == Decided(decision="none")
    assert decide() == Decided(decision="none")
