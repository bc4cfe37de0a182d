"""A folder of knowledge files that are right until a test spoils them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from knowledge.lint import lint
from knowledge.loader import Reading, read
from knowledge.problems import Problem

TODAY = date(2026, 12, 1)

ENGLISH = """\
id: NAME
title: The name server of NAME does not answer
diagnosis: >-
  Pods ask a name server that is not there any more, so every look-up runs into its deadline.
explanation:
  - Look-ups by address still work.
applies_to:
  os: [windows]
  components: [kubelet]
  kubernetes: 1.30 and later
signatures:
  - text: "lookup of NAME timed out"
  - pattern: 'server \\S+ is gone'
    weight: likely
unless:
  - id: typo
    pattern: no such host
    reason: the name itself is wrong
    link: https://example.com/typo
examples:
EXAMPLES
clarify:
  question: Does `nslookup` fail, too?
  answers:
    - label: It fails
      entry: NAME
    - label: It works
      entry: null
      otherwise: Then look at the proxy.
      phrases: [works fine]
remedies:
  - kind: check
    title: ask it with `nslookup`
    when: the pod runs
    steps:
      - text: Run it in the pod.
        commands:
          - run: nslookup kubernetes.default
            shell: powershell
            effect: read
  - kind: fix
    title: start it anew
    warning: Names are not found meanwhile.
    steps:
      - text: Delete its pods.
        warning: Look-ups fail for a minute.
        commands:
          - run: kubectl delete pod -n kube-system -l k8s-app=kube-dns
            shell: bash
            effect: destructive
not_it: A single name fails.
outdated:
  - Kube-dns had another label.
uncertain:
  - Whether the cache helps.
sources:
  - title: a page
    url: https://example.com/NAME
    supports: that it happens
see_also: []
reviewed: 2026-11-20
"""

CHINESE = """\
id: NAME
title: NAME 的名稱伺服器沒有回應
diagnosis: Pod 詢問的名稱伺服器已經不在，所以每次查詢都會逾時。
explanation:
  - 用位址連線仍然正常。
kubernetes: 1.30 以後
unless:
  - id: typo
    reason: 名稱本身打錯了
examples:
EXAMPLES
clarify:
  question: 執行 `nslookup` 也失敗嗎？
  answers:
    - label: 失敗
    - label: 正常
      otherwise: 那就檢查代理伺服器。
      phrases: [可以用]
remedies:
  - title: 用 `nslookup` 查
    when: Pod 正在執行
    steps:
      - text: 在 Pod 裡執行。
  - title: 重新啟動它
    warning: 這段時間查不到名稱。
    steps:
      - text: 刪除它的 Pod。
        warning: 查詢會失敗一分鐘。
not_it: 只有一個名稱查不到。
outdated:
  - 以前的標籤不同。
uncertain:
  - 快取有沒有幫助。
supports:
  - 確實會發生
"""


class Shelf:
    """A folder of knowledge files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str = "dns-gone") -> None:
        """Writes a right entry with this id, and its translation."""
        english = "\n".join(f"  - why is {name} so, the {number}th time" for number in range(15))
        chinese = "\n".join(f"  - 第 {number} 次，{name} 為什麼會這樣" for number in range(8))
        self.write(f"{name}.yaml", ENGLISH.replace("EXAMPLES", english).replace("NAME", name))
        self.write(f"{name}.zh-TW.yaml", CHINESE.replace("EXAMPLES", chinese).replace("NAME", name))

    def write(self, name: str, content: str | bytes) -> Path:
        """Writes a file as it is given."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def move(self, name: str, to: str) -> None:
        """Puts a file elsewhere on the shelf."""
        self.write(to, self.text(name))
        (self.folder / name).unlink()

    def text(self, name: str = "dns-gone.yaml") -> str:
        """What the file holds."""
        return (self.folder / name).read_text(encoding="utf-8")

    def change(self, old: str, new: str, *, name: str = "dns-gone.yaml") -> None:
        """Replaces the first place that reads so."""
        text = self.text(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def line(self, words: str, *, name: str = "dns-gone.yaml") -> int:
        """The line in which these words stand first."""
        return next(number for number, line in enumerate(self.text(name).splitlines(), start=1) if words in line)

    def read(self) -> Reading:
        """What the loader makes of the folder."""
        return read([self.folder])

    def problems(self) -> list[Problem]:
        """What the loader finds wrong."""
        return list(self.read().problems)

    def problem(self) -> Problem:
        """The only thing that the loader finds wrong."""
        problems = self.problems()
        assert len(problems) == 1, problems
        return problems[0]

    def tastes(self) -> list[Problem]:
        """What lint finds, in files that the loader takes."""
        reading = self.read()
        assert reading.problems == ()
        return list(lint(reading, today=TODAY))

    def taste(self) -> Problem:
        """The only thing that lint finds."""
        problems = self.tastes()
        assert len(problems) == 1, problems
        return problems[0]
