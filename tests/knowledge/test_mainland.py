"""The mainland's words in prose for Taiwan."""

from __future__ import annotations

import pytest

from knowledge.mainland import RIGHT_WORDS, TAIWAN_WORDS, mainland_words


@pytest.mark.parametrize("word", TAIWAN_WORDS)
def test_each_word_of_the_table_is_found_whole(word: str) -> None:
    """A longer word is named as such, not by a shorter one inside it."""
    assert list(mainland_words(f"請檢查{word}。")) == [(word, TAIWAN_WORDS[word])]


@pytest.mark.parametrize("taiwan", sorted({word for words in TAIWAN_WORDS.values() for word in words.split("、")}))
def test_what_is_suggested_is_not_objected_to(taiwan: str) -> None:
    """The words that Taiwan uses pass."""
    assert list(mainland_words(f"請檢查{taiwan}。")) == []


@pytest.mark.parametrize("word", RIGHT_WORDS)
def test_each_exception_keeps_a_word_from_being_misread(word: str) -> None:
    """No exception stands in the table for nothing."""
    assert list(mainland_words(word)) == []
    assert any(mainland in word for mainland in TAIWAN_WORDS)


@pytest.mark.parametrize(
    "prose",
    [
        "把連接埠連接到網路介面，位址配置由 DHCP 決定",
        "用戶端登入後，容器內存在一個檔案",
        "兩個數字符合就好，其實時間不長，處理程序會繼續",
        "大數據平台的節點在線上",
    ],
)
def test_words_of_taiwan_pass(prose: str) -> None:
    """What only looks like a word of the mainland, across two words of Taiwan, is right."""
    assert list(mainland_words(prose)) == []


@pytest.mark.parametrize("quoted", ["`網絡`", "「網絡」", "『網絡』", "“網絡”", "«網絡»", '"網絡"'])
def test_code_and_quotes_are_left_out(quoted: str) -> None:
    """What others wrote is quoted as they wrote it."""
    assert list(mainland_words(f"畫面上寫著 {quoted}。")) == []


def test_words_come_in_the_order_of_the_text() -> None:
    """The first one that a reader meets is told first."""
    assert [word for word, _ in mainland_words("服務器的網絡接口")] == ["服務器", "網絡", "接口"]


def test_the_table_is_of_some_size() -> None:
    """Sixty pairs at least, or it would miss the everyday ones."""
    assert len(TAIWAN_WORDS) >= 60
