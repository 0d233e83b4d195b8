"""Rounds, doors and cash, against times worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.operations.couriers import Fleet
from sim.operations.orders import Door, Order
from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from tests.operations.builders import EIGHTH, SURE, Row, Seen, jobs_of, seen, terms

STOP = EIGHTH / 2
MORNING = 0.25


class Scripted(SimpyEngine):
    """An engine whose doors open by script: the answer to each attempt, if it is given."""

    script: dict[int, list[Door]]

    def outcome_of_attempt(self, order: Order, fleet: Fleet) -> Door:
        said = self.script.get(order.job, [])
        return (
            said[order.attempts] if order.attempts < len(said) else super().outcome_of_attempt(order, fleet)
        )


class FullRounds(SimpyEngine):
    """Couriers who leave with a full load only."""

    def dispatch(self, fleet: Fleet) -> None:
        if len(fleet.queue) >= fleet.terms.parcels:
            super().dispatch(fleet)


def test_a_subclass_can_wait_for_fuller_rounds() -> None:
    engine = FullRounds(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.25), Row(2, 0.5), Row(3, 0.625)]))
    engine.advance(9.0)
    assert [(o.job, o.time) for o in seen(engine.drain())] == [(1, 0.5 + STOP), (2, 0.5 + 2 * STOP)]


def test_a_counter_order_is_done_after_the_desk_time_and_paid_there() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(4, 0.5, Mode.COUNTER, prepaid=False)]))
    engine.advance(1.0)
    assert seen(engine.drain()) == [Seen(4, Ending.DELIVERED, 0.5 + 2.0**-7, 0, 300, 5000)]


def test_one_courier_serves_orders_in_turn_two_at_a_time() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.10), Row(2, 0.11), Row(3, 0.12)]))
    engine.advance(2.0)
    second_round = MORNING + 3 * STOP
    assert [(o.job, o.time) for o in seen(engine.drain())] == [
        (1, MORNING + STOP),
        (2, MORNING + 2 * STOP),
        (3, second_round + STOP),
    ]


def test_an_order_that_is_packed_after_closing_leaves_the_next_morning() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.75)]))
    engine.advance(3.0)
    assert seen(engine.drain())[0].time == 1 + MORNING + STOP


def test_a_round_that_begins_before_closing_is_finished() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.75 - 2.0**-20), Row(2, 0.75 - 2.0**-20)]))
    engine.advance(3.0)
    assert [o.time for o in seen(engine.drain())] == [0.75 - 2.0**-20 + STOP, 1 + MORNING + STOP]


def test_the_lead_comes_before_the_couriers_shelf() -> None:
    engine = SimpyEngine(terms(replace(SURE, lead=1.5)), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(5.0)
    assert seen(engine.drain())[0].time == 1.5 + STOP


def test_two_couriers_work_side_by_side() -> None:
    engine = SimpyEngine(terms(replace(SURE, couriers=2, parcels=1)), 1)
    engine.submit(jobs_of([Row(1, 0.3), Row(2, 0.3), Row(3, 0.3)]))
    engine.advance(1.0)
    assert [o.time for o in seen(engine.drain())] == [
        0.3 // 2**-36 * 2**-36 + wait * STOP for wait in (1, 1, 3)
    ]


def test_nobody_at_home_means_another_attempt_from_the_next_opening() -> None:
    engine = Scripted(terms(), 1)
    engine.script = {1: [Door.ABSENT, Door.ABSENT]}
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(5.0)
    assert seen(engine.drain()) == [Seen(1, Ending.DELIVERED, 2 + MORNING + STOP, 3, 3000, 5000)]


def test_an_order_fails_when_its_attempts_are_used_up() -> None:
    engine = SimpyEngine(terms(replace(SURE, success=0.0), attempts=2), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(5.0)
    assert seen(engine.drain()) == [Seen(1, Ending.FAILED, 1 + MORNING + STOP, 2, 2000, 0)]


def test_an_order_refused_at_the_door_fails_at_once() -> None:
    engine = SimpyEngine(terms(replace(SURE, refusal=1.0)), 1)
    engine.submit(jobs_of([Row(1, 0.0, prepaid=False)]))
    engine.advance(5.0)
    assert seen(engine.drain()) == [Seen(1, Ending.FAILED, MORNING + STOP, 1, 1000, 0)]


def test_prepaid_goods_are_not_refused_for_their_price() -> None:
    engine = SimpyEngine(terms(replace(SURE, refusal=1.0)), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(5.0)
    assert seen(engine.drain())[0].ending == Ending.DELIVERED


def test_goods_to_be_paid_are_refused_once_lateness_makes_it_certain() -> None:
    engine = SimpyEngine(terms(replace(SURE, lead=3.25, promise=1.0, refusal_rise=0.5)), 1)
    engine.submit(jobs_of([Row(1, 0.0, prepaid=False), Row(2, 0.0, prepaid=True)]))
    engine.advance(9.0)
    assert {o.job: o.ending for o in seen(engine.drain())} == {1: Ending.FAILED, 2: Ending.DELIVERED}


def test_goods_of_a_failed_order_are_back_after_the_round_and_the_inspection() -> None:
    engine = SimpyEngine(terms(replace(SURE, refusal=1.0)), 1)
    engine.submit(jobs_of([Row(1, 0.0, handset=4, prepaid=False)]))
    back = MORNING + 2 * STOP + 2.0
    engine.advance(back)
    before = int(engine.state()["handsets_returned"][0])
    engine.advance(back + 2.0**-30)
    assert (before, int(engine.state()["handsets_returned"][0])) == (0, 1)


@pytest.mark.parametrize(
    ("until", "bags", "booked"),
    [
        (MORNING + STOP, 0, 0),
        (MORNING + STOP + 0.01, 5000, 0),
        (MORNING + 2 * STOP + 0.01, 5000, 0),
        (8.0, 0, 5000),
    ],
)
def test_cash_of_an_express_company_is_booked_when_it_remits(until: float, bags: int, booked: int) -> None:
    engine = SimpyEngine(terms(replace(SURE, remittance=7.0)), 1)
    engine.submit(jobs_of([Row(1, 0.0, prepaid=False)]))
    engine.advance(until)
    state = engine.state()
    assert (int(state["cash_in_bags"][0]), int(state["cash_booked"][0])) == (bags, booked)


def test_cash_of_own_staff_is_booked_when_the_courier_is_back() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0, prepaid=False)]))
    engine.advance(MORNING + 2 * STOP + 2.0**-30)
    assert int(engine.state()["cash_booked"][0]) == 5000


def test_busy_and_staff_minutes_are_those_of_the_round_and_of_opening_hours() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(1.5)
    state = engine.state()
    assert (int(state["busy_minutes"][0]), int(state["staff_minutes"][0])) == (180, 3 * (720 + 360))


def test_the_promise_is_counted_from_the_order() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.5), Row(2, 0.5, Mode.COUNTER)]))
    engine.advance(5.0)
    assert sorted(engine.drain().promised.tolist()) == [0.625, 1.5]
