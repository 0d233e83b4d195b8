"""Asking a stored sweep: shards verified once, then DuckDB reads them and touches nothing else.

DuckDB gets no files but the sweep's own, no extensions, and may change nothing. It hands over rows; sums are
done here, because a database that adds with several threads does not add in the same order every time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import DamagedResults, InputError, Problem
from sim.core.files import is_there, json_of, read_checked
from sim.results.kpis import kpi_named
from sim.study.analysis import Observed, Watched
from sim.study.factors import Factor, Option
from sim.study.shards import SHARDS, Shard, shards_in, verify_shard
from sim.study.sweep import KEPT, TABLE

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

NEEDED = ("table", "factors", "outcomes", "experiment", "points", "replications", "months", "sources", "base")
"""What the description of a sweep tells, and what is asked of it here."""
Values = NDArray[np.float64]


class Stored:
    """A sweep on the disk."""

    def __init__(self, folder: Path) -> None:
        """Open a sweep's folder and verify its shards.

        Raises InputError when there is no sweep, DamagedResults when a shard is not what was written.
        """
        if not is_there(folder / KEPT):
            hint = "telsim sweep FILE makes one"
            raise InputError([Problem("no-sweep", str(folder), 1, 1, "", "no sweep is kept here", hint)])
        self.folder = folder.resolve()
        self.told = json_of(folder / KEPT, NEEDED)
        self.shards: tuple[Shard, ...] = shards_in(folder)
        for shard in self.shards:
            verify_shard(shard)
        read_checked(folder / TABLE, self.told["table"])
        self.factors = tuple(_factor(one) for one in self.told["factors"])
        self.outcomes = tuple(Watched(**one) for one in self.told["outcomes"])
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def runs(self) -> int:
        """How many runs are packed."""
        return sum(len(shard.contents) for shard in self.shards)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """DuckDB with views ``plan`` (rows: point, replication) and ``runs`` (run, month, operator)."""
        if self._connection is None:
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        if not self.shards:
            raise DamagedResults(f"{self.folder}: no run is packed yet; start the sweep again to go on")
        quiet: dict[str, Any] = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        made = duckdb.connect(":memory:", config=quiet)
        made.execute(f"SET allowed_directories = ['{_quoted(self.folder)}']")
        made.execute("SET enable_external_access = false")
        made.execute("SET lock_configuration = true")
        made.execute(f"CREATE VIEW plan AS SELECT * FROM read_parquet('{_quoted(self.folder / TABLE)}')")
        files = ", ".join(f"'{_quoted(self.folder / SHARDS / shard.path.name)}'" for shard in self.shards)
        made.execute(f"CREATE VIEW runs AS SELECT * FROM read_parquet([{files}])")
        return made

    def sql(self, query: str) -> duckdb.DuckDBPyRelation:
        """The answer to a question in SQL over ``plan`` and ``runs``."""
        return self.connection.sql(query)

    def frame(self) -> pd.DataFrame:
        """The plan with every outcome, a row per point and replication, as a pandas table."""
        frame: pd.DataFrame = self.sql("SELECT * FROM plan ORDER BY position").df()
        frame = frame[[name for name in frame.columns if not name.endswith(".coordinate") and name != "run"]]
        observed = self.observed()
        for place, outcome in enumerate(self.outcomes):
            frame[outcome.name] = observed.values[:, :, place].T.ravel()
        return frame

    def series(self, kpi: str, operator: str) -> tuple[NDArray[np.int64], Values]:
        """A KPI of an operator by month: run numbers, shape (runs,), and values, shape (runs, months)."""
        rows = self.connection.execute(
            f'SELECT run, "{_name(kpi)}" FROM runs WHERE operator = ? ORDER BY run, period', [operator]
        ).fetchnumpy()
        months = int(self.told["months"])
        numbers = np.asarray(rows["run"], dtype=np.int64)[::months]
        return numbers, np.ascontiguousarray(rows[kpi], dtype=np.float64).reshape(-1, months)

    def observed(self) -> Observed:
        """Every outcome at every point and replication; NaN where a run is missing."""
        points, replications = int(self.told["points"]), int(self.told["replications"])
        values = np.full((points, replications, len(self.outcomes)), np.nan)
        table = self.connection.execute("SELECT * FROM plan ORDER BY position").fetchnumpy()
        runs = np.asarray(table["run"], dtype=np.int64)
        for place, outcome in enumerate(self.outcomes):
            numbers, series = self.series(outcome.kpi, outcome.operator)
            over = _over_run(series, outcome.kpi)
            found = np.clip(np.searchsorted(numbers, runs), 0, max(len(numbers) - 1, 0))
            there = numbers[found] == runs
            values[:, :, place] = np.where(there, over[found], np.nan).reshape(replications, points).T
        names = [f"{factor.name}.coordinate" for factor in self.factors]
        coordinates = np.stack([np.asarray(table[name][:points], dtype=np.float64) for name in names], axis=1)
        design = dict(self.told["experiment"]["design"])
        return Observed(
            self.factors, self.outcomes, coordinates, values, design.pop("name"), design,
            int(self.told["experiment"]["seed"]),
        )  # fmt: skip

    def contents(self) -> dict[str, str]:
        """Key of every packed run -> digest of its table."""
        return {key: content for shard in self.shards for key, content in shard.contents.items()}


def _over_run(series: Values, kpi: str) -> Values:
    """One number per run from months, as the KPI's page says; the same bits as ``compare.run_value``."""
    over = kpi_named(kpi).over
    if over == "last":
        return np.asarray(series[:, -1])
    totals = np.array([float(np.sum(run)) for run in series])
    return totals if over == "sum" else totals / series.shape[1]


def _factor(told: dict[str, Any]) -> Factor:
    options = tuple(Option(one["label"], one["overlay"]) for one in told["options"])
    return Factor(**{**told, "options": options})


def _quoted(path: Path) -> str:
    """A path inside a quoted SQL text."""
    return str(path).replace("'", "''")


def _name(kpi: str) -> str:
    """A column's name inside quotes. KeyError for what is no KPI."""
    kpi_named(kpi)
    return kpi.replace('"', '""')
