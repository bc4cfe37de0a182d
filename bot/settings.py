"""Settings: the only place where the environment is read. Problems are told all at once, never a secret's value."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.errors import SettingsInvalid

SLACK_API = "https://slack.com/api/"
CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
REACTION = re.compile(r"[a-z0-9_+'-]{1,100}")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting as people find it in the README."""

    name: str
    default: str
    meaning: str


KNOWN = (
    Setting(name="SLACK_BOT_TOKEN", default="", meaning="Bot token (xoxb-…): Slack app > OAuth & Permissions."),
    Setting(
        name="SLACK_APP_TOKEN", default="", meaning="App-level token (xapp-…), scope connections:write: Socket Mode."
    ),
    Setting(
        name="SLACK_SIGNING_SECRET", default="", meaning="Signing secret: Slack app > Basic Information: HTTP mode."
    ),
    Setting(name="KUBEWHY_SLACK_API_URL", default=SLACK_API, meaning="Another Slack, such as a local workspace."),
    Setting(
        name="KUBEWHY_SLACK_BLOCKS", default="full", meaning="full, or plain for a page that draws no code fences."
    ),
    Setting(
        name="KUBEWHY_DATA_DIR",
        default="",
        meaning="The one folder that is written to; default: ~/.local/share/kubewhy.",
    ),
    Setting(name="KUBEWHY_DATABASE_URL", default="", meaning="Another database; default: SQLite in the data folder."),
    Setting(
        name="KUBEWHY_KNOWLEDGE",
        default="",
        meaning="More folders of entries, separated by the system's path separator.",
    ),
    Setting(
        name="KUBEWHY_RETENTION_DAYS",
        default="30",
        meaning="How long answered questions are kept, in days (1 or more).",
    ),
    Setting(
        name="KUBEWHY_LISTEN",
        default="",
        meaning="Ids of channels (C0123ABCD) in which it answers unasked when it is sure, separated by commas.",
    ),
    Setting(
        name="KUBEWHY_REACTION", default="mag", meaning="The reaction that asks about a message; none switches it off."
    ),
    Setting(name="KUBEWHY_LOG_LEVEL", default="INFO", meaning="DEBUG, INFO, WARNING or ERROR."),
    Setting(name="KUBEWHY_LOG_FORMAT", default="text", meaning="text or json."),
    Setting(name="KUBEWHY_LOCAL_SLACK", default="", meaning="The local workspace's program, for the demo."),
    Setting(
        name="KUBECONFIG",
        default="~/.kube/config",
        meaning="The kubeconfig for probes, as kubectl reads it; without one, the cluster that it runs in.",
    ),
    Setting(name="PORT", default="3000", meaning="Port of the HTTP mode."),
)
"""Every setting that is read; each may also be given as NAME_FILE, the path of a file that holds the value."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What was set, checked. Secrets are kept out of its representation."""

    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    slack_api_url: str
    blocks: Literal["full", "plain"]
    data_dir: Path
    database_url: str = field(repr=False)
    """Empty: SQLite in the data folder."""
    knowledge: tuple[Path, ...]
    """Folders of entries beside ours."""
    retention_days: int
    listen: frozenset[str]
    """Ids of channels."""
    reaction: str
    """Name of the reaction, without colons; empty: none."""
    log_level: str
    log_format: Literal["text", "json"]
    local_slack: Path | None
    port: int
    kubeconfig: str
    """One path or several, as in KUBECONFIG; the files need not exist."""
    in_cluster: bool
    """Whether this process runs in a pod, whose account may be used where there is no kubeconfig."""


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this environment. Raises SettingsInvalid with a line for everything that is malformed."""
    problems: list[str] = []
    raw = {setting.name: _raw(setting, environment, problems) for setting in KNOWN}
    blocks, log_format = raw["KUBEWHY_SLACK_BLOCKS"], raw["KUBEWHY_LOG_FORMAT"]
    level = raw["KUBEWHY_LOG_LEVEL"].upper()
    if blocks not in ("full", "plain"):
        problems.append(f"KUBEWHY_SLACK_BLOCKS is {blocks!r}: set it to full or plain.")
    if log_format not in ("text", "json"):
        problems.append(f"KUBEWHY_LOG_FORMAT is {log_format!r}: set it to text or json.")
    if level not in LEVELS:
        problems.append(f"KUBEWHY_LOG_LEVEL is {level!r}: set it to one of {', '.join(LEVELS)}.")
    if (given := urlsplit(raw["KUBEWHY_SLACK_API_URL"])).scheme not in ("http", "https") or not given.hostname:
        problems.append("KUBEWHY_SLACK_API_URL is no http(s) address: leave it unset for Slack itself.")
    retention = _number("KUBEWHY_RETENTION_DAYS", raw, problems, least=1, most=3650)
    port = _number("PORT", raw, problems, least=0, most=65535)
    listen = frozenset(part.strip() for part in raw["KUBEWHY_LISTEN"].split(",") if part.strip())
    problems += [
        f"KUBEWHY_LISTEN names {channel!r}: give a channel's id, such as C0123ABCD; the channel's details end with it."
        for channel in sorted(listen)
        if not CHANNEL.fullmatch(channel)
    ]
    reaction = raw["KUBEWHY_REACTION"].strip(":")
    if not REACTION.fullmatch(reaction):
        problems.append(f"KUBEWHY_REACTION is {reaction!r}: give the name of an emoji, such as mag, or none.")
    _judge_tokens(raw, problems)
    if problems:
        raise SettingsInvalid(tuple(problems))
    return Settings(
        bot_token=raw["SLACK_BOT_TOKEN"],
        app_token=raw["SLACK_APP_TOKEN"],
        signing_secret=raw["SLACK_SIGNING_SECRET"],
        slack_api_url=raw["KUBEWHY_SLACK_API_URL"].rstrip("/") + "/",
        blocks="plain" if blocks == "plain" else "full",
        data_dir=_data_dir(raw["KUBEWHY_DATA_DIR"], environment),
        database_url=raw["KUBEWHY_DATABASE_URL"],
        knowledge=tuple(Path(part).expanduser() for part in raw["KUBEWHY_KNOWLEDGE"].split(os.pathsep) if part),
        retention_days=retention,
        listen=listen,
        reaction="" if reaction == "none" else reaction,
        log_level=level,
        log_format="json" if log_format == "json" else "text",
        local_slack=Path(raw["KUBEWHY_LOCAL_SLACK"]) if raw["KUBEWHY_LOCAL_SLACK"] else None,
        port=port,
        kubeconfig=raw["KUBECONFIG"],
        in_cluster=bool(environment.get("KUBERNETES_SERVICE_HOST")),
    )


def from_environment() -> Settings:
    """The settings of this process. Raises SettingsInvalid."""
    return read_settings(os.environ)


def need_slack(settings: Settings, *, mode: Literal["socket", "http"]) -> None:
    """Checks what a connection to Slack needs. Raises SettingsInvalid with a line for everything that is missing."""
    needed = {"SLACK_BOT_TOKEN": settings.bot_token}
    needed |= {"SLACK_APP_TOKEN": settings.app_token} if mode == "socket" else {}
    needed |= {"SLACK_SIGNING_SECRET": settings.signing_secret} if mode == "http" else {}
    meanings = {setting.name: setting.meaning for setting in KNOWN}
    problems = tuple(f"{name} is missing. {meanings[name]}" for name, value in needed.items() if not value)
    if problems:
        raise SettingsInvalid(problems)


def _raw(setting: Setting, environment: Mapping[str, str], problems: list[str]) -> str:
    """The value as given, directly or in a file."""
    value = environment.get(setting.name, "").strip()
    path = environment.get(f"{setting.name}_FILE", "").strip()
    if value and path:
        problems.append(f"{setting.name} and {setting.name}_FILE are both set: keep one.")
    if not value and path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            problems.append(f"{setting.name}_FILE names {path}, which can't be read: {cause}.")
    return value or setting.default


def _data_dir(given: str, environment: Mapping[str, str]) -> Path:
    """The folder as set, else where the system keeps such data (XDG Base Directory Specification)."""
    if given:
        return Path(given).expanduser().resolve()
    shared = environment.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(shared).expanduser() / "kubewhy"


def _number(name: str, raw: Mapping[str, str], problems: list[str], *, least: int, most: int) -> int:
    value = raw[name]
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        problems.append(f"{name} is {value!r}: set it to a whole number from {least} to {most}.")
        return least
    return int(value)


def _judge_tokens(raw: Mapping[str, str], problems: list[str]) -> None:
    """Only the beginning of a token is judged: it tells which of Slack's tokens somebody has mixed up."""
    for name, prefix, where in (
        ("SLACK_BOT_TOKEN", "xoxb-", "OAuth & Permissions > Bot User OAuth Token"),
        ("SLACK_APP_TOKEN", "xapp-", "Basic Information > App-Level Tokens"),
    ):
        if raw[name] and not raw[name].startswith(prefix):
            problems.append(f"{name} does not begin with {prefix}: take the one under {where}.")
