"""Selecting the best strategy of a scenario: replications only for those that may still be the best."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.core.errors import InputError, Problem
from sim.results.kpis import kpi_named
from sim.scenario.load import Loaded
from sim.study.compare import run_value
from sim.study.runner import Report, Runner, quiet, runner
from sim.study.selection import Allocated, Selected, Values, select, select_within
from sim.study.tasks import Task

AHEAD = 4
"""Replications computed together, so that a pool has work; some may go unused."""


@dataclass(frozen=True)
class Choice:
    """The strategy selected, and how it came about."""

    strategies: tuple[str, ...]
    kpi: str
    better: str
    indifference: float
    """In the unit of the KPI."""
    selected: Selected
    """Means in the KPI's own sign."""
    seconds: float

    @property
    def best(self) -> str:
        """The strategy selected."""
        return self.strategies[self.selected.best]


def choose(
    loaded: Loaded, kpi: str, within: float, folder: Path, workers: int, most: int, report: Report = quiet
) -> Choice:
    """Select the strategy with the best mean of a KPI of the focus operator.

    ``within`` is the indifference as a share of the reference's mean over the first replications. Raises
    InputError for a KPI in which no direction is wanted, FailedRuns.
    """
    began, better = time.monotonic(), wanted(kpi)
    with runner(folder, workers, report) as working:
        drawing = _Drawing(loaded, kpi, 1.0 if better == "up" else -1.0, working, most, AHEAD)
        indifference = drawing.size_of(within)
        found = select(drawing.draw, len(drawing.names), indifference, most)
    means = drawing.sign * found.means
    told = Selected(found.best, found.sure, found.screened, means, found.replications, found.runs)
    return Choice(drawing.names, kpi, better, indifference, told, time.monotonic() - began)


@dataclass(frozen=True)
class BudgetChoice:
    """The strategy that a fixed budget puts first."""

    strategies: tuple[str, ...]
    kpi: str
    better: str
    allocated: Allocated
    """Means in the KPI's own sign."""
    seconds: float

    @property
    def best(self) -> str:
        """The strategy put first."""
        return self.strategies[self.allocated.best]


def choose_within(
    loaded: Loaded, kpi: str, budget: int, folder: Path, workers: int, report: Report = quiet
) -> BudgetChoice:
    """The strategy with the best mean of a KPI of the focus operator, after a fixed number of runs.

    Raises InputError for a KPI in which no direction is wanted, FailedRuns.
    """
    began, better = time.monotonic(), wanted(kpi)
    sign = 1.0 if better == "up" else -1.0
    with runner(folder, workers, report) as working:
        drawing = _Drawing(loaded, kpi, sign, working, budget, 0)
        found = select_within(drawing.draw, len(drawing.names), budget)
    told = Allocated(found.best, sign * found.means, found.counts, found.probability)
    return BudgetChoice(drawing.names, kpi, better, told, time.monotonic() - began)


def wanted(kpi: str) -> str:
    """The wanted direction of a KPI. Raises InputError when there is none."""
    better = kpi_named(kpi).better
    if better == "neither":
        text = f"no direction of {kpi_named(kpi).title} is wanted, so none is best"
        raise InputError([Problem("no-direction", "--kpi", 1, 1, "", text)])
    return better


class _Drawing:
    """Values of strategies, computed when they are asked for."""

    def __init__(self, loaded: Loaded, kpi: str, sign: float, working: Runner, most: int, ahead: int) -> None:
        self.loaded, self.kpi, self.sign, self.working = loaded, kpi, sign, working
        self.most, self.ahead = most, ahead
        self.names = tuple(loaded.strategies)
        self.known: dict[tuple[int, int], float] = {}

    def draw(self, systems: Sequence[int], begin: int, end: int) -> Values:
        """Values with more as better, shape (systems, replications)."""
        if any((system, k) not in self.known for system in systems for k in range(begin, end)):
            self._compute(systems, begin, min(max(end, begin + self.ahead), max(self.most, end)))
        return np.array([[self.known[system, k] for k in range(begin, end)] for system in systems])

    def _compute(self, systems: Sequence[int], begin: int, end: int) -> None:
        wanted = [(s, k) for k in range(begin, end) for s in systems if (s, k) not in self.known]
        tasks = [Task(self.loaded, self.names[s], k) for s, k in wanted]
        focus = self.loaded.scenario.focus
        for place, result in zip(wanted, self.working.run_all(tasks), strict=True):
            self.known[place] = self.sign * run_value(result, self.kpi, focus)

    def size_of(self, within: float) -> float:
        """The indifference in the unit of the KPI."""
        from sim.study.selection import FIRST

        reference = self.names.index(self.loaded.scenario.compare.against)
        level = abs(float(self.draw(range(len(self.names)), 0, FIRST)[reference].mean()))
        if level == 0.0:
            text = "the reference is 0, so that no share of it can be worth finding"
            raise InputError([Problem("no-level", "--within", 1, 1, "", text)])
        return within * level
