"""SimPy's environment on whole ticks, with our order of simultaneous events."""

from __future__ import annotations

from collections.abc import Callable

import simpy
from simpy.events import Event, EventPriority

from sim.operations.clock import Rank

_NUMBERS = 1 << 64
"""Room for numbers within a rank."""


class Agenda(simpy.Environment):
    """A clock of whole ticks; at one instant things happen in the order of ``Rank``, then of their number.

    SimPy's own events (a process begins, an event succeeds) come before all of these, at once.
    """

    def __init__(self) -> None:
        """Tick 0."""
        super().__init__(initial_time=0)
        self.tick = 0

    def moment(self, tick: int, rank: Rank, number: int) -> Event:
        """What a process yields to wait until ``tick`` (not past)."""
        moment = Event(self)
        moment._ok = True
        moment._value = None
        self.schedule(moment, EventPriority(rank * _NUMBERS + number), tick - self.tick)
        return moment

    def call(self, tick: int, rank: Rank, number: int, call: Callable[[], None]) -> None:
        """Have ``call()`` called at ``tick`` (not past)."""
        callbacks = self.moment(tick, rank, number).callbacks
        assert callbacks is not None
        callbacks.append(lambda _: call())

    def run_before(self, until: int) -> None:
        """Let everything happen that is due strictly before tick ``until``."""
        while self.peek() < until:
            self.tick = int(self.peek())
            self.step()
        self.tick = until
        self._now = until
