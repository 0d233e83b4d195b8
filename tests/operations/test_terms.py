"""Terms made from the blocks of a scenario."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.operations.protocol import Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import terms_of
from sim.scenario.delivery import Delivery, DeliveryMode, Item, Stock
from tests.operations.builders import Row, jobs_of, seen


def test_amounts_become_whole_cents() -> None:
    given = terms_of((Delivery(own=DeliveryMode(cost=14.7), desk_cost=0.29),), (Stock(),), 1).operators[0]
    assert (given.fleets[0].cost, given.desk_cost) == (1470, 29)


def test_hours_and_minutes_become_days() -> None:
    fleet = (
        terms_of((Delivery(own=DeliveryMode(opens=6.0, closes=18.0, back=90.0)),), (Stock(),), 1)
        .operators[0]
        .fleets[0]
    )
    assert (fleet.opens, fleet.closes, fleet.back) == (0.25, 0.75, 0.0625)


def test_fleets_and_items_come_in_the_order_of_modes_and_generations() -> None:
    delivery = Delivery(community=DeliveryMode(parcels=77))
    given = terms_of((delivery,), (Stock(g3=Item(order_up_to=99)),), 1).operators[0]
    assert (given.fleets[Mode.COMMUNITY - 1].parcels, given.items[2].order_up_to) == (77, 99)


def test_every_operator_needs_both_blocks() -> None:
    with pytest.raises(ValueError, match="zip"):
        terms_of((Delivery(), Delivery()), (Stock(),), 1)


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (lambda: DeliveryMode(opens=18.0, closes=18.0), "must be before closes"),
        (lambda: Item(reorder_at=60, order_up_to=60), "must be below order_up_to"),
        (lambda: DeliveryMode(success=1.1), "less than or equal to 1"),
        (lambda: Delivery(attempts=6), "less than or equal to 5"),
        (lambda: DeliveryMode.model_validate({"speed": 3}), "speed"),
    ],
)
def test_a_block_that_makes_no_sense_is_refused(block: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        block()  # type: ignore[operator]


def test_the_default_blocks_deliver_by_every_mode() -> None:
    engine = SimpyEngine(terms_of((Delivery(),), (Stock(),), 1), 2014)
    engine.submit(jobs_of([Row(job, job / 8, Mode(job % 4), handset=4) for job in range(200)]))
    engine.advance(90.0)
    delivered = [o.job % 4 for o in seen(engine.drain()) if o.ending == 0]
    assert min(delivered.count(mode) for mode in Mode) > 40


def test_own_staff_succeed_more_often_and_cost_more_than_the_express_company() -> None:
    delivery = Delivery()
    assert delivery.own.success > delivery.express.success
    assert delivery.own.cost > delivery.express.cost
