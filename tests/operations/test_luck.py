"""Orders keep their luck: under other policies, among other orders, in other batches."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.operations.draws import draw
from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import FleetTerms
from tests.operations.builders import SURE, Row, Seen, jobs_of, random_rows, seen, terms

ROOMY = replace(SURE, couriers=1000, parcels=1, success=0.6, travel=0.01)
"""So many couriers that orders cannot hinder each other."""


def ended(rows: list[Row], fleet: FleetTerms = ROOMY, seed: int = 3) -> dict[int, Seen]:
    engine = SimpyEngine(terms(fleet), seed)
    engine.submit(jobs_of(rows))
    engine.advance(60.0)
    return {o.job: o for o in seen(engine.drain())}


def test_one_more_order_changes_no_other() -> None:
    rows = random_rows(1, 200, 20.0)
    with_one_more = ended([*rows, Row(5, 3.0)])
    assert {job: o for job, o in with_one_more.items() if job != 5} == ended(rows)


def test_a_better_success_rate_never_costs_an_order_an_attempt() -> None:
    rows = random_rows(1, 400, 20.0, (Mode.OWN,))
    before, after = ended(rows), ended(rows, replace(ROOMY, success=0.8))
    assert all(after[job].attempts <= before[job].attempts for job in before)


def test_a_lever_that_changes_nothing_changes_nothing() -> None:
    rows = random_rows(1, 200, 20.0, (Mode.OWN,))
    assert ended(rows, replace(ROOMY, couriers=2000)) == ended(rows)


def test_another_seed_gives_other_luck() -> None:
    rows = random_rows(1, 200, 20.0, (Mode.OWN,))
    assert ended(rows, seed=4) != ended(rows)


def test_the_share_of_first_attempts_that_succeed_is_the_probability() -> None:
    rows = [Row(job, 0.5) for job in range(4000)]
    outcomes = ended(rows).values()
    at_first = sum(o.attempts == 1 and o.ending == Ending.DELIVERED for o in outcomes) / 4000
    assert abs(at_first - 0.6) < 4 * np.sqrt(0.6 * 0.4 / 4000)


def test_pace_and_patience_are_standard_exponentials() -> None:
    jobs = np.arange(50_000)
    luck = draw(1, jobs, 2, jobs)
    for values in (luck.patience, luck.pace[:, 0], luck.pace[:, 1]):
        assert abs(values.mean() - 1) < 4 / np.sqrt(50_000)


def test_attempts_and_purposes_are_drawn_apart() -> None:
    jobs = np.arange(20_000)
    luck = draw(1, jobs, 2, jobs)
    columns = np.array([luck.patience, *luck.pace.T, *luck.home.T, *luck.resolve.T])
    correlations = np.corrcoef(columns) - np.eye(len(columns))
    assert np.abs(correlations).max() < 5 / np.sqrt(20_000)
