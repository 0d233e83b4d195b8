"""A comparison made without a simulation: real scenario, real statistics, invented monthly values."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sim.core.schema import Table
from sim.results.run import RunResult, result_columns
from sim.scenario.load import Loaded, load
from sim.study.compare import Comparison, Study

SCENARIO = Path(__file__).parents[2] / "scenarios" / "hunan_4g.yaml"
MONTHS, REPLICATIONS = 6, 3


def made() -> tuple[Comparison, Loaded]:
    """Three replications of five strategies; every strategy adds its rank to what the reference has."""
    loaded = load(SCENARIO, {"months": MONTHS, "customers.simulated": 300})
    study = Study(loaded)
    for rank, name in enumerate(loaded.strategies):
        study.results[name] = [run(loaded, name, rank, k) for k in range(REPLICATIONS)]
    study.count = REPLICATIONS
    return study.comparison(Path("runs"), 1.0), loaded


def run(loaded: Loaded, strategy: str, rank: int, replication: int) -> RunResult:
    """A run whose KPIs are small sums of month, operator, rank and replication."""
    operators = tuple(loaded.scenario.operators)
    table = Table("results", result_columns(("all",)), MONTHS * len(operators))
    period, operator = np.divmod(np.arange(table.rows), len(operators))
    table["period"][:], table["operator"][:] = period, operator
    luck = ((7 * replication + rank) % 5) / 100.0
    for column in table.columns[2:]:
        table[column.name][:] = (1.0 + period / 10.0 + rank / 5.0 + operator + luck) * size(column.unit)
    return RunResult(strategy, replication, operators, MONTHS, table, "columns")


def size(unit: str) -> float:
    """Values of the right order: money in millions, shares below one."""
    return {"RMB": 1e6, "people": 1e4, "orders": 1e4, "share": 0.05, "1/month": 0.01}.get(unit, 10.0)
