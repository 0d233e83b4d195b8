"""Customers who give up, and orders the market cancels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.operations.clock import on_grid
from sim.operations.draws import draw
from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import ItemTerms
from tests.operations.builders import EIGHTH, PLENTY, SURE, Row, Seen, jobs_of, seen, terms

NOBODY = replace(SURE, couriers=0)
STOP = EIGHTH / 2


def patience_of(job: int, mean: float, seed: int = 1) -> float:
    none = np.empty(0, np.intp)
    return on_grid(mean * float(draw(seed, np.array([job]), 1, none).patience[0]))


def test_a_customer_who_waits_in_vain_gives_up_when_the_drawn_patience_ends() -> None:
    engine = SimpyEngine(terms(NOBODY, patience=4.0), 1)
    engine.submit(jobs_of([Row(9, 0.5)]))
    engine.advance(200.0)
    assert seen(engine.drain()) == [Seen(9, Ending.CANCELLED, 0.5 + 1.0 + patience_of(9, 4.0), 0, 0, 0)]


def test_patience_ends_at_a_counter_without_stock_too() -> None:
    empty = ItemTerms(reorder_at=0, order_up_to=1, lead=300.0)
    engine = SimpyEngine(terms(items=(empty,) * 4, patience=4.0), 1)
    engine.submit(jobs_of([Row(1, 0.0, Mode.COUNTER), Row(2, 0.0, Mode.COUNTER)]))
    engine.advance(200.0)
    assert seen(engine.drain())[1] == Seen(2, Ending.CANCELLED, 0.125 + patience_of(2, 4.0), 0, 0, 0)


def test_an_order_on_the_road_is_refused_at_the_door_when_patience_has_ended() -> None:
    engine = SimpyEngine(terms(replace(SURE, promise=0.0, door=2.0), patience=1e-6), 1)
    engine.submit(jobs_of([Row(1, 0.25)]))
    engine.advance(9.0)
    assert seen(engine.drain()) == [Seen(1, Ending.FAILED, 2.25, 1, 1000, 0)]


def test_an_order_cancelled_before_it_leaves_ends_at_that_time() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(0.125)
    engine.cancel(1, 0.1875)
    engine.advance(1.0)
    assert seen(engine.drain()) == [Seen(1, Ending.CANCELLED, 0.1875, 0, 0, 0)]


def test_an_order_cancelled_on_the_road_fails_at_the_door() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(0.26)
    engine.cancel(1, 0.26)
    engine.advance(1.0)
    assert seen(engine.drain()) == [Seen(1, Ending.FAILED, 0.25 + STOP, 1, 1000, 0)]


def test_an_order_cancelled_between_two_attempts_fails_at_the_second() -> None:
    engine = SimpyEngine(terms(replace(SURE, success=0.0)), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.cancel(1, 0.9)
    engine.advance(5.0)
    assert seen(engine.drain()) == [Seen(1, Ending.FAILED, 1.25 + STOP, 2, 2000, 0)]


def test_an_order_cancelled_before_it_is_placed_ends_when_it_would_have_been() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.5, Mode.COUNTER)]))
    engine.cancel(1, 0.25)
    engine.advance(5.0)
    assert seen(engine.drain()) == [Seen(1, Ending.CANCELLED, 0.5, 0, 0, 0)]


def test_an_order_that_can_leave_when_patience_ends_does_leave() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.cancel(1, 0.25 + STOP)
    engine.advance(5.0)
    assert seen(engine.drain())[0].ending == Ending.DELIVERED


def test_cancelling_an_order_that_has_ended_changes_nothing() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0)]))
    engine.advance(2.0)
    engine.cancel(1, 2.0)
    engine.advance(3.0)
    assert [o.ending for o in seen(engine.drain())] == [Ending.DELIVERED]


def test_cancelling_in_the_past_is_an_error() -> None:
    engine = SimpyEngine(terms(items=(PLENTY,) * 4), 1)
    engine.advance(2.0)
    with pytest.raises(ValueError, match="in the past"):
        engine.cancel(1, 1.0)


def test_an_order_withdrawn_before_it_is_placed_leaves_the_shelf_alone() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 1.0)]))
    engine.cancel(1, 0.5)
    engine.advance(2.0)
    assert (engine.shelves[0][0][0].backlog, seen(engine.drain())[0].ending) == (0, Ending.CANCELLED)
