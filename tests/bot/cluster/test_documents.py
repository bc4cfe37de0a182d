"""Text of a dump, taken apart, however it was written down and whatever is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cluster.documents import decoded, taken_apart
from bot.errors import UsageError

NODE = '{"kind": "Node", "metadata": {"name": "win-1"}}'
READ = {"kind": "Node", "metadata": {"name": "win-1"}}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_windows_is_read_with_or_without_its_mark(encoding: str) -> None:
    """Redirection in Windows PowerShell writes UTF-16."""
    assert decoded(f"{NODE} 節點".encode(encoding), name="x").removeprefix("\ufeff") == f"{NODE} 節點"


def test_bytes_that_are_no_text_are_told() -> None:
    """One line, with what to do."""
    with pytest.raises(UsageError, match=r"^x\.json: not utf-8 at byte 1; save it as UTF-8\.$"):
        decoded(b"{\xff\xfe}", name="x.json")


@pytest.mark.parametrize(
    "text",
    [
        NODE,
        f"\n\n  {NODE}".replace("  {", "{"),
        f"$ kubectl get node win-1 -o json\n{NODE}\n",
        "kind: Node\nmetadata:\n  name: win-1\n",
        "---\nkind: Node\nmetadata: {name: win-1}\n---\n",
        "# a comment\nkind: Node\r\nmetadata:\r\n  name: win-1\r\n",
    ],
)
def test_one_document_is_read(text: str) -> None:
    """JSON or YAML, a console's line before it or not."""
    assert taken_apart(text).documents == (READ,)


@pytest.mark.parametrize(
    "text", [f"{NODE}\n{NODE}", f"{NODE}{NODE}", f"{NODE}\n---\n{NODE}\n", "kind: Node\n---\nkind: Node"]
)
def test_several_documents_are_read(text: str) -> None:
    """One after another, with borders between them or not."""
    assert len(taken_apart(text).documents) == 2


def test_logs_between_the_objects_are_taken_out() -> None:
    """As `kubectl cluster-info dump` prints them."""
    text = (
        f"{NODE}\n"
        "==== START logs for container kube-proxy of pod kube-system/kube-proxy-x ====\n"
        "I1125 Start to run\n{not json\n"
        "==== END logs for container kube-proxy of pod kube-system/kube-proxy-x ====\n"
        f"{NODE}\n"
    )
    taken = taken_apart(text)
    assert len(taken.documents) == 2
    (log,) = taken.logs
    assert (log.namespace, log.pod, log.container) == ("kube-system", "kube-proxy-x", "kube-proxy")
    assert log.text == "I1125 Start to run\n{not json\n"


def test_other_text_stays_text() -> None:
    """Output of a command on the node, say."""
    text = "SERVICE_NAME: kube-proxy\n        TYPE : 10\n"
    assert taken_apart(text).text == text


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (NODE[:-1], "this JSON is cut off in line 1"),
        ('{"kind": "Node",\n "metadata": oops, "x": 1}\n', "this is not JSON in line 2"),
        ("kind: Node\n  metadata: x\n", "this is not YAML in line 2"),
        ("kind: !!python/object/apply:os.system [id]\n", "this is not YAML in line 1"),
        ('{"kind": ' + "[" * 100_000, "this JSON is nested too deeply"),
        ("kind: " + "[" * 100_000, "this is not YAML"),
    ],
)
def test_what_is_broken_is_told_with_its_line(text: str, broken: str) -> None:
    """And nothing of it is used."""
    taken = taken_apart(text)
    assert taken.broken.startswith(broken)
    assert taken.documents == ()


def test_times_stay_text_whoever_has_unquoted_them() -> None:
    """Editors do."""
    (document,) = taken_apart("kind: Node\nmetadata:\n  creationTimestamp: 2026-11-25T03:00:00Z\n").documents
    assert document["metadata"]["creationTimestamp"] == "2026-11-25T03:00:00Z"


def test_a_few_lines_cannot_stand_for_more_than_fits_into_memory() -> None:
    """Merged references are not merged."""
    lines = ["kind: Node", "a0: &a0 {x: 1}"]
    lines += [f"a{number}: &a{number} {{'<<': [*a{number - 1}, *a{number - 1}]}}" for number in range(1, 60)]
    lines += [f"b{number}: &b{number}\n  <<: [*a{number}, *a{number}]" for number in range(59)]
    (document,) = taken_apart("\n".join(lines)).documents
    assert list(document["b58"]) == ["<<"]


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    """Whatever somebody gives."""
    taken_apart(text)
    taken_apart(f"kind: {text}")
    taken_apart('{"kind": ' + text)
