"""(s, S) replenishment and back-orders, against a table worked out by hand."""

from __future__ import annotations

import pytest

from sim.operations.clock import Clock
from sim.operations.orders import Order, Stage
from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.stock import Shelf
from sim.operations.terms import ItemTerms
from tests.operations.builders import PLENTY, Row, jobs_of, seen, terms

TWO_OF_FIVE = ItemTerms(reorder_at=2, order_up_to=5, lead=2.5)
DESK = 2.0**-7


def daily(count: int, handset: int = 0) -> list[Row]:
    return [Row(day, float(day), Mode.COUNTER, handset) for day in range(count)]


@pytest.mark.parametrize(
    ("until", "on_hand", "received"),
    # One piece a day from day 0, five at first. On day 2 the position falls to 2: three ordered, for day 4.5.
    # Days 3 and 4 take the last two. On day 5 the position is 2 again: three ordered, for day 7.5.
    [(0.5, 4, 5), (2.5, 2, 5), (4.4, 0, 5), (4.6, 3, 8), (5.5, 2, 8), (7.4, 0, 8), (7.6, 3, 11)],
)
def test_one_piece_a_day_gives_the_sawtooth_worked_by_hand(until: float, on_hand: int, received: int) -> None:
    engine = SimpyEngine(terms(items=(TWO_OF_FIVE,) + (PLENTY,) * 3), 1)
    engine.submit(jobs_of(daily(8)))
    engine.advance(until)
    state = engine.state()
    assert (int(state["sims_on_hand"][0]), int(state["sims_received"][0])) == (on_hand, received)


def test_back_orders_are_served_in_turn_when_goods_arrive() -> None:
    slow = ItemTerms(reorder_at=0, order_up_to=2, lead=10.0)
    engine = SimpyEngine(terms(items=(slow,) + (PLENTY,) * 3), 1)
    engine.submit(jobs_of(daily(6)))
    engine.advance(30.0)
    # Two at once. The position is 0 on days 1, 3 and 5: two are ordered each time, for days 11, 13 and 15.
    assert [(o.job, o.time - DESK) for o in seen(engine.drain())] == [
        (0, 0),
        (1, 1),
        (2, 11),
        (3, 11),
        (4, 13),
        (5, 13),
    ]


def test_orders_that_waited_for_stock_are_counted_once() -> None:
    slow = ItemTerms(reorder_at=0, order_up_to=2, lead=10.0)
    engine = SimpyEngine(terms(items=(slow, PLENTY, PLENTY, slow)), 1)
    engine.submit(jobs_of(daily(6, handset=4)))
    engine.advance(30.0)
    assert int(engine.state()["stock_outs"][0]) == 4


def test_an_order_that_lacks_one_of_two_goods_waits_for_it() -> None:
    slow = ItemTerms(reorder_at=0, order_up_to=1, lead=4.0)
    engine = SimpyEngine(terms(items=(PLENTY, PLENTY, PLENTY, slow)), 1)
    engine.submit(
        jobs_of([Row(1, 0.0, Mode.COUNTER, 4), Row(2, 1.0, Mode.COUNTER, 4), Row(3, 1.0, Mode.COUNTER, 3)])
    )
    engine.advance(30.0)
    assert [(o.job, o.time - DESK) for o in seen(engine.drain())] == [(1, 0), (3, 1), (2, 4)]


def test_a_cancelled_order_gives_its_piece_to_the_next_one_waiting() -> None:
    never = ItemTerms(reorder_at=0, order_up_to=1, lead=300.0)
    engine = SimpyEngine(terms(items=(never, PLENTY, PLENTY, PLENTY)), 1)
    engine.submit(jobs_of([Row(1, 0.0), Row(2, 0.125, Mode.COUNTER)]))
    engine.cancel(1, 0.1875)
    engine.advance(1.0)
    assert [(o.job, o.ending, o.time) for o in seen(engine.drain())] == [
        (1, Ending.CANCELLED, 0.1875),
        (2, Ending.DELIVERED, 0.1875 + DESK),
    ]


def test_a_shelf_passes_over_an_order_that_has_ended() -> None:
    clock, given = Clock(), list[Order]()
    shelf = Shelf(clock, ItemTerms(reorder_at=0, order_up_to=1, lead=1.0), 0, given.append)
    orders = [Order(job, -1, 0, Mode.OWN, 0, 0, True, 0) for job in range(3)]
    for order in orders:
        order.stage = Stage.WAITING
        shelf.demand(order)
    orders[1].stage = Stage.ENDED
    shelf.withdraw(orders[1])
    clock.run_before(2.0)
    assert given == [orders[2]]


def test_depots_do_not_share_their_stock() -> None:
    slow = ItemTerms(reorder_at=0, order_up_to=1, lead=4.0)
    engine = SimpyEngine(terms(items=(slow,) * 4, depots=2), 1)
    engine.submit(
        jobs_of([Row(1, 0.0, Mode.COUNTER), Row(2, 0.0, Mode.COUNTER, depot=1), Row(3, 0.0, Mode.COUNTER)])
    )
    engine.advance(1.0)
    assert [o.job for o in seen(engine.drain())] == [1, 2]
