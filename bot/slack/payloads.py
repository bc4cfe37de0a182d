"""The shape of what Slack sends, as far as we read it. What lacks it is refused in one line, never half understood."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from knowledge.entry import EntryId, Language


class PayloadRejected(Exception):  # noqa: N818 - reads as the sentence that it is
    """A signed payload that isn't what Slack documents: answer it with a 4xx."""


class Shape(BaseModel):
    """Only the fields that we read, of the types that we read them as; Slack may add others."""

    model_config = ConfigDict(extra="allow", strict=True)


MOST_SAID = 200
"""Characters of a refusal: a validator quotes what it was given."""

Ts = Annotated[str, Field(max_length=40)]
SlackId = Annotated[str, Field(max_length=60)]


class Event(Shape):
    """The inner event of an Events API call."""

    type: Annotated[str, Field(min_length=1, max_length=100)]
    subtype: str | None = None
    text: str | None = None
    user: SlackId | dict[str, Any] | None = None
    channel: SlackId | dict[str, Any] | None = None
    channel_type: str | None = None
    ts: Ts | None = None
    thread_ts: Ts | None = None
    bot_id: str | None = None
    bot_profile: dict[str, Any] | None = None
    hidden: bool | None = None
    edited: dict[str, Any] | None = None
    files: list[Any] | None = None


class Message(Event):
    """A message, in which channel and user are ids."""

    type: Literal["message", "app_mention"]
    user: SlackId | None = None
    channel: SlackId


class ReactedTo(Shape):
    """What a reaction was put on."""

    type: Annotated[str, Field(max_length=100)]
    channel: SlackId | None = None
    ts: Ts | None = None


class Reaction(Event):
    """A reaction that was added."""

    type: Literal["reaction_added"]
    user: SlackId
    reaction: Annotated[str, Field(max_length=200)]
    item: ReactedTo


class Authorization(Shape):
    """Whom an event was delivered for."""

    enterprise_id: str | None = None
    team_id: str | None = None
    user_id: str | None = None
    is_bot: bool | None = None
    is_enterprise_install: bool | None = None


class EventCall(Shape):
    """An Events API call."""

    type: Literal["event_callback"]
    team_id: SlackId | None = None
    event_id: str | None = None
    event: Event
    authorizations: list[Authorization] | None = None
    enterprise_id: str | None = None
    is_enterprise_install: bool | None = None


class Challenge(Shape):
    """Slack's question whether this address is ours."""

    type: Literal["url_verification"]
    challenge: str


class Named(Shape):
    """Something with an id: a user, a channel, a team."""

    id: SlackId
    enterprise_id: str | None = None
    team_id: str | None = None


class Container(Shape):
    """Where a button stands."""

    type: str | None = None
    message_ts: Ts | None = None
    thread_ts: Ts | None = None
    is_ephemeral: bool | None = None


class Action(Shape):
    """A pressed button."""

    type: str | None = None
    action_id: Annotated[str, Field(max_length=255)]
    block_id: str | None = None
    value: str | None = None
    action_ts: Ts | None = None


class Posted(Shape):
    """The message that a button or a shortcut belongs to."""

    ts: Ts | None = None
    thread_ts: Ts | None = None
    text: str | None = None
    user: SlackId | None = None


class Interaction(Shape):
    """A pressed button, a shortcut or a modal."""

    type: Annotated[str, Field(min_length=1, max_length=100)]
    user: Named
    team: Named | None = None
    channel: Named | None = None
    container: Container | None = None
    message: Posted | None = None
    actions: list[Action] | None = None
    view: dict[str, Any] | None = None
    callback_id: str | None = None
    trigger_id: str | None = None
    response_url: str | None = None
    enterprise: dict[str, Any] | None = None
    is_enterprise_install: bool | str | None = None


class BlockActions(Interaction):
    """Pressed buttons."""

    type: Literal["block_actions"]
    actions: Annotated[list[Action], Field(min_length=1)]
    trigger_id: str


class MessageShortcut(Interaction):
    """A shortcut on somebody's message."""

    type: Literal["message_action"]
    channel: Named
    message: Posted
    trigger_id: str
    callback_id: str


class Command(Shape):
    """A slash command, which comes as a form."""

    command: Annotated[str, Field(pattern=r"^/")]
    text: str = ""
    team_id: SlackId | None = None
    channel_id: SlackId = ""
    user_id: SlackId
    trigger_id: str
    response_url: str = ""


class Carried(BaseModel):
    """What our own buttons carry; see `bot.rendering.blocks`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entry: EntryId | None = None
    entries: tuple[EntryId, ...] = ()
    asked: EntryId | None = None
    option: int | None = None
    language: Language = "en"
    about: str = ""


def check_body(body: str, *, content_type: str) -> None:
    """Checks a request's body before anything else reads it. Raises PayloadRejected with what is wrong with it."""
    try:
        if content_type.startswith("application/json"):
            _check_json(_decoded(body))
            return
        fields = dict(parse_qsl(body, keep_blank_values=True))
        if "payload" in fields:
            _check_interaction(_decoded(fields["payload"]))
        elif fields.get("ssl_check") != "1":
            Command.model_validate(fields)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PayloadRejected(f"{where}: {first['msg']}"[:MOST_SAID]) from error


def _decoded(text: str) -> Any:
    try:
        payload = json.loads(text)
        # Half a character passes as JSON, and then can be neither kept nor sent.
        json.dumps(payload, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise PayloadRejected("not JSON") from error
    return payload


def _check_json(payload: Any) -> None:
    call = TypeAdapter(Annotated[EventCall | Challenge, Field(discriminator="type")]).validate_python(payload)
    if isinstance(call, EventCall) and call.event.type in ("message", "app_mention"):
        Message.model_validate(payload["event"])
    elif isinstance(call, EventCall) and call.event.type == "reaction_added":
        Reaction.model_validate(payload["event"])


def _check_interaction(payload: Any) -> None:
    kind = Interaction.model_validate(payload).type
    if kind == "block_actions":
        BlockActions.model_validate(payload)
    elif kind == "message_action":
        MessageShortcut.model_validate(payload)


def carried(value: str | None) -> Carried:
    """What a button of ours carries. Raises PayloadRejected where it isn't ours."""
    try:
        return Carried.model_validate_json(value or "")
    except ValidationError as error:
        raise PayloadRejected("the button's value is not ours") from error
