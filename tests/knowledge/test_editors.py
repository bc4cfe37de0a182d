"""The schema for editors: what it knows of every file, and that it is as lenient as the reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shelf import Shelf

from knowledge.editors import editor_schema
from knowledge.entry import Entry, Translation
from knowledge.knowledge_base import BackgroundFile
from knowledge.loader import OUR_FOLDER
from knowledge.parsing import written_file
from knowledge.problems import Data

SCHEMA = editor_schema()
DEFINITIONS = SCHEMA["$defs"]
OURS = sorted(OUR_FOLDER.rglob("*.yaml"))


def test_the_schema_is_json() -> None:
    """In the dialect that it names."""
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("model", [Entry, Translation, BackgroundFile])
def test_every_field_of_each_kind_of_file_is_known(
    model: type[Entry | Translation | BackgroundFile],
) -> None:
    """And no other is allowed."""
    definition = DEFINITIONS[model.__name__]
    assert set(definition["properties"]) == set(model.model_fields)
    assert set(definition["required"]) == {name for name, field in model.model_fields.items() if field.is_required()}
    assert definition["additionalProperties"] is False


def test_every_reference_leads_somewhere() -> None:
    """Within the schema itself."""
    named = {value.removeprefix("#/$defs/") for value in references(SCHEMA)}
    assert named <= set(DEFINITIONS)
    assert {"Entry", "Translation", "BackgroundFile"} <= named


def test_fields_are_explained_by_what_their_model_says() -> None:
    """Word by word, so that there is one explanation only."""
    assert DEFINITIONS["Entry"]["properties"]["signs"]["description"] == (
        "Ids of the checks that confirm or refute it."
    )
    assert DEFINITIONS["Command"]["properties"]["run"]["description"] == "the command exactly as it is to be typed"
    assert DEFINITIONS["Translation"]["properties"]["supports"]["description"] == (
        "What each source supports, in the English order."
    )


def test_values_of_a_list_are_offered() -> None:
    """An editor completes them."""
    assert DEFINITIONS["Signature"]["properties"]["weight"]["enum"] == ["decisive", "likely", "hint"]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_files_are_right_in_an_editor(path: Path) -> None:
    """Whatever the reader takes, the schema takes."""
    written, _ = written_file(path)
    assert written is not None
    assert list(complaints(as_an_editor_reads(written.content), SCHEMA)) == []


def test_a_number_is_as_good_as_a_text(shelf: Shelf) -> None:
    """As it is to the reader: an editor must not ask for quotes that nobody needs."""
    shelf.change("  kubernetes: 1.30 and later", "  kubernetes: 1.30")
    shelf.change("why is dns-gone so, the 3th time", "404")
    shelf.change("kubernetes: 1.30 以後", "kubernetes: 1.30", name="dns-gone.zh-TW.yaml")
    assert shelf.problems() == []
    written, _ = written_file(shelf.folder / "dns-gone.yaml")
    assert written is not None
    assert list(complaints(as_an_editor_reads(written.content), SCHEMA)) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("os: [windows]", "os: [win]", "win is none of"),
        ("see_also: []", "see_aslo: []", "see_aslo is not allowed"),
        ("not_it: A single name fails.\n", "", "not_it is missing"),
        ("title: The name server of dns-gone does not answer", "title: gone", "gone is too short"),
        ("url: https://example.com/dns-gone", "url: http://example.com", "http://example.com does not fit"),
    ],
)
def test_mistakes_are_seen_in_an_editor(shelf: Shelf, old: str, new: str, complaint: str) -> None:
    """The same that the reader would tell."""
    shelf.change(old, new)
    assert len(shelf.problems()) >= 1
    written, _ = written_file(shelf.folder / "dns-gone.yaml")
    assert written is not None
    assert [one for one in complaints(as_an_editor_reads(written.content), SCHEMA) if complaint in one] != []


def references(schema: Any) -> Iterator[str]:
    """Every `$ref` in the schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for value in schema.values():
            yield from references(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from references(value)


def as_an_editor_reads(data: Data) -> Any:
    """The content with numbers and truth values where YAML 1.2 sees them."""
    if isinstance(data, dict):
        return {key: as_an_editor_reads(value) for key, value in data.items()}
    if isinstance(data, list):
        return [as_an_editor_reads(value) for value in data]
    if data in ("true", "false"):
        return data == "true"
    return float(data) if data is not None and re.fullmatch(r"-?\d+(\.\d+)?", data) else data


def complaints(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """What a validator would say: as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        yield from complaints(value, DEFINITIONS[schema["$ref"].removeprefix("#/$defs/")])
    if "if" in schema:
        yield from complaints(value, schema["else" if any(complaints(value, schema["if"])) else "then"])
    if "anyOf" in schema and all(any(complaints(value, choice)) for choice in schema["anyOf"]):
        yield from (said for choice in schema["anyOf"] for said in complaints(value, choice))
    kinds = schema.get("type", [])
    if kinds and not any(is_a(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{value} is no {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from of_a_text(value.strip(), schema)
    yield from of_parts(value, schema)


def of_parts(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """The same of the items of a list and the fields of a mapping."""
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0) or len(value) > schema.get("maxItems", len(value)):
            yield f"{len(value)} items are too few or too many"
        yield from (said for item in value for said in complaints(item, schema.get("items", {})))
    if isinstance(value, dict):
        yield from (f"{name} is missing" for name in schema.get("required", ()) if name not in value)
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is False:
            yield from (f"{name} is not allowed" for name in value if name not in properties)
        yield from (
            said for name, part in properties.items() if name in value for said in complaints(value[name], part)
        )


def of_a_text(value: str, schema: dict[str, Any]) -> Iterator[str]:
    """The same of a text."""
    if len(value) < schema.get("minLength", 0):
        yield f"{value} is too short"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{value} is too long"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{value} does not fit {schema['pattern']}"
    if schema.get("format") == "date":
        date.fromisoformat(value)


def is_a(value: Any, kind: str) -> bool:
    """Whether the value is of this kind of JSON."""
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str,
        "number": float,
        "boolean": bool,
        "null": type(None),
        "array": list,
        "object": dict,
    }
    return isinstance(value, kinds[kind])
