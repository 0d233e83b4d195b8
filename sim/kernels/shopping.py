"""Where movers take their orders: choosing among outlets within reach, ordering there, or leaving without.

As in ``orders``, the loop runs over the movers only, one after another, so that the funnel is exact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import gumbel, uniform, uniform53, words
from sim.core.jit import Cells, rule, serial
from sim.core.maths import exp, signed
from sim.rules.offers import takes_handset
from sim.rules.shopping import (
    Shopping,
    completion_probability,
    kind_worth,
    lived_distance,
    missing,
    own_trait,
    way_worth,
)
from sim.streams import Stream

LIVES, SHOPPING = int(Stream.LIVES), int(Stream.SHOPPING)
WAYS = ("place", "remote", "visit")
"""Ways to meet a seller, in order; leaving it is one more."""
PLACE, LEAVE = 0, len(WAYS)
OUT_OF_REACH = -1e300
"""Worth of a kind that is not there, too far, or may not sell what is wanted."""
CONSIDERED, TRIED, COMPLETED = range(3)


class Doors(NamedTuple):
    """The outlets of a month as customers see them; read only."""

    seed: int
    period: int
    keys: NDArray[np.int64]
    """Identities of kinds, shape (kinds,)."""
    ways: NDArray[np.int64]
    """Way of each kind, shape (kinds,)."""
    way_keys: NDArray[np.int64]
    """Identities of the ways, leaving it included, shape (4,)."""
    reach: NDArray[np.float64]
    human: NDArray[np.float64]
    skill: NDArray[np.float64]
    trust: NDArray[np.float64]
    appeal: NDArray[np.float64]
    """Of each kind, shape (kinds,)."""
    between: NDArray[np.float64]
    scatter: NDArray[np.float64]
    """Distances, shape (operators, kinds, zones); see ``channels.access``."""
    wait: NDArray[np.float64]
    """Minutes expected, shape (operators, kinds, places)."""
    quality: NDArray[np.float64]
    licence: NDArray[np.float64]
    """Shape (operators, kinds)."""
    first: NDArray[np.int64]
    """First zone of each place, shape (places + 1,)."""
    upto: NDArray[np.float64]
    """Share of the place's people up to each zone, shape (zones,)."""
    traits: NDArray[np.float64]
    """Mean digital skill, trust and want of people, shape (segments, 3)."""
    has: NDArray[np.bool_]
    """Whether an operator sells through outlets, shape (operators,)."""


class Visitor(NamedTuple):
    """Somebody with an order in mind."""

    customer: int
    operator: int
    place: int
    zone: int
    spot: float
    """Where in the zone, 0 the middle, 1 the rim."""
    skill: float
    trust: float
    touch: float
    handset: bool
    """Whether a handset is wanted."""


@rule
def zone_of(place: int, u: float, d: Doors) -> int:
    """The zone of a place in which somebody at quantile ``u`` lives."""
    low, high = d.first[place], d.first[place + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if d.upto[middle] > u:
            high = middle
        else:
            low = middle + 1
    return int(low)


@rule
def visitor(
    customer: int, operator: int, place: int, segment: int, handset: bool, d: Doors, p: Shopping
) -> Visitor:
    """A customer of a place and segment who wants something of an operator."""
    w = words(d.seed, LIVES, 0, customer, 0)
    v = words(d.seed, LIVES, 0, customer, 1)
    return Visitor(
        customer, operator, place, zone_of(place, uniform(w[0]), d), uniform(w[1]),
        own_trait(d.traits[segment, 0], p.spread, uniform(w[2])),
        own_trait(d.traits[segment, 1], p.spread, uniform(w[3])),
        own_trait(d.traits[segment, 2], p.spread, uniform(v[0])), handset,
    )  # fmt: skip


@rule
def worth_at(k: int, v: Visitor, d: Doors, p: Shopping) -> float:
    """Utility of a kind to a visitor, without taste."""
    j = v.operator
    distance = lived_distance(d.between[j, k, v.zone], d.scatter[j, k, v.zone], v.spot)
    licence = d.licence[j, k] if v.handset else 1.0
    if distance > d.reach[k] or licence <= 0.0:
        return OUT_OF_REACH
    trip = distance if d.ways[k] == PLACE else 0.0
    mistrust = (1.0 - v.trust) * (1.0 - d.trust[k])
    return kind_worth(
        d.appeal[k], trip, d.wait[j, k, v.place], mistrust, missing(d.skill[k], v.skill),
        v.touch * d.human[k], licence, p,
    )  # fmt: skip


@rule
def taste_for(key: int, v: Visitor, d: Doors) -> float:
    """Gumbel taste for a way or a kind this month."""
    w = words(d.seed, SHOPPING, d.period, v.customer, key)
    return gumbel(uniform53(w[0], w[1]))


@rule
def best_way(tried: int, v: Visitor, d: Doors, p: Shopping) -> int:
    """The way wanted most among kinds not tried yet (bits); leaving it is one."""
    best, highest = LEAVE, p.leave_it + taste_for(d.way_keys[LEAVE], v, d)
    for way in range(LEAVE):
        total = 0.0
        for k in range(d.ways.shape[0]):
            if d.ways[k] == way and (tried >> k) & 1 == 0:
                worth = worth_at(k, v, d, p)
                if worth > OUT_OF_REACH:
                    total += exp(worth / p.nest)
        if total > 0.0:
            value = way_worth(total, p) + taste_for(d.way_keys[way], v, d)
            if value > highest:
                best, highest = way, value
    return best


@rule
def best_kind(way: int, tried: int, v: Visitor, d: Doors, p: Shopping) -> int:
    """The kind wanted most within a way, of those not tried yet."""
    best, highest = -1, OUT_OF_REACH
    for k in range(d.ways.shape[0]):
        if d.ways[k] == way and (tried >> k) & 1 == 0:
            worth = worth_at(k, v, d, p)
            if worth > OUT_OF_REACH:
                value = worth / p.nest + taste_for(d.keys[k], v, d)
                if value > highest:
                    best, highest = k, value
    return best


@rule
def ordered_at(v: Visitor, d: Doors, p: Shopping, funnel: Cells, visits: Cells) -> int:
    """The kind at which a visitor ends an order, -1 for none; counts the funnel on the way."""
    j, tried = v.operator, 0
    for k in range(d.ways.shape[0]):
        funnel[j, k, CONSIDERED] += worth_at(k, v, d, p) > OUT_OF_REACH
    while True:
        way = best_way(tried, v, d, p)
        if way == LEAVE:
            return -1
        k = best_kind(way, tried, v, d, p)
        tried |= 1 << k
        funnel[j, k, TRIED] += 1
        visits[j, k, v.place] += 1
        gap = missing(d.skill[k], v.skill)
        w = words(d.seed, SHOPPING, d.period, v.customer, d.keys[k])
        if uniform(w[2]) < completion_probability(d.wait[j, k, v.place], gap, d.quality[j, k], p):
            funnel[j, k, COMPLETED] += 1
            return k
        if uniform(w[3]) >= p.carry_on:
            return -1


@serial
def shop(
    rows: Cells, ids: Cells, place: Cells, segment: Cells, handset: Cells, handset_age: Cells, offer: Cells,
    wanted: Cells, referred: Cells, channel: Cells, offers: Cells, life: float, funnel: Cells,
    visits: Cells, unserved: Cells, d: Doors, p: Shopping,
) -> None:  # fmt: skip
    """Movers choose an outlet; who leaves without an order keeps what there is.

    ``rows`` of shape (movers,), customer arrays (customers,), ``funnel`` (operators, kinds, 3): considered,
    tried, completed; ``visits`` (operators, kinds, places), ``unserved`` (operators,).
    """
    for n in range(rows.shape[0]):
        i = rows[n]
        target = signed(wanted[i])
        j = signed(offers[target].operator) if target >= 0 else -1
        if j < 0 or not d.has[j]:
            continue
        takes = takes_handset(offers[target], signed(handset[i]), signed(handset_age[i]), life)
        v = visitor(signed(ids[i]), j, signed(place[i]), signed(segment[i]), takes, d, p)
        k = ordered_at(v, d, p, funnel, visits)
        if k >= 0:
            channel[i] = k
        else:
            unserved[j] += 1
            wanted[i], referred[i] = offer[i], 0
