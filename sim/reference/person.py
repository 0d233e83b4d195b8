"""A customer as an agent: who somebody is, and how attributes are kept.

Attributes are the columns of page 1. Floats are rounded to 32 bits when they are kept, as columns do, so that
both engines hold the same bits.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import mesa

from sim.columns import CUSTOMERS
from sim.reference.rules import words
from sim.reference.surroundings import Surroundings
from sim.streams import Stream

KEPT_32 = frozenset(column.name for column in CUSTOMERS if column.dtype == "float32")

_pack = struct.Struct("<f")


def single(value: float) -> float:
    """A float rounded to 32 bits, as a column keeps it."""
    kept: float = _pack.unpack(_pack.pack(value))[0]
    return kept


class Person(mesa.Agent):
    """Somebody in the market. Attributes as in ``columns.CUSTOMERS``."""

    def __init__(self, model: mesa.Model, row: int, values: dict[str, Any]) -> None:
        """A customer of the given row with these column values."""
        super().__init__(model)
        self.row = row
        for name, value in values.items():
            setattr(self, name, value)

    if TYPE_CHECKING:
        id: int
        place: int
        segment: int
        operator: int
        offer: int
        handset: int
        aware: int
        left: int
        due: int
        overdue: int

        def __getattr__(self, name: str) -> Any:
            """Columns are attributes."""

        def __setattr__(self, name: str, value: Any) -> None:
            """Columns are attributes."""

    def keep(self, **values: float) -> None:
        """Set attributes, floats rounded as the columns keep them."""
        for name, value in values.items():
            setattr(self, name, single(value) if name in KEPT_32 else int(value))

    def cell(self, around: Surroundings) -> int:
        """The customer's cell (place, segment)."""
        return int(self.place * around.segments + self.segment)

    def draw(self, around: Surroundings, stream: Stream, item: int = 0) -> tuple[int, int, int, int]:
        """Four words of luck for a purpose this month."""
        found: tuple[int, int, int, int] = words(around.seed, int(stream), around.period, self.id, item)
        return found
