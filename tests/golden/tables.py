"""The golden runs, and a run as text: KPIs of every operator over the run, and the digest of all months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.core.schema import digest
from sim.model import simulate
from sim.results.kpis import kpi_named
from sim.results.run import RunResult
from sim.scenario.load import load
from sim.study.compare import run_value

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parents[1] / "scenarios"


@dataclass(frozen=True)
class Golden:
    """A scenario, one of its strategies, and the size of the run."""

    scenario: str
    strategy: str
    customers: int = 1000
    months: int = 18

    @property
    def path(self) -> Path:
        """Where its table is stored."""
        return HERE / "tables" / f"{self.scenario}.txt"

    def text(self) -> str:
        """The table as the program makes it now."""
        size = {"customers.simulated": self.customers, "months": self.months}
        loaded = load(SCENARIOS / f"{self.scenario}.yaml", size)
        return table_text(self, simulate(loaded, self.strategy, 0))


GOLDEN = (
    Golden("hunan_4g", "trial_and_handset"),
    Golden("hunan_channels", "more_online"),
    Golden("teaching_baseline", "cut_for_a_year"),
)


def table_text(golden: Golden, result: RunResult) -> str:
    """KPIs as rows, operators as columns, values with all their digits."""
    size = f"{golden.customers} customers, {golden.months} months, replication {result.replication}"
    lines = [
        f"# {golden.scenario}, {golden.strategy}, {size}; written by python -m tests.golden",
        f"digest {digest(result.table)}",
        " ".join(("kpi", "over", *result.operators)),
    ]
    for name in (column.name for column in result.table.columns[2:]):
        values = (repr(run_value(result, name, operator)) for operator in result.operators)
        lines.append(" ".join((name, kpi_named(name).over, *values)))
    return "\n".join(lines) + "\n"


def values_of(text: str) -> Mapping[tuple[str, str], float]:
    """(KPI, operator) -> value of a table."""
    rows = [line.split() for line in text.splitlines()[2:]]
    operators = rows[0][2:] if rows else []
    return {
        (name, operator): float(value)
        for name, _, *values in rows[1:]
        for operator, value in zip(operators, values, strict=True)
    }
