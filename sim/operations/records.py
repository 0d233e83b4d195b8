"""What an engine tells: the orders that ended, and its books, counted from orders, shelves and fleets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

import numpy as np

from sim.operations.books import Account, State
from sim.operations.clock import Clock
from sim.operations.couriers import Fleet, minutes
from sim.operations.orders import Order, Stage
from sim.operations.protocol import Ending, Outcomes
from sim.operations.stock import Shelf

ACCOUNTED = (
    "placed",
    "delivered",
    "failed",
    "cancelled",
    "handsets_delivered",
    "stock_outs",
    "cash_collected",
    "cash_booked",
)
COUNTED = (
    "under_way", "cash_in_bags", "busy_minutes", "staff_minutes",
    "handsets_received", "handsets_shipped", "handsets_returned", "handsets_on_hand", "handsets_lacking",
    "handsets_out",
    "sims_received", "sims_shipped", "sims_returned", "sims_on_hand", "sims_lacking", "sims_out",
)  # fmt: skip


class Ended(NamedTuple):
    """An order that ended, sorted by (time, job)."""

    time: float
    job: int
    ending: Ending
    order: Order


class Countable(Protocol):
    """The parts of an engine that are counted."""

    clock: Clock
    accounts: list[Account]
    shelves: list[list[list[Shelf]]]
    fleets: list[list[list[Fleet]]]
    orders: dict[int, Order]
    coming_back: dict[int, Order]


def outcomes_of(ended: list[Ended]) -> Outcomes:
    """Arrays of orders that ended, sorted by (time, job)."""
    rows = sorted(ended, key=lambda row: row[:2])
    orders = [row.order for row in rows]
    handed = np.array([row.ending is Ending.DELIVERED for row in rows], np.bool_)
    return Outcomes(
        job=_whole(row.job for row in rows),
        customer=_whole(order.customer for order in orders),
        operator=_whole(order.operator for order in orders),
        ending=_whole(row.ending for row in rows),
        time=_days(row.time for row in rows),
        promised=_days(order.promised for order in orders),
        placed=_days(order.placed for order in orders),
        attempts=_whole(order.attempts for order in orders),
        cost=_whole(order.cost for order in orders),
        collected=_whole(order.amount for order in orders) * handed,
        handset=_whole(order.handset for order in orders) * handed,
    )


def state_of(engine: Countable) -> State:
    """Counters per operator, shape (operators,); see ``Engine.state``."""
    operators = len(engine.accounts)
    state = {name: np.zeros(operators, np.int64) for name in ACCOUNTED + COUNTED}
    for operator, account in enumerate(engine.accounts):
        for name in ACCOUNTED:
            state[name][operator] = getattr(account, name)
        _count_shelves(state, operator, engine.shelves[operator])
        _count_fleets(state, operator, engine.fleets[operator], engine.clock.today)
    _count_orders(state, engine)
    return state


def _count_shelves(state: State, operator: int, depots: list[list[Shelf]]) -> None:
    for shelves in depots:
        for item, shelf in enumerate(shelves):
            goods = "handsets" if item else "sims"
            state[f"{goods}_received"][operator] += shelf.received
            state[f"{goods}_shipped"][operator] += shelf.shipped
            state[f"{goods}_returned"][operator] += shelf.returned
            state[f"{goods}_on_hand"][operator] += shelf.on_hand
            state[f"{goods}_lacking"][operator] += max(-shelf.on_hand, 0)


def _count_fleets(state: State, operator: int, depots: list[list[Fleet]], now: float) -> None:
    fleets = [fleet for depot in depots for fleet in depot]
    state["cash_in_bags"][operator] = sum(fleet.cash() for fleet in fleets)
    state["busy_minutes"][operator] = minutes(sum(fleet.busy_ticks for fleet in fleets))
    state["staff_minutes"][operator] = minutes(sum(fleet.account_staff(now) for fleet in fleets))


def _count_orders(state: State, engine: Countable) -> None:
    for order in _under_way(engine.orders.values()):
        state["under_way"][order.operator] += 1
        _count_goods(state, order)
    for order in engine.coming_back.values():
        _count_goods(state, order)


def _count_goods(state: State, order: Order) -> None:
    held = len(order.holds)
    sims = order.goods[0] in order.holds
    state["sims_out"][order.operator] += sims
    state["handsets_out"][order.operator] += held - sims


def _under_way(orders: Iterable[Order]) -> Iterator[Order]:
    return (order for order in orders if order.stage is not Stage.EXPECTED)


def _whole(values: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.fromiter(values, np.int64)


def _days(values: Iterable[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.fromiter(values, np.float64)
