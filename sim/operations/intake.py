"""Orders made from arrays: checked, put on the clock's grid, given their luck and their promise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.operations.clock import HORIZON, TICKS, on_grid
from sim.operations.draws import Luck, draw
from sim.operations.heap import NUMBER
from sim.operations.orders import Order
from sim.operations.protocol import Jobs, Mode
from sim.operations.terms import OLDEST, OperationsTerms, OperatorTerms

MODES = tuple(Mode)


def orders_of(jobs: Jobs, terms: OperationsTerms, seed: int, now: float) -> list[Order]:
    """Orders of ``jobs``, in the same order. Promise, patience and number of attempts are those of ``terms``.

    Raises:
        ValueError: the arrays are not what ``Jobs`` says, or an order's time is before ``now`` (days).
    """
    check_jobs(jobs, terms, now)
    orders = [
        Order(job, customer, operator, MODES[mode], depot, handset, prepaid, amount)
        for job, customer, operator, mode, depot, handset, prepaid, amount in zip(
            jobs.job.tolist(),
            jobs.customer.tolist(),
            jobs.operator.tolist(),
            jobs.mode.tolist(),
            jobs.depot.tolist(),
            jobs.handset.tolist(),
            jobs.prepaid.tolist(),
            jobs.amount.tolist(),
            strict=True,
        )
    ]
    attempts = max((operator.attempts for operator in terms.operators), default=1)
    travels = np.flatnonzero(jobs.mode != Mode.COUNTER)
    luck = draw(seed, jobs.job, attempts, travels)
    for order, time, patience in zip(orders, jobs.time.tolist(), luck.patience.tolist(), strict=True):
        _promise(order, terms.operators[order.operator], max(on_grid(time), now), patience)
    _give_luck([orders[row] for row in travels.tolist()], luck)
    return orders


def _promise(order: Order, terms: OperatorTerms, placed: float, patience: float) -> None:
    promise = terms.desk_promise if order.mode is Mode.COUNTER else terms.fleets[order.mode - 1].promise
    order.placed = placed
    order.promised = placed + promise
    order.deadline = order.promised + on_grid(terms.patience * patience)
    order.limit = terms.attempts


def _give_luck(orders: list[Order], luck: Luck) -> None:
    for order, pace, home, resolve in zip(
        orders, luck.pace.tolist(), luck.home.tolist(), luck.resolve.tolist(), strict=True
    ):
        order.pace, order.home, order.resolve = pace, home, resolve


def check_jobs(jobs: Jobs, terms: OperationsTerms, now: float) -> None:
    """Raise ``ValueError`` where arrays are not what ``Jobs`` says, or come before ``now`` (days)."""
    handsets = len(terms.operators[0].items) - 1 if terms.operators else 0
    _within(jobs.operator, 0, len(terms.operators) - 1, "operator")
    _within(jobs.depot, 0, terms.depots - 1, "depot")
    _within(jobs.mode, 0, len(MODES) - 1, "mode")
    _within(jobs.handset[jobs.handset != 0], OLDEST, OLDEST + handsets - 1, "handset")
    _within(jobs.job, 0, NUMBER, "job")
    _within(jobs.amount, 0, np.iinfo(np.int64).max, "amount")
    if not bool(np.all((jobs.time > now - 1 / TICKS) & (jobs.time < HORIZON / 2))):
        raise ValueError(f"orders must be placed at {now} or later, and before day {HORIZON / 2:.0f}")
    if jobs.time.size > 1 and not bool(np.all(_sorted(jobs))):
        raise ValueError("orders must be sorted by (time, job), each job once")


def _within(values: NDArray[np.int64], low: int, high: int, name: str) -> None:
    if values.size and (int(values.min()) < low or int(values.max()) > high):
        raise ValueError(f"{name} must be in {low}..{high}, found {int(values.min())}..{int(values.max())}")


def _sorted(jobs: Jobs) -> NDArray[np.bool_]:
    later = jobs.time[1:] > jobs.time[:-1]
    tie: NDArray[np.bool_] = (jobs.time[1:] == jobs.time[:-1]) & (jobs.job[1:] > jobs.job[:-1])
    return later | tie
