"""The JSON Schema that editors use while a knowledge file is written: completion, explanations, mistakes as one types.

It is made from the models, and what it explains are their own docstrings. What spans several fields, and everything
that needs other files, is told by `kubewhy kb check` alone.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from itertools import pairwise
from types import ModuleType
from typing import Any

from pydantic.json_schema import models_json_schema

from knowledge import entry, knowledge_base
from knowledge.entry import Entry, Translation
from knowledge.knowledge_base import BackgroundFile
from knowledge.schema import PURPOSES

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The newest one that all editors know."""

AS_WRITTEN = ["string", "number", "boolean"]
"""What an editor may take a text for: to us `1.30` and `yes` are texts, with or without quotes."""


def editor_schema() -> Schema:
    """One schema for all files, told apart by keys that only one kind has: background texts, translations, entries."""
    models = (Entry, Translation, BackgroundFile)
    _, made = models_json_schema([(model, "validation") for model in models])
    definitions: Mapping[str, Schema] = made["$defs"]
    told = _told(entry) | _told(knowledge_base)
    for model, definition in definitions.items():
        for name, field in definition.get("properties", {}).items():
            if explained := told.get((model, name)) or PURPOSES.get(name):
                field["description"] = explained
    return {
        "$schema": DIALECT,
        "title": "A knowledge file of kubewhy",
        "if": {"required": ["texts"]},
        "then": {"$ref": "#/$defs/BackgroundFile"},
        "else": {
            "if": {"required": ["supports"]},
            "then": {"$ref": "#/$defs/Translation"},
            "else": {"$ref": "#/$defs/Entry"},
        },
        "$defs": {name: _lenient(definition) for name, definition in definitions.items()},
    }


def _lenient(schema: Schema) -> Schema:
    """The same, where every free text may also look like a number to the editor."""
    eased = {name: _eased(value) for name, value in schema.items()}
    if schema.get("type") == "string" and not schema.keys() & {"enum", "const", "format"}:
        eased["type"] = AS_WRITTEN
    return eased


def _eased(value: Any) -> Any:
    if isinstance(value, dict):
        return _lenient(value)
    return [_eased(item) for item in value] if isinstance(value, list) else value


def _told(module: ModuleType) -> dict[tuple[str, str], str]:
    """What the module says under the fields of its classes, by class and field."""
    return {
        (node.name, field.target.id): " ".join(said.value.value.split())
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ClassDef)
        for field, said in pairwise(node.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str)
    }
