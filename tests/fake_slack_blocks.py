"""Block Kit's limits, as Slack judges them: an answer that passes here is drawn there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Json = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MARKDOWN_CHARACTERS = 12_000
RICH_TEXT_PARTS = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}


def message_problems(blocks: object) -> list[str]:
    """What Slack would refuse about the blocks of a message."""
    return [*_blocks(blocks, most=MESSAGE_BLOCKS, modal=False)]


def view_problems(view: object) -> list[str]:
    """What Slack would refuse about a modal or a Home tab."""
    return [*_view(view)]


def _view(view: object) -> Iterator[str]:
    if not isinstance(view, dict):
        yield "view: must be an object"
        return
    modal = view.get("type") == "modal"
    if not modal and view.get("type") != "home":
        yield f"view: unknown type {view.get('type')!r}"
    if modal:
        yield from _plain(view.get("title"), "view.title", most=24)
    for name in ("submit", "close"):
        if view.get(name) is not None:
            yield from _plain(view[name], f"view.{name}", most=24)
    yield from _string(view.get("private_metadata", ""), "view.private_metadata", most=3000, least=0)
    yield from _string(view.get("callback_id", ""), "view.callback_id", most=255, least=0)
    blocks = view.get("blocks")
    if not blocks:
        yield "view.blocks: missing"
        return
    yield from _blocks(blocks, most=VIEW_BLOCKS, modal=True)
    inputs = [one for one in _items(blocks) if isinstance(one, dict) and one.get("type") == "input"]
    if inputs and not view.get("submit"):
        yield "view.submit: required with an input"


def _blocks(blocks: object, *, most: int, modal: bool) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield "blocks: must be a list"
        return
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, no more than {most} are allowed"
    yield from _unique((one.get("block_id") for one in blocks if isinstance(one, dict)), "block_id")
    markdown = 0
    for number, block in enumerate(blocks):
        where = f"blocks[{number}]"
        if not isinstance(block, dict):
            yield f"{where}: must be an object"
            continue
        judge = (JUDGES | MODAL_JUDGES if modal else JUDGES).get(str(block.get("type")))
        if judge is None:
            yield f"{where}: unsupported type {block.get('type')!r}"
            continue
        yield from _string(block.get("block_id", "x"), f"{where}.block_id", most=255)
        yield from judge(block, where)
        markdown += len(block["text"]) if block.get("type") == "markdown" and isinstance(block.get("text"), str) else 0
    if markdown > MARKDOWN_CHARACTERS:
        yield f"blocks: {markdown} characters of markdown, no more than {MARKDOWN_CHARACTERS} are allowed"


def _section(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "text", "fields", "accessory", "expand")
    if not block.get("text") and not block.get("fields"):
        yield f"{where}: needs text or fields"
    if block.get("text") is not None:
        yield from _text(block["text"], f"{where}.text", most=3000)
    yield from _many(block.get("fields", []), f"{where}.fields", most=10, least=0)
    for number, field in enumerate(block.get("fields") or []):
        yield from _text(field, f"{where}.fields[{number}]", most=2000)
    if block.get("accessory") is not None:
        yield from _element(block["accessory"], f"{where}.accessory")


def _header(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "text")
    yield from _plain(block.get("text"), f"{where}.text", most=150)


def _divider(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where)


def _context(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "elements")
    yield from _many(block.get("elements"), f"{where}.elements", most=10)
    for number, element in enumerate(_items(block.get("elements"))):
        place = f"{where}.elements[{number}]"
        if isinstance(element, dict) and element.get("type") == "image":
            yield from _image(element, place)
        else:
            yield from _text(element, place, most=3000)


def _actions(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "elements")
    elements = _items(block.get("elements"))
    yield from _many(block.get("elements"), f"{where}.elements", most=25)
    yield from _unique((one.get("action_id") for one in elements if isinstance(one, dict)), f"{where}: action_id")
    for number, element in enumerate(elements):
        yield from _element(element, f"{where}.elements[{number}]")


def _image(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "image_url", "slack_file", "alt_text", "title")
    yield from _string(block.get("alt_text"), f"{where}.alt_text", most=2000)
    if not block.get("image_url") and not block.get("slack_file"):
        yield f"{where}: needs an image_url or a slack_file"
    yield from _string(block.get("image_url", "x"), f"{where}.image_url", most=3000)


def _markdown(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "text")
    yield from _string(block.get("text"), f"{where}.text", most=MARKDOWN_CHARACTERS)


def _rich_text(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "elements")
    yield from _many(block.get("elements"), f"{where}.elements", most=1000)
    for number, part in enumerate(_items(block.get("elements"))):
        place = f"{where}.elements[{number}]"
        if not isinstance(part, dict) or part.get("type") not in RICH_TEXT_PARTS:
            yield f"{place}: unsupported part of rich_text"
            continue
        yield from _many(part.get("elements"), f"{place}.elements", most=10_000)
        for inner in _items(part.get("elements")):
            if not isinstance(inner, dict) or not inner.get("type"):
                yield f"{place}: an element without a type"
            elif inner["type"] == "text" and not inner.get("text"):
                yield f"{place}: a text without text"


def _table(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "rows", "column_settings")
    yield from _many(block.get("rows"), f"{where}.rows", most=100)
    for number, row in enumerate(_items(block.get("rows"))):
        yield from _many(row, f"{where}.rows[{number}]", most=20)


def _context_actions(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "elements")
    yield from _many(block.get("elements"), f"{where}.elements", most=5)


def _input(block: Json, where: str) -> Iterator[str]:
    yield from _only(block, where, "label", "element", "hint", "optional", "dispatch_action")
    yield from _plain(block.get("label"), f"{where}.label", most=2000)
    if not isinstance(block.get("element"), dict):
        yield f"{where}.element: missing"


Judge = Callable[[Json, str], Iterator[str]]
JUDGES: dict[str, Judge] = {
    "section": _section,
    "header": _header,
    "divider": _divider,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "table": _table,
    "context_actions": _context_actions,
}
MODAL_JUDGES: dict[str, Judge] = {"input": _input}


def _element(element: object, where: str) -> Iterator[str]:
    if not isinstance(element, dict):
        yield f"{where}: must be an object"
        return
    kind = element.get("type")
    if kind == "image":
        yield from _image(element, where)
        return
    if kind not in ("button", "static_select", "overflow"):
        yield f"{where}: unsupported element {kind!r}"
        return
    yield from _string(element.get("action_id", "x"), f"{where}.action_id", most=255)
    if element.get("confirm") is not None:
        yield from _confirm(element["confirm"], f"{where}.confirm")
    if kind == "button":
        yield from _button(element, where)
    else:
        yield from _options(element, where, most=100 if kind == "static_select" else 5)


def _button(button: Json, where: str) -> Iterator[str]:
    yield from _only(
        button, where, "text", "action_id", "url", "value", "style", "confirm", "accessibility_label", block=False
    )
    yield from _plain(button.get("text"), f"{where}.text", most=75)
    yield from _string(button.get("value", ""), f"{where}.value", most=2000, least=0)
    yield from _string(button.get("url", "x"), f"{where}.url", most=3000)
    yield from _string(button.get("accessibility_label", "x"), f"{where}.accessibility_label", most=75)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"{where}.style: {button['style']!r} is unknown"


def _options(element: Json, where: str, *, most: int) -> Iterator[str]:
    yield from _many(element.get("options"), f"{where}.options", most=most)
    for number, option in enumerate(_items(element.get("options"))):
        place = f"{where}.options[{number}]"
        if not isinstance(option, dict):
            yield f"{place}: must be an object"
            continue
        yield from _text(option.get("text"), f"{place}.text", most=75)
        yield from _string(option.get("value"), f"{place}.value", most=150)


def _confirm(confirm: object, where: str) -> Iterator[str]:
    if not isinstance(confirm, dict):
        yield f"{where}: must be an object"
        return
    for name, most in (("title", 100), ("confirm", 30), ("deny", 30)):
        yield from _plain(confirm.get(name), f"{where}.{name}", most=most)
    yield from _text(confirm.get("text"), f"{where}.text", most=300)


def _plain(text: object, where: str, *, most: int) -> Iterator[str]:
    if isinstance(text, dict) and text.get("type") != "plain_text":
        yield f"{where}: must be plain_text"
    yield from _text(text, where, most=most)


def _text(text: object, where: str, *, most: int) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where}: must be a text object"
        return
    known = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    if set(text) - known:
        yield f"{where}: unknown {', '.join(sorted(set(text) - known))}"
    yield from _string(text.get("text"), where, most=most)


def _string(value: object, where: str, *, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{where}: must be a string"
    elif not least <= len(value) <= most:
        yield f"{where}: {len(value)} characters, {least} to {most} are allowed"


def _many(values: object, where: str, *, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(values, list):
        yield f"{where}: must be a list"
    elif not least <= len(values) <= most:
        yield f"{where}: {len(values)} items, {least} to {most} are allowed"


def _items(values: object) -> list[Any]:
    return values if isinstance(values, list) else []


def _only(thing: Json, where: str, *names: str, block: bool = True) -> Iterator[str]:
    unknown = set(thing) - {"type", *names} - ({"block_id"} if block else set())
    if unknown:
        yield f"{where}: unknown {', '.join(sorted(unknown))}"


def _unique(ids: Iterable[object], what: str) -> Iterator[str]:
    given = [one for one in ids if one]
    if len(set(map(str, given))) < len(given):
        yield f"{what}: the same twice"
