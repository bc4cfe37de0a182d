"""The JSON form of an answer stays as docs/json.md tells it."""

from __future__ import annotations

import json
import re
from pathlib import Path

from deciding import Decided
from factories import entry, excluded, knowledge_base, match, question, result

from bot.answering import Answering
from bot.rendering.document import answer_document
from classifiers.match import MatchResult

DOCS = Path(__file__).parents[3] / "docs" / "json.md"


def document(decision: MatchResult) -> dict[str, object]:
    """The document of a question that is decided so, through JSON and back."""
    knowledge = knowledge_base(entry("ports-gone"), entry("other-one"))
    answer = Answering(knowledge=knowledge, matcher=Decided(decision)).answer(question())
    assert answer is not None
    loaded: dict[str, object] = json.loads(json.dumps(answer_document(answer)))
    return loaded


def test_an_answer_has_the_documented_fields() -> None:
    """Nothing is renamed or lost."""
    told = document(result("answer", match(evidence=("port",)), match("other-one", confidence=0.2)))
    assert list(told) == [
        "decision",
        "language",
        "answers",
        "question",
        "choices",
        "nearest",
        "look_alikes",
        "masked",
    ]
    answers = told["answers"]
    assert isinstance(answers, list)
    assert answers[0]["entry"] == "ports-gone"
    assert answers[0]["evidence"] == [{"start": 0, "end": 4, "text": "port"}]
    assert answers[0]["remedies"][1]["steps"][0]["commands"][0]["effect"] == "destructive"


def test_a_question_and_a_look_alike_are_in_it() -> None:
    """What a program needs to ask on."""
    assert document(result("clarify", match(confidence=0.5)))["choices"] == [
        {"label": "Yes, ports-gone", "entry": "ports-gone"},
        {"label": "No, it is something else", "entry": None},
    ]
    look_alikes = document(result("none", excluded=(excluded(),)))["look_alikes"]
    assert isinstance(look_alikes, list)
    assert look_alikes[0]["reason"] == "port 10256 is the health port of kube-proxy"


def test_every_field_is_documented() -> None:
    """A program's author reads docs/json.md."""
    docs = set(re.findall(r"`(\w+)`", DOCS.read_text(encoding="utf-8")))
    told = document(result())
    answers = told["answers"]
    assert isinstance(answers, list)
    assert set(told) | set(answers[0]) <= docs
