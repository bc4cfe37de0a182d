"""Where a pressed button stands, and the key under which its press is kept."""

from __future__ import annotations

from typing import Any

from bot.question import Place


def place_of(body: dict[str, Any], *, team: str, edits: bool) -> Place:
    """Where a button's answer goes: with `edits` into the message that holds it, else as a note to who pressed it."""
    container, message = body.get("container") or {}, body.get("message") or {}
    ts = str(container.get("message_ts") or message.get("ts") or "")
    thread = str(message.get("thread_ts") or container.get("thread_ts") or ts)
    hidden = bool(container.get("is_ephemeral"))
    return Place(
        team=str((body.get("team") or {}).get("id") or team),
        channel=str((body.get("channel") or {}).get("id") or ""),
        user=str(body["user"]["id"]),
        ts="" if edits else thread,
        thread=thread if edits and not hidden else "",
        edit=ts if edits else "",
        # A message that only its reader sees can be edited through the reply address alone.
        reply_url=str(body.get("response_url") or "") if hidden or not edits else "",
    )


def key_of(body: dict[str, Any], action: dict[str, Any], *, team: str) -> str:
    """One key a press: Slack stamps each with its own time."""
    workspace = str((body.get("team") or {}).get("id") or team)
    moment = action.get("action_ts") or body["trigger_id"]
    return f"act:{workspace}:{body['user']['id']}:{moment}:{action['action_id']}"
