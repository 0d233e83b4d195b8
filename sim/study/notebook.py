"""The same words in Python: ``sim.load(FILE).compare()`` and ``.sweep()``, results as tidy tables.

Tables are pandas data frames, a row per observation; other kinds are one call away
(``polars.from_pandas``, ``DataFrame.to_xarray``).
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results import STORE
from sim.results.kpis import kpi_named
from sim.scenario.load import Loaded
from sim.scenario.load import load as load_scenario
from sim.study.engines import Borrowed, Engine
from sim.study.runner import default_workers
from sim.study.verdict import verdict

if TYPE_CHECKING:
    import pandas as pd

    from sim.results.run import RunResult
    from sim.study.analysis import Finding
    from sim.study.compare import Comparison
    from sim.study.experiment_load import Experiment
    from sim.study.stored import Stored
    from sim.study.sweep import Swept

NOTHING: Mapping[str, object] = {}
RUNS = Path("runs")
"""Where results go unless said otherwise, as on the command line."""


@dataclass(frozen=True)
class Run:
    """One run."""

    result: RunResult

    def frame(self) -> pd.DataFrame:
        """Every KPI: a row per month and operator."""
        import pandas as pd

        frame = pd.DataFrame({c.name: self.result.table[c.name] for c in self.result.table.columns})
        frame["operator"] = [self.result.operators[row] for row in frame["operator"]]
        return frame


@dataclass(frozen=True)
class Compared:
    """A comparison of a scenario's strategies."""

    comparison: Comparison

    @property
    def verdict(self) -> tuple[str, ...]:
        """The answer in plain words."""
        return verdict(self.comparison)

    def frame(self) -> pd.DataFrame:
        """A row per strategy and KPI: level, paired difference from the reference, 95 % intervals."""
        import pandas as pd

        rows = []
        for row in self.comparison.rows:
            told = {"strategy": row.strategy, "kpi": row.kpi, "unit": kpi_named(row.kpi).unit}
            level = {"mean": row.estimate.mean, "low": row.estimate.low, "high": row.estimate.high}
            d = row.difference
            paired = {
                "difference": d.mean, "difference_low": d.low, "difference_high": d.high, "p_holm": d.p_holm,
                "variance_reduction": d.vrf,
            } if d else {}  # fmt: skip
            rows.append({**told, **level, **paired})
        return pd.DataFrame(rows)


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been carried out."""

    experiment: Experiment
    swept: Swept
    stored: Stored

    def frame(self) -> pd.DataFrame:
        """A row per point and replication: every factor, every outcome."""
        return self.stored.frame()

    def sql(self, query: str) -> pd.DataFrame:
        """The answer to a question in SQL over ``plan`` and ``runs``."""
        frame: pd.DataFrame = self.stored.sql(query).df()
        return frame

    def findings(self) -> tuple[Finding, ...]:
        """What the experiment's analyses make of it."""
        from sim.study.findings import findings_of

        return findings_of(self.experiment.spec.analyses, self.stored.observed())


@dataclass(frozen=True)
class Scenario:
    """A scenario file, loaded."""

    loaded: Loaded
    settings: Mapping[str, object]
    """Keys that replace those of the file."""

    @property
    def strategies(self) -> tuple[str, ...]:
        """Names of the strategies that it compares."""
        return tuple(self.loaded.strategies)

    def run(self, strategy: str = "", replication: int = 0) -> Run:
        """One strategy once; the reference when none is named."""
        from sim.model import simulate

        return Run(simulate(self.loaded, strategy or self.loaded.scenario.compare.against, replication))

    def compare(self, replications: int = 0, out: str | Path = RUNS, workers: int = 0) -> Compared:
        """All strategies on common random numbers.

        ``replications`` of 0 means the scenario's own rule, ``workers`` of 0 one per core. Raises FailedRuns.
        """
        from sim.study.compare import compare

        many = workers or default_workers()
        return Compared(compare(self.loaded, Path(out) / STORE, many, replications))

    def sweep(
        self,
        experiment: Mapping[str, object],
        out: str | Path = RUNS,
        workers: int = 0,
        engine: Engine | Executor | None = None,
    ) -> Sweep:
        """Many points of this scenario, in its settings.

        ``experiment`` has the keys of an experiment's file, ``scenario`` and ``settings`` apart: ``levers``,
        ``uncertainties``, ``outcomes``, ``design``, ``replications``, ... Raises InputError.
        """
        from sim.study.experiment_load import experiment_in

        place = Path(self.loaded.file).resolve()
        question = {"question": self.loaded.scenario.question}
        content = {**question, **experiment, "scenario": str(place), "settings": dict(self.settings)}
        return ExperimentFile(experiment_in(content, place.stem)).sweep(out, workers, engine)


@dataclass(frozen=True)
class ExperimentFile:
    """An experiment file, loaded."""

    experiment: Experiment

    def sweep(
        self, out: str | Path = RUNS, workers: int = 0, engine: Engine | Executor | None = None
    ) -> Sweep:
        """Every point of the design; stored runs are read.

        ``engine`` may be any ``concurrent.futures.Executor``. Runs that failed are in ``.swept.failed``.
        """
        from sim.study.stored import Stored
        from sim.study.sweep import folder_of, sweep

        place = folder_of(self.experiment, Path(out))
        used = Borrowed(engine) if isinstance(engine, Executor) else engine
        swept = sweep(self.experiment, place, workers or default_workers(), engine=used)
        return Sweep(self.experiment, swept, Stored(place))


def load(file: str | Path, settings: Mapping[str, object] = NOTHING) -> Scenario:
    """A scenario file; ``settings`` are keys by dotted path that replace those of the file.

    Raises InputError with every problem and its place.
    """
    return Scenario(load_scenario(file, settings), settings)


def load_experiment(file: str | Path, settings: Mapping[str, object] = NOTHING) -> ExperimentFile:
    """An experiment file; ``settings`` are keys of its scenario. Raises InputError."""
    from sim.study.experiment_load import load_experiment as read

    return ExperimentFile(read(file, settings))
