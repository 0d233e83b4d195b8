"""New terms between months: fleets are pools, promises already given stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import ItemTerms, OperationsTerms
from tests.operations.builders import (
    EIGHTH,
    PLENTY,
    SURE,
    Row,
    jobs_of,
    random_rows,
    seen,
    terms,
    with_fields,
)

STOP = EIGHTH / 2
LONG = replace(SURE, couriers=2, parcels=1, door=2.0)
"""Two couriers who need two days for one stop."""


def test_a_cut_lets_rounds_finish_and_nobody_sets_off_meanwhile() -> None:
    engine = SimpyEngine(terms(LONG), 1)
    engine.submit(jobs_of([Row(job, 0.25) for job in range(4)]))
    engine.advance(1.0)
    engine.change(terms(replace(LONG, couriers=1)), 1.0)
    engine.advance(30.0)
    # Both rounds end on day 2.25. One courier is left: the third stop ends two days after the way back.
    back = STOP
    assert [o.time for o in seen(engine.drain())] == [2.25, 2.25, 4.25 + back, 6.25 + 2 * back]


def test_more_couriers_set_off_at_the_next_opening() -> None:
    engine = SimpyEngine(terms(replace(SURE, couriers=0)), 1)
    engine.submit(jobs_of([Row(1, 0.25), Row(2, 0.25)]))
    engine.advance(30.0)
    engine.change(terms(replace(SURE, couriers=2, parcels=1)), 30.0)
    engine.advance(60.0)
    assert [o.time for o in seen(engine.drain())] == [30.25 + STOP, 30.25 + STOP]


def test_later_opening_hours_hold_from_the_change_on() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 29.9)]))
    engine.advance(30.0)
    engine.change(terms(replace(SURE, opens=0.5)), 30.0)
    engine.advance(60.0)
    assert seen(engine.drain())[0].time == 30.5 + STOP


def test_earlier_opening_hours_hold_from_the_change_on() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 29.9)]))
    engine.advance(30.0)
    engine.change(terms(replace(SURE, opens=0.125)), 30.0)
    engine.advance(60.0)
    assert seen(engine.drain())[0].time == 30.125 + STOP


def test_a_raised_reorder_point_is_acted_on_at_once() -> None:
    engine = SimpyEngine(terms(items=(ItemTerms(2, 10, 1.0),) + (PLENTY,) * 3), 1)
    engine.submit(jobs_of([Row(job, 0.0, Mode.COUNTER) for job in range(5)]))
    engine.advance(30.0)
    engine.change(terms(items=(ItemTerms(6, 20, 1.0),) + (PLENTY,) * 3), 30.0)
    engine.advance(31.5)
    assert int(engine.state()["sims_on_hand"][0]) == 20


def test_the_number_of_attempts_is_that_of_the_order() -> None:
    deaf = replace(SURE, success=0.0)
    engine = SimpyEngine(terms(deaf, attempts=2), 1)
    engine.submit(jobs_of([Row(1, 29.9)]))
    engine.advance(30.0)
    engine.change(terms(deaf, attempts=5), 30.0)
    engine.advance(60.0)
    assert [(o.ending, o.attempts) for o in seen(engine.drain())] == [(Ending.FAILED, 2)]


def test_staff_minutes_count_the_heads_of_each_month() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.advance(30.0)
    engine.change(terms(replace(SURE, couriers=3)), 30.0)
    engine.advance(60.0)
    assert int(engine.state()["staff_minutes"][0]) == 30 * 720 * 3 * (1 + 3)


def test_a_change_to_the_same_terms_changes_nothing() -> None:
    rows, given = random_rows(3, 300, 60.0), terms(replace(SURE, success=0.7), patience=3.0)
    outcomes = []
    for changes in (False, True):
        engine = SimpyEngine(given, 5)
        engine.submit(jobs_of(rows))
        engine.advance(30.0)
        if changes:
            engine.change(terms(replace(SURE, success=0.7), patience=3.0), 30.0)
        engine.advance(90.0)
        outcomes.append((seen(engine.drain()), {k: v.tolist() for k, v in engine.state().items()}))
    assert outcomes[0] == outcomes[1]


def test_goods_under_inspection_come_back_once_when_inspection_becomes_shorter() -> None:
    engine = SimpyEngine(terms(replace(SURE, success=0.0), attempts=1), 1)
    engine.submit(jobs_of([Row(1, 29.3)]))
    engine.advance(30.0)
    engine.change(with_fields(terms(replace(SURE, success=0.0), attempts=1), inspection=0.0), 30.0)
    engine.advance(60.0)
    assert int(engine.state()["sims_returned"][0]) == 1


@pytest.mark.parametrize(
    ("new", "at", "words"),
    [
        (terms(), 29.0, "in the past"),
        (terms(), 31.0, "present moment"),
        (terms(operators=2), 30.0, "number of operators"),
    ],
)
def test_a_change_that_cannot_be_made_is_an_error(new: OperationsTerms, at: float, words: str) -> None:
    engine = SimpyEngine(terms(), 1)
    engine.advance(30.0)
    with pytest.raises(ValueError, match=words):
        engine.change(new, at)
