"""Levers by dotted path: reading every number an operator can change, and changing some.

A lever's value is in the unit of its field, but money is in cents: the border between RMB and cents runs here
and in ``operators.tables``. Changing a lever validates the whole operator again, so a decision cannot leave
the scenario's ranges.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from sim.core.errors import InputError, Problem, UnknownName
from sim.core.schema import Params, extra_of
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


def units_of(block: Params, prefix: str = "") -> dict[str, str]:
    """Unit of every numeric lever below a block, by dotted path, as scenario files have it (RMB)."""
    kind, found = type(block), dict[str, str]()
    for name in kind.model_fields:
        if is_lever(kind, name) and isinstance(getattr(block, name), int | float):
            found[prefix + name] = str(extra_of(kind, name)["unit"])
        for path, child in _children(block, name):
            found.update(units_of(child, f"{prefix}{path}."))
    return found


def whole_levers(block: Params, prefix: str = "") -> frozenset[str]:
    """Paths of the levers below a block that are whole numbers."""
    kind = type(block)
    found = {prefix + n for n in kind.model_fields if is_lever(kind, n) and type(getattr(block, n)) is int}
    for name in kind.model_fields:
        for path, child in _children(block, name):
            found |= whole_levers(child, f"{prefix}{path}.")
    return frozenset(found)


def limits_of(block: Params, prefix: str = "") -> dict[str, tuple[float, float]]:
    """Least and most of every numeric lever below a block, by dotted path; money in cents."""
    found: dict[str, tuple[float, float]] = {}
    kind = type(block)
    for name in kind.model_fields:
        if is_lever(kind, name) and isinstance(getattr(block, name), int | float):
            scale = CENTS if in_cents(kind, name) else 1
            low, high = bounds_of(kind, name)
            found[prefix + name] = (low * scale, high * scale)
        for path, child in _children(block, name):
            found.update(limits_of(child, f"{prefix}{path}."))
    return found


def bounds_of(block: type[Params], name: str) -> tuple[float, float]:
    """Least and most that a field may be, in its own unit; infinite where it has no bound."""
    low, high = -math.inf, math.inf
    for fact in block.model_fields[name].metadata:
        low = max(low, getattr(fact, "ge", -math.inf), getattr(fact, "gt", -math.inf))
        high = min(high, getattr(fact, "le", math.inf), getattr(fact, "lt", math.inf))
    return low, high


def direct_costs(operator: Operator, subscribers: int) -> dict[str, float]:
    """Cents a month that one more unit of a lever costs at once, for the levers that spend by themselves.

    Other levers cost through customers: a lower fee by what is no longer billed, a subsidy by its takers.
    """
    return {
        "spend.media": 1.0,
        "spend.service": float(subscribers),
        "build.sites_per_month": operator.build.capex * CENTS,
    }


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
