"""The readable engine: every step of an order is a small method on a SimPy clock, made to be overridden.

The life of an order::

    placed -> goods set aside -> counter: handed over at the desk
                              -> courier: packed, queue, round, door -> handed over
                                                                     -> nobody there: out again another day
                                                                     -> refused, or attempts used up: failed
    patience runs out before the goods leave: cancelled; afterwards the customer refuses at the door

To change a step, subclass ``SimpyEngine`` and override its method: ``outcome_of_attempt``, ``dispatch``, ...
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from simpy.events import Event

from sim.operations.books import Account
from sim.operations.clock import Clock, Rank
from sim.operations.couriers import Fleet, Round
from sim.operations.intake import orders_of
from sim.operations.orders import Door, Order, Stage
from sim.operations.patience import Calendar
from sim.operations.protocol import Ending, Jobs, Mode, Outcomes
from sim.operations.records import Ended, outcomes_of, state_of
from sim.operations.stock import Shelf
from sim.operations.terms import OLDEST, OperationsTerms


class SimpyEngine:
    """Orders, stock and couriers of all operators; meets ``Engine``."""

    def __init__(self, terms: OperationsTerms, seed: int) -> None:
        """Full shelves and idle couriers at the start of day 0; ``seed`` is the replication's (32 bits)."""
        self.terms, self.seed = terms, seed
        self.clock = Clock()
        self.calendar = Calendar(self.clock, self.cancelled)
        self.accounts = [Account() for _ in terms.operators]
        self.shelves: list[list[list[Shelf]]] = []
        """By operator, depot, item."""
        self.fleets: list[list[list[Fleet]]] = []
        """By operator, depot, mode less one."""
        self._build()
        self.orders: dict[int, Order] = {}
        """Orders submitted and not ended, by job."""
        self.coming_back: dict[int, Order] = {}
        """Failed orders whose goods are not back on the shelf."""
        self.ended: list[Ended] = []

    # --- the five verbs

    def submit(self, jobs: Jobs) -> None:
        """Accept orders; raises ``ValueError`` where the arrays break the contract of ``Jobs``."""
        orders = orders_of(jobs, self.terms, self.seed, self.clock.today)
        for order in orders:
            if order.job in self.orders:
                raise ValueError(f"order {order.job} is submitted twice")
            shelves = self.shelves[order.operator][order.depot]
            order.goods = (
                (shelves[0], shelves[order.handset - OLDEST + 1]) if order.handset else (shelves[0],)
            )
            self.orders[order.job] = order
        self._expect(iter(orders))

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, in days."""
        self.clock.run_before(until)

    def drain(self) -> Outcomes:
        """Orders that ended since the last call, sorted by (time, job)."""
        ended, self.ended = self.ended, []
        return outcomes_of(ended)

    def cancel(self, job: int, at: float) -> None:
        """Cancel an order at a time (days, not past); one that has ended, or never began, is left alone.

        An order cancelled before it is placed ends when it would have been placed.
        """
        instant = self.clock.instant(at)
        order = self.orders.get(job)
        if order is not None:
            order.deadline = min(order.deadline, instant)
            if order.stage is Stage.WAITING:
                self.calendar.watch(order)

    def state(self) -> dict[str, NDArray[np.int64]]:
        """Counters per operator, counted from the shelves, bags and orders themselves; see ``Engine``.

        Beyond the protocol's keys: handsets_delivered; handsets_out and sims_out (set aside, on the road,
        coming back); handsets_lacking and sims_lacking (pieces below nothing on any shelf: always 0).
        ``cash`` is what was paid at doors and counters, not what was paid in advance. ``busy_minutes`` counts
        rounds that have come back; ``staff_minutes`` counts couriers times opening hours.
        """
        return state_of(self)

    def change(self, terms: OperationsTerms, at: float) -> None:
        """New terms from now on; ``at`` must be now (days), which is the start of a month when levers act.

        They hold for everything that happens from now on, orders under way included; only the promise, the
        patience and the number of attempts stay what they were when an order was submitted. Fleets are pools:
        after a cut rounds under way are finished, and nobody sets off until fewer couriers are out than there
        are heads.
        """
        now = self.clock.instant(at)
        if now != self.clock.today:
            raise ValueError(f"terms change at the present moment {self.clock.today}, not at {at}")
        if len(terms.operators) != len(self.terms.operators) or terms.depots != self.terms.depots:
            raise ValueError("the number of operators and depots cannot change during a run")
        self.terms = terms
        for operator, depot in product(range(len(terms.operators)), range(terms.depots)):
            new = terms.operators[operator]
            for fleet, fleet_terms in zip(self.fleets[operator][depot], new.fleets, strict=True):
                fleet.account_staff(now)
                fleet.terms = fleet_terms
                self.dispatch(fleet)
            for shelf, item_terms in zip(self.shelves[operator][depot], new.items, strict=True):
                shelf.terms = item_terms
                shelf.review()

    # --- the steps of an order

    def place(self, order: Order) -> None:
        """An order is placed: its goods are set aside, or it waits for them until patience runs out."""
        order.stage = Stage.WAITING
        account = self.accounts[order.operator]
        account.placed += 1
        if order.deadline < order.placed:
            self.finish(order, Ending.CANCELLED)  # it never asked for goods
            return
        at_once = True
        for shelf in order.goods:
            at_once &= shelf.demand(order)
        if at_once:
            self.fulfil(order)
        else:
            account.stock_outs += 1
        if order.stage is Stage.WAITING:
            self.calendar.watch(order)

    def gathered(self, order: Order) -> None:
        """A piece has come for an order that waited for goods; it may still lack another."""
        if len(order.holds) == len(order.goods):
            self.fulfil(order)

    def fulfil(self, order: Order) -> None:
        """All goods are set aside: hand them over at the counter, or have them packed for the courier."""
        if order.mode is Mode.COUNTER:
            order.stage = Stage.OUT
            self._later(self.terms.operators[order.operator].desk, Rank.DESK, order, self.handed_over_at_desk)
        else:
            self._later(self.fleet_of(order).terms.lead, Rank.READY, order, self.ready)

    def handed_over_at_desk(self, order: Order) -> None:
        """The counter has handed the goods over."""
        order.cost += self.terms.operators[order.operator].desk_cost
        account = self.accounts[order.operator]
        if not order.prepaid:
            account.cash_collected += order.amount
            account.cash_booked += order.amount
        self.finish(order, Ending.DELIVERED)

    def ready(self, order: Order) -> None:
        """An order is packed; if it has not been cancelled meanwhile it waits for a courier."""
        if order.stage is Stage.WAITING:
            fleet = self.fleet_of(order)
            fleet.queue.append(order)
            self.dispatch(fleet)

    def dispatch(self, fleet: Fleet) -> None:
        """Send couriers out while there are orders and free couriers; override to wait for fuller rounds."""
        now = self.clock.today
        if not fleet.is_open(now):
            if fleet.queue:
                self._wake(fleet, fleet.next_opening(now))
            return
        while fleet.queue and fleet.has_free_courier():
            load = fleet.load()
            if load:
                self.send(fleet, Round(load, now))

    def send(self, fleet: Fleet, tour: Round) -> None:
        """A courier leaves with a load; from here on only the door decides about its orders."""
        for order in tour.load:
            order.stage = Stage.OUT
        fleet.rounds[tour.number] = tour
        self.clock.process(self.deliver(fleet, tour))

    def deliver(self, fleet: Fleet, tour: Round) -> Generator[Event, object, None]:
        """The SimPy process of one courier's round: door after door, then back."""
        for order in tour.load:
            yield self.clock.moment(self.clock.today + fleet.leg(order), Rank.STOP, order.job)
            self.attempt(order, fleet, tour)
        yield self.clock.moment(self.clock.today + fleet.terms.back, Rank.RETURN, tour.number)
        self.return_from(fleet, tour)

    def attempt(self, order: Order, fleet: Fleet, tour: Round) -> None:
        """The courier is at the door: the goods are handed over, brought back, or brought back for good."""
        door = self.outcome_of_attempt(order, fleet)
        order.attempts += 1
        order.cost += fleet.terms.cost
        if door is Door.HANDED:
            if not order.prepaid:
                tour.bag += order.amount
                self.accounts[order.operator].cash_collected += order.amount
            self.finish(order, Ending.DELIVERED)
        elif door is Door.ABSENT and order.attempts < order.limit:
            tour.retry.append(order)
        else:
            tour.lost.append(order)
            self.finish(order, Ending.FAILED)

    def outcome_of_attempt(self, order: Order, fleet: Fleet) -> Door:
        """What happens at the door now. ``order.attempts`` attempts were made before this one.

        Late goods to be paid at the door are refused more often. Source: see ``DeliveryMode.refusal_rise``.
        """
        now, terms, nth = self.clock.today, fleet.terms, order.attempts
        if order.deadline < now:
            return Door.REFUSED
        if order.home[nth] >= terms.success:
            return Door.ABSENT
        late = max(now - order.promised, 0.0)
        if not order.prepaid and order.resolve[nth] < terms.refusal + terms.refusal_rise * late:
            return Door.REFUSED
        return Door.HANDED

    def return_from(self, fleet: Fleet, tour: Round) -> None:
        """A courier is back: cash is remitted, goods are shelved or inspected, the next round may begin."""
        now = self.clock.today
        del fleet.rounds[tour.number]
        fleet.account_round(tour, now)
        self.remit(fleet, tour.bag)
        for order in tour.lost:
            self._later(self.terms.operators[order.operator].inspection, Rank.INSPECTED, order, self.restock)
        if tour.retry:
            opening = fleet.next_opening(now)
            fleet.again.extend((opening, order) for order in tour.retry)
            self._wake(fleet, opening)
        self.dispatch(fleet)

    def remit(self, fleet: Fleet, cents: int) -> None:
        """Cash from a bag is booked: at once, or when the courier company pays it out."""
        if fleet.terms.remittance == 0.0:
            self.accounts[fleet.operator].cash_booked += cents
        elif cents:
            fleet.remitting.append(cents)
            self.clock.call(
                self.clock.today + fleet.terms.remittance,
                Rank.BOOKING,
                fleet.number,
                self.book,
                (fleet, cents),
            )

    def book(self, payment: tuple[Fleet, int]) -> None:
        """Cash arrives on the operator's account."""
        fleet, cents = payment
        fleet.remitting.remove(cents)
        self.accounts[fleet.operator].cash_booked += cents

    def restock(self, order: Order) -> None:
        """Goods of a failed order have been inspected and are for sale again."""
        del self.coming_back[order.job]
        for shelf in order.goods:
            shelf.put_back()

    def cancelled(self, order: Order) -> None:
        """A customer gives up before the goods have left; what was set aside is for sale again at once."""
        self.finish(order, Ending.CANCELLED)
        for shelf in order.goods:
            shelf.withdraw(order)

    def finish(self, order: Order, ending: Ending) -> None:
        """Write an order's end into the books."""
        order.stage = Stage.ENDED
        del self.orders[order.job]
        account = self.accounts[order.operator]
        if ending is Ending.DELIVERED:
            account.delivered += 1
            account.handsets_delivered += order.handset > 0
        elif ending is Ending.FAILED:
            account.failed += 1
            self.coming_back[order.job] = order
        else:
            account.cancelled += 1
        self.ended.append(Ended(self.clock.today, order.job, ending, order))

    # --- what the steps stand on

    def fleet_of(self, order: Order) -> Fleet:
        """The couriers that carry an order which is not handed over at a counter."""
        return self.fleets[order.operator][order.depot][order.mode - 1]

    def _build(self) -> None:
        number = 0
        for operator, terms in enumerate(self.terms.operators):
            self.shelves.append([])
            self.fleets.append([])
            for _ in range(self.terms.depots):
                numbers = range(number, number + len(terms.items))
                number += len(terms.items)
                self.shelves[-1].append(
                    [
                        Shelf(self.clock, item, n, self.gathered)
                        for n, item in zip(numbers, terms.items, strict=True)
                    ]
                )
                numbers = range(number, number + len(terms.fleets))
                number += len(terms.fleets)
                self.fleets[-1].append(
                    [Fleet(operator, n, fleet) for n, fleet in zip(numbers, terms.fleets, strict=True)]
                )

    def _expect(self, orders: Iterator[Order]) -> None:
        order = next(orders, None)
        if order is not None:
            self.clock.call(order.placed, Rank.PLACED, order.job, self._arrive, (order, orders))

    def _arrive(self, arrival: tuple[Order, Iterator[Order]]) -> None:
        order, others = arrival
        self._expect(others)
        self.place(order)

    def _later(self, delay: float, rank: Rank, order: Order, step: Callable[[Order], None]) -> None:
        self.clock.call(self.clock.today + delay, rank, order.job, step, order)

    def _wake(self, fleet: Fleet, at: float) -> None:
        if at not in fleet.wakes:
            fleet.wakes.add(at)
            self.clock.call(at, Rank.OPENING, fleet.number, self._open, fleet)

    def _open(self, fleet: Fleet) -> None:
        now = self.clock.today
        fleet.wakes.discard(now)
        fleet.shelve_retries(now)
        self.dispatch(fleet)
