"""All that can be read in a message: programs say most in attachments and blocks, with a bare word beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

MOST_CHARACTERS = 40_000
"""Slack's own limit of a message's text."""
DEEPEST = 6
"""Blocks stand in attachments, sections in lists, elements in sections; deeper than this nothing of Slack's goes."""
LINES = {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}
HOLDERS = ("text", "fields", "elements")
UNREAD = {"actions", "button", "image", "input", "overflow", "static_select", "datepicker"}
"""What people press or look at."""


def whole_text(message: dict[str, Any]) -> str:
    """Text, blocks and attachments, a piece a line, none twice; in Slack's transport form."""
    said: list[str] = []
    for piece in _pieces(message):
        if piece.strip() and not any(piece.strip() in other for other in said):
            said.append(piece.strip())
    return "\n".join(said)[:MOST_CHARACTERS]


def _pieces(message: dict[str, Any]) -> Iterator[str]:
    yield _string(message.get("text"))
    if message.get("bot_id") or not message.get("text"):
        # A person's blocks are the text once more, drawn differently.
        yield from _in_blocks(message.get("blocks"), depth=0)
    for attachment in _dictionaries(message.get("attachments")):
        said = [_string(attachment.get(name)) for name in ("pretext", "title", "text")]
        said += [
            f"{_string(one.get('title'))}: {_string(one.get('value'))}"
            for one in _dictionaries(attachment.get("fields"))
        ]
        said += _in_blocks(attachment.get("blocks"), depth=0)
        yield from said if any(said) else [_string(attachment.get("fallback"))]


def _in_blocks(value: Any, *, depth: int) -> Iterator[str]:
    """The texts of blocks, elements or text objects, in their order."""
    if depth > DEEPEST:
        return
    for one in _dictionaries(value if isinstance(value, list) else [value]):
        if one.get("type") in UNREAD:
            continue
        if one.get("type") in LINES:
            yield "".join(_string(part.get("text") or part.get("url")) for part in _dictionaries(one.get("elements")))
            continue
        for name in HOLDERS:
            inner = one.get(name)
            if isinstance(inner, str):
                yield inner
            else:
                yield from _in_blocks(inner, depth=depth + 1)


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
