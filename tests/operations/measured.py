"""Queues measured: replications of one system, and the gate that their means must pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.operations.compiled import CompiledFlows
from sim.operations.flow_protocol import FlowJobs, Passages
from sim.operations.flow_table import FlowTable
from sim.operations.memory import EXIT_ABANDONED, EXIT_BALKED
from tests.operations.flow_builders import MINUTES, table

REPLICATIONS = 24
WARM_UP = 0.1
"""Share of the jobs at the beginning that is not measured."""
MOST, LEAST_RMS, MOST_RMS = 4.0, 0.5, 1.5
"""The gate: no |z| above the first, their root mean square between the others."""


@dataclass(frozen=True)
class System:
    """A queue in front of one desk, or several with priorities; arrivals per minute of each class."""

    servers: int
    rates: tuple[float, ...]
    time: dict[str, Any]
    patience: dict[str, Any] | None = None
    room: int | None = None

    def table(self) -> FlowTable:
        names = [f"q{k}" for k in range(len(self.rates))]
        queues: dict[str, Any] = {name: {} if self.room is None else {"room": self.room} for name in names}
        flows = {
            name: {
                "begins": "ask",
                "stages": {
                    "ask": {"serve": {"queue": name, "time": self.time, "then": "done", **self.more()}},
                    "done": {"end": {"outcome": "served"}},
                },
            }
            for name in names
        }
        return table(queues, {"d": {"shifts": [{"heads": self.servers}], "serves": names}}, flows)

    def more(self) -> dict[str, Any]:
        return {} if self.patience is None else {"patience": self.patience}


def poisson(of: FlowTable, rates: Sequence[float], count: int, seed: int) -> FlowJobs:
    """Jobs of all classes, from numpy's generator: the chance of the test, not of the program."""
    chance = np.random.default_rng(seed)
    time = np.cumsum(chance.exponential(1.0 / sum(rates), count)) / MINUTES
    kind = chance.choice(len(rates), count, p=np.array(rates) / sum(rates))
    begins = np.array([of.begins[f"q{k}"] for k in range(len(rates))])
    return FlowJobs(np.arange(count), np.full(count, -1), begins[kind], time)


Measures = dict[str, float]
Measure = Callable[[Passages], Measures]


def usual(passages: Passages) -> Measures:
    """What is measured of a single class, in minutes."""
    joined = passages.exit != EXIT_BALKED
    waits = np.where(passages.began < 0, passages.left, passages.began) - passages.entered
    return {
        "wait": float((waits[joined] > 0).mean()),
        "abandon": float((passages.exit == EXIT_ABANDONED).mean()),
        "balk": float((~joined).mean()),
        "mean_wait": float(waits[joined].mean()) / 2**36 * MINUTES,
    }


def by_class(passages: Passages) -> Measures:
    """Mean waits of each class, in minutes."""
    waits = (passages.began - passages.entered) / 2**36 * MINUTES
    return {f"wait{q}": float(waits[passages.queue == q].mean()) for q in np.unique(passages.queue).tolist()}


def replicated(system: System, jobs: int, measure: Measure, root: int) -> dict[str, NDArray[np.float64]]:
    """Each measure in each replication, shape (replications,)."""
    of, found = system.table(), []
    for k in range(REPLICATIONS):
        engine = CompiledFlows(of, root * 1000 + k)
        engine.submit(poisson(of, system.rates, jobs, root * 1000 + k))
        engine.advance(30_000.0)
        passages = engine.passages()
        late = passages.job >= WARM_UP * jobs
        found.append(measure(Passages(**{name: value[late] for name, value in vars(passages).items()})))
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def z_values(found: dict[str, NDArray[np.float64]], expected: Measures) -> list[float]:
    """How many standard errors each measure lies from what is expected of it."""
    return [
        float((found[name].mean() - value) / (found[name].std(ddof=1) / sqrt(REPLICATIONS)))
        for name, value in expected.items()
    ]


def passes(z: Sequence[float]) -> bool:
    """The gate."""
    rms = sqrt(sum(one * one for one in z) / len(z))
    return max(map(abs, z)) < MOST and LEAST_RMS <= rms <= MOST_RMS
