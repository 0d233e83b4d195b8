"""Declared state and declared parameters: columns, tables, and parameter blocks with units and sources."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticUndefined

from sim.core.errors import UnknownName

ASSUMPTION = "assumption"
"""Source of a number that has none."""
STATED = "the scenario"
"""Source of what is chosen, and nothing that could be measured: how long a run is, what an offer opens."""
ABSENT = "none unless stated"
"""Source of a default that says that something is not there: no trial, no subsidy."""


@dataclass(frozen=True)
class Column:
    """One column of a table: name, dtype, unit, what it means, default, and bounds where it has any."""

    name: str
    dtype: str
    unit: str
    doc: str
    default: float
    low: float | None = None
    high: float | None = None


class Table:
    """Arrays of one length by column name."""

    def __init__(self, name: str, columns: tuple[Column, ...], rows: int) -> None:
        """A table of ``rows`` rows filled with the columns' defaults."""
        self.name, self.columns, self.rows = name, columns, rows
        self._arrays: dict[str, NDArray[Any]] = {
            c.name: np.full(rows, c.default, dtype=c.dtype) for c in columns
        }

    def __getitem__(self, name: str) -> NDArray[Any]:
        """The array of a column, shape (rows,); UnknownName when there is no such column."""
        try:
            return self._arrays[name]
        except KeyError:
            raise UnknownName(f"column of {self.name}", name, self._arrays) from None

    def copy(self) -> Table:
        """The same table with arrays of its own."""
        found = Table(self.name, self.columns, 0)
        found.rows, found._arrays = self.rows, {name: array.copy() for name, array in self._arrays.items()}
        return found

    def taken(self, rows: NDArray[np.int64]) -> Table:
        """A table of some of the rows, in the order given, with arrays of its own."""
        found = Table(self.name, self.columns, 0)
        found.rows = int(rows.shape[0])
        found._arrays = {name: array[rows] for name, array in self._arrays.items()}
        return found

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays by name; the mapping is a copy, the arrays are not."""
        return dict(self._arrays)


def digest(table: Table) -> str:
    """SHA-256 of a table's content: its schema, then its columns in order as little-endian bytes."""
    found = hashlib.sha256()
    for column in table.columns:
        found.update(f"{column.name}:{column.dtype}:{column.unit}:{table.rows};".encode())
    for column in table.columns:
        array = table[column.name]
        found.update(np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes())
    return found.hexdigest()


def bounds_violation(table: Table) -> tuple[str, int] | None:
    """Column and row of the first value outside its bounds (NaN is outside all), or None."""
    for column in table.columns:
        array = table[column.name]
        low = -np.inf if column.low is None else column.low
        high = np.inf if column.high is None else column.high
        wrong = np.flatnonzero(~((array >= low) & (array <= high)))
        if wrong.size:
            return column.name, int(wrong[0])
    return None


def param(  # noqa: PLR0913  (keywords: one per fact that a parameter states)
    default: Any = PydanticUndefined,
    *,
    unit: str,
    doc: str,
    source: str = ASSUMPTION,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    low: float | None = None,
    high: float | None = None,
    lever: bool = False,
) -> Any:
    """A field of a parameter block; without a default it is required.

    ``gt``, ``ge``, ``lt`` and ``le`` are the limits of what is allowed, ``low`` and ``high`` the range for
    sensitivity, ``lever`` marks what strategies may change.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "low": low, "high": high, "lever": lever}
    return Field(default, gt=gt, ge=ge, lt=lt, le=le, description=doc, json_schema_extra=extra)


class Params(BaseModel):
    """A frozen block of parameters.

    Unknown keys, NaN and infinity are refused; numbers are never made of text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)

    Record: ClassVar[type[Any]]
    """The block's scalars as a named tuple: what compiled rules receive."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Give the block its record type, under an importable name so that compiled code can be cached."""
        make: Any = namedtuple  # its name must be this block's, which type checkers cannot follow
        record = make(f"{cls.__name__}Record", list(cls.model_fields))
        record.__module__ = cls.__module__
        record.__qualname__ = f"{cls.__qualname__}.Record"
        cls.Record = record

    def record(self) -> Self:
        """The block as a named tuple of scalars.

        It reads like the block, so rules are annotated with the block's own type.
        """
        names = type(self).model_fields
        found: Self = type(self).Record(*(getattr(self, name) for name in names))
        return found


@dataclass(frozen=True)
class ParamRow:
    """One parameter as documentation lists it."""

    path: str
    default: object
    unit: str
    doc: str
    source: str
    low: float | None
    high: float | None


def extra_of(block: type[BaseModel], name: str) -> dict[str, Any]:
    """Unit, source, range and lever mark of a field."""
    extra = block.model_fields[name].json_schema_extra
    return dict(extra) if isinstance(extra, dict) else {}


def describe(block: type[BaseModel], prefix: str = "") -> Iterator[ParamRow]:
    """Every field of a block and of the blocks nested in it, with dotted paths."""
    for name, field in block.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from describe(kind, f"{prefix}{name}.")
            continue
        extra = extra_of(block, name)
        default = "required" if field.is_required() else field.default
        yield ParamRow(
            prefix + name,
            default,
            str(extra.get("unit", "-")),
            field.description or "",
            str(extra.get("source", ASSUMPTION)),
            extra.get("low"),
            extra.get("high"),
        )
