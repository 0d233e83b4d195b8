"""Columns, tables, parameters."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    dtype: str
    unit: str
    doc: str
    default: float
    low: float | None = None
    high: float | None = None


class Table:
    """Struct of arrays."""

    def __init__(self, name: str, columns: tuple[Column, ...], rows: int) -> None:
        self.name, self.columns, self.rows = name, columns, rows
        self._arrays = {c.name: np.full(rows, c.default, dtype=c.dtype) for c in columns}

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def arrays(self) -> dict[str, NDArray[Any]]:
        return dict(self._arrays)


def digest(table: Table) -> str:
    h = hashlib.sha256()
    for c in table.columns:
        h.update(repr((c.name, c.dtype, c.unit)).encode())
        a = table[c.name]
        h.update(a.astype(a.dtype.newbyteorder("<")).tobytes())
    return h.hexdigest()


def param(default: Any = ..., *, unit: str, doc: str, source: str = "assumption", gt: Any = None, ge: Any = None, lt: Any = None,
          le: Any = None, low: Any = None, high: Any = None, lever: bool = False) -> Any:
    return Field(default, gt=gt, ge=ge, lt=lt, le=le, description=doc,
                 json_schema_extra={"unit": unit, "source": source, "low": low, "high": high, "lever": lever})


class Params(BaseModel):
    """Frozen parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        record = namedtuple(f"{cls.__name__}Record", list(cls.model_fields))
        record.__module__ = cls.__module__
        record.__qualname__ = f"{cls.__qualname__}.Record"
        cls.Record = record

    def record(self) -> Any:
        return type(self).Record(*(getattr(self, f) for f in type(self).model_fields))
