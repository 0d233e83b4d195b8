"""From the validator's errors to problems with exact places and words that a reader of the file understands."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.core.errors import Problem
from sim.core.schema import extra_of
from sim.scenario.scalars import shown
from sim.scenario.tree import Mark, Node, Path, dotted

KINDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true/false",
    dict: "a mapping",
    list: "a list",
}
WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "int_from_float": "a whole number",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "model_attributes_type": "a mapping of keys",
    "tuple_type": "a list",
    "list_type": "a list",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
}
LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}


def block_types(annotation: Any) -> Iterator[type[BaseModel]]:
    """Parameter blocks inside an annotation (a block, or a mapping or sequence of blocks)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif isinstance(annotation, types.GenericAlias) or typing.get_origin(annotation) is not None:
        for inner in typing.get_args(annotation):
            yield from block_types(inner)


def field_names(block: type[BaseModel]) -> dict[str, str]:
    """Names that a file uses for a block's fields -> the fields' own names."""
    return {field.alias or name: name for name, field in block.model_fields.items()}


def block_at(block: type[BaseModel], path: Path) -> tuple[type[BaseModel] | None, int]:
    """The block that a path ends in, and how many parts of the path lie below its last field (names in mappings)."""
    current: type[BaseModel] | None = block
    free = False
    for part in path:
        if free:
            free = False
            continue
        if current is None or not isinstance(part, str) or part not in field_names(current):
            return None, 0
        annotation = current.model_fields[field_names(current)[part]].annotation
        inner = next(block_types(annotation), None)
        free = not (isinstance(annotation, type) and issubclass(annotation, BaseModel))
        current = inner
    return (None, 1) if free else (current, 0)


def places_of(root: type[BaseModel], name: str, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Dotted places at which a key of this name may stand, '<name>' for free names."""
    for key, field_name in field_names(root).items():
        annotation = root.model_fields[field_name].annotation
        if key == name and prefix:
            yield prefix + key
        for inner in block_types(annotation):
            nested = key if annotation is inner else f"{key}.<name>"
            if depth < 6:
                yield from places_of(inner, name, f"{prefix}{nested}.", depth + 1)


def found_kind(value: object) -> str:
    """What a value is, in plain words, shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {str(value)[:40]}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    return KINDS.get(type(value), type(value).__name__)


def _near(root: Node, path: Path) -> tuple[Node, Path]:
    """The deepest node along a path, and the path to it."""
    node, reached = root, ()
    for part in path:
        child = node.child(part)
        if child is None:
            break
        node, reached = child, (*reached, part)
    return node, reached


def key_mark(root: Node, path: Path) -> Mark:
    """Place of the key that opens the value at a path; the root's beginning for the root."""
    if not path:
        return Mark(root.mark.file, 1, 1)
    holder, reached = _near(root, path[:-1])
    last = path[-1]
    if len(reached) == len(path) - 1 and isinstance(last, str) and last in holder.keys:
        return holder.keys[last]
    return _near(root, path)[0].mark


def unknown_key(model: type[BaseModel], path: Path) -> tuple[str, str]:
    """Message and hint for a key that does not belong where it stands."""
    name = str(path[-1])
    block, _ = block_at(model, path[:-1])
    allowed = sorted(field_names(block)) if block else []
    close = difflib.get_close_matches(name.lower(), allowed, 1, 0.6)
    if close:
        return f"unknown key {shown(name)}", f"did you mean '{close[0]}'?"
    elsewhere = next(places_of(model, name), "")
    if elsewhere:
        return f"unknown key {shown(name)} here", f"it belongs to {elsewhere}"
    return f"unknown key {shown(name)}", "allowed here: " + ", ".join(allowed[:8]) + (
        ", ..." if len(allowed) > 8 else ""
    )


def _limit_text(error: Any, model: type[BaseModel], path: Path) -> str:
    words, key = LIMITS[error["type"]]
    block, _ = block_at(model, path[:-1])
    unit = ""
    if block and path and str(path[-1]) in field_names(block):
        unit = str(extra_of(block, field_names(block)[str(path[-1])]).get("unit", ""))
    limit = error["ctx"][key]
    number = int(limit) if float(limit).is_integer() else limit
    tail = f" {unit}" if unit not in ("", "-", "see field") else ""
    return f"must be {words} {number}{tail}, found {str(error['input'])[:40]}"


def _message(error: Any, model: type[BaseModel], path: Path) -> tuple[str, str]:
    """Message and hint for an ill value."""
    kind, value = error["type"], error["input"]
    if kind in LIMITS:
        return _limit_text(error, model, path), ""
    if kind in WANTED:
        return f"must be {WANTED[kind]}, found {found_kind(value)}", _quote_hint(kind, value)
    if kind == "literal_error":
        return f"must be {error['ctx']['expected']}, found {found_kind(value)}", ""
    if kind == "string_pattern_mismatch":
        example = (
            "a month, written YYYY-MM"
            if "1[0-2]" in error["ctx"]["pattern"]
            else "a name (letters, digits, '_', '-')"
        )
        return f"must be {example}, found {found_kind(value)}", ""
    text = str(error["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:], ""


def _quote_hint(kind: str, value: object) -> str:
    """A hint where quoting, or not quoting, is the way out."""
    if kind == "string_type" and isinstance(value, int | float | bool):
        return "quote it if it is a name"
    if kind in ("int_type", "float_type") and isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return ""
        return "drop the quotes"
    return ""


def is_broken(root: Node, path: Path) -> bool:
    """True when a value on the way was refused already."""
    node: Node | None = root
    for part in path:
        node = node.child(part) if node else None
        if node is not None and node.broken:
            return True
    return False


def from_validation(
    error: ValidationError, root: Node, model: type[BaseModel], prefix: Path = ()
) -> list[Problem]:
    """Problems for a validator's errors; paths start below ``prefix`` of the tree."""
    found = []
    for one in error.errors(include_url=False):
        path: Path = (*prefix, *(part for part in one["loc"] if part != "[key]"))
        if not is_broken(root, path):
            found.append(_problem(one, root, model, path))
    return found


def _problem(one: Any, root: Node, model: type[BaseModel], path: Path) -> Problem:
    kind = one["type"]
    if kind == "extra_forbidden":
        mark, (message, hint) = key_mark(root, path), unknown_key(model, path)
        return Problem("unknown-key", mark.file, mark.line, mark.column, dotted(path), message, hint)
    if kind == "missing":
        mark = key_mark(root, path[:-1])
        hint = _misspelt(root, model, path)
        return Problem(
            "missing-key",
            mark.file,
            mark.line,
            mark.column,
            dotted(path),
            f"the key '{path[-1]}' is missing",
            hint,
        )
    is_key = one["loc"] and one["loc"][-1] == "[key]"
    mark = key_mark(root, path) if is_key else _near(root, path)[0].mark
    message, hint = _message(one, model, path)
    code = "out-of-range" if kind in LIMITS else "wrong-type" if kind in WANTED else "wrong-value"
    return Problem(code, mark.file, mark.line, mark.column, dotted(path), message, hint)


def _misspelt(root: Node, model: type[BaseModel], path: Path) -> str:
    """A hint when an unknown key of the same mapping is near the missing one."""
    holder, _ = _near(root, path[:-1])
    block, _ = block_at(model, path[:-1])
    unknown = [key for key in holder.keys if block and key not in field_names(block)]
    close = difflib.get_close_matches(str(path[-1]), unknown, 1, 0.6)
    return f"is '{close[0]}' meant to be it?" if close else ""
