"""What kernels take from the world: plain arrays and records."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.columns import OFFERS
from sim.core.jit import DISABLED
from sim.rules.offers import Terms
from sim.world import World

OFFER_RECORD = np.dtype([(column.name, column.dtype) for column in OFFERS])
"""One offer as a record, fields in the order of the columns."""


def offer_records(world: World) -> NDArray[Any]:
    """Offers as records, shape (offers,)."""
    records = np.empty(world.offers.rows, dtype=OFFER_RECORD)
    for column in OFFERS:
        records[column.name] = world.offers[column.name]
    return as_objects(records) if DISABLED else records


def as_objects(records: NDArray[np.void]) -> NDArray[Any]:
    """Records as objects with attributes, for kernels in plain Python: a NumPy record has none."""
    objects = np.empty(records.shape, dtype=object)
    for k, values in enumerate(records.tolist()):
        objects[k] = Terms(*values)
    return objects


def by_place(world: World, name: str) -> NDArray[np.float64]:
    """A network column, shape (operators, places, 3)."""
    return np.asarray(world.network[name]).reshape(world.shape)


def share_4g(world: World) -> NDArray[np.float64]:
    """Share of people using 4G per cell (place, segment) at the end of last month."""
    people = np.maximum(world.cells["people"], 1)
    return np.asarray(world.cells["using_4g"] / people, dtype=np.float64)


def segments(world: World) -> int:
    """Number of segments."""
    return len(world.scenario.customers.segments)
