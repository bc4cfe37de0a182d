"""Text made safe for Slack: what a person or a program wrote never pings, links or formats.

Slack reads `<!channel>`, `<@U…>`, `<#C…>` and `<https://…>` as commands wherever mrkdwn is read, and unescapes only the
three entities there (docs.slack.dev, "Escaping text"). Text of others is therefore escaped, and shown as code, where
nothing but the backtick has a meaning.
"""

from __future__ import annotations

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Characters that draw nothing or turn the direction of what follows."""


EDGE_UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
"""Slack formats between underscores at the edges of words; those inside FLANNEL_MTU mean nothing to it."""


def escaped(text: str) -> str:
    """For mrkdwn: the three characters that Slack gives a meaning, as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> str:
    """For plain_text, which isn't unescaped: a look-alike stands for the sign that opens Slack's commands."""
    return CONTROL.sub("", text).replace("<", "‹").replace(">", "›").replace("`", "")


def code(text: str) -> str:
    """One line of somebody's text as inline code in mrkdwn."""
    line = CONTROL.sub("", " ".join(text.split())).replace("`", "'")
    return f"`{escaped(line)}`" if line else ""


def fenced(text: str) -> str:
    """Several lines as a code block in mrkdwn."""
    return f"```\n{escaped(CONTROL.sub('', text).replace('```', chr(39) * 3).strip())}\n```"


def prose(text: str) -> str:
    """Prose of the knowledge base or the phrases in mrkdwn: `backticks` stay code, all else is literal."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        # An odd backtick opens nothing; lint finds it in our own files, and others' files must not break a message.
        return _literal(text.replace("`", "'"))
    return "".join(_literal(part) if index % 2 == 0 else code(part) for index, part in enumerate(parts))


def _literal(text: str) -> str:
    """Prose without formatting: `*`, `_` and `~` become signs that look alike and mean nothing to Slack."""
    return EDGE_UNDERSCORE.sub("\u02cd", escaped(CONTROL.sub("", text)).replace("*", "∗").replace("~", "∼"))


def link(url: str, label: str) -> str:
    """A link of the knowledge base in mrkdwn; its address has been checked when the entry was read."""
    return f"<{escaped(url)}|{escaped(plain(label)).replace('|', '¦')}>"


def shortened(text: str, most: int) -> str:
    """The text, cut at a blank where there is one, with an ellipsis, if it is longer than `most` characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > most // 2 else cut) + "…"
