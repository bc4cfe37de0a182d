"""The page about entries, followed step by step with its own example."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from classifiers.evaluation.labelled import labelled
from knowledge.loader import load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-an-entry.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "example"
ID = "inotify-exhausted"
SLOW = ("kb try", "kb calibrate")
"""Commands that learn more than once: tested elsewhere with a small base, here only whether they can be typed so."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """A command of the page and what came of it."""

    command: str
    code: int
    out: str


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Somebody who has done all that the page says."""

    folder: Path
    environment: dict[str, str]
    done: tuple[Done, ...]

    def kubewhy(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Runs the program anew."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )

    def one(self, command: str) -> Done:
        """The command of the page that begins so."""
        return next(done for done in self.done if done.command.startswith(command))


def console() -> list[str]:
    """The lines that are to be typed, in the order of the page."""
    blocks = re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


def blocks_of(language: str) -> list[str]:
    """The blocks of the page in this language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """Types every line of the page; where it says that the files are to be filled, they get the example's content."""
    folder = tmp_path_factory.mktemp("curator")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KUBEWHY_", "SLACK_"))}
    environment = {**kept, "KUBEWHY_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    somebody = Followed(folder=folder, environment=environment, done=())
    (folder / "threads.jsonl").write_text(next(block for block in blocks_of("json") if '"labels"' in block))
    done = []
    for command in console():
        words = shlex.split(command)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            environment[name] = value
            continue
        assert words[0] == "kubewhy"
        is_slow = " ".join(words[1:3]) in SLOW
        ended = somebody.kubewhy(*words[1:], *(["--help"] if is_slow else []))
        done.append(Done(command=command, code=ended.returncode, out=ended.stdout + ended.stderr))
        if words[1:3] == ["kb", "new"]:
            assert sorted(path.name for path in (folder / "runbooks").iterdir()) == [f"{ID}.yaml", f"{ID}.zh-TW.yaml"]
            for path in EXAMPLE.iterdir():
                shutil.copy(path, folder / "runbooks" / path.name)
    return Followed(folder=folder, environment=environment, done=tuple(done))


def test_every_line_of_the_page_works(followed: Followed) -> None:
    """From the first to the last, in their order."""
    assert len(followed.done) >= 8
    assert [(one.command, one.out) for one in followed.done if one.code != 0] == []


def test_the_files_are_started_where_the_page_says(followed: Followed) -> None:
    """And named to whoever started them."""
    assert followed.one("kubewhy kb new").out.splitlines()[:2] == [
        f"runbooks/{ID}.yaml is started.",
        f"runbooks/{ID}.zh-TW.yaml is started.",
    ]


def test_the_example_has_no_problem(followed: Followed) -> None:
    """Held against all of our entries: no error, and no error elsewhere on its account."""
    told = followed.one("kubewhy kb check").out.splitlines()
    assert [line for line in told if line.startswith("runbooks/") and ": error: " in line] == []
    assert told[-1].startswith(f"{len(load().ids()) + 1} entries, ")
    assert ": 0 errors, " in told[-1]


def test_the_example_is_shown_in_both_languages_and_forms(followed: Followed) -> None:
    """As people will see it."""
    assert "the Linux node has run out of inotify instances or watches" in followed.one(f"kubewhy kb show {ID}").out
    assert "Linux 節點的 inotify" in followed.one(f"kubewhy kb show {ID} --language zh-TW").out
    assert {"message", "modal"} < json.loads(followed.one(f"kubewhy kb show {ID} --form slack").out).keys()


def test_the_next_start_answers_with_it(followed: Followed) -> None:
    """Without a line of code."""
    answer = followed.one("kubewhy ask").out
    assert "the Linux node has run out of inotify instances or watches" in answer
    assert "sysctl -w fs.inotify.max_user_instances=512" in answer


def test_it_is_matched_beside_ours(followed: Followed) -> None:
    """Printed or asked, in both languages; what it is taken for is refused, and what is ours stays ours."""
    texts = {
        "printed": "E0712 tail: failed to create fsnotify watcher: too many open files",
        "wrapped": "inotify_add_watch /sys/fs/cgroup/memory/kubepods/burstable/pod1: no space left on device",
        "asked": "how many inotify instances does root need for kubectl logs -f to work on a node with 200 pods",
        "chinese": "節點的 inotify 執行個體用完了，kubectl logs -f 出現 too many open files，要調哪個 sysctl",
        "socket": "haproxy: accept: too many open files",
        "ours": "hcnCreateLoadBalancer failed in Win32: The specified port already exists. (0x803b0013)",
    }
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items())
    ended = followed.kubewhy("match", given=lines)
    assert (ended.returncode, ended.stderr) == (0, "")
    found = {one["id"]: one for one in map(json.loads, ended.stdout.splitlines())}
    for name in ("printed", "wrapped", "chinese"):
        assert (name, found[name]["decision"], found[name].get("answers")) == (name, "answer", [ID])
    assert found["asked"]["matches"][0]["entry"] == ID
    assert found["asked"]["decision"] in ("answer", "clarify")
    assert found["socket"]["decision"] == "none"
    assert found["ours"]["answers"] == ["lb-ports-exhausted"]


def test_the_texts_of_the_page_are_labelled_texts() -> None:
    """They can be taken as they stand."""
    rows = labelled(next(block for block in blocks_of("json") if '"labels"' in block).splitlines())
    assert {label for row in rows for label in row.labels} == {ID, "none"}


def test_the_settings_of_the_page_are_json() -> None:
    """They can be taken as they stand, too."""
    (settings,) = (json.loads(block) for block in blocks_of("json") if "yaml.schemas" in block)
    assert settings["yaml.schemas"] == {"runbooks/kubewhy.schema.json": "runbooks/**/*.yaml"}


def test_no_link_of_the_page_is_dead() -> None:
    """Nor one that leads here."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", PAGE)
    assert targets
    assert [target for target in targets if not (ROOT / "docs" / target).exists()] == []
    for document in ("docs/README.md", "CONTRIBUTING.md"):
        assert "writing-an-entry.md" in (ROOT / document).read_text(encoding="utf-8")


def test_the_example_is_not_one_of_ours() -> None:
    """It would be an id that is given twice."""
    assert ID not in load().ids()
