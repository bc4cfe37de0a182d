"""One question, one answer: the use case with a matcher that says what the test wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from factories import entry, excluded, knowledge_base, match, question, result

from bot.answer import Answer
from bot.answering import Answering, Earlier
from bot.question import Kind
from classifiers.match import Match, MatchResult
from knowledge.entry import EntryId

NOTHING = result("none", match(confidence=0.1), language="en")


class Says:
    """A matcher that answers by the text: what it doesn't know is "none"."""

    def __init__(self, *, reply: str | None = None, **decisions: MatchResult) -> None:
        self.decisions = decisions
        self.reply = reply
        self.heard: list[str] = []

    def match(self, text: str) -> MatchResult:
        """The decision whose name stands in the text."""
        self.heard.append(text)
        return next((found for word, found in self.decisions.items() if word in text), NOTHING)

    def choose(self, text: str, *, choices: Sequence[EntryId]) -> EntryId | None:
        """The reply that it was told to understand, where it is among the choices."""
        return EntryId(self.reply) if self.reply and self.reply in choices and "reply" in text else None


def answering(matcher: Says, *entries: str) -> Answering:
    """Answering over entries of these names."""
    return Answering(knowledge=knowledge_base(*(entry(one) for one in entries or ("ports-gone",))), matcher=matcher)


def test_an_answer_names_the_entry_and_what_decided() -> None:
    """The matched entry comes with its evidence."""
    found = result("answer", match(evidence=("port in use",)), match("other-one", confidence=0.2))
    answer = answering(Says(ports=found), "ports-gone", "other-one").answer(question("the ports are gone"))
    assert answer is not None
    assert [fit.entry.id for fit in answer.problems] == ["ports-gone"]
    assert answer.problems[0].match.evidence[0].text == "port in use"
    assert [fit.entry.id for fit in answer.others] == ["other-one"]


def test_several_problems_are_all_answered() -> None:
    """Each problem of a paste is in the answer."""
    found = result("answer", match(), match("other-one"), answers=("ports-gone", "other-one"))
    answer = answering(Says(ports=found), "ports-gone", "other-one").answer(question("ports"))
    assert answer is not None
    assert [fit.entry.id for fit in answer.problems] == ["ports-gone", "other-one"]
    assert answer.others == ()


def test_a_question_is_the_first_entrys_own_and_other_choices_follow_by_title() -> None:
    """The buttons are the replies of the entry's question, then the other entries."""
    found = result("clarify", match(confidence=0.5), match("other-one", confidence=0.4))
    answer = answering(Says(ports=found), "ports-gone", "other-one").answer(question("ports"))
    assert answer is not None
    assert answer.question == "Is it really ports-gone?"
    assert [choice.label for choice in answer.choices] == [
        "Yes, ports-gone",
        "No, it is something else",
        "The title of other-one",
    ]
    assert [choice.entry for choice in answer.choices] == ["ports-gone", None, "other-one"]


def test_never_more_than_four_choices_and_every_offered_entry_among_them() -> None:
    """Replies that lead to no entry give way to entries."""
    names = ("ports-gone", "second-one", "third-one", "fourth-one")
    found = result("clarify", *(match(name, confidence=0.4) for name in names))
    answer = answering(Says(ports=found), *names).answer(question("ports"))
    assert answer is not None
    assert [choice.entry for choice in answer.choices] == list(names)


def test_a_look_alike_is_told_with_its_reason_and_link() -> None:
    """What excluded an entry is said."""
    found = result("none", match(confidence=0.3), excluded=(excluded(),))
    answer = answering(Says(ports=found)).answer(question("ports"))
    assert answer is not None
    assert answer.look_alikes[0].reason == "port 10256 is the health port of kube-proxy"
    assert answer.look_alikes[0].link == "https://github.com/kubernetes/community/issues/8883"


@pytest.mark.parametrize("text", ["", "help", " Help! ", "說明"])
def test_a_bare_mention_or_help_explains_itself(text: str) -> None:
    """Nobody who mentions the bot is left without a word."""
    answer = answering(Says()).answer(question(text))
    assert answer is not None
    assert answer.decision == "help"


def test_help_speaks_the_askers_language() -> None:
    """A text without words of its own leaves it to Slack's locale."""
    answer = answering(Says()).answer(question(""), locale=lambda: "zh-TW")
    assert answer is not None
    assert answer.language == "zh-TW"


def test_a_bare_mention_under_an_error_means_that_error() -> None:
    """In a thread, "@kubewhy" asks about what stands above."""
    answer = answering(Says(ports=result())).answer(question(""), earlier=lambda: Earlier(texts=("the ports!",)))
    assert answer is not None
    assert answer.decision == "answer"


def test_the_questions_language_beats_the_locale() -> None:
    """Whoever asks in English is answered in English."""
    answer = answering(Says(ports=result())).answer(question("ports"), locale=lambda: "zh-TW")
    assert answer is not None
    assert answer.language == "en"


def test_the_locale_decides_where_the_text_shows_no_language() -> None:
    """A bare error code has no language."""
    found = result("answer", language=None)
    answer = answering(Says(ports=found)).answer(question("ports"), locale=lambda: "zh-CN")
    assert answer is not None
    assert answer.language == "zh-CN"


def test_a_short_follow_up_is_read_with_what_came_before() -> None:
    """A text such as "and now?" says nothing alone; with the thread it may."""
    matcher = Says(ports=result())
    answer = answering(matcher).answer(question("and now?"), earlier=lambda: Earlier(texts=("ports are gone",)))
    assert answer is not None
    assert answer.decision == "answer"
    assert matcher.heard[-1] == "ports are gone\n\nand now?"


def test_a_text_that_says_enough_does_not_read_the_thread() -> None:
    """Reading a thread costs a call to Slack."""

    def no_reading() -> Earlier:
        raise AssertionError("the thread was read")

    answer = answering(Says(ports=result())).answer(question("ports"), earlier=no_reading)
    assert answer is not None


def test_an_answer_to_our_question_in_plain_words_is_taken() -> None:
    """What the buttons offer can be written too."""
    before = Earlier(texts=("hmm",), offered=(EntryId("ports-gone"),))
    answer = answering(Says(reply="ports-gone")).answer(
        question("my reply", kind=Kind.FOLLOW_UP), earlier=lambda: before
    )
    assert answer is not None
    assert answer.chosen
    assert answer.problems[0].entry.id == "ports-gone"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("thanks!", Earlier(texts=("ports are gone",), answered=frozenset({EntryId("ports-gone")}))),
        ("ports are gone, as I said", Earlier(answered=frozenset({EntryId("ports-gone")}))),
        ("lunch?", Earlier()),
        ("help", Earlier()),
    ],
)
def test_silence_in_a_thread_where_a_message_leads_nowhere_new(text: str, before: Earlier) -> None:
    """People talk to each other under an answer."""
    matcher = Says(ports=result())
    assert answering(matcher).answer(question(text, kind=Kind.FOLLOW_UP), earlier=lambda: before) is None


def test_the_same_question_is_not_asked_twice() -> None:
    """A follow-up that only repeats what we asked about gets silence."""
    before = Earlier(texts=("ports",), offered=(EntryId("ports-gone"),))
    asked = Says(ports=result("clarify"))
    assert answering(asked).answer(question("dunno", kind=Kind.FOLLOW_UP), earlier=lambda: before) is None


def test_a_new_error_in_a_thread_is_answered_without_a_mention() -> None:
    """A follow-up may bring another problem."""
    before = Earlier(texts=("ports",), answered=frozenset({EntryId("other-one")}))
    answer = answering(Says(ports=result())).answer(
        question("now ports too", kind=Kind.FOLLOW_UP), earlier=lambda: before
    )
    assert answer is not None
    assert answer.decision == "answer"


def test_a_button_leads_straight_to_its_entry() -> None:
    """No matching is done for a choice that a person has made."""
    matcher = Says()
    pressed = question("", kind=Kind.CHOICE, choice=EntryId("ports-gone"), language="en")
    answer = answering(matcher).answer(pressed)
    assert answer is not None
    assert answer.chosen
    assert answer.problems[0].entry.id == "ports-gone"
    assert matcher.heard == []


def test_a_reply_that_leads_to_no_entry_says_what_then() -> None:
    """That it is something else is an answer too."""
    pressed = question("", kind=Kind.CHOICE, asked=EntryId("ports-gone"), option=1, language="en")
    answer = answering(Says()).answer(pressed)
    assert answer is not None
    assert answer.decision == "none"
    assert answer.note == "Then look at the `kubelet` log."


def test_a_button_of_an_older_knowledge_base_is_survived() -> None:
    """An entry that is gone leads to an honest nothing."""
    answer = answering(Says()).answer(question("", kind=Kind.CHOICE, choice=EntryId("long-gone"), language="en"))
    assert answer is not None
    assert answer.decision == "none"


def test_what_was_masked_is_told() -> None:
    """The asker learns that a secret was in the text."""
    secret = "ports and password=hunter2hunter2"
    asked = question(secret)
    answer = answering(Says(ports=result())).answer(asked)
    assert answer is not None
    assert answer.masked == asked.masked
    assert asked.masked


def overheard(*matches: Match, decision: str = "answer", **changes: Any) -> Answer | None:
    """What is said unasked to a text that the matcher decides so."""
    found = result(decision, *matches, **changes)
    knows = answering(Says(ports=found), "ports-gone", "other-one")
    answer = knows.answer(question("the ports are gone", kind=Kind.OVERHEARD))
    assert knows.is_sure("the ports are gone") is (answer is not None)
    return answer


@pytest.mark.parametrize(
    ("confidence", "signature", "said"),
    [(0.9, 0.97, True), (0.89, 0.97, False), (0.95, 0.0, True), (0.94, 0.0, False)],
)
def test_unasked_it_takes_more_to_speak_and_less_with_a_printed_string(
    confidence: float, signature: float, said: bool
) -> None:
    """Silence costs nothing where nobody asked."""
    answer = overheard(replace(match(confidence=confidence), signature=signature))
    assert (answer is not None) is said
    assert answer is None or answer.unasked


def test_unasked_only_the_problems_that_are_sure_are_told() -> None:
    """The others stay among what is near."""
    answer = overheard(match(confidence=0.97), match("other-one", confidence=0.8), answers=("ports-gone", "other-one"))
    assert answer is not None
    assert [fit.entry.id for fit in answer.problems] == ["ports-gone"]
    assert [fit.entry.id for fit in answer.others] == ["other-one"]


@pytest.mark.parametrize("decision", ["clarify", "none"])
def test_unasked_nothing_is_asked_back_and_no_ignorance_is_told(decision: str) -> None:
    """Only answers are worth an interruption."""
    assert overheard(match(confidence=0.99), decision=decision) is None


def test_unasked_a_word_for_help_is_nothing() -> None:
    """People need each other's help."""
    assert answering(Says()).answer(question("help", kind=Kind.OVERHEARD)) is None
