"""JSON in what was pasted: a file of a node, several of them one after another, or what a command printed around it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.kube_object import Fields
from bot.snapshot import Snapshot

BEGINS = re.compile(r"^[ \t\ufeff]*(?=[{\[])", re.MULTILINE)
MOST_LOOKED_AT = 65_536
"""Characters of a text; the files that are asked for have a few thousand."""
MOST_TRIED = 32
"""Places of a text at which JSON may begin: each one that is none costs a look at the rest."""
DECODER = json.JSONDecoder()


def documents(text: str) -> Iterator[Fields]:
    """Every JSON document that begins a line of this text; what is broken is passed over."""
    looked_at, position = text[:MOST_LOOKED_AT], 0
    for _ in range(MOST_TRIED):
        found = BEGINS.search(looked_at, position)
        if found is None:
            return
        try:
            document, position = DECODER.raw_decode(looked_at, found.end())
        except (ValueError, RecursionError):
            position = found.end() + 1
        else:
            yield Fields(document)


def pasted_documents(snapshot: Snapshot) -> tuple[tuple[Fields, str], ...]:
    """The JSON documents of all that was pasted, each with the name of what it was in."""
    return tuple((document, paste.name) for paste in snapshot.pasted for document in documents(paste.text))


def under(fields: Fields, name: str) -> Fields:
    """The member of this name, without regard to case: the programs that read these files don't mind it either."""
    names = fields.keys()
    return next((fields.at(key) for key in names if key.lower() == name), Fields())
