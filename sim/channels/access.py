"""What everybody can reach: distances from each zone to each operator's outlets, and what outlets cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.channels.geography import Zones, inside, nearest, scatter, standing
from sim.core.chance import key_of
from sim.scenario.market import Place
from sim.scenario.outlets import OutletKind, Outlets
from sim.scenario.supply import Operator

Owners = Mapping[str, Operator]
Kinds = Mapping[str, OutletKind]


@dataclass(frozen=True)
class Access:
    """The outlets of all operators, seen from the zones."""

    between: NDArray[np.float64]
    """Kilometres from a zone to the nearest outlet, infinite without one; shape (operators, kinds, zones)."""
    scatter: NDArray[np.float64]
    """Squared kilometres within which people live around it; same shape."""
    outlets: NDArray[np.int64]
    """Shape (operators, kinds, places)."""
    covered: NDArray[np.float64]
    """Share of the place's people within reach; shape (operators, kinds, places)."""
    near_any: NDArray[np.float64]
    """Share of the place's people within reach of some outlet to go to; shape (operators, places)."""


def access_of(
    seed: int, zones: Zones, operators: Owners, kinds: Kinds, places: Mapping[str, Place]
) -> Access:
    """Outlets laid out in the zones, from the scenario's seed."""
    shape = len(operators), len(kinds)
    every, names = int(zones.first[-1]), tuple(places)
    found = Access(
        np.full((*shape, every), np.inf), np.zeros((*shape, every)),
        np.zeros((*shape, len(names)), np.int64), np.zeros((*shape, len(names))),
        np.zeros((shape[0], len(names))),
    )  # fmt: skip
    for j, (owner, operator) in enumerate(operators.items()):
        for k, (name, kind) in enumerate(kinds.items()):
            own = operator.outlets.get(name, Outlets())
            for p, place in enumerate(names):
                _lay_out(
                    seed, zones, (j, k, p), f"{owner}/{name}/{place}", kind, own.count.get(place, 0), found
                )
        for p in range(len(names)):
            found.near_any[j, p] = _near_any(zones, j, p, kinds, found)
    return found


def _lay_out(
    seed: int, zones: Zones, row: tuple[int, int, int], key: str, kind: OutletKind, count: int, found: Access
) -> None:
    """Outlets of one operator and kind in one place."""
    (j, k, p), part = row, zones.of(row[2])
    found.outlets[row] = count
    if kind.way == "remote":
        found.between[j, k, part] = 0.0 if count else np.inf
        found.covered[row] = float(count > 0)
        return
    here = standing(seed, key_of(key), count, zones.upto[part])
    found.between[j, k, part] = nearest(zones, p, here)
    found.scatter[j, k, part] = scatter(zones, p, here)
    share = inside(found.between[j, k, part], found.scatter[j, k, part], kind.reach)
    found.covered[row] = float(np.dot(zones.people[part], share))


def _near_any(zones: Zones, j: int, p: int, kinds: Kinds, found: Access) -> float:
    """Share of one place's people for whom some kind with an address is within reach.

    Where somebody lives in the zone counts for all kinds alike, so the most that one kind covers is covered.
    """
    part = zones.of(p)
    most = np.zeros(part.stop - part.start)
    for k, kind in enumerate(kinds.values()):
        if kind.way != "remote":
            share = inside(found.between[j, k, part], found.scatter[j, k, part], kind.reach)
            most = np.maximum(most, share)
    return float(np.dot(zones.people[part], most))


def monthly_cost(own: Outlets, kind: OutletKind, places: Mapping[str, Place]) -> float:
    """RMB a month that an operator's outlets of one kind cost whatever they sell: rent and wages."""
    found = 0.0
    for place, count in own.count.items():
        found += count * (kind.rent * places[place].income + own.clerks * own.wage)
    return found
