"""A look-alike speaks against its own problem, and against no other line of a paste."""

from __future__ import annotations

from factories import entry

from classifiers.match import Span
from classifiers.matching.evidence import Evidence, gathered, merged
from classifiers.matching.layout import Layout
from classifiers.normalisation.cleaning import plain
from classifiers.signatures import Signatures
from knowledge.entry import EntryId

GENUINE = "Policy creation failed: The specified port already exists. (0x803b0013)"
LIKELY = "The specified port already exists"
OTHER = "the health check listens on port 10256"
KLOG = "E0709 20:03:14.872155    9508 proxier.go:63] "
PORTS = entry(
    "ports-gone",
    signatures=[
        {"pattern": r"Policy creation failed[^\n]*0x803b0013"},
        {"text": LIKELY, "weight": "likely"},
        {"pattern": r"\bephemeral\b", "weight": "hint"},
    ],
    unless=[{"id": "health-port", "pattern": r"port 10256\b", "reason": "it is the health port"}],
)


def evidence(text: str) -> Evidence:
    """What was printed about the one entry."""
    read = plain(text)
    return gathered(Signatures([PORTS]).find(read), Layout(read)).get(EntryId("ports-gone"), Evidence())


def test_the_strongest_printed_string_counts() -> None:
    """A likely one beside it adds nothing; a hint can't stand alone."""
    assert evidence(GENUINE).printed == "decisive"
    assert evidence(LIKELY).printed == "likely"
    assert evidence("an ephemeral port").printed is None
    assert evidence("an ephemeral port").hints == 1


def test_a_look_alike_in_the_same_line_speaks_against_it() -> None:
    """Nothing of the entry is left."""
    found = evidence(f"{GENUINE} port 10256")
    assert found.vetoed
    assert found.printed is None
    assert [one.unless for one in found.against] == ["health-port"]


def test_what_people_say_about_a_message_speaks_against_it() -> None:
    """The code in the next lines is what they talk about."""
    assert evidence(f"we only see this on port 10256, can I ignore it?\n\n```\n{GENUINE}\n```").vetoed


def test_another_record_of_a_log_does_not_speak_against_a_genuine_one() -> None:
    """Each record is its own problem."""
    found = evidence(f"{KLOG}{GENUINE}\n{KLOG}{OTHER}")
    assert found.printed == "decisive"
    assert not found.vetoed


def test_the_rest_of_a_record_speaks_against_it() -> None:
    """A record may have several lines."""
    assert evidence(f"{KLOG}{GENUINE}\n  at port 10256\n{KLOG}something else").vetoed


def test_a_look_alike_far_away_in_a_long_paste_does_not_speak_against_a_genuine_line() -> None:
    """Neither said nor printed."""
    noise = "\n".join(f"line {number} of the output" for number in range(30))
    assert evidence(f"{GENUINE}\n{noise}\n{OTHER}").printed == "decisive"


def test_a_weaker_string_gives_way_to_a_look_alike_nearby() -> None:
    """It has other causes, and here is one of them."""
    assert evidence(f"{LIKELY}\nExternalPort=port 10256").vetoed
    noise = "\n".join(f"line {number} of the output" for number in range(30))
    assert evidence(f"{LIKELY}\n{noise}\nExternalPort=port 10256").printed == "likely"


def test_a_hint_that_is_spoken_against_excludes_nothing() -> None:
    """It could not stand alone anyway."""
    found = evidence("an ephemeral port, port 10256")
    assert not found.vetoed
    assert found.hints == 0


def test_places_that_overlap_or_touch_are_one_quote() -> None:
    """Two signatures often share words."""
    received = "the specified port already exists"
    spans = [Span.of(received, 4, 18), Span.of(received, 14, 26), Span.of(received, 27, 33)]
    assert [span.text for span in merged(spans, received, most=4)] == ["specified port already", "exists"]
    assert len(merged(spans, received, most=1)) == 1
