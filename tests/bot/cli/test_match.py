"""`kubewhy match`: JSON Lines in, decisions out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from running import Ran, run_command
from six_topics import matcher

from bot import bootstrap

Run = Callable[..., Ran]

GONE = "Policy creation failed: hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command with the matcher of the six topics."""
    monkeypatch.setattr(bootstrap, "matcher", lambda *_, **__: matcher())

    def runs(*arguments: str, given: str = "") -> Ran:
        return run_command("match", *arguments, given=given, capsys=capsys, monkeypatch=monkeypatch)

    return runs


def rows(*texts: str) -> str:
    """JSON Lines of these texts."""
    return "".join(json.dumps({"id": f"t-{number}", "text": text}) + "\n" for number, text in enumerate(texts))


def documents(result: Ran) -> list[dict[str, Any]]:
    """The lines that were printed."""
    return [json.loads(line) for line in result.out.splitlines()]


def test_each_line_is_decided_about_in_its_order(run: Run) -> None:
    """With the form that others rely on."""
    result = run(given=rows(GONE, "lunch?", "為什麼我的 Windows Pod ping 不到外面"))
    answered, refused, chinese = documents(result)
    assert result.code == 0
    assert [document["id"] for document in (answered, refused, chinese)] == ["t-0", "t-1", "t-2"]
    assert answered["decision"] == "answer"
    assert answered["answers"] == ["lb-ports-exhausted"] == [answered["matches"][0]["entry"]]
    assert 0 <= answered["matches"][0]["confidence"] <= 1
    quote = answered["matches"][0]["evidence"][0]
    assert GONE[quote["start"] : quote["end"]] == quote["text"]
    assert refused["decision"] == "none"
    assert not {"answers", "choices"} & set(refused)
    assert len(refused["matches"]) >= 3
    assert chinese["language"] == "zh-TW"


def test_a_question_back_names_its_choices(run: Run) -> None:
    """The entries that become buttons."""
    (document,) = documents(run(given=rows("windows node service broken sometimes")))
    assert document["decision"] == "clarify"
    assert document["choices"][0] == document["matches"][0]["entry"]


def test_a_file_is_read_as_well(run: Run, tmp_path: Path) -> None:
    """With or without a byte order mark."""
    file = tmp_path / "texts.jsonl"
    file.write_text("\ufeff" + rows(GONE), encoding="utf-8")
    (document,) = documents(run(str(file)))
    assert document["answers"] == ["lb-ports-exhausted"]


def test_a_secret_in_a_quote_is_masked(run: Run) -> None:
    """The offsets stay those of the received text."""
    secret = "hunter2hunter2"
    text = f"Policy creation failed: password={secret} hcn says 0x803b0013, The specified port already exists"
    (document,) = documents(run(given=rows(text)))
    quotes = document["matches"][0]["evidence"]
    assert any(secret in text[quote["start"] : quote["end"]] for quote in quotes)
    assert not any(secret in quote["text"] for quote in quotes)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 2: this is not JSON"),
        ("[" * 100_000, "line 2: this is not JSON"),
        ("[]", "line 2: this is no JSON object"),
        ('{"text": "x"}', 'line 2: "id" is missing'),
        ('{"id": true, "text": "x"}', 'line 2: "id" is missing'),
        ('{"id": "1"}', 'line 2: "text" is missing'),
        ('{"id": "1", "text": 5}', 'line 2: "text" is missing'),
    ],
)
def test_a_bad_line_ends_it_after_the_good_ones_were_answered(run: Run, line: str, told: str) -> None:
    """Exit code 2, and one line that says where and what."""
    result = run(given=rows(GONE) + line + "\n")
    assert result.code == 2
    assert len(documents(result)) == 1
    assert told in result.err
    assert "Traceback" not in result.err
    assert len(result.err.strip().splitlines()) == 1


def test_a_missing_file_is_told(run: Run) -> None:
    """By its name."""
    result = run("/no/such/file.jsonl")
    assert result.code == 2
    assert "/no/such/file.jsonl: No such file or directory" in result.err


def test_blank_lines_are_passed_over_and_half_a_character_does_not_stop_it(run: Run) -> None:
    """JSON can spell what no encoding can write."""
    result = run(given='\n{"id": 7, "text": "specified port already exists \\ud83d"}\n\n')
    (document,) = documents(result)
    assert document["id"] == 7
    assert document["answers"] == ["lb-ports-exhausted"]
