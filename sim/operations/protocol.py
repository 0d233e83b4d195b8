"""What an operations engine is given, what it answers, and the five verbs it understands.

Time is continuous, in days since the first day of the run; month ``t`` is ``[30 t, 30 t + 30)``. An engine
owns everything that outlives a month: stock, orders waiting for stock, couriers on the road, cash on its way
to the till.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.operations.terms import OperationsTerms

DAYS = 30.0
"""Days in a month. Days exist in operations only."""

BACKGROUND = -1
"""Customer of a job that stands for the load of people who are not simulated."""


class Mode(IntEnum):
    """How an order reaches the customer."""

    COUNTER = 0
    """Handed over in a hall or at an agent's; nothing travels, but stock is needed."""
    OWN = 1
    """The operator's own delivery staff."""
    COMMUNITY = 2
    """Community managers on their rounds."""
    EXPRESS = 3
    """An express company."""


class Ending(IntEnum):
    """How an order ends; every order has exactly one ending."""

    DELIVERED = 0
    """In the customer's hands; the service is activated."""
    FAILED = 1
    """Every attempt failed or the goods were refused at the door; goods go back to stock."""
    CANCELLED = 2
    """The customer's patience ran out before the goods left, or the market called ``cancel``."""


@dataclass(frozen=True)
class Jobs:
    """Orders handed to the engine, arrays of shape (jobs,), sorted by (time, job)."""

    job: NDArray[np.int64]
    """Identity: the same order has the same number in every strategy and replication."""
    customer: NDArray[np.int64]
    """Row of the customer, or ``BACKGROUND``."""
    operator: NDArray[np.int64]
    time: NDArray[np.float64]
    """When the order is placed, days since the start of the run."""
    mode: NDArray[np.int64]
    depot: NDArray[np.int64]
    handset: NDArray[np.int64]
    """Generation of the handset to hand over; 0 where the customer keeps the old one."""
    prepaid: NDArray[np.bool_]
    """True where the order was paid when it was placed, false where it is paid on delivery."""
    amount: NDArray[np.int64]
    """Cents to collect for the goods."""


@dataclass(frozen=True)
class Outcomes:
    """Orders that ended, arrays of shape (outcomes,), sorted by (time, job)."""

    job: NDArray[np.int64]
    customer: NDArray[np.int64]
    operator: NDArray[np.int64]
    ending: NDArray[np.int64]
    time: NDArray[np.float64]
    """When it ended, days since the start of the run."""
    promised: NDArray[np.float64]
    """When it had been promised for, days since the start of the run."""
    placed: NDArray[np.float64]
    attempts: NDArray[np.int64]
    cost: NDArray[np.int64]
    """Cents the operator spent on delivering this order, attempts that failed included."""
    collected: NDArray[np.int64]
    """Cents the customer paid for the goods (0 unless delivered; prepaid money of lost orders is
    returned)."""
    handset: NDArray[np.int64]
    """Generation of the handset handed over; 0 where none was, or the order was lost."""


class Engine(Protocol):
    """The five verbs, and a change of terms. Two engines given the same jobs and seed answer alike."""

    def submit(self, jobs: Jobs) -> None:
        """Accept orders placed in the month about to be simulated."""

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, half-open, in days; what is under way stays under way."""

    def drain(self) -> Outcomes:
        """Orders that ended since the last call; each order appears once in the life of the engine."""

    def cancel(self, job: int, at: float) -> None:
        """Cancel an order at a time (days); if it has left, the customer refuses it at the door."""

    def state(self) -> dict[str, NDArray[np.int64]]:
        """Counters per operator, shape (operators,), for the conservation laws and the KPIs.

        Keys: placed, delivered, failed, cancelled, under_way (orders); handsets_received, handsets_shipped,
        handsets_returned, handsets_on_hand and the same four for sims; stock_outs (orders that had to wait
        for stock); cash_collected, cash_booked, cash_in_bags (cents); busy_minutes, staff_minutes. All
        cumulative but under_way, *_on_hand and cash_in_bags.
        """

    def change(self, terms: OperationsTerms, at: float) -> None:
        """New terms from now on; ``at`` must be now (days), which is the start of a month when levers act.

        They hold for everything that happens from now on, orders under way included; only the promise, the
        patience and the number of attempts stay what they were when an order was submitted. Fleets are pools:
        after a cut rounds under way are finished, and nobody sets off until fewer couriers are out than there
        are heads.
        """
