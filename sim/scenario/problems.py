"""From the validator's errors to problems with exact places, in words that readers of the file understand."""

from __future__ import annotations

import difflib
import functools
import re
import types
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.core.errors import Problem
from sim.core.schema import extra_of
from sim.scenario.lookalikes import near
from sim.scenario.scalars import number_meant, short, shown
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
MOST_EXPLAINED = 100
"""Problems told with a hint: looking for near names takes time, and nobody reads so many."""
OF_THE_WHOLE = ("missing", "value_error")
"""Errors of a mapping as a whole: nothing of the kind is said of one that is not all there."""
DEEPEST_BLOCK = 6
OTHER_WORDS = dict.fromkeys(("include", "base", "parent", "inherits", "import"), "did you mean 'extends'?")
"""What other programs call ``extends``."""
MOST_NAMED = 8
"""Names listed in a hint."""
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
    """The block that a path ends in, and how many of its parts lie below its last field (free names)."""
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


@functools.cache
def places_of(root: type[BaseModel]) -> dict[str, str]:
    """The first dotted place of every key in a block and those below it, '<name>' for free names."""
    found: dict[str, str] = {}
    for key, place in _places(root, "", 0):
        found.setdefault(key, place)
    return found


def _places(block: type[BaseModel], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    inside = []
    for key, field_name in field_names(block).items():
        yield key, prefix + key
        annotation = block.model_fields[field_name].annotation
        of_many = "[]" if typing.get_origin(annotation) is tuple else ".<name>"
        inside += [(f"{key}{'' if annotation is b else of_many}.", b) for b in block_types(annotation)]
    for key, block_below in inside if depth < DEEPEST_BLOCK else ():
        yield from _places(block_below, prefix + key, depth + 1)


def found_kind(value: object) -> str:
    """What a value is, in plain words, shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {short(str(value))}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    return KINDS.get(type(value), type(value).__name__)


def near_node(root: Node, path: Path) -> tuple[Node, Path]:
    """The deepest node along a path, and the path to it."""
    node = root
    reached: Path = ()
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
    holder, reached = near_node(root, path[:-1])
    last = path[-1]
    if len(reached) == len(path) - 1 and isinstance(last, str) and last in holder.keys:
        return holder.keys[last]
    return near_node(root, path)[0].mark


def unknown_key(model: type[BaseModel], path: Path, prefix: Path, holder: Node) -> tuple[str, str]:
    """Message and hint for a key that does not belong where it stands; the model begins at ``prefix``.

    A key that its mapping, the ``holder``, has besides is not what was meant.
    """
    name = str(path[-1])
    block, _ = block_at(model, path[len(prefix) : -1])
    allowed = sorted((*field_names(block), *getattr(block, "FILE_KEYS", ()))) if block else []
    layer = holder.layers.get(name, 0)
    left = [key for key in allowed if key not in holder.keys or holder.layers.get(key, 0) != layer]
    close = near(name, allowed)
    close = close * (close == near(name, left)) or OTHER_WORDS.get(name.lower(), "") * ("extends" in allowed)
    elsewhere = places_of(model).get(name, "")
    if elsewhere:
        place = f"to {dotted(prefix)}.{elsewhere}" if prefix else f"to {elsewhere}"
        if place == f"to {name}":
            place = f"at the top level of the file ({name})"
        return f"unknown key {shown(name)} here", f"{close} or: it belongs {place}".removeprefix(" or: ")
    if close:
        return f"unknown key {shown(name)}", close
    return f"unknown key {shown(name)}", listed("allowed here", allowed)


def listed(what: str, names: Iterable[str]) -> str:
    """``what: a, b, ...`` with the first names; 'nothing' when there are none."""
    names = tuple(map(short, names))
    return f"{what}: {', '.join(names[:MOST_NAMED]) or 'nothing'}" + (", ..." * (len(names) > MOST_NAMED))


def _limit_text(error: Any, model: type[BaseModel], path: Path) -> str:
    words, key = LIMITS[error["type"]]
    block, _ = block_at(model, path[:-1])
    unit = ""
    if block and path and str(path[-1]) in field_names(block):
        unit = str(extra_of(block, field_names(block)[str(path[-1])]).get("unit", ""))
    limit = error["ctx"][key]
    number = int(limit) if float(limit).is_integer() else limit
    tail = f" {unit}" if unit not in ("", "-", "see field") else ""
    return f"must be {words} {number}{tail}, found {short(str(error['input']))}"


def _message(error: Any, model: type[BaseModel], path: Path) -> tuple[str, str]:
    """Message and hint for an ill value."""
    kind, value, more = error["type"], error["input"], error.get("ctx", {})
    if kind in LIMITS:
        return _limit_text(error, model, path), ""
    hint, wanted = "", WANTED.get(kind, "")
    if wanted:
        hint = _way_out(kind, value, path)
    elif kind == "literal_error":
        wanted = str(more["expected"])
        hint = near(value, re.findall("'([^']*)'", wanted)) if isinstance(value, str) else ""
    elif kind == "string_pattern_mismatch":
        wanted = "a month, written YYYY-MM" if "1[0-2]" in more["pattern"] else A_NAME
    elif kind == "string_too_long":
        wanted = f"a name of at most {more['max_length']} characters"
    elif kind == "finite_number":
        wanted = "a finite number"
    if wanted:
        return f"must be {wanted}, found {found_kind(value)}", hint
    text = str(error["msg"]).removeprefix("Value error, ")
    return text[:1].lower() + text[1:], ""


A_NAME = "a name (letters, digits, '_', '-', blanks; no sign first)"


def _way_out(kind: str, value: object, path: Path) -> str:
    """A hint where the value is nearly right: quoted or not, a comma in it, a percent sign."""
    if value is None and path[:1] == ("strategies",) and path[1:]:
        return "write {} for the operators as they are"
    if kind == "string_type" and isinstance(value, int | float | bool):
        return "quote it if it is a name"
    if kind == "int_type" and isinstance(value, float):
        return f"write {int(value)}" if value.is_integer() else ""
    return number_meant(value) if kind in ("int_type", "float_type") and isinstance(value, str) else ""


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
    """Problems for a validator's errors; the model begins at ``prefix`` of the tree."""
    found: list[Problem] = []
    for one in error.errors(include_url=False):
        is_key = one["loc"][-1:] == ("[key]",) and one["type"].startswith("string")
        path: Path = (*prefix, *(one["loc"][:-1] if is_key else one["loc"]))
        holder = near_node(root, path[:-1] if one["type"] == "missing" else path)[0]
        follows = one["type"] in OF_THE_WHOLE and holder.partial
        if not follows and not is_broken(root, path):
            found.append(_Fault(one, root, model, path, prefix, is_key).problem(len(found) < MOST_EXPLAINED))
    return found


@dataclass(frozen=True)
class _Fault:
    """A validator's error, and where in the tree it is."""

    one: Any
    root: Node
    model: type[BaseModel]
    path: Path
    prefix: Path
    is_key: bool

    def problem(self, explained: bool) -> Problem:
        """The problem that the error is, with a hint if it is to be explained."""
        kind, hint = self.one["type"], ""
        if kind == "extra_forbidden":
            code, mark = "unknown-key", key_mark(self.root, self.path)
            message = f"unknown key {shown(str(self.path[-1]))}"
            if explained:
                holder = near_node(self.root, self.path[:-1])[0]
                message, hint = unknown_key(self.model, self.path, self.prefix, holder)
        elif kind == "missing":
            code, mark = "missing-key", key_mark(self.root, self.path[:-1])
            message = f"the key '{self.path[-1]}' is missing"
            hint = self._misspelt() if explained else ""
        else:
            code = "out-of-range" if kind in LIMITS else "wrong-type" if kind in WANTED else "wrong-value"
            mark = key_mark(self.root, self.path) if self.is_key else near_node(self.root, self.path)[0].mark
            message, hint = _message(self.one, self.model, self.path[len(self.prefix) :])
        return Problem(code, mark.file, mark.line, mark.column, dotted(self.path), message, hint)

    def _misspelt(self) -> str:
        """A hint when an unknown key of the same mapping is near the missing one."""
        holder, _ = near_node(self.root, self.path[:-1])
        block, _ = block_at(self.model, self.path[len(self.prefix) : -1])
        unknown = [key for key in holder.keys if block and key not in field_names(block)]
        close = difflib.get_close_matches(str(self.path[-1]), unknown, 1, 0.6)
        return f"is {shown(close[0])} meant to be it?" if close else ""
