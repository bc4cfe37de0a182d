"""Everything that can be read in a message, wherever its author has put it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.whole_text import MOST_CHARACTERS, whole_text

RICH = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "on "}, {"type": "link", "url": "http://win-1"}],
            },
            {
                "type": "rich_text_list",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "ports are gone"}]}],
            },
        ],
    }
]


def test_a_persons_text_is_told_once() -> None:
    """Its blocks say the same."""
    assert whole_text({"text": "on http://win-1", "user": "U1", "blocks": RICH}) == "on http://win-1"


def test_a_message_without_a_text_is_read_from_its_blocks() -> None:
    """Line by line."""
    assert whole_text({"text": "", "blocks": RICH}) == "on http://win-1\nports are gone"


def test_an_alert_is_read_from_blocks_and_attachments() -> None:
    """What people press is no part of it."""
    alert = {
        "text": "Firing",
        "bot_id": "B9",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "KubeProxyDown"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "*Node* win-1"}]},
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "since ten"}]},
            {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Silence"}}]},
        ],
        "attachments": [
            {"pretext": "before", "title": "a title", "text": "ports are gone", "fallback": "never read"},
            {"fields": [{"title": "zone", "value": "eu"}]},
            {"fallback": "only this"},
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "in a block"}}]},
        ],
    }
    assert whole_text(alert).splitlines() == [
        "Firing",
        "KubeProxyDown",
        "*Node* win-1",
        "since ten",
        "before",
        "a title",
        "ports are gone",
        "zone: eu",
        "only this",
        "in a block",
    ]


def test_nothing_is_told_twice() -> None:
    """Programs repeat themselves for clients that draw less."""
    alert = {"text": "ports are gone on win-1", "bot_id": "B9", "attachments": [{"fallback": "ports are gone"}]}
    assert whole_text(alert) == "ports are gone on win-1"


def nested(depth: int) -> dict[str, Any]:
    """Blocks in blocks."""
    value: dict[str, Any] = {"text": "deep"}
    for _ in range(depth):
        value = {"elements": [value]}
    return value


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"text": None, "blocks": "x", "attachments": {"text": "x"}},
        {"text": 7, "blocks": [7, None, {"type": "section", "text": 7, "fields": {"x": 1}}]},
        {"attachments": [7, {"text": 7, "fields": [7], "blocks": 7}]},
        {"blocks": [nested(500)]},
    ],
)
def test_what_slack_would_not_send_reads_as_nothing(message: dict[str, Any]) -> None:
    """It breaks nothing."""
    assert whole_text(message) == ""


def test_what_is_too_long_is_cut() -> None:
    """At the length of Slack's longest message."""
    message = {"text": "a" * 30_000, "bot_id": "B9", "attachments": [{"text": "b" * 30_000}]}
    assert len(whole_text(message)) == MOST_CHARACTERS
