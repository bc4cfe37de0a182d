"""What a reply in plain words to a clarifying question means."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.concepts import concepts
from classifiers.normalisation.words import words
from classifiers.signatures import similarity
from knowledge.entry import EntryId, Language
from knowledge.knowledge_base import KnowledgeBase

LANGUAGES: tuple[Language, ...] = ("en", "zh-TW", "zh-CN")
LONGEST_REPLY = 30
"""More words than this are a new text, not a reply."""
AS_GOOD_AS_SAID = 0.85
"""A reply this similar to a label or phrase is that one."""
LEAST_SHARE = 0.4
"""So much of what the reply says must be in what the answer says."""
LEAST_LEAD = 0.15
"""So far must the best answer be ahead of the next."""
UNKNOWN = 0.3
"""What a word counts that none of the answers has."""
SMALL = frozenset("the a an it is are of to and or i we my our that this yes 是 的 了 就 对 它".split())  # noqa: SIM905
NEGATIONS = ("not ", "isn't", "isnt", "don't", "dont", "doesn't", "never", "neither", "不是", "没有", "并非", "都不")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One way to give one of the answers."""

    entry: EntryId | None
    text: str


def chosen(reply: str, *, choices: Sequence[EntryId], knowledge: KnowledgeBase) -> EntryId | None:
    """Which of the entries the reply means; None where it means none of them, or where it isn't clear."""
    said = plain(reply).exact.text.strip()
    tokens = _tokens(said)
    if not tokens or sum(1 for _ in words(said)) > LONGEST_REPLY:
        return None
    known = [one for entry in choices if entry in knowledge for one in _replies(entry, knowledge)]
    exact = {one.entry for one in known if similarity(one.text, said) >= AS_GOOD_AS_SAID or one.text == said}
    if len(exact) == 1:
        return _offered(exact.pop(), choices)
    best = _best(tokens, known)
    if best is None or any(
        no in said and not any(no in one.text for one in known if one.entry == best) for no in NEGATIONS
    ):
        return None
    return _offered(best, choices)


def _offered(entry: EntryId | None, choices: Sequence[EntryId]) -> EntryId | None:
    return entry if entry in choices else None


def _replies(entry_id: EntryId, knowledge: KnowledgeBase) -> Iterator[Reply]:
    for language in LANGUAGES:
        entry = knowledge.entry(entry_id, language)
        yield Reply(entry=entry_id, text=_plain(entry.title))
        for answer in entry.clarify.answers if entry.clarify is not None else ():
            for text in (answer.label, *answer.phrases):
                yield Reply(entry=answer.entry, text=_plain(text))


def _plain(text: str) -> str:
    return plain(text).exact.text.strip()


def _tokens(text: str) -> frozenset[str]:
    return frozenset(word.text for word in words(text) if word.text not in SMALL) | {
        f"concept {concept.name}" for concept in concepts(text)
    }


def _best(tokens: frozenset[str], known: Sequence[Reply]) -> EntryId | None:
    says: dict[EntryId | None, set[str]] = {}
    for one in known:
        says.setdefault(one.entry, set()).update(_tokens(one.text))
    common = Counter(token for said in says.values() for token in said)
    weights = {token: math.log((1 + len(says)) / common[token]) if token in common else UNKNOWN for token in tokens}
    whole = sum(weights.values())
    shares = sorted(
        (
            (sum(weights[token] for token in tokens & said) / whole if whole else 0.0, str(entry), entry)
            for entry, said in says.items()
        ),
        reverse=True,
        key=lambda one: (one[0], one[1]),
    )
    if not shares or shares[0][0] < LEAST_SHARE or (len(shares) > 1 and shares[0][0] - shares[1][0] < LEAST_LEAD):
        return None
    return shares[0][2]
