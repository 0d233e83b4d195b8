"""JSON Schemas of files, for editors: of those that stand alone and of those that extend others."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from sim.core.schema import Params

EXTENDS = {
    "type": "string",
    "description": "The parent, a path relative to this file; keys here are laid over the parent's.",
    "unit": "-",
}
PART = "Part"
"""What names of definitions begin with where every key may be left to the parent."""


def schema_text(model: type[Params], what: str, extends: bool) -> str:
    """The schema of files of a model as JSON text; ``what`` they are is in its title.

    A file without ``extends`` must have every required key; in one with it each may come from the parent, at
    any depth. Where files do not extend others, there is no such key.
    """
    whole = model.model_json_schema()
    _close(whole)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"telsim {what}"}
    schema = {**whole, **head}
    if extends:
        blocks = whole.pop("$defs")
        part_blocks = {PART + name: _part(block) for name, block in blocks.items()}
        part = _part(whole)
        part["properties"]["extends"] = EXTENDS
        schema = {
            **head,
            "if": {"required": ["extends"]},
            "then": part,
            "else": whole,
            "$defs": {**blocks, **part_blocks},
        }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _close(node: object) -> None:
    """Refuse names that are none in mappings with free names, below a node, in place."""
    if isinstance(node, dict):
        if "patternProperties" in node:
            node["additionalProperties"] = False
        for value in node.values():
            _close(value)
    elif isinstance(node, list):
        for value in node:
            _close(value)


def _part(block: dict[str, Any]) -> dict[str, Any]:
    """A block of which any key may be left out, and so in the blocks below it."""
    found = deepcopy(block)
    found.pop("required", None)
    _point_to_parts(found)
    return found


def _point_to_parts(node: object) -> None:
    """Make every reference below a node one to the part of the same name, in place."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            node["$ref"] = node["$ref"].replace("#/$defs/", f"#/$defs/{PART}")
        for value in node.values():
            _point_to_parts(value)
    elif isinstance(node, list):
        for value in node:
            _point_to_parts(value)
