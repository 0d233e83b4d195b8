"""The JSON Schema for editors: every key described, nothing demanded of a file that extends another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sim.scenario.json_schema import PART, schema_text

SCHEMA: dict[str, Any] = json.loads(schema_text())


def blocks() -> Iterator[dict[str, Any]]:
    """Every block of the schema that has properties."""
    yield from (SCHEMA["then"], SCHEMA["else"])
    yield from (block for block in SCHEMA["$defs"].values() if "properties" in block)


def references(node: object) -> Iterator[str]:
    """Every definition referred to below a node."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#/$defs/")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def described(key: dict[str, Any]) -> bool:
    """True when a key, or the block that it holds, says what it is."""
    block = SCHEMA["$defs"].get(key.get("$ref", "").removeprefix("#/$defs/"), {})
    return bool(key.get("description") or block.get("description"))


def test_every_key_has_a_unit_and_a_description() -> None:
    bare = [
        (block.get("title"), name)
        for block in blocks()
        for name, key in block["properties"].items()
        if not (described(key) and key.get("unit"))
    ]
    assert bare == []


def test_a_file_that_stands_alone_needs_the_required_keys() -> None:
    assert {"schema", "question", "operators", "months"} <= set(SCHEMA["else"]["required"])
    assert "extends" not in SCHEMA["else"]["properties"]


def test_a_file_that_extends_needs_nothing_at_any_depth() -> None:
    assert "required" not in SCHEMA["then"] and "extends" in SCHEMA["then"]["properties"]
    parts = {name: block for name, block in SCHEMA["$defs"].items() if name.startswith(PART)}
    assert parts and [name for name, block in parts.items() if "required" in block] == []
    assert all(name in parts for name in references([SCHEMA["then"], list(parts.values())]))


def test_every_reference_leads_somewhere() -> None:
    assert set(references(SCHEMA)) <= set(SCHEMA["$defs"])


def test_unknown_keys_are_refused_everywhere() -> None:
    closed = [block.get("additionalProperties") for block in blocks()]
    assert sum(value is False for value in closed) > len(closed) / 2
