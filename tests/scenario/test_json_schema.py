"""The JSON Schema for editors: every key described, nothing demanded of a file that extends another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sim.commands.scenarios import SCHEMAS
from sim.scenario.json_schema import PART
from sim.scenario.tree import read_tree
from tests.input.corpus.base import edited
from tests.input.corpus.keys import KEYS
from tests.input.corpus.values import VALUES
from tests.input.test_twins import TWINS

SCHEMA: dict[str, Any] = json.loads(SCHEMAS["scenario"]())
ROOT = Path(__file__).parents[2]
SHIPPED = {
    "scenario": sorted(
        [*(ROOT / "scenarios").glob("*.yaml"), *(ROOT / "scenarios" / "markets").glob("*.yaml")]
    ),
    "operations": sorted((ROOT / "scenarios" / "operations").glob("*.yaml")),
    "experiment": sorted((ROOT / "experiments").glob("*.yaml")),
    "claim": sorted((ROOT / "experiments" / "claims").glob("*.yaml")),
}
OF_THE_SCHEMA = ("unknown-key", "wrong-type", "out-of-range", "missing-key")
"""Kinds of errors that a JSON Schema can see."""
BEYOND_IT = {"P29": "JSON Schema takes 10.0 for a whole number"}
"""Kinds that it cannot see all the same, and why; nor does it know levers, which are dotted paths."""


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


# --- against files -----------------------------------------------------------------------------------------
def refused(content: bytes, what: str) -> list[str]:
    """What a validator of JSON Schema, as editors have one, says of a file."""
    validator: Any = import_module("jsonschema").Draft202012Validator
    schema = json.loads(SCHEMAS[what]())
    validator.check_schema(schema)
    found = validator(schema).iter_errors(read_tree(content, "a.yaml")[0].plain())
    return [error.message for error in found]


def seen_by_the_schema() -> Iterator[Any]:
    """Bad files whose error lies in the file itself, in what a JSON Schema can tell."""
    for kind in (*KEYS, *VALUES):
        if kind.code not in OF_THE_SCHEMA or kind.number in BEYOND_IT:
            continue
        for place, variant in enumerate(kind.variants, 1):
            if not variant.path.startswith("strategies.") and not variant.beside:
                yield pytest.param(variant.content, id=f"{kind.number}.{place} {kind.what}")


@pytest.mark.parametrize(
    ("what", "file"), [(what, file) for what, files in SHIPPED.items() for file in files]
)
def test_an_editor_accepts_every_file_that_we_ship(what: str, file: Path) -> None:
    assert refused(file.read_bytes(), what) == []


@pytest.mark.parametrize("name", TWINS)
def test_an_editor_accepts_every_good_twin(name: str) -> None:
    assert refused(TWINS[name].encode(), "scenario") == []


@pytest.mark.parametrize("content", list(seen_by_the_schema()))
def test_an_editor_refuses_a_file_that_the_loader_refuses_for_its_keys_or_types(content: bytes) -> None:
    assert refused(content, "scenario") != []


@pytest.mark.parametrize("what", SCHEMAS)
def test_an_editor_refuses_a_key_that_no_file_has(what: str) -> None:
    content = SHIPPED[what][0].read_bytes() + b"\nno_such_key: 1\n"
    assert any("no_such_key" in message for message in refused(content, what))


def test_what_is_wrong_in_the_child_of_a_parent_is_refused_too() -> None:
    assert refused(b"extends: base.yaml\noperators: {red: {share: 2}}\n", "scenario") != []
    assert refused(b"extends: base.yaml\noperators: {red: {share: 0.2}}\n", "scenario") == []


def test_a_name_with_signs_is_refused() -> None:
    assert refused(edited(("  red:", "  r.d:")).encode(), "scenario") != []
