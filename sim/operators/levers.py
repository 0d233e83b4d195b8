"""Levers by dotted path: reading every number an operator can change, and changing some.

A lever's value is in the unit of its field, but money is in cents: the border between RMB and cents runs here
and in ``operators.tables``. Changing a lever validates the whole operator again, so a decision cannot leave
the scenario's ranges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.core.errors import InputError, Problem, UnknownName
from sim.core.schema import Params
from sim.scenario.supply import Operator

CENTS = 100


def is_lever(block: type[Params], name: str) -> bool:
    """True when the field carries the mark ``lever``."""
    extra = block.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("lever"))


def in_cents(block: type[Params], name: str) -> bool:
    """True when the field's unit is money."""
    extra = block.model_fields[name].json_schema_extra
    return isinstance(extra, dict) and str(extra.get("unit", "")).startswith("RMB")


def _children(block: Params, name: str) -> Iterator[tuple[str, Params]]:
    """Nested blocks of a field with their path below the field's name."""
    value = getattr(block, name)
    if isinstance(value, Params):
        yield name, value
    elif isinstance(value, dict):
        yield from ((f"{name}.{key}", item) for key, item in value.items() if isinstance(item, Params))


def levers_of(block: Params, prefix: str = "") -> dict[str, float]:
    """Every numeric lever below a block, by dotted path; money in cents."""
    found: dict[str, float] = {}
    kind = type(block)
    for name in kind.model_fields:
        value = getattr(block, name)
        if is_lever(kind, name) and isinstance(value, int | float):
            found[prefix + name] = float(round(value * CENTS)) if in_cents(kind, name) else float(value)
        for path, child in _children(block, name):
            found.update(levers_of(child, f"{prefix}{path}."))
    return found


def _place(block: Params, parts: list[str]) -> tuple[type[Params], str]:
    """Block type and field name that a path's last part stands for."""
    for name in type(block).model_fields:
        if name != parts[0]:
            continue
        if len(parts) == 1:
            return type(block), name
        value = getattr(block, name)
        if isinstance(value, Params):
            return _place(value, parts[1:])
        if isinstance(value, dict) and isinstance(value.get(parts[1]), Params):
            return _place(value[parts[1]], parts[2:])
    raise KeyError(".".join(parts))


def _set(tree: dict[str, Any], parts: list[str], value: float) -> None:
    """Write a value into a nested dictionary."""
    for part in parts[:-1]:
        tree = tree[part]
    tree[parts[-1]] = value


def with_moves(operator: Operator, moves: Mapping[str, float]) -> Operator:
    """The operator with some levers moved (money in cents), validated anew.

    Raises UnknownName for a path that is no lever, InputError for a value out of range.
    """
    if not moves:
        return operator
    known = levers_of(operator)
    tree = operator.model_dump()
    for path, value in moves.items():
        if path not in known:
            raise UnknownName("lever", path, known)
        kind, name = _place(operator, path.split("."))
        amount = value / CENTS if in_cents(kind, name) else value
        whole = isinstance(known[path], float) and kind.model_fields[name].annotation is int
        _set(tree, path.split("."), int(amount) if whole else amount)
    try:
        return Operator.model_validate(tree)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise InputError([Problem("lever-range", "decision", 1, 1, path, first["msg"])]) from error
