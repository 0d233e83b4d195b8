"""Outlets: laid out when their number changes, waited at when crowded, gone to by those who order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.channels.access import access_of, monthly_cost
from sim.core.chance import key_of
from sim.kernels import shopping as kernels
from sim.kernels.orders import movers
from sim.month.arrays import offer_records
from sim.operators.tables import cents
from sim.results.books import ChannelBooks
from sim.rules.shopping import expected_wait, next_crowd
from sim.scenario.outlets import Outlets
from sim.world import World

MILLION = 1_000_000
LEAVING = "leave it"
"""Name of the alternative to every way of shopping."""


def shape_of(world: World) -> tuple[int, int, int]:
    """Operators, kinds of outlet, places."""
    return len(world.scenario.operators), len(world.scenario.outlets), world.shape[1]


def owned(world: World) -> tuple[tuple[Outlets, ...], ...]:
    """What each operator has of each kind, by operator and kind."""
    nothing, kinds = Outlets(), tuple(world.scenario.outlets)
    return tuple(tuple(o.outlets.get(kind, nothing) for kind in kinds) for o in world.levers.values())


def counts_of(world: World) -> NDArray[np.int64]:
    """Outlets, shape (operators, kinds, places)."""
    places = tuple(world.scenario.customers.places)
    rows = [[own.count.get(place, 0) for place in places] for terms in owned(world) for own in terms]
    return np.array(rows, dtype=np.int64).reshape(shape_of(world))


def open_outlets(world: World) -> None:
    """Lay outlets out anew when their number changed; the wait expected follows last month's crowd."""
    scenario = world.scenario
    if not scenario.outlets:
        return
    table, counts = world.channels, counts_of(world)
    if not np.array_equal(counts, world.access.outlets):
        places = scenario.customers.places
        world.access = access_of(scenario.seed, world.zones, world.levers, scenario.outlets, places)
    p = scenario.behaviour.shopping.record()
    crowd = [
        next_crowd(*row, p) for row in zip(table["crowd"].tolist(), table["visits"].tolist(), strict=True)
    ]
    table["outlets"][:], table["covered"][:] = counts.ravel(), world.access.covered.ravel()
    table["crowd"][:] = crowd
    table["wait"][:] = waits(world).ravel()
    world.operators["cash"][:] -= outlet_costs(world).sum(axis=1)


def outlet_costs(world: World) -> NDArray[np.int64]:
    """Cents of rent and wages this month, shape (operators, kinds)."""
    kinds, places = tuple(world.scenario.outlets.values()), world.scenario.customers.places
    rows = [
        [cents(monthly_cost(own, kind, places)) for own, kind in zip(row, kinds, strict=True)]
        for row in owned(world)
    ]
    return np.array(rows, dtype=np.int64).reshape(shape_of(world)[:2])


def waits(world: World) -> NDArray[np.float64]:
    """Minutes that people expect to wait, shape (operators, kinds, places)."""
    shape, people = shape_of(world), world.scenario.customers
    outlets, crowd = (world.channels[name].reshape(shape).tolist() for name in ("outlets", "crowd"))
    found = np.zeros(shape)
    for j, terms in enumerate(owned(world)):
        for k, (own, kind) in enumerate(zip(terms, world.scenario.outlets.values(), strict=True)):
            room = own.clerks * kind.hours * 60.0
            for place in range(shape[2]):
                if outlets[j][k][place] and room > 0.0:
                    real = crowd[j][k][place] * people.represents / people.simulated
                    load = own.busy + real / outlets[j][k][place] * kind.minutes / room
                    found[j, k, place] = expected_wait(load, own.clerks, kind.minutes)
    return found


def doors(world: World) -> kernels.Doors:
    """The outlets of the month as customers see them."""
    kinds, shape = tuple(world.scenario.outlets.values()), shape_of(world)
    segments = world.scenario.customers.segments.values()

    def numbers(name: str) -> NDArray[np.float64]:
        return np.array([getattr(kind, name) for kind in kinds], dtype=np.float64)

    def terms(name: str) -> NDArray[np.float64]:
        rows = [[getattr(own, name) for own in row] for row in owned(world)]
        return np.array(rows, dtype=np.float64).reshape(shape[:2])

    ways = [kernels.WAYS.index(kind.way) for kind in kinds]
    return kernels.Doors(
        world.seed, world.period, np.array([key_of(kind) for kind in world.scenario.outlets], dtype=np.int64),
        np.array(ways, dtype=np.int64), np.array([key_of(way) for way in (*kernels.WAYS, LEAVING)]),
        numbers("reach"), numbers("human"), numbers("skill"), numbers("trust"), numbers("appeal"),
        world.access.between, world.access.scatter, world.channels["wait"].reshape(shape), terms("quality"),
        terms("handsets"), world.zones.first, world.zones.upto,
        np.array([[s.digital_skill, s.trust, s.human_touch] for s in segments], dtype=np.float64),
        sells_through_outlets(world),
    )  # fmt: skip


def sells_through_outlets(world: World) -> NDArray[np.bool_]:
    """Operators that have outlets, shape (operators,); the others' orders follow their channel mix."""
    return np.array([bool(o.outlets) for o in world.levers.values()], dtype=np.bool_)


def shop(world: World) -> None:
    """Those who want something else go to an outlet, and come back with an order or without."""
    if not world.scenario.outlets:
        return
    c, flows = world.customers, world.flows
    rows = movers(c["wanted"], c["offer"], c["ordered"])
    count_shoppers(world, rows)
    world.channels["visits"][:] = 0
    kernels.shop(
        rows, c["id"], c["place"], c["segment"], c["handset"], c["handset_age"], c["offer"], c["wanted"],
        c["referred"], c["channel"], offer_records(world), world.scenario.behaviour.generations.life,
        flows.funnel, world.channels["visits"].reshape(shape_of(world)), flows.shoppers[:, 1], doors(world),
        world.scenario.behaviour.shopping.record(),
    )  # fmt: skip


def count_shoppers(world: World, rows: NDArray[np.int64]) -> None:
    """Book who sets out to order something of an operator with outlets; ``rows`` of shape (movers,)."""
    wanted = world.customers["wanted"][rows]
    owners = world.offers["operator"][wanted[wanted >= 0]]
    world.flows.shoppers[:, 0] += np.bincount(owners, minlength=world.shape[0]) * sells_through_outlets(world)


def sale_prices(world: World) -> NDArray[np.int64]:
    """Cents of commission and handling for a sale, shape (operators, kinds)."""
    kinds = world.scenario.outlets.values()
    rows = [
        [cents(own.commission) + cents(kind.handling) for own, kind in zip(row, kinds, strict=True)]
        for row in owned(world)
    ]
    return np.array(rows, dtype=np.int64).reshape(shape_of(world)[:2])


def people_by_place(world: World) -> NDArray[np.float64]:
    """Share of the market's people in each place, shape (places,)."""
    people = world.cells["people"].reshape(world.shape[1], -1).sum(axis=1)
    return np.asarray(people / max(int(people.sum()), 1))


def channel_books(world: World, row: int) -> tuple[ChannelBooks, ...]:
    """One operator's books of the month, by kind of outlet."""
    shape, fixed = shape_of(world), outlet_costs(world)[row]
    prices, share = sale_prices(world), people_by_place(world)
    outlets, wait = (world.channels[name].reshape(shape)[row] for name in ("outlets", "wait"))
    found = []
    for k in range(shape[1]):
        considered, tried, completed = (int(n) for n in world.flows.funnel[row, k])
        mean = float(np.dot(outlets[k], wait[k]) / max(int(outlets[k].sum()), 1))
        within = float(np.dot(share, world.access.covered[row, k]))
        found.append(
            ChannelBooks(
                considered, tried, completed, completed * int(prices[row, k]), int(fixed[k]),
                round(within * MILLION), round(mean * 1000.0),
            )
        )  # fmt: skip
    return tuple(found)


def near_any(world: World, row: int) -> int:
    """People of the market, in millionths, with some outlet of an operator within reach."""
    if not world.scenario.outlets:
        return 0
    return round(float(np.dot(people_by_place(world), world.access.near_any[row])) * MILLION)
