"""Cutting a run into windows of any size changes nothing, and no order is told twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.operations.protocol import DAYS, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import FleetTerms, ItemTerms, OperationsTerms
from tests.operations.builders import SURE, Row, Seen, jobs_of, random_rows, seen, terms

MONTHS = 3


def busy() -> OperationsTerms:
    """Overloaded couriers, short stock, impatient customers, some absent."""
    fleet: FleetTerms = replace(
        SURE,
        couriers=2,
        parcels=6,
        travel=0.008,
        door=0.003,
        success=0.8,
        refusal=0.05,
        refusal_rise=0.02,
        remittance=7.0,
    )
    return terms(fleet, (ItemTerms(20, 60, 3.0),) * 4, patience=4.0, operators=2)


def month_of(rows: list[Row], month: int) -> list[Row]:
    return [row for row in rows if month * DAYS <= row.time < (month + 1) * DAYS]


def run(window: float) -> tuple[list[Seen], list[dict[str, list[int]]]]:
    """Outcomes and monthly books of three months, advanced in windows of so many days."""
    rows = random_rows(5, 2400, MONTHS * DAYS, operators=2)
    engine = SimpyEngine(busy(), 7)
    told: list[Seen] = []
    books = []
    for month in range(MONTHS):
        engine.submit(jobs_of(month_of(rows, month)))
        until = (month + 1) * DAYS
        for stop in [*np.arange(month * DAYS, until, window).tolist(), until]:
            engine.advance(stop)
            told += seen(engine.drain())
        books.append({name: values.tolist() for name, values in engine.state().items()})
    return told, books


@pytest.mark.parametrize("window", [0.37, 1.0, 7.3])
def test_windows_of_any_size_give_the_outcomes_of_one_month(window: float) -> None:
    assert run(window)[0] == run(DAYS)[0]


@pytest.mark.parametrize("window", [0.37, 1.0, 7.3])
def test_windows_of_any_size_give_the_books_of_one_month(window: float) -> None:
    assert run(window)[1] == run(DAYS)[1]


def test_each_order_ends_once() -> None:
    jobs = [o.job for o in run(1.0)[0]]
    assert len(jobs) == len(set(jobs))


def test_outcomes_of_a_run_come_sorted_by_time_and_job() -> None:
    told = run(DAYS)[0]
    assert told == sorted(told, key=lambda o: (o.time, o.job))


def test_backlogs_outlive_the_month() -> None:
    assert min(book["under_way"][0] for book in run(DAYS)[1]) > 0


def test_an_order_done_at_the_end_of_a_window_belongs_to_the_next() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.5, Mode.COUNTER)]))
    done = 0.5 + 2.0**-7
    engine.advance(done)
    before = engine.drain().job.size
    engine.advance(done + 2.0**-36)
    assert (before, engine.drain().job.size) == (0, 1)


def test_advancing_to_the_present_does_nothing() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.submit(jobs_of([Row(1, 0.0, Mode.COUNTER)]))
    engine.advance(0.0)
    assert int(engine.state()["placed"][0]) == 0


def test_advancing_into_the_past_is_an_error() -> None:
    engine = SimpyEngine(terms(), 1)
    engine.advance(2.0)
    with pytest.raises(ValueError, match="in the past"):
        engine.advance(1.0)


def test_two_submissions_in_a_month_give_the_outcomes_of_one() -> None:
    rows = random_rows(5, 400, DAYS)
    outcomes = []
    for parts in ([rows], [rows[::2], rows[1::2]]):
        engine = SimpyEngine(busy(), 7)
        for part in parts:
            engine.submit(jobs_of(part))
        engine.advance(DAYS)
        outcomes.append(seen(engine.drain()))
    assert outcomes[0] == outcomes[1]
