"""Mark-up of Slack, of Markdown and of JSON taken off a text, its words left in place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from classifiers.normalisation.mapped import Edit, Mapped

# Every class of these patterns leaves out the character they begin with, so that no place is read twice.
ANGLES = re.compile(
    r"<(?:(?P<link>(?:https?://|mailto:|tel:)[^<>|\s]{1,2000})(?:\|(?P<label>[^<>\n]{1,500}))?"
    r"|[@#!][A-Za-z][^<>|\n]{0,200}(?:\|[^<>\n]{0,200})?)>"
)
ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'", "nbsp": " ", "#39": "'", "#34": '"'}
ENTITY = re.compile(r"&(lt|gt|amp|quot|apos|nbsp|#39|#34);")
FENCED = (
    "bash|cmd|console|diff|go|ini|java|js|json|log|plain|plaintext|powershell|ps1|pwsh|python|sh|shell|text|toml|txt|xml"
    "|ya?ml"
)
"""What people write behind a fence to name what is in it; any other word there is a word of the text."""
CODE_MARKS = re.compile(
    r"(?=[`:*_~│║┃╷╵])(?:"  # nothing else is worth a closer look, and most characters are none of these
    rf"```(?:(?:{FENCED})(?=\n))?|`|(?<![\w:]):[a-z+][a-z0-9_+-]{{1,30}}:(?![\w:])|\*|[│║┃╷╵]"
    r"|(?<![\w/\\.-])_(?=[^\W_])|(?<=[\w.,:;!?)])_(?![\w/\\.-])"
    r"|(?<!\S)~(?=[^\W\d])|(?<=[\w.,:;!?)])~(?!\S))"
)
"""Fences with the name of their language, backticks, emoji by name, bold, and the bars that some programs print; what
stands around words in italics, and around those struck out, but not in a name, a path or a number."""
ESCAPED_LINE = re.compile(r'\\"|"\s?:')
"""A line that shows this is JSON, or was quoted by a program."""
ESCAPE = re.compile(r"\\{1,8}(?=[\"'])|\\\\|\\[nrt](?![a-z]{3})|\\u[0-9A-Fa-f]{4}")
"""A backslash before `n` in a path such as C:\\nssm is no escape: more letters follow it."""
BLANK_LINES = re.compile(r"\n{3,}")
ABOUT_THE_LINE = re.compile(
    r"""(?=["{},]|\s")(?:"""  # as above
    r'\{?,?\s?"(?:@?timestamp|time|ts|stream|level|severity|logger|caller|pid|hostname|stacktrace|v)"\s?:\s?'
    r'(?:"[^"\\\n]{0,200}"|[0-9.eE+-]{1,30}|null)|\{?"(?:log|msg|message)"\s?:\s?"?|"?\}{1,4}(?=\s{0,4}\Z)|"\}{1,4}(?=\n))'
)
"""What a logger says about a line, in JSON."""


def unescaped(mapped: Mapped) -> Mapped:
    """With what a program quoted, as JSON does it, written out again."""
    return mapped.edited(_escapes(mapped.text))


def unmarked(mapped: Mapped) -> Mapped:
    """Without mark-up."""
    for edits in (_angles, _entities, _about_the_line, _code_marks, _blank_lines):
        mapped = mapped.edited(edits(mapped.text))
    return mapped


def _angles(text: str) -> Iterator[Edit]:
    for found in ANGLES.finditer(text):
        shown = "label" if found["label"] else "link"
        if found[shown]:
            yield found.start(), found.start(shown), ""
            yield found.end(shown), found.end(), ""
        else:
            yield found.start(), found.end(), " "


def _entities(text: str) -> Iterator[Edit]:
    for found in ENTITY.finditer(text):
        yield found.start(), found.end(), ENTITIES[found[1]]


def _about_the_line(text: str) -> Iterator[Edit]:
    if '"' not in text and "}" not in text:
        return
    for found in ABOUT_THE_LINE.finditer(text):
        yield found.start(), found.end(), ""


def _escapes(text: str) -> Iterator[Edit]:
    begin = 0
    for line in text.split("\n"):
        if "\\" in line and ESCAPED_LINE.search(line):
            for found in ESCAPE.finditer(line):
                yield begin + found.start(), begin + found.end(), _meant(found[0])
        begin += len(line) + 1


def _meant(escape: str) -> str:
    if escape.startswith("\\u"):
        character = chr(int(escape.removeprefix("\\u"), base=16))
        return character if character.isprintable() else " "
    return {"\\n": "\n", "\\r": " ", "\\t": " ", "\\\\": "\\"}.get(escape, "") if len(escape) == 2 else ""


def _blank_lines(text: str) -> Iterator[Edit]:
    for found in BLANK_LINES.finditer(text):
        yield found.start(), found.end(), "\n\n"


def _code_marks(text: str) -> Iterator[Edit]:
    for found in CODE_MARKS.finditer(text):
        fence = found[0].startswith("```")
        yield found.start(), found.end(), "\n" if fence else ""
