"""A market small enough to be compared in a second."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.load import Loaded, load
from sim.study.tasks import Task

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "hunan_4g.yaml"


def hunan(months: int = 4, seed: int = 2014) -> Loaded:
    """The 4G launch with 300 customers."""
    return load(SCENARIO, {"customers.simulated": 300, "months": months, "seed": seed})


def tasks(loaded: Loaded, replications: int = 2) -> list[Task]:
    """Two strategies, some replications."""
    return [Task(loaded, name, k) for k in range(replications) for name in ("baseline", "price_cut")]
