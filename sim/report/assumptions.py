"""Every parameter of a scenario without a published source, with its value and a plausible range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from sim.core.schema import ASSUMPTION, Params, extra_of
from sim.results.numbers import sized


@dataclass(frozen=True)
class Assumed:
    """A parameter; ``*`` in the path stands for several names, and then ``value`` is a range."""

    path: str
    value: str
    unit: str
    allowed: str
    doc: str


@dataclass(frozen=True)
class Leaf:
    """One value in a tree of parameters; in ``pattern`` the names that a scenario chose are ``*``."""

    path: str
    pattern: str
    value: object
    block: type[Params]
    name: str

    @property
    def field(self) -> FieldInfo:
        """What the block declares of it."""
        return self.block.model_fields[self.name]

    @property
    def extra(self) -> dict[str, Any]:
        """Unit, source, range and lever mark."""
        return extra_of(self.block, self.name)


def leaves(block: Params, path: str = "", pattern: str = "") -> Iterator[Leaf]:
    """Every value below a block."""
    kind = type(block)
    for name in kind.model_fields:
        value = getattr(block, name)
        if isinstance(value, Params):
            yield from leaves(value, f"{path}{name}.", f"{pattern}{name}.")
        elif isinstance(value, dict | tuple):
            yield from _members(Leaf(path + name, pattern + name, value, kind, name))
        else:
            yield Leaf(path + name, pattern + name, value, kind, name)


def _members(group: Leaf) -> Iterator[Leaf]:
    """Values of a mapping, or of a list, below the value that holds them."""
    members = group.value.items() if isinstance(group.value, dict) else enumerate(_listed(group.value))
    for key, member in members:
        if isinstance(member, Params):
            yield from leaves(member, f"{group.path}.{key}.", f"{group.pattern}.*.")
        else:
            yield Leaf(f"{group.path}.{key}", f"{group.pattern}.*", member, group.block, group.name)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def assumed(scenario: Params) -> tuple[Assumed, ...]:
    """The scenario's numbers whose source is an assumption; those of one path are summed up in a row."""
    found: dict[str, list[Leaf]] = {}
    for leaf in leaves(scenario):
        number = isinstance(leaf.value, int | float) and not isinstance(leaf.value, bool)
        if number and str(leaf.extra.get("source")).startswith(ASSUMPTION):
            found.setdefault(leaf.pattern, []).append(leaf)
    return tuple(_row(path, group) for path, group in found.items())


def _row(path: str, group: list[Leaf]) -> Assumed:
    first = group[0]
    numbers = [leaf.value for leaf in group if isinstance(leaf.value, int | float)]
    unit = str(first.extra.get("unit", "-"))
    return Assumed(
        path,
        span(min(numbers), max(numbers)),
        "" if unit == "-" else unit,
        allowed(first),
        first.field.description or "",
    )


def number(value: object) -> str:
    """A number as written by people; an empty text for what is none."""
    return sized(value) if isinstance(value, int | float) else ""


def span(low: float, high: float) -> str:
    """``0.2``, or ``0.2 to 0.4`` when there are several values."""
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def allowed(leaf: Leaf) -> str:
    """The range thought plausible, or else the one that the scenario may use."""
    low, high = leaf.extra.get("low"), leaf.extra.get("high")
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    bounds = {
        name: getattr(m, name)
        for m in leaf.field.metadata
        for name in ("ge", "gt", "le", "lt")
        if hasattr(m, name)
    }
    parts = (
        ("from", bounds.get("ge")),
        ("above", bounds.get("gt")),
        ("to", bounds.get("le")),
        ("below", bounds.get("lt")),
    )
    return " ".join(f"{word} {number(bound)}" for word, bound in parts if bound is not None)
