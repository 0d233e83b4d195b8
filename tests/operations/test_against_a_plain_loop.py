"""The SimPy engine and a plain heap loop, given the same draws, agree to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from sim.operations.clock import on_grid
from sim.operations.protocol import Ending, Mode
from sim.operations.simpy_engine import SimpyEngine
from sim.operations.terms import FleetTerms, ItemTerms, OperationsTerms
from tests.operations.builders import Seen, jobs_of, random_rows, seen, terms
from tests.operations.plain_loop import PlainLoop

DAYS = 45
CONFIGURATIONS = 80
MODES = (Mode.OWN, Mode.COMMUNITY, Mode.EXPRESS)


def random_terms(chance: np.random.Generator) -> OperationsTerms:
    """Anything from idle to overloaded, plenty to none, durations on coarse grids so that ties happen."""
    coarse = 2.0 ** -int(chance.integers(2, 37))
    opens, closes = sorted(chance.choice(np.arange(25), 2, replace=False).tolist())
    fleet = FleetTerms(
        couriers=int(chance.integers(0, 5)),
        opens=on_grid(opens / 24),
        closes=on_grid(closes / 24),
        parcels=int(chance.integers(1, 9)),
        travel=float(chance.choice([0.0, 0.01, 0.03])),
        door=float(on_grid(chance.random() * 0.1) // coarse * coarse) + coarse,
        back=float(chance.choice([0.0, 0.02, 0.25, 0.7])),
        lead=float(chance.choice([0.0, 0.25, 1.5])),
        success=float(chance.choice([0.3, 0.8, 0.95])),
        refusal=float(chance.choice([0.0, 0.1])),
        refusal_rise=float(chance.choice([0.0, 0.05])),
        cost=int(chance.integers(0, 3000)),
        promise=float(chance.choice([0.0, 1.0, 3.0])),
        remittance=float(chance.choice([0.0, 7.0])),
    )
    item = ItemTerms(
        int(chance.integers(0, 20)), int(chance.integers(20, 60)), float(chance.choice([0.0, 1.0, 4.5]))
    )
    patience = float(chance.choice([0.5, 5.0, 50.0]))
    return terms(fleet, (item,) * 4, attempts=int(chance.integers(1, 5)), patience=patience)


def both(seed: int) -> tuple[list[Seen], list[Seen]]:
    """Outcomes of one random configuration from the engine and from the witness."""
    chance = np.random.default_rng(seed)
    given, mode = random_terms(chance), MODES[seed % 3]
    jobs = jobs_of(random_rows(seed, int(chance.integers(20, 400)), 30.0, (mode,)))
    engine = SimpyEngine(given, seed)
    engine.submit(jobs)
    engine.advance(float(DAYS))
    return seen(engine.drain()), PlainLoop(jobs, given, seed, mode).run(DAYS)


@pytest.mark.parametrize("seed", range(CONFIGURATIONS))
def test_outcomes_equal_those_of_a_plain_loop(seed: int) -> None:
    ours, witness = both(seed)
    assert ours == witness


def test_the_configurations_reach_every_ending_and_second_attempts() -> None:
    everything = [o for seed in range(CONFIGURATIONS) for o in both(seed)[0]]
    counts = [sum(o.ending == ending for o in everything) for ending in Ending] + [
        sum(o.attempts > 1 for o in everything)
    ]
    assert min(counts) > 500, counts
