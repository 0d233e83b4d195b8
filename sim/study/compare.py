"""Comparing strategies: replications until the answer is precise enough, paired differences, who is best.

Every strategy runs with the same luck (common random numbers), so a difference is the strategy. Replications
go in rounds, the first replication of every strategy before the second of any, so that a study stopped early
is still balanced.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.results.cuts import CutTotal, totals_of
from sim.results.kpis import KPIS, kpi_named
from sim.results.run import RunResult
from sim.results.store import machine_facts
from sim.scenario.load import Loaded
from sim.study.controls import controlled
from sim.study.runner import Report, Runner, quiet, runner
from sim.study.selection_mcb import WithBest, with_best
from sim.study.statistics import (
    Estimate,
    Values,
    best_probabilities,
    estimate,
    holm,
    not_worse,
    p_value,
    skewness,
    stars,
    variance_reduction,
)
from sim.study.tails import shortfall
from sim.study.tasks import Task, task_key

PLOTTED = ("share", "churn_rate", "penetration_4g", "profit")
"""KPIs kept month by month for figures, besides those compared."""
OBSERVED = (
    *(
        *PLOTTED,
        "subscribers",
        "subscribers_4g",
        "gross_adds",
        "lost",
        "migrations",
        "awareness",
        "handset_4g",
    ),
    *("orders", "delivered", "late_share", "lead_time", "cash_flow"),
)
"""KPIs kept month by month: those plotted for every strategy, and what single figures are drawn from."""
ROUND = 5
"""Replications added at a time while the target is not met."""
FEWEST_CONTROLLED = 4
"""Replications below which a control leaves nothing to estimate its error from."""
SKEWED = 1.0
"""Differences more skewed than this strain the t interval."""


@dataclass(frozen=True)
class Difference:
    """A strategy less the reference in one KPI, over paired replications."""

    mean: float
    se: float
    low: float
    high: float
    p: float
    p_holm: float
    """Adjusted over all strategies and KPIs of the comparison."""
    stars: str
    relative: float
    """Mean over the absolute mean of the reference; 0 where that is 0."""
    vrf: float
    """How many times fewer replications the pairing needed than independent runs."""
    probability_better: float
    """Share of bootstrap resamples in which the strategy is better than the reference (differs, where neither
    is wanted)."""
    skew: float
    values: NDArray[np.float64]
    """The paired differences, shape (replications,)."""

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval."""
        return (self.high - self.low) / 2.0


@dataclass(frozen=True)
class Row:
    """One strategy and KPI: its level and its difference from the reference (None for the reference)."""

    strategy: str
    kpi: str
    estimate: Estimate
    difference: Difference | None
    with_best: WithBest | None
    """By how much it is better than the best of the others, joint 95 % intervals over the strategies; None
    where neither direction is wanted."""
    worst: Estimate | None
    """Mean of the worst tenth of replications; None where neither direction is wanted."""
    control_gain: float
    """How many times fewer replications the level would need with the luck of day one taken out; below 1
    when that costs more than it gives."""
    not_worse: bool | None
    """A loss as large as the margin is ruled out; None without a margin."""


@dataclass(frozen=True)
class Comparison:
    """Everything a comparison found; figures, tables, sentences and pages are made from it."""

    question: str
    focus: str
    against: str
    strategies: tuple[str, ...]
    operators: tuple[str, ...]
    kpis: tuple[str, ...]
    months: int
    replications: int
    met: dict[str, bool]
    """KPI of the precision target -> reached."""
    targets: dict[str, float]
    margins: dict[str, float]
    """KPI -> largest loss that would not matter, as a share of the reference's mean."""
    rows: tuple[Row, ...]
    best: dict[str, dict[str, float]]
    """KPI -> strategy -> probability of being best."""
    series: dict[tuple[str, str, str], NDArray[np.float64]]
    """(strategy, operator, KPI) -> values by month, shape (replications, months)."""
    totals: dict[tuple[str, str], NDArray[np.float64]]
    """(strategy, KPI) -> the focus operator's value over the run, every KPI, shape (replications,)."""
    cuts: dict[str, tuple[CutTotal, ...]]
    """Strategy -> what budgets refused, cut or did not hold back in the first replication, all operators."""
    folder: Path
    keys: tuple[str, ...]
    digest: str
    """SHA-256 of the scenario."""
    seed: int
    machine: dict[str, object]
    seconds: float

    def row(self, strategy: str, kpi: str) -> Row:
        """The row of a strategy and KPI."""
        return next(row for row in self.rows if (row.strategy, row.kpi) == (strategy, kpi))


def run_value(result: RunResult, kpi: str, operator: str) -> float:
    """A KPI of an operator as one number per run, as its page says: at the end, added up, or the mean."""
    series, over = result.series(kpi, operator), kpi_named(kpi).over
    if over == "last":
        return float(series[-1])
    total = float(np.sum(series))
    return total if over == "sum" else total / series.shape[0]


def compare(
    loaded: Loaded, folder: Path, workers: int, replications: int = 0, report: Report = quiet
) -> Comparison:
    """Compare the strategies of a scenario for its focus operator.

    ``replications`` of 0 means the scenario's own rule: at least so many, then rounds until every target is
    met, at most so many. Runs already stored in ``folder`` are read. Raises InputError for a single strategy,
    FailedRuns when runs fail.
    """
    with runner(folder, workers, report) as working:
        return compare_with(working, loaded, replications)


def compare_with(working: Runner, loaded: Loaded, replications: int = 0) -> Comparison:
    """``compare`` with a runner whose folder the caller holds."""
    began = time.monotonic()
    study = Study(loaded)
    study.extend(working, replications or loaded.scenario.compare.replications.at_least)
    while not replications and study.wants_more():
        study.extend(working, min(study.count + ROUND, loaded.scenario.compare.replications.at_most))
    return study.comparison(working.folder, time.monotonic() - began)


class Study:
    """Results gathered so far, and what they say."""

    def __init__(self, loaded: Loaded) -> None:
        """No replications yet."""
        self.loaded = loaded
        self.setup = loaded.scenario.compare
        self.focus = loaded.scenario.focus
        self.strategies = tuple(loaded.strategies)
        self.count = 0
        self.results: dict[str, list[RunResult]] = {name: [] for name in self.strategies}

    def extend(self, working: Runner, count: int) -> None:
        """Add replications up to ``count``, those of all strategies side by side."""
        tasks = [Task(self.loaded, name, k) for k in range(self.count, count) for name in self.strategies]
        for task, result in zip(tasks, working.run_all(tasks), strict=True):
            self.results[task.strategy].append(result)
        self.count = count

    def values(self, strategy: str, kpi: str) -> Values:
        """One number per replication, shape (replications,)."""
        return np.array([run_value(result, kpi, self.focus) for result in self.results[strategy]])

    def reached(self, kpi: str, share: float) -> bool:
        """True when every difference is known to the target's half-width, a share of the reference's mean."""
        control = self.values(self.setup.against, kpi)
        allowed = share * abs(estimate(control).mean)
        others = (name for name in self.strategies if name != self.setup.against)
        return all(estimate(self.values(name, kpi) - control).half_width <= allowed for name in others)

    def wants_more(self) -> bool:
        """True while a target is missed and replications are left."""
        missed = any(not self.reached(kpi, share) for kpi, share in self.setup.replications.until.items())
        return missed and self.count < self.setup.replications.at_most

    def rows(self) -> list[Row]:
        """Levels and differences of every strategy and compared KPI, p values adjusted together."""
        found = [self._row(name, kpi) for kpi in self.setup.kpis for name in self.strategies]
        raw = [row.difference.p for row in found if row.difference is not None]
        adjusted = iter(holm(raw))
        return [_with_holm(row, next(adjusted)) if row.difference is not None else row for row in found]

    def _row(self, strategy: str, kpi: str) -> Row:
        values, control = self.values(strategy, kpi), self.values(self.setup.against, kpi)
        found = None if strategy == self.setup.against else self._difference(values, control, kpi)
        better = kpi_named(kpi).better
        bad = {"up": "low", "down": "high"}.get(better)
        margin = self.setup.margins.get(kpi)
        kept = None
        if margin is not None and found is not None and better != "neither":
            allowed = margin * abs(float(np.mean(control)))
            kept = not_worse(Estimate(found.mean, found.se, found.low, found.high), allowed, better)
        return Row(
            strategy, kpi, estimate(values), found, self._with_best(strategy, kpi),
            shortfall(values, bad=bad) if bad else None, self._control_gain(values), kept,
        )  # fmt: skip

    def _with_best(self, strategy: str, kpi: str) -> WithBest | None:
        """A strategy against the best of the others; more is better, whatever the KPI."""
        better = kpi_named(kpi).better
        if better == "neither" or len(self.strategies) == 1:
            return None
        sign = 1.0 if better == "up" else -1.0
        values = np.stack([sign * self.values(name, kpi) for name in self.strategies])
        return with_best(values)[self.strategies.index(strategy)]

    def _control_gain(self, values: Values) -> float:
        """What the luck of day one, how many subscribers the focus operator began with, would take out."""
        people, focus = self.loaded.scenario.customers, self.loaded.scenario.operators[self.focus]
        runs = self.results[self.setup.against]
        if len(runs) < FEWEST_CONTROLLED:
            return 1.0
        began = [r.series("subscribers", self.focus)[0] - r.series("net_adds", self.focus)[0] for r in runs]
        expected = people.represents * (1.0 - people.without_service) * focus.share
        return controlled(values, np.array([began]), np.array([expected])).gain

    def _difference(self, treated: Values, control: Values, kpi: str) -> Difference:
        values = treated - control
        found, base = estimate(values), abs(float(np.mean(control)))
        better = kpi_named(kpi).better
        pair = np.stack([treated, control])
        return Difference(
            found.mean, found.se, found.low, found.high, p=p_value(found, values.shape[0]), p_holm=1.0,
            stars="", relative=found.mean / base if base else 0.0, vrf=variance_reduction(treated, control),
            probability_better=best_probabilities(pair, better, self.loaded.scenario.seed)[0],
            skew=skewness(values), values=values,
        )  # fmt: skip

    def best(self) -> dict[str, dict[str, float]]:
        """Probability of each strategy to be best, per KPI that has a better direction."""
        found = {}
        for kpi in self.setup.kpis:
            better = kpi_named(kpi).better
            if better != "neither":
                values = np.stack([self.values(name, kpi) for name in self.strategies])
                shares = best_probabilities(values, better, self.loaded.scenario.seed)
                found[kpi] = dict(zip(self.strategies, shares, strict=True))
        return found

    def series(self) -> dict[tuple[str, str, str], NDArray[np.float64]]:
        """Month by month: the plotted and compared KPIs of every operator under every strategy."""
        kpis = dict.fromkeys((*OBSERVED, *self.setup.kpis))
        return {
            (name, operator, kpi): np.stack([result.series(kpi, operator) for result in results])
            for name, results in self.results.items()
            for operator in self.loaded.scenario.operators
            for kpi in kpis
        }

    def totals(self) -> dict[tuple[str, str], NDArray[np.float64]]:
        """Every KPI of the focus operator as one number per run."""
        return {(name, kpi.name): self.values(name, kpi.name) for name in self.strategies for kpi in KPIS}

    def cuts(self) -> dict[str, tuple[CutTotal, ...]]:
        """What budgets did to spending in the first replication of every strategy."""
        return {name: totals_of(runs[0].cuts) for name, runs in self.results.items()}

    def comparison(self, folder: Path, seconds: float) -> Comparison:
        """All of it, frozen."""
        scenario, until = self.loaded.scenario, self.setup.replications.until
        keys = tuple(
            task_key(Task(self.loaded, name, k)) for name in self.strategies for k in range(self.count)
        )
        return Comparison(
            question=scenario.question, focus=self.focus, against=self.setup.against,
            strategies=self.strategies, operators=tuple(scenario.operators), kpis=self.setup.kpis,
            months=scenario.months, replications=self.count,
            met={kpi: self.reached(kpi, share) for kpi, share in until.items()}, targets=dict(until),
            margins=dict(self.setup.margins), rows=tuple(self.rows()), best=self.best(), series=self.series(),
            totals=self.totals(), cuts=self.cuts(), folder=folder, keys=keys,
            digest=self.loaded.digest, seed=scenario.seed, machine=machine_facts(), seconds=seconds,
        )  # fmt: skip


def _with_holm(row: Row, adjusted: float) -> Row:
    """The row with its p value adjusted and starred."""
    assert row.difference is not None
    return replace(row, difference=replace(row.difference, p_holm=adjusted, stars=stars(adjusted)))
