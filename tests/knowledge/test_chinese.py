"""Conversion between the two scripts, and telling them apart."""

from __future__ import annotations

import subprocess
import sys

import pytest

from knowledge.chinese import script, simplified_characters, to_simplified, variant_insensitive


def test_prose_becomes_simplified_with_the_words_of_the_mainland() -> None:
    """Not only the characters change: Taiwan's words for memory, network and server are replaced."""
    assert to_simplified("伺服器的記憶體不足，網路介面卡沒有回應") == "服务器的内存不足，网络适配器没有响应"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("連接埠用盡", "端口用尽"),
        ("負載平衡器逾時", "负载均衡器超时"),
        ("重新開機後封包遺失", "重启后数据包丢失"),
        ("loopback 介面與使用者介面", "loopback 接口与用户界面"),
        ("映像檔在磁碟機裡", "镜像在磁盘驱动器里"),
        ("「存取被拒」", "“访问被拒”"),
    ],
)
def test_what_opencc_leaves_is_said_as_on_the_mainland(traditional: str, simplified: str) -> None:
    """OpenCC's own table of words does not know those of networks and clusters."""
    assert to_simplified(traditional) == simplified


def test_code_in_backticks_stays_as_it_is() -> None:
    """What is to be typed is never translated, whatever characters it has."""
    assert to_simplified("執行 `Get-Item 記憶體` 檢查記憶體") == "运行 `Get-Item 記憶體` 检查内存"


def test_what_follows_an_odd_backtick_is_prose() -> None:
    """A backtick that opens nothing keeps nothing from being converted."""
    assert to_simplified("用 `ping` 測`節點") == "用 `ping` 测`节点"


def test_a_first_and_only_backtick_hides_nothing() -> None:
    """The text behind it is converted like any other."""
    assert to_simplified("`節點") == "`节点"


@pytest.mark.parametrize("quote", ['"{}"', "«{}»", "“{}”"])
def test_quoted_output_of_programs_stays_as_it_is(quote: str) -> None:
    """Printed strings must be found in a log by somebody who searches for them."""
    printed = quote.format("The specified port already exists. (0x803b0013)")
    assert to_simplified(f"印出 {printed} 的節點") == f"输出 {printed} 的节点"


def test_placeholders_survive() -> None:
    """A template's fields are filled in after the conversion."""
    assert to_simplified("看起來像「{title}」，{count} 個") == "看起来像“{title}”，{count} 个"


def test_both_scripts_fold_to_the_same_text() -> None:
    """A question in one script matches examples in the other."""
    assert variant_insensitive("為什麼開著的節點連不上") == variant_insensitive("为什么开着的节点连不上")


def test_folding_keeps_every_offset() -> None:
    """Evidence is quoted from the received text by its offsets."""
    text = "「記憶體」不足時，網路介面的連接埠會被伺服器佔用 kube-proxy 🙂 皇后鎮 乾隆 嗎？" * 3
    folded = variant_insensitive(text)
    assert len(folded) == len(text)
    assert [index for index, one in enumerate(text) if one.isascii()] == [
        index for index, one in enumerate(folded) if one.isascii()
    ]


def test_folding_twice_changes_nothing_more() -> None:
    """The folded form is one form."""
    folded = variant_insensitive("".join(chr(code) for code in range(0x3400, 0xA000)))
    assert variant_insensitive(folded) == folded


def test_english_is_left_alone() -> None:
    """Text without a Chinese character comes back as it is."""
    assert variant_insensitive("The specified port already exists.") == "The specified port already exists."
    assert to_simplified("hcnCreateLoadBalancer failed") == "hcnCreateLoadBalancer failed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("為什麼我的 Windows Pod ping 不到外面", "zh-TW"),
        ("為什麼連不上", "zh-TW"),
        ("请问节点为什么 NotReady", "zh-CN"),
        ("怎么办", "zh-CN"),
        ("ping 不通", None),
        ("里面的后台", None),
        ("The specified port already exists.", None),
        ("", None),
        ("«Ошибка» naïve café 🙂", None),
    ],
)
def test_the_script_is_told_from_characters_that_only_one_has(text: str, expected: str | None) -> None:
    """Characters that both scripts have, such as 后 or 里, say nothing."""
    assert script(text) == expected


def test_most_characters_decide_about_a_mixed_text() -> None:
    """A quoted word in the other script does not change the language of the answer."""
    assert script("節點上顯示「网络」，請問這個錯誤怎麼處理") == "zh-TW"
    assert script("节点上显示“網路”，请问这个错误怎么处理") == "zh-CN"


def test_evenly_mixed_text_tells_nothing() -> None:
    """Where both are as many, neither is guessed."""
    assert script("節节") is None


def test_the_script_of_a_long_paste_is_told_by_its_few_chinese_words() -> None:
    """A log around the question does not hide its language."""
    assert script("E0101 kubelet.go:42] node not ready\n" * 6000 + "節點為什麼這樣") == "zh-TW"


def test_simplified_characters_are_named_once_and_in_order() -> None:
    """Who wrote them by mistake sees which ones."""
    assert simplified_characters("網络節点网络") == "络点网"
    assert simplified_characters("台灣的節點、群組、裡面、后里") == ""
    assert simplified_characters("plain") == ""


def test_the_converter_is_not_loaded_for_english() -> None:
    """Who asks in English does not wait for Chinese dictionaries."""
    code = (
        "import sys; from knowledge.chinese import *;"
        "to_simplified('a `b`'); variant_insensitive('ab'); script('ab'); simplified_characters('ab');"
        "print('opencc' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
