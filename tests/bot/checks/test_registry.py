"""The list of all checks fits the phrases and the resources; `tests/knowledge` holds it against the entries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.checks.registry import ALL, CLUSTER_CHECKS, NODE_CHECKS, POD_CHECKS
from bot.checks.rights import RIGHTS
from bot.rendering.phrases import check_phrases, places
from bot.resource import SERVED
from bot.snapshot import Why
from knowledge.entry import ID_PATTERN, Language

LANGUAGES = get_args(Language)
SOURCES = Path(__file__).parents[3] / "bot" / "checks"
PHRASES = Path(__file__).parents[3] / "bot" / "rendering" / "phrases" / "checks"
IDS = {check.id for check in ALL}


def test_ids_have_one_form_and_occur_once_for_each_kind_of_target() -> None:
    """The same id may be asked of a node and of a pod."""
    assert [check.id for check in ALL if not re.fullmatch(ID_PATTERN, check.id)] == []
    for checks in (NODE_CHECKS, POD_CHECKS, CLUSTER_CHECKS):
        ids = [check.id for check in checks]
        assert len(ids) == len(set(ids))


def test_checks_read_what_can_be_read() -> None:
    """Needed and used resources alike, none twice."""
    for check in ALL:
        read = (*check.needs, *check.uses)
        assert set(read) <= set(SERVED), check.id
        assert len(read) == len(set(read)), check.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_a_title_in_every_language(language: Language) -> None:
    """For headings and the table of checks."""
    titles = check_phrases(language).sentences
    assert {check for check in (*IDS, RIGHTS) if f"{check}.title" not in titles} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences_with_the_same_places(language: Language) -> None:
    """What is filled in in one language is filled in in all, and code is closed."""
    english, other = check_phrases("en").sentences, check_phrases(language).sentences
    assert other.keys() == english.keys()
    for name, text in other.items():
        assert places(text) == places(english[name]), name
        assert text.count("`") % 2 == 0, name


def test_every_gap_has_its_sentence() -> None:
    """Whatever the reason."""
    assert {why for why in Why if f"gap.{why}" not in check_phrases("en").sentences} == set()


def is_said(key: str, code: str) -> bool:
    """Whether some check says this, as it stands or put together (`f"exit-{…}"`)."""
    begun = [key[: place.end()] for place in re.finditer("-", key)]
    return bool(re.search(rf"\b{re.escape(key)}\b", code, re.IGNORECASE)) or any(f'f"{one}{{' in code for one in begun)


def test_no_sentence_is_there_twice_or_for_nothing() -> None:
    """Each id stands in one family's file, and what nobody says is removed."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES.glob("*.py"))
    unused = []
    for name in check_phrases("en").sentences:
        check, _, key = name.partition(".")
        assert check in {*IDS, RIGHTS, "gap"}, name
        if check != "gap" and key != "title" and not is_said(key, code):
            unused.append(name)
    assert unused == []
    for language in ("en", "zh-TW"):
        texts = [path.read_text(encoding="utf-8") for path in PHRASES.glob(f"*.{language}.yaml")]
        heads = [head for text in texts for head in re.findall(r"^([a-z][a-z0-9-]*):", text, re.MULTILINE)]
        assert len(heads) == len(set(heads))
