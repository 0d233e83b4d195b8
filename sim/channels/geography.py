"""Where people live and outlets stand: zones of a place, and how far each zone is from the nearest outlet.

A place is a square of its area, cut into zones; a zone's people are a lognormal share of the place's. The
n-th outlet of a kind stands where a fraction {start + n/phi} of the people end, zones counted one after
another: a network of any size follows the people, and a larger one keeps every outlet of a smaller one.
Geography is drawn from the scenario's seed, so it is the same in every replication.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import key_of, normal, uniform, uniform53, words
from sim.core.maths import exp
from sim.scenario.market import Place
from sim.streams import Stream

GOLDEN = 0.6180339887498949
"""1/phi: the rotation whose multiples lie most evenly on the circle."""


@dataclass(frozen=True)
class Zones:
    """The zones of all places, one after another; arrays of shape (zones,) unless said otherwise."""

    first: NDArray[np.int64]
    """First zone of each place, and the number of all; shape (places + 1,)."""
    people: NDArray[np.float64]
    """Share of the place's people."""
    upto: NDArray[np.float64]
    """Share of the place's people in this zone and those before it; the last is 1."""
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    """Kilometres."""
    radius: NDArray[np.float64]
    """Of a disc as large as the zone, kilometres."""

    def of(self, place: int) -> slice:
        """The zones of a place."""
        return slice(int(self.first[place]), int(self.first[place + 1]))


def zones_of(seed: int, places: Mapping[str, Place]) -> Zones:
    """The zones of places, from the scenario's seed."""
    parts = [_place_zones(seed, name, place) for name, place in places.items()]
    first = np.concatenate(([0], np.cumsum([p.shape[1] for p in parts]))).astype(np.int64)
    x, y, people, radius = np.concatenate(parts, axis=1)
    upto = np.concatenate([np.cumsum(part[2]) for part in parts])
    upto[first[1:] - 1] = 1.0
    return Zones(first, people, upto, x, y, radius)


def _place_zones(seed: int, name: str, place: Place) -> NDArray[np.float64]:
    """Coordinates, share of people and radius of one place's zones, shape (4, zones)."""
    side, found = place.area**0.5, np.zeros((4, place.zones))
    for zone in range(place.zones):
        w = words(seed, Stream.ZONES, 0, key_of(name), zone)
        weight = exp(place.density_spread * normal(uniform53(w[2], w[3])))
        found[:, zone] = (side * uniform(w[0]), side * uniform(w[1]), weight, 0.0)
    found[2] /= found[2].sum()
    found[3] = (place.area / place.zones / np.pi) ** 0.5
    return found


def standing(seed: int, key: int, count: int, upto: NDArray[np.float64]) -> NDArray[np.int64]:
    """Outlets per zone of a place, shape (zones,), when ``count`` of a kind stand there.

    ``key`` is the identity of 'operator/kind/place'.
    """
    start = uniform(words(seed, Stream.SITES, 0, key, 0)[0])
    fractions = (start + GOLDEN * np.arange(1, count + 1)) % 1.0
    zones = np.minimum(np.searchsorted(upto, fractions, side="right"), upto.shape[0] - 1)
    return np.bincount(zones, minlength=upto.shape[0]).astype(np.int64)


def nearest(zones: Zones, place: int, here: NDArray[np.int64]) -> NDArray[np.float64]:
    """Kilometres from each zone of a place to the nearest zone with an outlet, infinite without any.

    ``here`` is the number of outlets per zone of the place; shape (zones of the place,).
    """
    part, taken = zones.of(place), np.flatnonzero(here)
    if taken.size == 0:
        return np.full(here.shape[0], np.inf)
    x, y = zones.x[part], zones.y[part]
    square = (x[:, None] - x[None, taken]) ** 2 + (y[:, None] - y[None, taken]) ** 2
    return np.asarray(np.sqrt(square.min(axis=1)))


def scatter(zones: Zones, place: int, here: NDArray[np.int64]) -> NDArray[np.float64]:
    """Squared distance within which people live around their outlets, km2; shape (zones of the place,).

    Where several outlets share a zone, each serves its part of it.
    """
    return np.asarray(zones.radius[zones.of(place)] ** 2 / np.maximum(here, 1))


def inside(between: NDArray[np.float64], around: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Share (0..1) of each zone's people within reach (km) of an outlet; arrays of shape (zones,).

    People are scattered around the zone's middle, so some of a zone may be within reach and some not.
    """
    room = reach * reach - between * between
    spread = np.where(around > 0.0, around, 1.0)
    share = np.where(around > 0.0, np.clip(room / spread, 0.0, 1.0), room >= 0.0)
    return np.asarray(np.where(np.isfinite(between), share, 0.0))
