"""The client of Slack's Web API, as every part of the bot uses it."""

from __future__ import annotations

from slack_sdk import WebClient


def make_client(*, token: str, api_url: str, timeout: int) -> WebClient:
    """A client that never repeats a request by itself: what may have arrived is looked up. `timeout`: seconds."""
    return WebClient(token=token, base_url=api_url, timeout=timeout, retry_handlers=[])
