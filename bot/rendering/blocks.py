"""Answers as Slack messages and modals, in Block Kit.

Two sets of the same content: `full` for Slack, `plain` for the local workspace, whose page draws no code fences. Limits
are Slack's (docs.slack.dev, Block Kit reference): 50 blocks a message, 100 a modal, 3000 characters a section, 150 a
header, 75 a button.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal

from bot.answer import Answer, Choice, Fit
from bot.ports import Message
from bot.rendering import sheet
from bot.rendering.markup import code, escaped, fenced, link, plain, prose, shortened
from bot.rendering.phrases import Phrases, phrases
from classifiers.match import Span
from knowledge.entry import Command, Entry, EntryId, Language, Remedy

Style = Literal["full", "plain"]
Block = dict[str, Any]

MOST_PROBLEMS = 3
"""Problems told in one message; more would not be read."""
QUOTES = 2
QUOTE_CHARACTERS = 220
HEADER, SECTION, BUTTON, MODAL_TITLE, MODAL_BLOCKS = 150, 3000, 75, 24, 100

CODED_ADDRESS = re.compile(r"`([^`\n]*://[^`\n]*)`")

ALL_STEPS, LANGUAGE, OTHERS, HELPFUL, NOT_IT, CHOOSE = "all_steps", "language", "others", "helpful", "not_it", "choose"
MUTE = "mute"
MOMENT = "\ue000"
"""Stands for a moment until everything around it has been escaped."""
"""Action ids of the buttons; `CHOOSE` gets a running number behind it."""


def other(language: Language) -> Language:
    """The language that the button beside an answer leads to."""
    return "zh-TW" if language == "en" else "en"


def message(
    answer: Answer, *, style: Style, key: str, today: date, known: int, days: int, reaction: str = ""
) -> Message:
    """The answer as one message; `key` names the question, `known`, `days` and `reaction` are for the help text."""
    say = phrases(answer.language)
    if answer.decision == "answer":
        blocks = _answer_blocks(answer, say, key=key, today=today)
    elif answer.decision == "clarify":
        blocks = _clarify_blocks(answer, say, key=key)
    elif answer.decision == "help":
        blocks = _help_blocks(say, known=known, days=days, reaction=reaction)
    else:
        blocks = _none_blocks(answer, say)
    blocks += [_context(line) for line in _remarks(answer, say)]
    if answer.unasked:
        mute = _button(say.say("mute_here"), MUTE, _value(language=answer.language))
        blocks += [_context(prose(say.say("unasked"))), {"type": "actions", "elements": [mute]}]
    return Message(text=_spoken(answer, say, known=known), blocks=tuple(_drawn(blocks, style=style)))


def sheet_view(entry: Entry, *, language: Language, style: Style, today: date) -> Block:
    """Everything about one entry as a modal."""
    say = phrases(language)
    blocks: list[Block] = [_header(entry.title), *_sections(prose(entry.diagnosis))]
    blocks.append(_context(" · ".join(escaped(line) for line in sheet.scope(entry, say))))
    for remedy in entry.remedies:
        blocks += _remedy_blocks(remedy, say, style=style)
    blocks.append({"type": "divider"})
    blocks += _sections(f"*{say.say('not_it')}* {prose(entry.not_it)}")
    for title, paragraphs in sheet.paragraphs(entry):
        blocks += _sections(f"*{say.say(title)}*\n" + "\n".join(f"• {prose(one)}" for one in paragraphs))
    cited = "\n".join(f"• {link(source.url, source.title)}: {prose(source.supports)}" for source in entry.sources)
    blocks += _sections(f"*{say.say('sources')}*\n{cited}")
    blocks.append(_context(escaped(sheet.reviewed(entry, say, today=today))))
    return _modal(say, title=say.say("all_steps"), blocks=_drawn(blocks, style=style))


def others_view(entries: Sequence[Entry], *, language: Language) -> Block:
    """The other matches as a modal, each with a button that opens it."""
    say = phrases(language)
    blocks: list[Block] = []
    for entry in entries:
        button = _button(say.say("open_entry"), ALL_STEPS, _value(entry=entry.id, language=language))
        text = f"*{prose(entry.title)}*\n{prose(entry.diagnosis)}"
        blocks.append({**_section(shortened(text, SECTION)), "accessory": button})
    return _modal(say, title=say.say("others_title"), blocks=blocks)


def notice_view(name: str, *, language: Language) -> Block:
    """One of the bot's own sentences as a modal."""
    say = phrases(language)
    return _modal(say, title="kubewhy", blocks=_sections(prose(say.say(name))))


def notice(name: str, *, language: Language, **filled: object) -> Message:
    """One of the bot's own sentences as a message."""
    text = prose(phrases(language).say(name, **filled))
    return Message(text=text, blocks=(_section(text),))


def notice_until(name: str, *, until: datetime, language: Language, style: Style, **filled: object) -> Message:
    """The same with a moment in it, at `{until}`, which Slack shows in the time of whoever reads it."""
    plainly = until.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    token = f"<!date^{int(until.timestamp())}^{{date_short_pretty}} {{time}}|{plainly}>"
    said = notice(name, language=language, until=MOMENT, **filled).text
    text = said.replace(MOMENT, token if style == "full" else plainly)
    return Message(text=said.replace(MOMENT, plainly), blocks=(_section(text),))


def _answer_blocks(answer: Answer, say: Phrases, *, key: str, today: date) -> list[Block]:
    blocks: list[Block] = []
    if len(answer.problems) > 1:
        blocks.append(_context(escaped(say.say("several", count=len(answer.problems)))))
    for position, fit in enumerate(answer.problems[:MOST_PROBLEMS]):
        if position:
            blocks.append({"type": "divider"})
        blocks += _problem_blocks(fit, answer, say, key=key, today=today)
    return blocks


def _problem_blocks(fit: Fit, answer: Answer, say: Phrases, *, key: str, today: date) -> list[Block]:
    """The first screen of one problem: diagnosis, proof, first step."""
    entry, match = fit.entry, fit.match
    title = sheet.certainty(match.confidence, say, title=entry.title, chosen=answer.chosen)
    fits = "fits_chosen" if answer.chosen else "fits"
    quotes = "".join(f"> {quote}\n" for quote in _quotes(match.evidence))
    lines = []
    for lead in sheet.leads(entry, say):
        lines.append(f"*{lead.label}*  {prose(lead.text)}")
        if lead.warning:
            lines.append(f":warning: {prose(lead.warning)}")
    lines.append(f"*{say.say('not_it')}*  {prose(entry.not_it)}")
    cited = " · ".join(link(source.url, source.title) for source in entry.sources[:3])
    return [
        _header(title),
        _context(escaped(say.say(fits, percent=sheet.percent(match.confidence)))),
        *_sections(quotes + prose(entry.diagnosis)),
        *_sections("\n".join(lines)),
        _context(f"{escaped(sheet.reviewed(entry, say, today=today))} · {cited}"),
        {"type": "actions", "elements": _answer_buttons(fit, answer, say, key=key)},
    ]


def _answer_buttons(fit: Fit, answer: Answer, say: Phrases, *, key: str) -> list[Block]:
    entry_id, language = fit.entry.id, answer.language
    buttons = [
        _button(say.say("all_steps"), ALL_STEPS, _value(entry=entry_id, language=language)),
        _button(say.say("other_language"), LANGUAGE, _value(entry=entry_id, language=other(language))),
    ]
    others = [near.entry.id for near in answer.others]
    if others:
        buttons.append(_button(say.say("others"), OTHERS, _value(entries=others, language=language)))
    verdict = _value(entry=entry_id, language=language, about=key)
    return [
        *buttons,
        _button(say.say("helpful"), HELPFUL, verdict),
        _button(say.say("not_helpful"), NOT_IT, verdict),
    ]


def _clarify_blocks(answer: Answer, say: Phrases, *, key: str) -> list[Block]:
    question = answer.question or say.say("clarify_default")
    buttons = [
        _button(choice.label, f"{CHOOSE}_{number}", _choice_value(choice, language=answer.language, key=key))
        for number, choice in enumerate(answer.choices)
    ]
    return [
        _header(say.say("clarify_title")),
        *_sections(prose(question)),
        {"type": "actions", "elements": buttons},
        _context(escaped(say.say("clarify_hint"))),
    ]


def _none_blocks(answer: Answer, say: Phrases) -> list[Block]:
    if answer.chosen:
        return [*_sections(prose(answer.note or say.say("none_chosen")))]
    blocks = [_header(say.say("none_title"))]
    for one in answer.look_alikes[:QUOTES]:
        read = f" {link(one.link, say.say('look_alike_link'))}" if one.link else ""
        reason = prose(say.say("look_alike", title=one.title, reason=one.reason))
        blocks += _sections("".join(f"> {quote}\n" for quote in _quotes((one.evidence,))) + reason + read)
    if answer.others and not answer.look_alikes:
        near = "\n".join(f"• {prose(fit.entry.title)}: {_shared(fit, say)}" for fit in answer.others)
        blocks += _sections(f"*{say.say('none_nearest')}*\n{near}")
    blocks += _sections(prose(say.say("none_missing")))
    blocks.append(_context(prose(say.say("none_hand_over"))))
    return blocks


def _help_blocks(say: Phrases, *, known: int, days: int, reaction: str) -> list[Block]:
    asked_by = [say.say("help_reaction", reaction=reaction)] if reaction else []
    return [
        _header(say.say("help_title")),
        *_sections(prose(say.say("help_text", count=known))),
        *_sections(prose(" ".join([say.say("help_how"), *asked_by]))),
        *_sections(prose(say.say("help_listen"))),
        _context(prose(say.say("help_privacy", days=days))),
    ]


def _remarks(answer: Answer, say: Phrases) -> Iterator[str]:
    """What is said under any answer."""
    if answer.masked:
        yield prose(say.say("masked", rules=", ".join(answer.masked)))
    if answer.files:
        yield prose(say.say("files_unread"))


def _spoken(answer: Answer, say: Phrases, *, known: int) -> str:
    """What a screen reader or a notification says: title, certainty, first step and any warning."""
    parts: list[str] = []
    if answer.decision == "help":
        parts = [say.say("help_title"), say.say("help_text", count=known)]
    elif answer.decision == "clarify":
        parts = [answer.question or say.say("clarify_default"), *(choice.label for choice in answer.choices)]
    elif answer.decision == "none" and answer.chosen:
        parts = [answer.note or say.say("none_chosen")]
    elif answer.decision == "none":
        looks = [say.say("look_alike", title=one.title, reason=one.reason) for one in answer.look_alikes[:QUOTES]]
        parts = [say.say("none_title"), *looks, say.say("none_missing")]
    for fit in answer.problems[:MOST_PROBLEMS]:
        title = sheet.certainty(fit.match.confidence, say, title=fit.entry.title, chosen=answer.chosen)
        fits = "fits_chosen" if answer.chosen else "fits"
        parts += [title, say.say(fits, percent=sheet.percent(fit.match.confidence))]
        told = sheet.leads(fit.entry, say)
        parts += [f"{lead.label}: {lead.text}" for lead in told[:1]]
        parts += [lead.warning for lead in told if lead.warning]
    if answer.masked:
        parts.append(say.say("masked", rules=", ".join(answer.masked)))
    return "\n".join(prose(part) for part in parts)


def _quotes(evidence: Iterable[Span]) -> list[str]:
    """The places that decided, as code, the first few, none twice."""
    seen: list[str] = []
    for span in evidence:
        quote = code(shortened(" ".join(span.text.split()), QUOTE_CHARACTERS))
        if quote and quote not in seen:
            seen.append(quote)
    return seen[:QUOTES]


def _shared(fit: Fit, say: Phrases) -> str:
    words = ", ".join(code(word) for word in fit.match.shared[:5])
    return words or escaped(say.say("none_nothing_shared"))


def _remedy_blocks(remedy: Remedy, say: Phrases, *, style: Style) -> list[Block]:
    """A remedy with every step and command; a command is never cut in its middle."""
    kind = say.say(remedy.kind)
    blocks: list[Block] = [{"type": "divider"}, *_sections(f"*{kind}: {_bold(remedy.title)}*")]
    if remedy.when:
        blocks.append(_context(prose(say.say("when", condition=remedy.when))))
    if remedy.warning:
        blocks += _sections(f":warning: {prose(say.say('warning', text=remedy.warning))}")
    for number, step in enumerate(remedy.steps, start=1):
        lines = [f"{number}. {prose(step.text)}"]
        if step.warning:
            lines.append(f":warning: {prose(say.say('warning', text=step.warning))}")
        pieces = ["\n".join(lines), *(_command(command, say, style=style) for command in step.commands)]
        blocks += [part for text in _joined(pieces) for part in _sections(text)]
    return blocks


def _bold(text: str) -> str:
    """Prose inside asterisks: code can't be bold there, so its backticks go."""
    return prose(text.replace("`", ""))


def _command(command: Command, say: Phrases, *, style: Style) -> str:
    label = f"_{say.say(f'shell_{command.shell}')}, {say.say(f'effect_{command.effect}')}_"
    if style == "full":
        return f"{label}\n{fenced(command.run)}"
    lines = [code(line) for line in command.run.splitlines() if line.strip()]
    return "\n".join([label, *lines])


def _joined(pieces: Sequence[str]) -> Iterator[str]:
    """Pieces put together as far as a section holds them."""
    text = ""
    for piece in pieces:
        if text and len(text) + len(piece) + 1 > SECTION:
            yield text
            text = ""
        text = f"{text}\n{piece}" if text else piece
    if text:
        yield text


def _sections(text: str) -> list[Block]:
    """Text as sections, broken between lines where one section can't hold it."""
    if len(text) <= SECTION:
        return [_section(text)]
    blocks, rest = [], text
    while len(rest) > SECTION:
        cut = rest.rfind("\n", 0, SECTION)
        cut = cut if cut > 0 else SECTION
        blocks.append(_section(rest[:cut]))
        rest = rest[cut:].lstrip("\n")
    return [*blocks, _section(rest)]


def _drawn(blocks: list[Block], *, style: Style) -> list[Block]:
    """The blocks as the page needs them: the local workspace takes the backtick behind an address for a part of it."""
    if style == "full":
        return blocks
    return [_with_room(block) for block in blocks]


def _with_room(block: Block) -> Block:
    if block["type"] != "section":
        return block
    text = CODED_ADDRESS.sub(r"`\1 `", block["text"]["text"])
    return {**block, "text": {**block["text"], "text": text}}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": shortened(plain(text), HEADER), "emoji": False}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": shortened(text, SECTION)}]}


def _button(label: str, action: str, value: str) -> Block:
    text = {"type": "plain_text", "text": shortened(plain(label), BUTTON), "emoji": False}
    return {"type": "button", "text": text, "action_id": action, "value": value}


def _modal(say: Phrases, *, title: str, blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "title": {"type": "plain_text", "text": shortened(plain(title), MODAL_TITLE)},
        "close": {"type": "plain_text", "text": shortened(plain(say.say("close")), MODAL_TITLE)},
        "blocks": blocks[:MODAL_BLOCKS],
    }


def _choice_value(choice: Choice, *, language: Language, key: str) -> str:
    if choice.entry is not None:
        return _value(entry=choice.entry, language=language, about=key)
    return _value(asked=choice.asked, option=choice.option, language=language, about=key)


def _value(
    *,
    language: Language,
    entry: EntryId | None = None,
    entries: Sequence[EntryId] = (),
    asked: EntryId | None = None,
    option: int | None = None,
    about: str = "",
) -> str:
    """What a button carries: read back by `bot.slack.buttons`."""
    carried = {
        "entry": entry,
        "entries": list(entries),
        "asked": asked,
        "option": option,
        "language": language,
        "about": about,
    }
    return json.dumps({name: value for name, value in carried.items() if value not in (None, [], "")})
