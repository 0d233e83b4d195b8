"""Orders per second of both engines of orders: a realistic mix, and delivered orders only."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import numpy as np
from numpy.typing import NDArray

from sim.operations.compiled_orders import CompiledOrders
from sim.operations.protocol import DAYS, Engine, Jobs, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import OperationsTerms, terms_of
from sim.scenario.delivery import Delivery, DeliveryMode, Item, Stock

OPERATORS = 3
DEPOTS = 8
MONTHS = 4
PER_MONTH = 20_000
Kind = Callable[[OperationsTerms, int], Engine]
SHARES = {"mix": (0.6, 0.12, 0.12, 0.16), "delivered": (0.0, 0.3, 0.3, 0.4)}
"""Share of orders by mode."""


def month_of_jobs(month: int, count: int, shares: tuple[float, ...]) -> Jobs:
    """``count`` orders of one month, drawn with numpy's generator: chance of the load, not of the model."""
    chance = np.random.default_rng(month)
    time: NDArray[np.float64] = np.sort(month * DAYS + DAYS * chance.random(count))
    return Jobs(
        job=np.arange(month * count, (month + 1) * count),
        customer=np.arange(count),
        operator=chance.integers(0, OPERATORS, count),
        time=time,
        mode=chance.choice(len(Mode), count, p=shares).astype(np.int64),
        depot=chance.integers(0, DEPOTS, count),
        handset=chance.choice([0, 3, 4], count, p=[0.6, 0.1, 0.3]).astype(np.int64),
        prepaid=chance.random(count) < 0.5,
        amount=chance.integers(1000, 200_000, count),
    )


def engine(kind: Kind) -> Engine:
    """An engine that carries the load with some waiting for stock and couriers."""
    mode = DeliveryMode(couriers=1, success=0.9, remittance=3.0)
    stock = Stock(
        sim=Item(reorder_at=300, order_up_to=800, lead=3.0),
        g3=Item(reorder_at=30, order_up_to=80, lead=5.0),
        g4=Item(reorder_at=60, order_up_to=150, lead=5.0),
    )
    delivery = Delivery(own=mode, community=mode, express=mode)
    return kind(terms_of((delivery,) * OPERATORS, (stock,) * OPERATORS, DEPOTS), 2014)


def orders_per_second(kind: Kind, shares: tuple[float, ...], per_month: int = PER_MONTH) -> float:
    """CPU-time throughput of submit, advance, state and drain together."""
    months = [month_of_jobs(month, per_month, shares) for month in range(MONTHS)]
    warm = engine(kind)
    warm.submit(month_of_jobs(0, 100, shares))
    warm.advance(1.0)
    runs = engine(kind)
    began = process_time()
    ended = 0
    for month, jobs in enumerate(months):
        runs.submit(jobs)
        runs.advance((month + 1) * DAYS)
        runs.state()
        ended += runs.drain().job.size
    elapsed = process_time() - began
    state = runs.state()
    assert ended == int(state["placed"].sum() - state["under_way"].sum())
    return MONTHS * per_month / elapsed


def main() -> None:
    """Print orders per second for each load."""
    for name, shares in SHARES.items():
        slow = orders_per_second(SimpyEngine, shares)
        fast = max(orders_per_second(CompiledOrders, shares) for _ in range(5))
        print(f"{name}: compiled {fast:,.0f}, SimPy {slow:,.0f} orders/s: {fast / slow:.0f} times")


if __name__ == "__main__":
    main()
