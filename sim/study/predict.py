"""What a sweep will cost, from a few of its runs: they are timed, stored, and not computed again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from sim.core.files import folder_lock
from sim.results.store import read_run
from sim.study.experiment_load import Experiment
from sim.study.point_tasks import LOOSE, carry_out_point
from sim.study.pool import Work
from sim.study.shards import parquet_bytes
from sim.study.sweep import prepare, stored_runs
from sim.study.sweep_plan import SweepPlan

TRIED = 4
"""Runs timed; one more before them, untimed, loads what every process loads once."""


@dataclass(frozen=True)
class Cost:
    """What a sweep will cost."""

    points: int
    replications: int
    runs: int
    """Different runs; points that write the same share theirs."""
    stored: int
    seconds_per_run: float
    seconds: float
    """Wall time of the runs not stored, when every worker has a core to itself."""
    bytes_per_run: float
    """Packed."""


def predict(experiment: Experiment, folder: Path, workers: int, work: Work = carry_out_point) -> Cost:
    """Time a few runs, spread over the sweep. Raises what they raise."""
    plan = SweepPlan(experiment)
    with folder_lock(folder):
        prepare(folder, plan)
        chosen = [plan.positions[k * (len(plan.positions) - 1) // TRIED] for k in range(TRIED + 1)]
        spent = []
        for position in chosen:
            began = time.monotonic()
            work(plan.task(position), str(folder))
            spent.append(time.monotonic() - began)
        each = sum(spent[1:]) / TRIED
        keys = dict.fromkeys(plan.keys[position] for position in chosen)
        size = len(parquet_bytes([(key, read_run(folder / LOOSE, key)) for key in keys])) / len(keys)
        stored = stored_runs(folder, plan)
    left = len(plan.positions) - stored
    return Cost(
        plan.points, plan.replications, len(plan.positions), stored, each, left * each / workers, size
    )
