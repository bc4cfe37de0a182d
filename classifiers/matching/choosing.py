"""What a reply in plain words to a clarifying question means."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from classifiers.normalisation.cleaning import plain
from classifiers.normalisation.reading import read
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
LITTLE = "the a an it is are of to and or i we my our that this yes mean 是 的 了 就 对 它"
SAYS_LITTLE = frozenset(LITTLE.split())
"""Words that are in any reply."""
DENIED = re.compile(r"(?:no,? ?)?(?:it'?s |it is |that'?s )?(?:not|isn'?t) |不是|并非|不在")
"""How a reply begins that says what is not the case."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One way to give one of the answers."""

    entry: EntryId | None
    text: str


def chosen(reply: str, *, choices: Sequence[EntryId], knowledge: KnowledgeBase) -> EntryId | None:
    """Which of the entries the reply means; None where it means none of them, or where it isn't clear.

    The question that was asked is that of the first entry.
    """
    said = _plain(reply)
    tokens = _tokens(said)
    if not tokens or len(read(said).words) > LONGEST_REPLY:
        return None
    denied = DENIED.match(said) is not None
    known = [one for one in _replies(choices, knowledge) if not denied or DENIED.match(one.text) is not None]
    exact = {one.entry for one in known if one.text == said or similarity(one.text, said) >= AS_GOOD_AS_SAID}
    meant = exact.pop() if len(exact) == 1 else _nearest(tokens, known)
    return meant if meant in choices else None


def _replies(choices: Sequence[EntryId], knowledge: KnowledgeBase) -> Iterator[Reply]:
    """The answers to the first entry's question in every language, and the titles of all entries."""
    for number, entry_id in enumerate(entry_id for entry_id in choices if entry_id in knowledge):
        for language in LANGUAGES:
            entry = knowledge.entry(entry_id, language)
            yield Reply(entry=entry_id, text=_plain(entry.title))
            for answer in entry.clarify.answers if entry.clarify is not None and number == 0 else ():
                for text in (answer.label, *answer.phrases):
                    yield Reply(entry=answer.entry, text=_plain(text))


def _plain(text: str) -> str:
    return plain(text).exact.text.strip()


def _tokens(text: str) -> frozenset[str]:
    reading = read(text)
    return frozenset(word.text for word in reading.words if word.text not in SAYS_LITTLE) | {
        f"concept {concept.name}" for concept in reading.concepts
    }


def _nearest(tokens: frozenset[str], known: Sequence[Reply]) -> EntryId | None:
    """The entry whose answers say most of what the reply says, if no other comes near."""
    says: dict[EntryId | None, set[str]] = {}
    for one in known:
        says.setdefault(one.entry, set()).update(_tokens(one.text))
    common = Counter(token for said in says.values() for token in said)
    weights = {token: math.log((1 + len(says)) / common[token]) if token in common else UNKNOWN for token in tokens}
    whole = sum(weights.values())
    shares = sorted(
        ((sum(weights[token] for token in tokens & said) / whole, entry) for entry, said in says.items()),
        key=lambda one: (-one[0], str(one[1])),
    )
    if not shares or shares[0][0] < LEAST_SHARE:
        return None
    if len(shares) > 1 and shares[0][0] - shares[1][0] < LEAST_LEAD:
        return None
    return shares[0][1]
