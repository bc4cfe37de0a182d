"""Texts that want to do harm, secrets in a paste, and payloads that make no sense."""

from __future__ import annotations

import copy
import json
import random
from typing import Any
from urllib.parse import urlencode

import pytest
from scene import PORTS_ERROR, PORTS_TITLE, PORTS_TITLE_ZH, Scene, control_sequences, seen, strings
from slack_player import FORM, buttons

HOSTILE = [
    f"<!channel> <!here> {PORTS_ERROR} <@U0BEN> <#C0HELP|x>",
    f"hcnCreateLoadBalancer failed in Win32: <!everyone> The specified port already exists. {PORTS_ERROR}",
    f"```{PORTS_ERROR}``` `<@U0BEN>` *bold* _it_ ~no~",
    f"<http://evil.example/x|https://learn.microsoft.com> {PORTS_ERROR} <mailto:a@evil.example|a>",
    f"&lt;!channel&gt; {PORTS_ERROR} &lt;@U0BEN&gt; &amp;lt;!here&amp;gt;",
    f"{PORTS_ERROR} <!subteam^S0OPS|@ops> <!date^1^{{date}}|x>",
    f"> quote\n>>> {PORTS_ERROR} :rotating_light: \u202egnihton\u202c",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("raw", [True, False], ids=["as it is", "escaped as Slack escapes it"])
def test_nothing_that_is_echoed_does_anything(scene: Scene, channel: str, text: str, raw: bool) -> None:
    """No mention, no link, no open fence: neither in mrkdwn nor in any other kind of text."""
    if raw:
        message = scene.player.write(f"<@U0WHY> {text}", channel=channel)
        scene.player.send_json(scene.player.app_mention(message))
    else:
        message = scene.player.mention(text, channel=channel)

    answer = scene.answer(message)

    assert PORTS_TITLE in seen(answer)
    assert control_sequences(answer) == []
    assert [one for one in strings(answer) if "<http://evil" in one or "<mailto:a@evil" in one] == []
    assert [one for one in strings(answer) if one.count("```") % 2] == []
    assert not any("\u202e" in one for one in strings(answer))


def test_nothing_is_echoed_alive_where_nothing_is_known(scene: Scene, channel: str) -> None:
    """Nor from the other texts of a thread."""
    root = scene.player.write("<!channel> <@U0BEN> the printer is on fire", channel=channel)
    message = scene.player.mention("<!channel> why is it green?", channel=channel, thread_ts=root["ts"])

    assert control_sequences(scene.answer(message)) == []


JWT = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlMTIzNDU2Nzg5MA"
SECRETS = {
    "slack token": ("SLACK_TOKEN xoxb-246813579024-qWeRtYuIoP", "246813579024-qWeRtYuIoP"),
    "password": ("connecting with password=Tr0ub4dor3&horse host=db", "Tr0ub4dor3"),
    "chinese": ("密碼：correctHorse9", "correctHorse9"),
    "jwt": (f"Authorization: Bearer {JWT}", "c2lnbmF0dXJlMTIzNDU2Nzg5MA"),
    "aws": (
        "AKIAQ3EGRTS7Y2MPLXYZ wJalrXUtnFEMIK7MDENGbPxRfiCY as aws_secret_access_key=zz9PluralZAlpha",
        "zz9PluralZAlpha",
    ),
    "connection": ("postgres://app:s3cr3tPgPass@db.prod:5432/x", "s3cr3tPgPass"),
    "kubeconfig": (f"client-key-data: {'TFMwdExTMUNSVWRK' * 6}", "TFMwdExTMUNSVWRK"),
    "kubernetes secret": ("apiVersion: v1\ndata:\n  pin: bXlzZWNyZXRwaW4=\nkind: Secret", "bXlzZWNyZXRwaW4="),
    "private key": (
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAmadeUpKeyMaterial\nqwertyuiopasdfghjkl1234567890\n"
            "-----END RSA PRIVATE KEY-----"
        ),
        "madeUpKeyMaterial",
    ),
    "hidden by nothing": ("pass\u200bword=Zer0Width4bc", "Zer0Width4bc"),
}


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("way", ["mention", "direct", "command", "shortcut"])
def test_a_secret_is_neither_repeated_nor_kept_nor_logged(scene: Scene, channel: str, name: str, way: str) -> None:
    """It is masked before anything else happens to it, and the answer says so."""
    line, secret = SECRETS[name]
    text = f"{PORTS_ERROR}\n{line}"
    if way == "mention":
        message = scene.player.mention(text, channel=channel)
        answer = scene.answer(message)
    elif way == "direct":
        answer = scene.answer(scene.player.direct(text))
    elif way == "shortcut":
        message = scene.player.write(text, channel=channel)
        scene.player.send_interaction(scene.player.message_shortcut(message))
        answer = scene.answer(message)
    else:
        scene.player.send_form(scene.player.command(f"ask {text}", channel=channel))
        assert scene.slack.wait_until(lambda: any(one["channel"] == channel for one in scene.slack.posted))
        answer = next(one for one in scene.slack.posted if one["channel"] == channel)

    # A label in Chinese makes it a Chinese question.
    title, says = (PORTS_TITLE_ZH, "遮蔽") if name == "chinese" else (PORTS_TITLE, "masked")
    assert title in seen(answer)
    assert says in seen(answer)
    assert [call for call in scene.slack.calls if secret in json.dumps(call.arguments)] == []
    assert scene.bot.files_with(secret) == []
    assert secret not in scene.bot.log()


def test_a_secret_of_the_thread_is_not_kept_either(scene: Scene, channel: str) -> None:
    """The thread's earlier text counts, but nothing of it is written down."""
    root = scene.player.write(f"{PORTS_ERROR} password=Thr34dSecret", channel=channel)
    message = scene.player.mention("why?", channel=channel, thread_ts=root["ts"])

    scene.answer(message)

    assert [call for call in scene.slack.calls if "Thr34dSecret" in json.dumps(call.arguments)] == []
    assert scene.bot.files_with("Thr34dSecret") == []
    assert "Thr34dSecret" not in scene.bot.log()


def test_its_own_tokens_are_in_no_file_and_no_log(scene: Scene) -> None:
    """Neither the bot's token nor the signing secret."""
    scene.settle()

    for secret in (scene.bot.environment["SLACK_BOT_TOKEN"], scene.bot.environment["SLACK_SIGNING_SECRET"]):
        assert scene.bot.files_with(secret) == []
        assert secret not in scene.bot.log()


JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "\u0000",
    "\ud800",
    "<!channel>",
    [],
    {},
    [None],
    {"id": 1},
    "9" * 500,
]


def valid_payloads(scene: Scene, channel: str) -> list[tuple[str, dict[str, Any]]]:
    """One of each kind that Slack sends: how it is sent, and what."""
    player = scene.player
    answer = scene.answer(player.mention(PORTS_ERROR, channel=channel))
    question, label = scene.question()
    message = player.write(f"<@U0WHY> {PORTS_ERROR}", channel=channel)
    return [
        ("json", player.app_mention(message)),
        ("json", player.message(message)),
        ("json", player.file_share(message, names=("a.log",))),
        ("json", player.message_changed(dict(message), text="x")),
        ("json", player.url_verification("abc")),
        ("form", dict(player.command("ask x", channel=channel))),
        *(("payload", player.block_actions(answer, button)) for button in buttons(answer)),
        ("payload", player.block_actions(question, label)),
        ("payload", player.view_submission({"id": "V1", "type": "modal", "hash": "x"})),
        ("payload", player.message_shortcut(message)),
    ]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a payload that may be changed: its container and its key."""
    found: list[tuple[Any, Any]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found.append((value, key))
        found += places(inner)
    return found


def mutated(payload: dict[str, Any], random: random.Random) -> Any:
    """The payload with one to three of its fields dropped, swapped or replaced by junk."""
    broken = copy.deepcopy(payload)
    for _ in range(random.randint(1, 3)):
        spots = places(broken)
        if not spots:
            return broken
        container, key = random.choice(spots)
        if random.random() < 0.4:
            del container[key]
        elif random.random() < 0.5:
            container[key] = copy.deepcopy(random.choice(JUNK))
        else:
            other, name = random.choice(spots)
            container[key] = copy.deepcopy(other[name])
    return broken


def body_of(kind: str, payload: Any, random: random.Random) -> tuple[bytes, str]:
    """How a payload goes over the wire; sometimes cut off, doubled, of the wrong type or nothing like one."""
    text = json.dumps(payload)
    if kind == "json":
        body, content_type = text.encode(), "application/json"
    elif kind == "payload":
        body, content_type = urlencode({"payload": text}).encode(), FORM
    else:
        fields = payload if isinstance(payload, dict) else {"x": payload}
        # Half a surrogate can't be form-encoded.
        body, content_type = urlencode(fields, errors="replace").encode(), FORM
    fate = random.random()
    if fate < 0.08:
        body = body[: random.randrange(len(body) + 1)]
    elif fate < 0.12:
        body = random.randbytes(random.randrange(200))
    elif fate < 0.16:
        content_type = random.choice(["text/plain", "", "application/json", FORM, "multipart/form-data; boundary=x"])
    elif fate < 0.18:
        body = b"[" * 5000
    elif fate < 0.20:
        body = b"payload=" + random.choice([b"", b"null", b"[]", b"%7B", b"1", b"%22x%22"])
    return body, content_type


def test_300_broken_payloads_break_nothing(scene: Scene, channel: str) -> None:
    """Signed, but senseless: each gets an answer below 500, and the next question gets its own."""
    random_ = random.Random(20261130)  # noqa: S311 - the same payloads in each run
    valid = valid_payloads(scene, channel)
    logged = len(scene.bot.log())

    broken = []
    for number in range(300):
        kind, payload = valid[number % len(valid)]
        body, content_type = body_of(kind, mutated(payload, random_), random_)
        reply = scene.player.send(body, content_type=content_type)
        if not 200 <= reply.status < 500:
            broken.append((number, kind, reply.status, body[:300]))

    assert broken == []
    assert PORTS_TITLE in seen(scene.answer(scene.player.mention(PORTS_ERROR, channel=scene.new_channel())))
    assert "Traceback" not in scene.bot.log()[logged:]
