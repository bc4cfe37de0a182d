"""Whatever stands in a cluster can be read without anything being raised."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kube_object import MOST_CHARACTERS, Fields, KubeObject, parsed_time

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["metadata", "name", "labels", "status"]) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)
PATHS = st.lists(st.sampled_from(["metadata", "name", "labels", "status", 0, -1, 10**9]), max_size=4)


@given(content=ANYTHING, path=PATHS)
def test_no_content_and_no_path_raises(content: Any, path: list[str | int]) -> None:
    """And each reader gives its own type."""
    fields = KubeObject(content)
    assert isinstance(fields.text(*path), str)
    assert isinstance(fields.number(*path), int | None)
    assert fields.flag(*path) in (True, False, None)
    assert isinstance(fields.time(*path), datetime | None)
    assert all(isinstance(one, Fields) for one in fields.each(*path))
    assert all(isinstance(one, str) for one in fields.texts(*path))
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in fields.pairs(*path).items())
    assert all(isinstance(key, str) for key in fields.keys(*path))
    assert isinstance(fields.has(*path), bool)
    assert isinstance(fields.at(*path), Fields)
    assert isinstance(fields.name + fields.namespace + fields.uid + fields.path + fields.kind, str)
    assert isinstance(fields.created, datetime | None)
    assert repr(fields)


def test_fields_are_read_by_their_path() -> None:
    """Keys and indexes."""
    fields = Fields({"a": [{"b": "x"}, {"b": 5}], "labels": {"k": "v", "n": 1}, "on": False})
    assert fields.text("a", 0, "b") == "x"
    assert fields.number("a", 1, "b") == 5
    assert fields.text("a", 1, "b") == ""
    assert fields.flag("on") is False
    assert [one.text("b") for one in fields.each("a")] == ["x", ""]
    assert dict(fields.pairs("labels")) == {"k": "v"}
    assert fields.keys("labels") == ("k", "n")
    assert fields.at("a", 0).text("b") == "x"
    assert not fields.at("a", 7)
    assert fields.has("on")
    assert not fields.has("off")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (110, 110),
        ("110", 110),
        (3.0, 3),
        (3.5, None),
        ("3.5", None),
        (True, None),
        ("٣", None),
        ("9" * 30, None),
        (None, None),
    ],
)
def test_numbers_are_whole_and_may_be_written_as_text(written: Any, number: int | None) -> None:
    """Quantities are."""
    assert Fields({"n": written}).number("n") == number


def test_a_huge_text_is_cut() -> None:
    """It is no message."""
    assert len(Fields({"t": "x" * (MOST_CHARACTERS + 1)}).text("t")) == MOST_CHARACTERS


def test_an_object_says_what_it_is_called() -> None:
    """Lists leave the kind out, so it can be given."""
    pod = KubeObject({"metadata": {"name": "web-0", "namespace": "shop", "uid": "u"}}, kind="Pod")
    assert (pod.kind, pod.path, pod.uid) == ("Pod", "shop/web-0", "u")
    assert KubeObject({"kind": "Node", "metadata": {"name": "win-1"}}).path == "win-1"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-25T03:00:00Z", datetime(2026, 11, 25, 3, tzinfo=UTC)),
        ("2026-11-25T03:00:00.123456789Z", datetime(2026, 11, 25, 3, 0, 0, 123456, tzinfo=UTC)),
        ("2026-11-25T11:00:00+08:00", datetime(2026, 11, 25, 3, tzinfo=UTC)),
        ("2026-11-25T03:00:00", datetime(2026, 11, 25, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-11-25T03:00:00Z" + "0" * 100, None),
    ],
)
def test_times_are_in_utc(written: str, moment: datetime | None) -> None:
    """However they are written."""
    assert parsed_time(written) == moment
