"""The books of operations and the laws they obey, whichever engine kept them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

State = dict[str, NDArray[np.int64]]
"""Counters per operator, shape (operators,), by the names that ``Engine.state`` gives."""

GOODS = ("handsets", "sims")


class Account:
    """One operator's running totals, from the first day on. Amounts in cents."""

    __slots__ = (
        "cancelled", "cash_booked", "cash_collected", "delivered", "failed", "handsets_delivered", "placed",
        "stock_outs",
    )  # fmt: skip

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.placed = 0
        self.delivered = 0
        self.failed = 0
        self.cancelled = 0
        self.handsets_delivered = 0
        self.stock_outs = 0
        self.cash_collected = 0
        self.cash_booked = 0


class Law(NamedTuple):
    """One law for one operator: it holds where left equals right."""

    name: str
    operator: int
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return self.left == self.right


def laws(state: State) -> tuple[Law, ...]:
    """Every law of operations for every operator, broken or not.

    - orders: placed = delivered + failed + cancelled + under way
    - stock: received (opening stock too) + returned - shipped = on hand; no shelf holds less than nothing
    - goods: shipped - returned = in customers' hands + out (set aside, on the road, on their way back)
    - cash: collected = booked + in bags
    """
    return tuple(
        law for operator in range(state["placed"].size) for law in _laws_of(_row(state, operator), operator)
    )


def _row(state: State, operator: int) -> dict[str, int]:
    return {name: int(values[operator]) for name, values in state.items()}


def _laws_of(of: dict[str, int], operator: int) -> list[Law]:
    ended = of["delivered"] + of["failed"] + of["cancelled"]
    laws_ = [
        Law("orders", operator, of["placed"], ended + of["under_way"]),
        Law("cash", operator, of["cash_collected"], of["cash_booked"] + of["cash_in_bags"]),
        Law("cash_in_bags_not_negative", operator, min(of["cash_in_bags"], 0), 0),
    ]
    for goods in GOODS:
        gone = of[f"{goods}_shipped"] - of[f"{goods}_returned"]
        on_hand = of[f"{goods}_on_hand"]
        with_customers = of["delivered"] if goods == "sims" else of["handsets_delivered"]
        laws_ += [
            Law(f"{goods}_stock", operator, of[f"{goods}_received"] - gone, on_hand),
            Law(f"{goods}_stock_not_negative", operator, of[f"{goods}_lacking"], 0),
            Law(f"{goods}_goods", operator, gone, with_customers + of[f"{goods}_out"]),
        ]
    return laws_
