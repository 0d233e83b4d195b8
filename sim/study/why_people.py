"""The same people in two worlds: who was won, kept, lost or missed, and what each leaves less or more.

A customer is the same human with the same luck under both strategies, so the effect on each one is known, not
estimated. Both worlds live side by side, month by month. On the last day everybody belongs to one class, and
the classes add up to the difference in subscribers. In every month everybody is with the operator in both
worlds, in one, or in none, and the money of these months adds up to the difference in what people leave.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.world import World

Whole = NDArray[np.int64]
EXAMPLES = 3
"""Lives named per class."""
FOLLOWED = ("won", "kept", "lost", "missed", "cannibalised", "worth more")
"""Classes of which lives are named, in this order."""
FINE = 1000
"""Money of people is kept in thousandths of a cent, in whole numbers: sums are exact in any order."""


class Class(IntEnum):
    """What the change of strategy meant for a customer on the last day, to the operator observed."""

    WON = 0
    KEPT = 1
    LOST = 2
    MISSED = 3
    BOTH = 4
    NEITHER = 5


class Money(IntEnum):
    """Months by where they are lived; those in both worlds by whether the person leaves less or more."""

    GAINED = 0
    GIVEN_UP = 1
    LESS = 2
    MORE = 3
    OUTSIDE = 4


CLASSES = {
    Class.WON: ("won", "are subscribers at the end, and would not have come"),
    Class.KEPT: ("kept", "are subscribers from the first day to the end, and would have left"),
    Class.LOST: ("lost", "have left, and would have stayed"),
    Class.MISSED: ("missed", "have not come, and would have"),
    Class.BOTH: ("subscribers anyway", "are subscribers at the end of both worlds"),
    Class.NEITHER: ("not subscribers", "are subscribers at the end of neither world"),
}
"""What a class is called, and what it means."""
MONIES = {
    Money.GAINED: ("months gained", "are with the operator in months in which they would not be"),
    Money.GIVEN_UP: ("months given up", "are elsewhere in months in which they would be with the operator"),
    Money.LESS: ("cannibalised", "would be with the operator anyway, and leave less"),
    Money.MORE: ("worth more", "would be with the operator anyway, and leave more"),
    Money.OUTSIDE: ("elsewhere", "are elsewhere in both worlds: goods of orders that came to nothing"),
}
GAINS = {Class.WON: 1, Class.KEPT: 1, Class.LOST: -1, Class.MISSED: -1}
"""Subscribers that one customer of a class makes more or fewer."""
SIGNS = np.array([GAINS.get(one, 0) for one in Class])


@dataclass(frozen=True)
class Month:
    """Everybody in one world and month, as one operator sees them; arrays of shape (customers,)."""

    here: NDArray[np.bool_]
    """With the operator at the end of the month."""
    billed: Whole
    """Cents."""
    margin: Whole
    """Thousandths of a cent: billed and paid for goods, less the costs that a person causes."""


def month_seen(world: World, operator: int) -> Month:
    """The month that a world has just counted, while its marks still stand."""
    c = world.customers
    here = c["operator"] == operator
    billed = np.where(here, c["bill"], 0) + np.where(c["left"] == operator, c["final_bill"], 0)
    billed = billed.astype(np.int64)
    money = billed - here * _running_cost(world, operator) + _goods(world, operator)
    return Month(here, billed, np.rint(FINE * money).astype(np.int64))


def _running_cost(world: World, operator: int) -> NDArray[np.float64]:
    """Cents that a subscriber costs this month: traffic, service and the rest, shape (customers,)."""
    c, economy = world.customers, world.scenario.economy
    traffic = c["voice_used"] * economy.minute_cost + c["data_used"] * economy.mb_cost
    fixed = float(world.operators["service"][operator]) + 100.0 * economy.subscriber_cost
    return np.asarray(100.0 * traffic + fixed, dtype=np.float64)


def _goods(world: World, operator: int) -> NDArray[np.float64]:
    """Cents earned on handsets, SIM cards and deliveries this month, shape (customers,)."""
    from sim.operations.protocol import BACKGROUND, Ending

    done = world.outcomes
    mine = (done.customer != BACKGROUND) & (done.operator == operator)
    handsets = np.array((0, 0, *world.terms.handset_prices), dtype=np.float64)[done.handset[mine]]
    sims = np.where(done.ending[mine] == Ending.DELIVERED, 100.0 * world.scenario.economy.sim_cost, 0.0)
    found = np.zeros(world.customers.rows)
    np.add.at(found, done.customer[mine], done.collected[mine] - handsets - sims - done.cost[mine])
    return found


class Pair:
    """Two worlds of the same people, added up month by month."""

    def __init__(self, segment: Whole, began: NDArray[np.bool_]) -> None:
        """``began``: with the operator on day one, shape (customers,)."""
        rows = segment.shape[0]
        self.segment, self.began = segment, began
        self.months = np.zeros((3, rows), np.int64)
        self.billed, self.margin = np.zeros((4, rows), np.int64), np.zeros((4, rows), np.int64)
        self.before = self.after = began

    def add(self, first: Month, second: Month) -> None:
        """One more month of both worlds; ``first`` is the one compared with."""
        self.before, self.after = first.here, second.here
        where = (second.here & ~first.here, first.here & ~second.here, first.here & second.here)
        for state, inside in enumerate((*where, ~(first.here | second.here))):
            self.billed[state] += inside * (second.billed - first.billed)
            self.margin[state] += inside * (second.margin - first.margin)
        self.months += np.stack(where)

    def classes(self) -> Whole:
        """The class of every customer on the last day, shape (customers,)."""
        began, before, after = self.began, self.before, self.after
        found = np.where(before & after, int(Class.BOTH), int(Class.NEITHER))
        found[~before & after] = np.where(began, Class.KEPT, Class.WON)[~before & after]
        found[before & ~after] = np.where(began, Class.LOST, Class.MISSED)[before & ~after]
        return found

    def monies(self) -> tuple[Whole, Whole, Whole, NDArray[np.bool_]]:
        """Billed, margin, months, and who is concerned, each of shape (monies, customers)."""
        gained, given_up, both, outside = range(4)
        less, more = self.margin[both] < 0, self.margin[both] > 0
        order = ((gained, True), (given_up, True), (both, less), (both, ~less), (outside, True))
        billed = np.stack([self.billed[state] * who for state, who in order])
        margin = np.stack([self.margin[state] * who for state, who in order])
        spent = (self.months[gained], -self.months[given_up], 0 * less, 0 * less, 0 * less)
        concerned = (
            self.months[gained] > 0,
            self.months[given_up] > 0,
            less,
            more,
            self.margin[outside] != 0,
        )
        return billed, margin, np.stack(spent), np.stack(concerned)

    def tally(self, segments: int) -> Tally:
        """Added up by class and by money, each by segment."""
        billed, margin, months, concerned = self.monies()
        return Tally(
            by_segment(np.arange(len(Class))[:, np.newaxis] == self.classes(), self.segment, segments),
            by_segment(concerned, self.segment, segments),
            by_segment(months, self.segment, segments),
            by_segment(billed, self.segment, segments),
            by_segment(margin, self.segment, segments),
        )

    def lives(self) -> dict[str, list[Life]]:
        """Typical customers: of every class, and of those who leave less or more, by what they leave."""
        own, total = self.classes(), self.margin.sum(axis=0)
        found = {CLASSES[one][0]: self._typical(own == one, total) for one in GAINS}
        both = self.margin[2]
        found[MONIES[Money.LESS][0]] = self._typical(both < 0, both)
        found[MONIES[Money.MORE][0]] = self._typical(both > 0, both)
        return found

    def _typical(self, members: NDArray[np.bool_], money: Whole) -> list[Life]:
        """The members whose money is nearest to the members' median."""
        rows = np.flatnonzero(members)
        if not rows.size:
            return []
        distance = np.abs(money[rows] - np.median(money[rows]))
        nearest = rows[np.argsort(distance, kind="stable")[:EXAMPLES]]
        return [Life(int(i), int(self.segment[i]), float(money[i]) / FINE) for i in nearest]


def by_segment(values: NDArray[np.int64] | NDArray[np.bool_], segment: Whole, segments: int) -> Whole:
    """Sums of whole numbers, shape (kinds, customers), by segment: shape (kinds, segments)."""
    found = np.zeros((values.shape[0], segments), dtype=np.int64)
    for kind, row in enumerate(values):
        np.add.at(found[kind], segment, row)
    return found


@dataclass(frozen=True)
class Tally:
    """One replication by class (or money) and segment; simulated customers, whole numbers."""

    classes: Whole
    """Customers, shape (classes, segments)."""
    concerned: Whole
    """Customers with such months, shape (monies, segments); one customer may have several kinds."""
    months: Whole
    """Customer-months more or fewer with the operator, shape (monies, segments)."""
    billed: Whole
    """Cents more, shape (monies, segments)."""
    margin: Whole
    """Thousandths of a cent more, shape (monies, segments)."""

    @property
    def subscribers(self) -> Whole:
        """Subscribers more on the last day, shape (classes, segments)."""
        return np.asarray(self.classes * SIGNS[:, np.newaxis])


@dataclass(frozen=True)
class Life:
    """A customer worth following, in one replication."""

    customer: int
    segment: int
    margin: float
    """Cents left more than in the world compared with."""
