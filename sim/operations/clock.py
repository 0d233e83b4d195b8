"""Time in the engine: a grid on which sums are exact, and the order of things that happen at one instant.

Every time and every duration is a multiple of 2^-36 day (1.3 microseconds), and the horizon is 2^17 days, so
sums and differences of times are exact in 64-bit floats: ``now + (t - now) == t``. That is what makes a run
cut into windows, a run in one piece and a run of another engine agree to the bit.

At one instant things happen in the order of ``Rank``, then of their number (an order's identity, a shelf's):
never in the order in which somebody happened to schedule them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from math import ceil
from typing import Any

import simpy
from simpy.events import EventPriority

TICKS = 2.0**36
"""Ticks in a day."""

HORIZON = 2.0**17
"""Days that can be counted; 4,369 months."""

MINUTE = 1.0 / 1440.0
"""Days in a minute."""

_NUMBERS = 1 << 64
"""Room for numbers within a rank."""


class Rank(IntEnum):
    """What comes first at one instant: work that ends, then goods, then openings, then orders, then patience.

    So an order that could leave at the very moment its customer gives up does leave. Ranks begin at 2 because
    0 and 1 are SimPy's own.
    """

    RETURN = 2
    """A courier is back at the depot."""
    STOP = 3
    """A courier is at a door."""
    DESK = 4
    """A desk has finished a job: a counter has handed an order over."""
    BOOKING = 5
    """Cash arrives at the operator."""
    GOODS = 6
    """Ordered goods arrive."""
    INSPECTED = 7
    """Returned goods are fit to be sold again."""
    READY = 8
    """An order is packed and on the courier's shelf; a job's wait is over."""
    MACHINE = 9
    """A machine breaks down or is repaired."""
    OPENING = 10
    """A fleet starts its day; a shift begins or ends."""
    PLACED = 11
    """An order is placed; a job arrives."""
    DAWN = 12
    """The deadlines of a day are looked up."""
    PATIENCE = 13
    """A customer gives up."""
    CANCEL = 14
    """The market withdraws a job."""


def on_grid(days: float) -> float:
    """The latest instant of the grid at or before ``days`` (days >= 0)."""
    return int(days * TICKS) / TICKS


def next_on_grid(days: float) -> float:
    """The first instant of the grid at or after ``days`` (days >= 0)."""
    return ceil(days * TICKS) / TICKS


def ticks(days: float) -> int:
    """A time of the grid as a whole number of ticks."""
    return int(days * TICKS)


class Moment(simpy.Event):
    """Something that will happen at a known instant; processes wait for it, or ``call`` is called with it."""

    callbacks: list[Callable[[simpy.Event], None]]


class Clock(simpy.Environment):
    """SimPy's environment with our order of simultaneous events."""

    def moment(self, at: float, rank: Rank, number: int) -> Moment:
        """What a process yields to wait until ``at`` (days, on the grid, not past)."""
        moment = Moment(self)
        moment._ok = True
        moment._value = None
        self.schedule(moment, EventPriority(rank * _NUMBERS + number), at - self._now)
        return moment

    def call(self, at: float, rank: Rank, number: int, call: Callable[[Any], None], subject: object) -> None:
        """Have ``call(subject)`` called at ``at`` (days, on the grid, not past)."""
        self.moment(at, rank, number).callbacks.append(lambda _: call(subject))

    def run_before(self, until: float) -> None:
        """Let everything happen that is due strictly before ``until`` (days, not past)."""
        stop = self.instant(until)
        if stop > self._now:
            self.run(until=stop)

    def instant(self, days: float) -> float:
        """The first instant of the grid at or after ``days``. Raises ``ValueError`` where that is past."""
        instant = next_on_grid(days)
        if instant < self._now:
            raise ValueError(f"day {days} is in the past: it is day {self._now}")
        return instant

    @property
    def today(self) -> float:
        """Now, in days since the start of the run."""
        return self._now
