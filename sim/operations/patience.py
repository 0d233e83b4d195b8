"""Customers who give up: deadlines by day, so that only orders still waiting then cost an event."""

from __future__ import annotations

from collections.abc import Callable
from math import floor

from sim.operations.clock import Clock, Rank
from sim.operations.orders import Order, Stage


class Calendar:
    """Deadlines of waiting orders. Most orders end before; an event for each would fill the agenda."""

    def __init__(self, clock: Clock, give_up: Callable[[Order], None]) -> None:
        """``give_up`` is called at an order's deadline if it still waits then."""
        self.clock, self.give_up = clock, give_up
        self.days: dict[int, list[Order]] = {}

    def watch(self, order: Order) -> None:
        """Have the order given up at its deadline, if it still waits then."""
        day = floor(order.deadline)
        if day <= self.clock.today:
            self._remind(order)
        elif day in self.days:
            self.days[day].append(order)
        else:
            self.days[day] = [order]
            self.clock.call(float(day), Rank.DAWN, day, self._dawn, day)

    def _dawn(self, day: int) -> None:
        for order in self.days.pop(day):
            if order.stage is Stage.WAITING:
                self._remind(order)

    def _remind(self, order: Order) -> None:
        at = max(order.deadline, self.clock.today)
        self.clock.call(at, Rank.PATIENCE, order.job, self._expire, order)

    def _expire(self, order: Order) -> None:
        if order.stage is Stage.WAITING and order.deadline <= self.clock.today:
            self.give_up(order)
