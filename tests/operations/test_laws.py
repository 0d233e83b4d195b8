"""The books add up in every run, and each law catches engines that cheat on it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.operations.books import laws
from sim.operations.clock import Rank
from sim.operations.couriers import Fleet, Round
from sim.operations.orders import Order, Stage
from sim.operations.protocol import DAYS, Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import ItemTerms
from tests.operations.builders import SURE, Row, jobs_of, random_rows, terms

SHORT = ItemTerms(30, 60, 3.0)
FEW = ItemTerms(3, 12, 3.0)


def engine_of(kind: type[SimpyEngine], remittance: float = 7.0) -> SimpyEngine:
    """An engine of a kind in which everything happens: shortage, absence, refusal, cancellation."""
    fleet = replace(SURE, couriers=2, parcels=6, travel=0.008, door=0.003, lead=0.5, remittance=remittance)
    doors = replace(fleet, success=0.8, refusal=0.1, refusal_rise=0.02)
    return kind(terms(doors, (SHORT, FEW, FEW, FEW), patience=4.0, operators=2), 7)


def run(months: int = 3) -> SimpyEngine:
    """The honest engine after some months."""
    engine = engine_of(SimpyEngine)
    engine.submit(jobs_of(random_rows(5, 800 * months, months * DAYS, operators=2)))
    engine.advance(months * DAYS)
    return engine


def broken(engine: SimpyEngine) -> set[str]:
    """Names of the laws that are broken now."""
    return {law.name for law in laws(engine.state()) if not law.holds}


def ever_broken(engine: SimpyEngine) -> set[str]:
    """Names of the laws that are broken at the end of any day of a month."""
    engine.submit(jobs_of(random_rows(5, 800, DAYS, operators=2)))
    names: set[str] = set()
    for day in range(int(DAYS)):
        engine.advance(day + 1.0)
        names |= broken(engine)
    return names


class LosesOrders(SimpyEngine):
    """Cancelled orders are forgotten instead of booked."""

    def cancelled(self, order: Order) -> None:
        order.stage = Stage.ENDED
        del self.orders[order.job]
        for shelf in order.goods:
            shelf.withdraw(order)


class CountsTwice(SimpyEngine):
    """Orders that go out again are counted as placed again."""

    def attempt(self, order: Order, fleet: Fleet, tour: Round) -> None:
        self.accounts[order.operator].placed += order.attempts > 0
        super().attempt(order, fleet, tour)


class BooksTheWrongOperator(SimpyEngine):
    """Deliveries of operator 1 are credited to operator 0."""

    def finish(self, order: Order, ending: Ending) -> None:
        if ending is Ending.DELIVERED:
            order.operator = 0
        super().finish(order, ending)


class DropsTheBag(SimpyEngine):
    """Every bag with cash is lost on the way home."""

    def remit(self, fleet: Fleet, cents: int) -> None:
        super().remit(fleet, 0)


class BooksBeforePayment(SimpyEngine):
    """Cash is booked at the courier's return and again when the company remits."""

    def remit(self, fleet: Fleet, cents: int) -> None:
        self.accounts[fleet.operator].cash_booked += cents
        super().remit(fleet, cents)


class CollectsPrepaid(SimpyEngine):
    """Counters count prepaid amounts as cash."""

    def handed_over_at_desk(self, order: Order) -> None:
        self.accounts[order.operator].cash_collected += order.amount * order.prepaid
        super().handed_over_at_desk(order)


class HidesReturns(SimpyEngine):
    """Goods that come back lie on the shelf but are not booked as returned."""

    def restock(self, order: Order) -> None:
        super().restock(order)
        for shelf in order.goods:
            shelf.returned -= 1


class ReceivesTwice(SimpyEngine):
    """Every delivery of a supplier is booked twice."""

    def gathered(self, order: Order) -> None:
        for shelf in order.goods:
            shelf.received += 1
        super().gathered(order)


class SellsAir(SimpyEngine):
    """Orders that lack goods get them from an empty shelf."""

    def place(self, order: Order) -> None:
        super().place(order)
        if order.stage is Stage.WAITING and len(order.holds) < len(order.goods):
            for shelf in order.goods:
                if shelf not in order.holds:
                    shelf.backlog -= 1
                    shelf.waiting.remove(order)
                    shelf._give(order)
            self.fulfil(order)


class WritesOffTooMuch(SimpyEngine):
    """An inspection that finds fault throws away a whole pallet."""

    def restock(self, order: Order) -> None:
        super().restock(order)
        for shelf in order.goods:
            shelf.on_hand -= 1000


class StealsReturns(SimpyEngine):
    """Goods that come back vanish in the inspection."""

    def restock(self, order: Order) -> None:
        del self.coming_back[order.job]


class ReturnsWhatWasSold(SimpyEngine):
    """Delivered goods are put back on the shelf as well."""

    def finish(self, order: Order, ending: Ending) -> None:
        super().finish(order, ending)
        if ending is Ending.DELIVERED:
            self.clock.call(self.clock.today, Rank.INSPECTED, order.job, self.put_back, order)

    def put_back(self, order: Order) -> None:
        for shelf in order.goods:
            shelf.put_back()


class ForgetsCancelledGoods(SimpyEngine):
    """Goods set aside for cancelled orders stay set aside for ever."""

    def cancelled(self, order: Order) -> None:
        self.finish(order, Ending.CANCELLED)


class OwesCash(SimpyEngine):
    """The company takes back from each payment more than it pays."""

    def remit(self, fleet: Fleet, cents: int) -> None:
        super().remit(fleet, cents)
        fleet.remitting.append(-(10**12))


class BagsBelowZero(SimpyEngine):
    """Refused goods are paid back from the bag."""

    def return_from(self, fleet: Fleet, tour: Round) -> None:
        tour.bag -= 10**9
        fleet.rounds[-tour.number - 1] = tour
        super().return_from(fleet, tour)


def test_every_law_holds_after_months_that_meet_everything() -> None:
    assert broken(run()) == set()


def test_every_law_holds_every_day() -> None:
    assert ever_broken(engine_of(SimpyEngine)) == set()


def test_every_law_holds_in_the_middle_of_a_round() -> None:
    engine = run()
    engine.advance(3 * DAYS + 0.613)
    assert broken(engine) == set()


def test_the_run_that_is_checked_meets_everything() -> None:
    state = run().state()
    names = (
        "delivered",
        "failed",
        "cancelled",
        "under_way",
        "stock_outs",
        "cash_in_bags",
        "handsets_out",
        "handsets_returned",
    )
    assert all(int(state[name].min()) > 0 for name in names), state


@pytest.mark.parametrize(
    ("cheat", "law"),
    [
        (LosesOrders, "orders"),
        (CountsTwice, "orders"),
        (BooksTheWrongOperator, "orders"),
        (DropsTheBag, "cash"),
        (BooksBeforePayment, "cash"),
        (CollectsPrepaid, "cash"),
        (HidesReturns, "handsets_stock"),
        (HidesReturns, "sims_stock"),
        (ReceivesTwice, "handsets_stock"),
        (ReceivesTwice, "sims_stock"),
        (SellsAir, "handsets_stock_not_negative"),
        (SellsAir, "sims_stock_not_negative"),
        (WritesOffTooMuch, "handsets_stock_not_negative"),
        (WritesOffTooMuch, "sims_stock_not_negative"),
        (StealsReturns, "handsets_goods"),
        (StealsReturns, "sims_goods"),
        (ReturnsWhatWasSold, "handsets_goods"),
        (ReturnsWhatWasSold, "sims_goods"),
        (ForgetsCancelledGoods, "handsets_goods"),
        (ForgetsCancelledGoods, "sims_goods"),
        (OwesCash, "cash_in_bags_not_negative"),
        (BagsBelowZero, "cash_in_bags_not_negative"),
    ],
)
def test_a_law_catches_an_engine_that_cheats_on_it(cheat: type[SimpyEngine], law: str) -> None:
    assert law in ever_broken(engine_of(cheat))


@pytest.mark.parametrize(
    "name", ["placed", "under_way", "cash_booked", "sims_on_hand", "handsets_shipped", "sims_out"]
)
def test_one_cent_or_piece_off_breaks_a_law_of_that_operator_only(name: str) -> None:
    state = run(months=1).state()
    state[name] = state[name] + np.array([0, 1])
    assert {law.operator for law in laws(state) if not law.holds} == {1}


def test_a_law_reads_as_name_operator_left_and_right() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0, Mode.COUNTER)]))
    engine.advance(1.0)
    assert tuple(laws(engine.state())[0]) == ("orders", 0, 1, 1)
