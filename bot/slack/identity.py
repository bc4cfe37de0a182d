"""Who we are in this Slack: asked once at start, with patience for a Slack that isn't there yet."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.errors import UsageError

log = logging.getLogger(__name__)

SCOPES = {
    "app_mentions:read": "being mentioned",
    "chat:write": "answering",
    "commands": "/kubewhy and the shortcut",
    "im:history": "direct messages",
    "channels:history": "listening, reactions, follow-ups in public channels, and never answering twice after a crash",
    "groups:history": "the same in private channels",
    "reactions:read": "asking with a reaction",
    "users:read": "answering in a person's own language where the text shows none",
}
"""What we ask Slack for, and what doesn't work without it. `manifest.json` asks for exactly these."""

PATIENCE_SECONDS = 120
FINAL = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "no_permission"}


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The bot's own ids."""

    user: str
    """Its user id, as in a mention."""
    bot: str
    """Its bot id, as in messages that it posted."""
    team: str
    """The workspace's id."""


def identify(client: WebClient, *, patience: float = PATIENCE_SECONDS) -> Identity:
    """Asks Slack who this token belongs to; names the scopes that it lacks.

    Raises UsageError where Slack refuses the token, or can't be reached for `patience` seconds.
    """
    give_up_at = time.monotonic() + patience
    pause = 0.5
    while True:
        try:
            response = client.auth_test()
        except SlackApiError as error:
            reason = str(error.response.get("error", "")) if error.response is not None else ""
            if reason in FINAL:
                raise UsageError(
                    f"Slack refuses SLACK_BOT_TOKEN ({reason}): take the Bot User OAuth Token of the app as installed."
                ) from error
            cause = reason or f"HTTP {error.response.status_code}"
        except OSError as error:
            cause = str(getattr(error, "reason", error))
        else:
            _name_missing_scopes(response.headers.get("x-oauth-scopes"))
            return Identity(
                user=str(response["user_id"]),
                bot=str(response.get("bot_id") or ""),
                team=str(response.get("team_id") or ""),
            )
        if time.monotonic() + pause > give_up_at:
            raise UsageError(
                f"Slack can't be reached at {client.base_url} ({cause}): check the network and the address."
            )
        log.warning("Slack can't be reached (%s); trying again in %.1f s", cause, pause)
        time.sleep(pause)
        pause = min(pause * 2, 15)


def _name_missing_scopes(granted: str | None) -> None:
    """Logs what won't work; Slack tells the granted scopes in a header, a local workspace may not."""
    if granted is None:
        return
    have = {scope.strip() for scope in granted.split(",")}
    for scope, purpose in SCOPES.items():
        if scope not in have:
            log.warning(
                "The token lacks the scope %s: %s won't work until the app is reinstalled with it", scope, purpose
            )
