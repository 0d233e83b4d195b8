"""The couriers of one depot and mode: opening hours, orders on the shelf, rounds under way, cash in bags."""

from __future__ import annotations

from collections import deque
from math import floor

from sim.operations.clock import TICKS, on_grid, ticks
from sim.operations.orders import Order, Stage
from sim.operations.terms import FleetTerms


class Round:
    """One courier's way past several doors and back."""

    __slots__ = ("bag", "began", "load", "lost", "number", "retry")

    def __init__(self, load: list[Order], began: float) -> None:
        """A round with at least one order; its number is its last order's, which nobody else carries."""
        self.load = load
        self.began = began
        self.number = load[-1].job
        self.bag = 0
        """Cents taken at doors."""
        self.retry: list[Order] = []
        """Orders brought back to go out again."""
        self.lost: list[Order] = []
        """Orders that failed; their goods are brought back."""


class Fleet:
    """The couriers of one operator, depot and mode: a pool, of which only the number of heads is known."""

    def __init__(self, operator: int, number: int, terms: FleetTerms) -> None:
        """An idle fleet with nothing to do."""
        self.operator, self.number, self.terms = operator, number, terms
        self.queue: deque[Order] = deque()
        self.again: deque[tuple[float, Order]] = deque()
        """Orders that go out again, and from when."""
        self.rounds: dict[int, Round] = {}
        """Rounds under way, by number: as many as couriers are out."""
        self.remitting: deque[int] = deque()
        """Cents brought back and not booked yet, oldest first."""
        self.wakes: set[float] = set()
        """Openings for which the fleet has asked to be woken."""
        self.busy_ticks = 0
        self._staffed_ticks = 0
        self._staffed_until = 0.0

    def is_open(self, now: float) -> bool:
        """Whether a round may start now."""
        return self.terms.opens <= now - floor(now) < self.terms.closes

    def next_opening(self, now: float) -> float:
        """The first opening at or after now."""
        day = floor(now)
        return day + self.terms.opens if now - day <= self.terms.opens else day + 1 + self.terms.opens

    def has_free_courier(self) -> bool:
        """POOL: somebody may set off while fewer are out than there are heads."""
        return len(self.rounds) < self.terms.couriers

    def load(self) -> list[Order]:
        """Take the next round's orders from the shelf, oldest first; empty where all of them have ended."""
        load: list[Order] = []
        while self.queue and len(load) < self.terms.parcels:
            order = self.queue.popleft()
            if order.stage is not Stage.ENDED:
                load.append(order)
        return load

    def shelve_retries(self, now: float) -> None:
        """Put orders whose next attempt is due behind those that wait."""
        while self.again and self.again[0][0] <= now:
            self.queue.append(self.again.popleft()[1])

    def leg(self, order: Order) -> float:
        """Days until the next attempt at this order is over: the way there and the time at the door."""
        return on_grid(self.terms.door + self.terms.travel * order.pace[order.attempts])

    def cash(self) -> int:
        """Cents in bags and on their way to the operator's account."""
        return sum(tour.bag for tour in self.rounds.values()) + sum(self.remitting)

    def account_staff(self, now: float) -> int:
        """Ticks couriers have been on duty until now; call it before the terms change."""
        hours = self._open_time(now) - self._open_time(self._staffed_until)
        self._staffed_ticks += self.terms.couriers * ticks(hours)
        self._staffed_until = now
        return self._staffed_ticks

    def account_round(self, tour: Round, now: float) -> None:
        """Book the time of a round that has come back."""
        self.busy_ticks += ticks(now - tour.began)

    def _open_time(self, now: float) -> float:
        day = floor(now)
        length = self.terms.closes - self.terms.opens
        return day * length + min(max(now - day - self.terms.opens, 0.0), length)


def minutes(counted_ticks: int) -> int:
    """Whole minutes in a number of ticks."""
    return counted_ticks * 1440 // int(TICKS)
