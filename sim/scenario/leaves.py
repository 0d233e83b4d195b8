"""Every value of a tree of parameters, with its path and what the schema says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic.fields import FieldInfo

from sim.core.schema import Params, extra_of

WHOLE = "see field"
"""Unit of what is measured like the block that it stands in."""


@dataclass(frozen=True)
class Leaf:
    """One value in a tree of parameters; in ``pattern`` the names that a scenario chose are ``*``."""

    path: str
    pattern: str
    value: object
    block: type[Params]
    name: str
    above: str = "-"
    """Unit of the block, for what has the unit of the whole."""

    @property
    def field(self) -> FieldInfo:
        """What the block declares of it."""
        return self.block.model_fields[self.name]

    @property
    def extra(self) -> dict[str, Any]:
        """Unit, source, range and lever mark."""
        return extra_of(self.block, self.name)

    @property
    def unit(self) -> str:
        """The unit, that of the block where the field has none of its own; empty for none."""
        own = str(self.extra.get("unit", "-"))
        found = self.above if own == WHOLE else own
        return "" if found == "-" else found

    @property
    def number(self) -> float | None:
        """The value as a number; None for what is none."""
        is_number = isinstance(self.value, int | float) and not isinstance(self.value, bool)
        return float(self.value) if is_number else None  # type: ignore[arg-type]

    def limits(self) -> dict[str, float]:
        """What the loader allows: ``ge``, ``gt``, ``le`` and ``lt``, those that are there."""
        names = ("ge", "gt", "le", "lt")
        return {name: getattr(m, name) for m in self.field.metadata for name in names if hasattr(m, name)}


def leaves(block: Params, path: str = "", pattern: str = "", above: str = "-") -> Iterator[Leaf]:
    """Every value below a block; ``above`` is the unit of the block itself."""
    kind = type(block)
    for name in kind.model_fields:
        value = getattr(block, name)
        leaf = Leaf(path + name, pattern + name, value, kind, name, above)
        if isinstance(value, Params):
            yield from leaves(value, f"{leaf.path}.", f"{leaf.pattern}.", leaf.unit)
        elif isinstance(value, dict | tuple):
            yield from _members(leaf)
        else:
            yield leaf


def _members(group: Leaf) -> Iterator[Leaf]:
    """Values of a mapping, or of a list, below the value that holds them."""
    members = group.value.items() if isinstance(group.value, dict) else enumerate(_listed(group.value))
    for key, member in members:
        path, pattern = f"{group.path}.{key}", f"{group.pattern}.*"
        if isinstance(member, Params):
            yield from leaves(member, f"{path}.", f"{pattern}.", group.unit)
        else:
            yield replace(group, path=path, pattern=pattern, value=member)


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
