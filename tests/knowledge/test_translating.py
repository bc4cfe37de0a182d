"""A translation mirrors the English file; the two make an entry, and a third language is derived."""

from __future__ import annotations

import pytest
from shelf import Shelf

from knowledge.entry import EntryId

CHINESE = "dns-gone.zh-TW.yaml"
ID = EntryId("dns-gone")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("  - 快取有沒有幫助。\n", "  - 快取有沒有幫助。\n  - 還有\n", "uncertain", "`uncertain` has 2 items"),
        ("outdated:\n  - 以前的標籤不同。\n", "", "outdated", "`outdated` has 0 items"),
        ("explanation:\n  - 用位址連線仍然正常。\n", "", "explanation", "`explanation` has 0 items"),
        (
            "  - 確實會發生\n",
            "  - 確實會發生\n  - 還有\n",
            "supports",
            "`supports` has 2 items, `sources` in English has 1",
        ),
        (
            "      - text: 在 Pod 裡執行。\n",
            "      - text: 一\n      - text: 二\n",
            "remedies[0].steps",
            "`steps` has 2",
        ),
        ("    - label: 失敗\n", "    - label: 失敗\n    - label: 再\n", "clarify.answers", "`answers` has 3 items"),
        ("kubernetes: 1.30 以後\n", "", "kubernetes", "`kubernetes` is missing, and English has it"),
        ("    when: Pod 正在執行\n", "", "remedies[0].when", "`when` is missing, and English has it"),
        ("    warning: 這段時間查不到名稱。\n", "", "remedies[1].warning", "`warning` is missing, and English has it"),
        ("        warning: 查詢會失敗一分鐘。\n", "", "remedies[1].steps[0].warning", "`warning` is missing"),
        ("      otherwise: 那就檢查代理伺服器。\n", "", "clarify.answers[1].otherwise", "`otherwise` is missing"),
        ("not_it:", "windows_builds: 全部\nnot_it:", "windows_builds", "`windows_builds` has nothing in English"),
        ("unless:\n  - id: typo\n    reason: 名稱本身打錯了\n", "", "unless", "the look-alike `typo` is missing"),
        ("id: typo", "id: tipo", "unless[0].id", "there is no look-alike `tipo` in English"),
        ("explanation:", "explanaton:", "explanaton", "there is no key `explanaton` here"),
        ("    when:", "    wenn:", "remedies[0].wenn", "there is no key `wenn` here"),
        ("supports:\n  - 確實會發生\n", "", "supports", "the key `supports` is missing"),
        ("clarify:\n", "clarfy:\n", "clarfy", "there is no key `clarfy` here"),
        ("explanation:\n  -", "explanation:", "explanation", "`explanation` must be a list"),
    ],
)
def test_more_or_less_than_in_english_is_one_problem(shelf: Shelf, old: str, new: str, key: str, message: str) -> None:
    """Told in the translation, once, however it came about."""
    shelf.change(old, new, name=CHINESE)
    problem = shelf.problem()
    assert (problem.file.name, problem.key) == (CHINESE, key)
    assert problem.message.startswith(message)
    assert problem.suggestion


def test_the_clarifying_question_is_asked_in_both_or_in_none(shelf: Shelf) -> None:
    """Without it in English, the one in Chinese has no answers to lead anywhere."""
    english = shelf.text()
    start, end = english.index("clarify:"), english.index("remedies:")
    shelf.write("dns-gone.yaml", english[:start] + english[end:])
    problem = shelf.problem()
    assert (problem.key, problem.message) == ("clarify", "`clarify` has nothing in English that it translates")


def test_the_suggestion_names_the_english_line(shelf: Shelf) -> None:
    """What has to be translated is found at once."""
    shelf.change("    when: Pod 正在執行\n", "", name=CHINESE)
    assert shelf.problem().suggestion == f"translate line {shelf.line('when:')} of the English file"


@pytest.mark.parametrize(
    ("old", "new"), [("    when:", "    wenn:"), ("outdated:", "outdatd:"), ("clarify:", "clarifie:")]
)
def test_a_misspelt_english_key_is_not_held_against_the_translation(shelf: Shelf, old: str, new: str) -> None:
    """One mistake, one problem, where it was made."""
    shelf.change(old, new)
    problem = shelf.problem()
    assert (problem.file.name, problem.message) == ("dns-gone.yaml", f"there is no key `{new.strip(' :')}` here")


def test_several_differences_are_told_together(shelf: Shelf) -> None:
    """With the translation's own mistakes, in the order of its lines."""
    shelf.change("kubernetes: 1.30 以後\n", "", name=CHINESE)
    shelf.change("title: dns-gone", "titel: dns-gone", name=CHINESE)
    shelf.change("    warning: 這段時間查不到名稱。\n", "", name=CHINESE)
    assert [problem.key for problem in shelf.problems()] == ["kubernetes", "titel", "remedies[1].warning"]


def test_the_localised_entry_has_its_prose_from_the_translation(shelf: Shelf) -> None:
    """Every field that people read."""
    entry = shelf.read().knowledge.entry(ID, "zh-TW")
    assert entry.title == "dns-gone 的名稱伺服器沒有回應"
    assert entry.diagnosis == "Pod 詢問的名稱伺服器已經不在，所以每次查詢都會逾時。"
    assert entry.explanation == ("用位址連線仍然正常。",)
    assert entry.applies_to.kubernetes == "1.30 以後"
    assert entry.unless[0].reason == "名稱本身打錯了"
    assert entry.examples[0] == "第 0 次，dns-gone 為什麼會這樣"
    assert entry.clarify is not None
    assert entry.clarify.question == "執行 `nslookup` 也失敗嗎？"
    assert [answer.label for answer in entry.clarify.answers] == ["失敗", "正常"]
    assert entry.clarify.answers[1].otherwise == "那就檢查代理伺服器。"
    assert entry.clarify.answers[1].phrases == ("可以用",)
    assert [remedy.title for remedy in entry.remedies] == ["用 `nslookup` 查", "重新啟動它"]
    assert (entry.remedies[0].when, entry.remedies[1].warning) == ("Pod 正在執行", "這段時間查不到名稱。")
    assert entry.remedies[1].steps[0].text == "刪除它的 Pod。"
    assert entry.remedies[1].steps[0].warning == "查詢會失敗一分鐘。"
    assert (entry.not_it, entry.outdated, entry.uncertain) == (
        "只有一個名稱查不到。",
        ("以前的標籤不同。",),
        ("快取有沒有幫助。",),
    )
    assert entry.sources[0].supports == "確實會發生"


@pytest.mark.parametrize("language", ["zh-TW", "zh-CN"])
def test_what_programs_read_and_print_is_the_same_in_every_language(shelf: Shelf, language: str) -> None:
    """Commands, patterns, printed strings, ids and addresses exist once."""
    knowledge = shelf.read().knowledge
    english = knowledge.entry(ID, "en")
    entry = knowledge.entries[ID]["zh-TW" if language == "zh-TW" else "zh-CN"]
    assert (entry.id, entry.signatures, entry.signs, entry.see_also) == (
        english.id,
        english.signatures,
        english.signs,
        english.see_also,
    )
    assert [step.commands for remedy in entry.remedies for step in remedy.steps] == [
        step.commands for remedy in english.remedies for step in remedy.steps
    ]
    assert [(one.id, one.pattern, one.link, one.entry) for one in entry.unless] == [
        (one.id, one.pattern, one.link, one.entry) for one in english.unless
    ]
    assert [(source.title, source.url) for source in entry.sources] == [(one.title, one.url) for one in english.sources]
    assert entry.clarify is not None
    assert english.clarify is not None
    assert [answer.entry for answer in entry.clarify.answers] == [answer.entry for answer in english.clarify.answers]
    assert (entry.applies_to.os, entry.applies_to.components) == (english.applies_to.os, english.applies_to.components)


def test_a_title_that_is_short_in_chinese_is_no_problem(shelf: Shelf) -> None:
    """Four characters say what needs ten letters."""
    shelf.change("title: dns-gone 的名稱伺服器沒有回應", "title: 名稱消失", name=CHINESE)
    assert shelf.read().knowledge.entry(ID, "zh-TW").title == "名稱消失"


def test_simplified_chinese_is_derived_from_the_prose(shelf: Shelf) -> None:
    """With the words of the mainland, code in backticks untouched."""
    entry = shelf.read().knowledge.entry(ID, "zh-CN")
    assert entry.title == "dns-gone 的名称服务器没有响应"
    assert entry.diagnosis == "Pod 询问的名称服务器已经不在，所以每次查询都会超时。"
    assert entry.explanation == ("用地址连接仍然正常。",)
    assert entry.applies_to.kubernetes == "1.30 以后"
    assert entry.unless[0].reason == "名称本身打错了"
    assert entry.examples[0] == "第 0 次，dns-gone 为什么会这样"
    assert entry.clarify is not None
    assert entry.clarify.question == "运行 `nslookup` 也失败吗？"
    assert [answer.label for answer in entry.clarify.answers] == ["失败", "正常"]
    assert entry.clarify.answers[1].otherwise == "那就检查代理服务器。"
    assert entry.remedies[0].title == "用 `nslookup` 查"
    assert (entry.remedies[0].when, entry.remedies[1].warning) == ("Pod 正在运行", "这段时间查不到名称。")
    assert entry.remedies[1].steps[0].warning == "查询会失败一分钟。"
    assert (entry.not_it, entry.outdated, entry.uncertain) == (
        "只有一个名称查不到。",
        ("以前的标签不同。",),
        ("缓存有没有帮助。",),
    )
    assert entry.sources[0].supports == "确实会发生"


def test_simplified_chinese_that_somebody_wrote_wins(shelf: Shelf) -> None:
    """It is derived only where there is no file of it."""
    written = shelf.text(CHINESE).replace("title: dns-gone 的名稱伺服器沒有回應", "title: 域名解析不通")
    shelf.write("dns-gone.zh-CN.yaml", written)
    knowledge = shelf.read().knowledge
    assert knowledge.entry(ID, "zh-CN").title == "域名解析不通"
    assert knowledge.entry(ID, "zh-TW").title == "dns-gone 的名稱伺服器沒有回應"
