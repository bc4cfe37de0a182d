"""The language in which somebody wrote."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.normalisation.language import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("why can't my pod ping", "en"),
        ("lunch?", "en"),
        ("The specified port already exists", "en"),
        ("為什麼我的 Windows Pod ping 不到外面", "zh-TW"),
        ("windows容器里ping百度不通", "zh-CN"),
        ("节点没反应", "zh-CN"),
        ("中文", "zh-TW"),
        ("有个pod卡住了\nWarning FailedMount Unable to attach or mount volumes: timed out waiting", "zh-CN"),
        ("pod 起不來\n```\nopen /run/flannel/subnet.env: The system cannot find the file specified.\n```", "zh-TW"),
        ("the adapter is called 以太网 2 and the script does not find it, what now", "en"),
        ("0x803b0013", None),
        ("2151350291 10.2.3.4:10256", None),
        ("kube-proxy", None),
        ("HNS CNI flanneld", None),
        ("", None),
        ("😀😀", None),
        ("ポッドからピンできません。ネットワークの設定を教えてください", None),
    ],
)
def test_language_of_a_text(text: str, expected: str | None) -> None:
    """By its words and script; names and codes have none."""
    assert language(text) == expected


def test_a_mention_is_no_word() -> None:
    """Nor is a link's address."""
    assert language("<@U012AB3CD> 0x803b0013") is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_text_has_a_language_or_none(text: str) -> None:
    """Nothing is raised."""
    assert language(text) in {"en", "zh-TW", "zh-CN", None}
