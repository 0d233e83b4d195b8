"""The terms operations work under, in plain numbers: days on the clock's grid and whole cents."""

from __future__ import annotations

from dataclasses import dataclass

from sim.operations.clock import MINUTE, on_grid
from sim.scenario.delivery import Delivery, DeliveryMode, Item, Stock

SIM = 0
"""Index of SIM cards among a depot's items; handsets follow by generation."""

OLDEST = 2
"""Generation of the oldest handset sold; it has index 1 among a depot's items."""

HOURS = 24.0
CENTS = 100


@dataclass(frozen=True, slots=True)
class FleetTerms:
    """One delivery mode of one depot. Times in days."""

    couriers: int
    opens: float
    """Time of day in [0, 1)."""
    closes: float
    """Time of day in (0, 1]."""
    parcels: int
    travel: float
    """Mean time to the next stop."""
    door: float
    back: float
    lead: float
    success: float
    refusal: float
    refusal_rise: float
    """Per day beyond the promise."""
    cost: int
    """Cents per attempt."""
    promise: float
    remittance: float


@dataclass(frozen=True, slots=True)
class ItemTerms:
    """One shelf of one depot."""

    reorder_at: int
    order_up_to: int
    lead: float
    """Days."""


@dataclass(frozen=True, slots=True)
class OperatorTerms:
    """Everything one operator's depots have in common. Times in days."""

    fleets: tuple[FleetTerms, ...]
    """By ``Mode`` less one: own, community, express."""
    items: tuple[ItemTerms, ...]
    """SIM cards, then handsets from the oldest generation."""
    attempts: int
    patience: float
    """Mean time beyond the promise."""
    desk: float
    desk_cost: int
    """Cents per order."""
    desk_promise: float
    inspection: float


@dataclass(frozen=True, slots=True)
class OperationsTerms:
    """What a whole engine is built from: operators by row, and the number of depots each of them has."""

    operators: tuple[OperatorTerms, ...]
    depots: int


def terms_of(deliveries: tuple[Delivery, ...], stocks: tuple[Stock, ...], depots: int) -> OperationsTerms:
    """Terms from one ``Delivery`` and one ``Stock`` per operator: RMB become cents, minutes days."""
    operators = tuple(_operator(d, s) for d, s in zip(deliveries, stocks, strict=True))
    return OperationsTerms(operators, depots)


def _operator(delivery: Delivery, stock: Stock) -> OperatorTerms:
    return OperatorTerms(
        fleets=tuple(_fleet(mode) for mode in (delivery.own, delivery.community, delivery.express)),
        items=tuple(_item(item) for item in (stock.sim, stock.g2, stock.g3, stock.g4)),
        attempts=delivery.attempts,
        patience=delivery.patience,
        desk=on_grid(delivery.desk_minutes * MINUTE),
        desk_cost=_cents(delivery.desk_cost),
        desk_promise=on_grid(delivery.desk_promise),
        inspection=on_grid(stock.inspection),
    )


def _fleet(mode: DeliveryMode) -> FleetTerms:
    return FleetTerms(
        couriers=mode.couriers,
        opens=on_grid(mode.opens / HOURS),
        closes=on_grid(mode.closes / HOURS),
        parcels=mode.parcels,
        travel=mode.travel * MINUTE,
        door=mode.door * MINUTE,
        back=on_grid(mode.back * MINUTE),
        lead=on_grid(mode.lead),
        success=mode.success,
        refusal=mode.refusal,
        refusal_rise=mode.refusal_rise,
        cost=_cents(mode.cost),
        promise=on_grid(mode.promise),
        remittance=on_grid(mode.remittance),
    )


def _item(item: Item) -> ItemTerms:
    return ItemTerms(item.reorder_at, item.order_up_to, on_grid(item.lead))


def _cents(amount: float) -> int:
    return round(amount * CENTS)
