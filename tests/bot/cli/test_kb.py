"""`kubewhy kb check` and `kubewhy kb show`, as somebody who writes entries meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from curating import labelled, run
from fake_slack_blocks import message_problems, view_problems
from shelf import Shelf


def test_right_files_are_counted(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0."""
    ours.write("background/chat.yaml", "kind: chat\nlanguage: en\ntexts: [lunch, tea]\n")
    for name in ("dns-gone.yaml", "dns-gone.zh-TW.yaml"):
        ours.move(name, f"entries/{name}")
    assert run("check") == 0
    assert capsys.readouterr().out == "1 entry, 2 background texts: 0 errors, 0 hints.\n"


def test_every_problem_is_one_line_that_editors_can_follow(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """File, line, severity, key, message, value and suggestion; exit code 1."""
    ours.change("os: [windows]", "os: [win]")
    ours.change("see_also: []", "see_also: [dns-gonne]")
    ours.change("reviewed: 2026-11-20", "reviewed: 2020-01-01")
    (ours.folder / "dns-gone.zh-TW.yaml").unlink()
    assert run("check") == 1
    lines = capsys.readouterr().out.splitlines()
    file, line = Path("ours") / "dns-gone.yaml", ours.line("gonne")
    assert lines[:3] == [
        f"{file}:1: error: the entry has no translation into Traditional Chinese — write dns-gone.zh-TW.yaml beside it",
        f"{file}:8: error: applies_to.os[0]: `os` has a value that is not allowed (win) — use windows or linux",
        f"{file}:{line}: error: see_also[0]: there is no entry with this id (dns-gonne) — did you mean dns-gone?",
    ]
    assert lines[3].startswith(f"{file}:{ours.line('2020')}: hint: reviewed: the last review is ")
    assert lines[4] == "1 entry, 0 background texts: 3 errors, 1 hint."


def test_hints_alone_are_no_failure(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and they are told all the same."""
    ours.change("reviewed: 2026-11-20", "reviewed: 2020-01-01")
    assert run("check") == 0
    assert "0 errors, 1 hint." in capsys.readouterr().out


def test_named_folders_are_checked_together_with_ours(
    ours: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So an entry of theirs may refer to one of ours, and an id of ours is theirs no more."""
    theirs = Shelf(tmp_path / "theirs")
    theirs.add("dns-slow")
    theirs.change("see_also: []", "see_also: [dns-gone]", name="dns-slow.yaml")
    assert run("check", "theirs") == 0
    theirs.add()
    assert run("check", "theirs") == 1
    assert "the id `dns-gone` is given twice, first by" in capsys.readouterr().out


def test_folders_of_the_settings_are_checked(
    ours: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the bot would read is what is checked."""
    theirs = Shelf(tmp_path / "theirs")
    theirs.add("dns-slow")
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", str(theirs.folder))
    assert run("check") == 0
    assert capsys.readouterr().out.startswith("2 entries, ")


def test_a_folder_that_is_not_there_is_wrong_use(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, without checking anything."""
    assert run("check", "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err


def test_programs_read_json(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """With the same exit code."""
    ours.change("os: [windows]", "os: [win]")
    assert run("check", "--output", "json") == 1
    assert json.loads(capsys.readouterr().out) == {
        "entries": 1,
        "background": 0,
        "errors": 1,
        "hints": 0,
        "problems": [
            {
                "file": str(ours.folder / "dns-gone.yaml"),
                "line": 8,
                "severity": "error",
                "key": "applies_to.os[0]",
                "message": "`os` has a value that is not allowed",
                "value": "win",
                "suggestion": "use windows or linux",
            }
        ],
    }


def test_an_id_that_is_given_twice_is_told_with_both_files(
    ours: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whichever two of several folders they are in."""
    folders = [Shelf(tmp_path / name) for name in ("first", "second")]
    for shelf in folders:
        shelf.add("dns-slow")
    monkeypatch.setenv("KUBEWHY_KNOWLEDGE", os.pathsep.join(str(shelf.folder) for shelf in folders))
    assert run("check") == 1
    first, second = (shelf.folder / "dns-slow.yaml" for shelf in folders)
    told = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("second/dns-slow.yaml:"))
    assert str(second.relative_to(tmp_path)) in told
    assert f"the id `dns-slow` is given twice, first by {first}" in told


def test_patterns_are_held_against_what_the_matcher_takes(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """A pattern that is not RE2's is told with its place."""
    ours.change("server \\S+ is gone", "server (?=x) is gone")
    assert run("check") == 1
    assert f"ours/dns-gone.yaml:{ours.line('(?=x)')}: error: signatures[1].pattern: this is not RE2's syntax" in (
        capsys.readouterr().out
    )


def test_patterns_of_an_entry_that_is_wrong_elsewhere_are_told_as_well(
    ours: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything at once, so that one run is enough."""
    ours.change("server \\S+ is gone", "server (?=x) is gone")
    ours.change("pattern: no such host", r"pattern: '(a)\1'")
    ours.change("effect: read", "efect: read")
    (ours.folder / "dns-gone.zh-TW.yaml").unlink()
    assert run("check") == 1
    told = capsys.readouterr().out
    for key in ("signatures[1].pattern: this is not RE2", "unless[0].pattern: this is not RE2", "commands[0].efect: "):
        assert told.count(key) == 1
    assert "the entry has no translation into Traditional Chinese" in told


def test_texts_that_measure_may_not_teach(ours: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither as an example nor in the background, whatever sample is named."""
    sample = labelled(tmp_path / "sample.jsonl", [("Why is dns-gone so,  the 3th time?", "dns-gone")])
    assert run("check", "--against", str(sample)) == 1
    told = capsys.readouterr().out
    assert (
        f"ours/dns-gone.yaml:{ours.line('the 3th time')}: error: examples[3]: this is nearly s-0 of the sample" in told
    )


def test_the_sample_of_the_checkout_is_taken_where_there_is_one(
    ours: Shelf, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It lies beside our entries."""
    (tmp_path / "tests" / "evaluation").mkdir(parents=True)
    labelled(tmp_path / "tests" / "evaluation" / "sample.jsonl", [("why is dns-gone so, the 3th time", "dns-gone")])
    assert run("check") == 1
    assert "this is nearly s-0 of the sample" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file or directory"),
        ("no json\n", "line 1: not JSON"),
        ('{"id": "a"}\n', "line 1: missing or wrong"),
        ("", "there are no labelled texts in it"),
    ],
)
def test_a_sample_that_is_none_is_wrong_use(
    ours: Shelf, tmp_path: Path, content: str | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with the file and what is wrong with it."""
    file = tmp_path / "sample.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert run("check", "--against", str(file)) == 2
    error = capsys.readouterr().err
    assert str(file) in error
    assert told in error


def test_the_same_complaint_is_made_once(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """An example that reads the same in both scripts is learnt twice, but stands in one place."""
    ours.add("dns-slow")
    ours.change("第 3 次，dns-gone 為什麼會這樣", "dns-slow 第 3 次", name="dns-gone.zh-TW.yaml")
    assert run("check") == 0
    lines = capsys.readouterr().out.splitlines()
    place = f"ours/dns-gone.zh-TW.yaml:{ours.line('dns-slow 第', name='dns-gone.zh-TW.yaml')}: hint: examples[3]"
    assert [line.startswith(place) for line in lines].count(True) == 1


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "The name server of dns-gone does not answer"),
        ("zh-TW", "dns-gone 的名稱伺服器沒有回應"),
        ("zh-CN", "dns-gone 的名称服务器没有响应"),
    ],
)
def test_an_entry_is_printed_in_each_language(
    ours: Shelf, language: str, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its commands are the same in all of them."""
    assert run("show", "dns-gone", "--language", language) == 0
    shown = capsys.readouterr().out
    assert title in shown
    assert "kubectl delete pod -n kube-system -l k8s-app=kube-dns" in shown


@pytest.mark.parametrize("language", ["en", "zh-TW", "zh-CN"])
def test_an_entry_is_printed_as_slack_would_draw_it(
    ours: Shelf, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A message and a modal, each right for Slack, so that they can be pasted into its Block Kit Builder."""
    assert run("show", "dns-gone", "--language", language, "--form", "slack") == 0
    shown = json.loads(capsys.readouterr().out)
    assert message_problems(shown["message"]["blocks"]) == []
    assert view_problems(shown["modal"]) == []
    assert "lookup of dns-gone timed out" in json.dumps(shown["message"], ensure_ascii=False)
    assert "kubectl delete pod -n kube-system" in json.dumps(shown["modal"], ensure_ascii=False)
    assert shown["text"]


def test_an_entry_that_prints_nothing_is_shown_with_a_question(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The quote is what somebody would have asked."""
    ours.change('  - text: "lookup of dns-gone timed out"\n', "")
    assert run("show", "dns-gone", "--form", "slack") == 0
    assert "why is dns-gone so, the 0th time" in capsys.readouterr().out


def test_an_unknown_id_is_told_with_the_nearest_one(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """One line, exit code 2."""
    assert run("show", "dns-gnoe") == 2
    assert capsys.readouterr().err == "There is no entry 'dns-gnoe'. Did you mean dns-gone?\n"


def test_an_unknown_id_that_resembles_none_is_told_with_those_that_are_there(
    ours: Shelf, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that one of them can be chosen."""
    assert run("show", "zzz") == 2
    assert capsys.readouterr().err == "There is no entry 'zzz'. There are: dns-gone.\n"


def test_no_entry_is_shown_of_files_that_are_wrong(ours: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    """The problems stand there instead."""
    ours.change("os: [windows]", "os: [win]")
    assert run("show", "dns-gone") == 2
    assert "dns-gone.yaml:8: applies_to.os[0]" in capsys.readouterr().err


def test_help_waits_for_no_model_and_no_dictionary() -> None:
    """What only a run of the command needs is imported then."""
    code = "import sys, bot.cli.kb; print({'pydantic', 'opencc', 'knowledge.loader'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
