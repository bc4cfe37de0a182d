"""A received text made plain: what Slack, terminals and loggers add is gone, and every place is still known."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.normalisation.cleaning import plain

MESSAGE = "open /run/flannel/subnet.env: no such file or directory"


def text_of(received: str) -> str:
    """The plain text, without blanks around it."""
    return plain(received).exact.text.strip()


@pytest.mark.parametrize(
    "received",
    [
        MESSAGE,
        MESSAGE.upper(),
        f"`{MESSAGE}`",
        f"```\n{MESSAGE}\n```",
        f"```text\n{MESSAGE}```",
        f"*{MESSAGE}*",
        f"_{MESSAGE}_",
        f"~{MESSAGE}~",
        f"> {MESSAGE}",
        f"> > {MESSAGE}",
        f"<@U012AB3CD> {MESSAGE}",
        f"<@U012AB3CD|kim> <!here> {MESSAGE}",
        f"{MESSAGE} :eyes:",
        f"\x1b[31m{MESSAGE}\x1b[0m",
        f"#033[31m{MESSAGE}#033[0m",
        f"\x1b]0;title\x07{MESSAGE}",
        f"\ufeff{MESSAGE}\u200b",
        f"\u202b{MESSAGE}\u202c",
        MESSAGE.replace("no", "n\x00o"),
        MESSAGE.replace(" ", "\u00a0"),
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in MESSAGE),
        f"E0709 20:03:14.872155    9508 cni_windows.go:63] {MESSAGE}",
        f"W1231 23:59:59.000001 1 cni.go:1] {MESSAGE}",
        f"2026-01-02T03:04:05.123456789Z stderr F {MESSAGE}",
        f"2026-01-02T03:04:05.123456789Z stdout P E0709 20:03:14.872155 9508 x.go:63] {MESSAGE}",
        f"2026/02/19 08:41:07 {MESSAGE}",
        f"[2026-02-19 08:41:07,123] {MESSAGE}",
        f"Sep 14 06:47:52 node-1 kubelet[9873]: E0914 06:47:52.630918 9873 x.go:56] {MESSAGE}",
        f'time="2026-05-19T06:55:13Z" level=error msg={MESSAGE}',
        f"[pod/kube-proxy-abcde/kube-proxy] {MESSAGE}",
        f"flanneld-1  | {MESSAGE}",
        f"PS C:\\k> {MESSAGE}",
        f"root@node-1:~# {MESSAGE}",
        f"ERROR {MESSAGE}",
        f"WARNING: {MESSAGE}",
        f"[INFO] {MESSAGE}",
        f"2026-02-19T08:41:07Z FATAL {MESSAGE}",
        f"- {MESSAGE}",
        f"1. {MESSAGE}",
        f"### {MESSAGE}",
        f"{MESSAGE}\r",
    ],
)
def test_a_message_is_the_same_however_it_was_pasted(received: str) -> None:
    """Prefixes, mark-up, colours, width and what nobody sees make no difference."""
    assert text_of(received) == MESSAGE


@pytest.mark.parametrize(
    "received",
    [
        json.dumps({"log": MESSAGE + "\n", "stream": "stderr", "time": "2026-01-02T03:04:05.1Z"}),
        json.dumps({"level": "error", "ts": 1700000000.1, "caller": "x.go:1", "msg": MESSAGE}),
        json.dumps({"log": f"E0709 20:03:14.872155 9508 x.go:63] {MESSAGE}\n", "stream": "stderr"}),
    ],
)
def test_a_message_is_found_in_a_line_of_a_json_log(received: str) -> None:
    """What the logger says about the line is gone, the message stands."""
    assert MESSAGE in text_of(received)
    assert "stderr" not in text_of(received)
    assert "2026" not in text_of(received)


def test_a_link_keeps_its_label_and_a_bare_one_its_address() -> None:
    """Slack's angle brackets go."""
    assert text_of("see <https://example.com/a|the docs>") == "see the docs"
    assert text_of("see <https://example.com/a>") == "see https://example.com/a"


def test_entities_of_slack_are_characters_again() -> None:
    """Slack escapes three of them."""
    assert text_of("a &lt;node&gt; &amp; more") == "a <node> & more"


def test_smart_quotes_and_dashes_are_plain_ones() -> None:
    """What a phone or word processor makes of them is undone."""
    assert text_of("failed to load flannel ‘subnet.env’ — “now”") == "failed to load flannel 'subnet.env' -- \"now\""


def test_quotes_that_json_escaped_are_quotes_again() -> None:
    """One level or two."""
    assert text_of(r"err: \"Policy\" and \\\"again\\\"") == 'err: "policy" and "again"'


def test_a_windows_path_is_no_escape() -> None:
    """A backslash before a letter belongs to the path."""
    assert text_of(r'open "C:\nssm\kubelet.exe"') == r'open "c:\nssm\kubelet.exe"'
    assert text_of(r"C:\run\flannel\subnet.env") == r"c:\run\flannel\subnet.env"


def test_chinese_is_simplified_and_keeps_its_places() -> None:
    """Both scripts become one, character by character."""
    read = plain("節點的網路不通")
    assert read.exact.text == "节点的网路不通"
    assert read.exact.place(3, 5) == (3, 5)


@pytest.mark.parametrize(
    "text", ["~260 services", "ls ~/.kube", "start_kubelet.ps1", "web__a_b", "/tmp/_a", "errors and warnings"]
)
def test_signs_inside_of_names_and_numbers_are_no_markup(text: str) -> None:
    """An underscore in a name is part of it, a tilde before a number means about."""
    assert text_of(text) == text


def test_codes_and_ports_stay() -> None:
    """They decide."""
    assert text_of("(0x803b0013) 2151350291 port 10256, 4789") == "(0x803b0013) 2151350291 port 10256, 4789"


def test_lines_know_whether_a_program_wrote_them() -> None:
    """A prefix of a logger tells."""
    lines = plain("what is this?\nE0709 20:03:14.872155 9508 x.go:63] broken").lines
    assert [line.logged for line in lines] == [False, True]


def test_a_line_that_a_terminal_broke_goes_on() -> None:
    """The next word would not have fitted."""
    lines = plain(
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to set\n"
        "up network for the pod\n"
        "that is all"
    ).lines
    assert [line.wrapped for line in lines] == [True, False, False]


def test_a_record_of_a_log_is_never_the_rest_of_the_line_before() -> None:
    """It begins with a prefix of its own."""
    record = "E0709 20:03:14.872155 9508 x.go:63] one two three four five six seven"
    assert not any(line.wrapped for line in plain(f"{record}\n{record}").lines)


def test_rows_of_a_table_do_not_go_on() -> None:
    """However long they are, and whatever stands below them."""
    table = (
        "NAME                     READY   STATUS    RESTARTS   AGE\n"
        "web-6c9d7f8b5-x2x4z      1/1     Running   0          12d\n"
        "why is this one slow?"
    )
    lines = plain(table).lines
    assert [line.tabular for line in lines] == [True, True, False]
    assert not any(line.wrapped for line in lines)


def test_a_message_at_the_end_of_a_row_may_go_on() -> None:
    """A terminal breaks it like any other."""
    lines = plain(
        "  Warning  FailedCreatePodSandBox  7s    kubelet  Failed to create pod sandbox: rpc error: code = Unknown\n"
        "desc = failed to set up"
    ).lines
    assert [(line.tabular, line.wrapped) for line in lines] == [(True, True), (False, False)]


def test_two_blanks_behind_a_sentence_make_no_table() -> None:
    """Some people type so."""
    assert not plain("It broke.  We rebooted.  It broke again.").lines[0].tabular


@pytest.mark.parametrize(
    "received",
    [
        "",
        "\n",
        "\x00",
        "\ud800",
        "😀" * 5000,
        "\u202e" * 5000,
        "```" * 5000,
        "<https://" * 5000,
        "\\" * 20000 + '"',
        "\x1b[" * 5000,
        "a:" * 10000,
        "&amp;" * 5000,
        '"time":"' * 5000,
        "[" * 20000,
    ],
)
def test_hostile_texts_are_read_all_the_same(received: str) -> None:
    """Nothing is raised, and nothing takes long."""
    read = plain(received)
    assert len(read.exact.text) == len(read.exact.starts) == len(read.exact.ends)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200))
def test_every_place_of_any_text_leads_into_the_received_text(received: str) -> None:
    """Offsets are within the text, in order, and never empty."""
    exact = plain(received).exact
    for index in range(len(exact.text)):
        start, end = exact.place(index, index + 1)
        assert 0 <= start < end <= len(received)
    assert list(exact.starts) == sorted(exact.starts)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "`",
                "```",
                "<@U1>",
                "\n",
                " ",
                "E0101 00:00:00.0 1 a.go:1] ",
                "\\n",
                '\\"',
                "port",
                "網路",
                "“",
                "\x1b[0m",
                "&lt;",
            ]
        ),
        max_size=30,
    )
)
def test_words_survive_any_mixture_of_markup(pieces: list[str]) -> None:
    """Whatever stands around them, words are neither lost nor doubled."""
    read = plain("".join(pieces))
    assert read.exact.text.count("port") == pieces.count("port")
    assert read.exact.text.count("网路") == pieces.count("網路")
