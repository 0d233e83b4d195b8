"""The compiled engine of orders gives the readable engine's outcomes and counters, to the bit."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from sim.operations.books import laws
from sim.operations.clock import on_grid
from sim.operations.compiled_orders import CompiledOrders
from sim.operations.protocol import Ending, Jobs
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import OperationsTerms
from tests.operations.builders import jobs_of, random_rows, with_fields
from tests.operations.test_against_a_plain_loop import random_terms

CONFIGURATIONS = 60
OPERATORS, DEPOTS = 2, 3
Answers = list[tuple[dict[str, list[float]], dict[str, list[int]]]]


def on_the_grid(terms: OperationsTerms) -> OperationsTerms:
    """Terms as a scenario gives them: every duration a whole number of ticks."""
    fleets = tuple(replace(f, back=on_grid(f.back), lead=on_grid(f.lead)) for f in terms.operators[0].fleets)
    return with_fields(terms, fleets=fleets)


def market_terms(seed: int) -> OperationsTerms:
    """Two operators with other terms each, three depots."""
    own = [on_the_grid(random_terms(np.random.default_rng(seed + 1000 * k))) for k in range(OPERATORS)]
    return OperationsTerms(tuple(terms.operators[0] for terms in own), DEPOTS)


def market_jobs(seed: int, count: int) -> Jobs:
    chance = np.random.default_rng(seed)
    jobs = jobs_of(random_rows(seed, count, 40.0, operators=OPERATORS))
    return replace(jobs, depot=chance.integers(0, DEPOTS, count))


def part(jobs: Jobs, low: float, high: float) -> Jobs:
    """Jobs placed in a window."""
    here = (jobs.time >= low) & (jobs.time < high)
    return Jobs(**{field.name: getattr(jobs, field.name)[here] for field in fields(Jobs)})


def lived(engine: SimpyEngine | CompiledOrders, seed: int, jobs: Jobs) -> Answers:
    """What an engine tells month by month, with orders withdrawn and terms changed on the way."""
    told: Answers = []
    for start, stops in ((0.0, (0.37, 7.5, 30.0)), (30.0, (31.0, 60.0, 90.0))):
        engine.submit(part(jobs, start, start + 30.0))
        for k, job in enumerate(jobs.job[:: jobs.job.size // (1 + seed % 7)].tolist()):
            engine.cancel(job, start + k)
        for until in stops:
            engine.advance(until)
            outcomes = engine.drain()
            state: dict[str, Any] = {name: values.tolist() for name, values in engine.state().items()}
            told.append(({f.name: getattr(outcomes, f.name).tolist() for f in fields(outcomes)}, state))
            assert all(law.holds for law in laws(engine.state()))
            if until == 30.0:
                engine.change(market_terms(seed + 1), 30.0)
    return told


def both(seed: int) -> tuple[Answers, Answers]:
    terms, jobs = market_terms(seed), market_jobs(seed, 60 + 9 * seed)
    return lived(SimpyEngine(terms, seed), seed, jobs), lived(CompiledOrders(terms, seed), seed, jobs)


@pytest.mark.parametrize("seed", range(CONFIGURATIONS))
def test_outcomes_and_counters_are_equal_in_every_window(seed: int) -> None:
    readable, compiled = both(seed)
    assert compiled == readable


def test_the_configurations_reach_every_ending_stock_outs_and_retries() -> None:
    told = [window for seed in range(CONFIGURATIONS) for window in both(seed)[1]]
    endings = [ending for outcomes, _ in told for ending in outcomes["ending"]]
    retried = [n for outcomes, _ in told for n in outcomes["attempts"] if n > 1]
    stock_outs = sum(sum(state["stock_outs"]) for _, state in told)
    assert min(*(endings.count(ending) for ending in Ending), len(retried), stock_outs) > 300


def test_a_copy_goes_on_like_the_original() -> None:
    jobs = market_jobs(5, 400)
    engine = CompiledOrders(market_terms(5), 5)
    engine.submit(part(jobs, 0.0, 30.0))
    engine.advance(11.1)
    twin = engine.copy()
    twin.advance(60.0)
    before = engine.state()["delivered"].tolist()
    engine.advance(60.0)
    ends = [{f.name: getattr(o, f.name).tolist() for f in fields(o)} for o in (engine.drain(), twin.drain())]
    assert ends[0] == ends[1]
    assert before != engine.state()["delivered"].tolist()
