"""Points that a search asks for, as runs: computed when they are not stored, and read as numbers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.results.run import RunResult
from sim.results.store import has_run, read_run
from sim.study.experiment_load import Experiment
from sim.study.factors import Factor
from sim.study.point_tasks import BASE, LOOSE, point_task
from sim.study.runner import Progress, Runner
from sim.study.sweep import write_new
from sim.study.sweep_plan import SweepPlan, name_of, written_at

Values = NDArray[np.float64]
Figures = Callable[[RunResult], list[float]]
"""What is read from a run."""


class Trying:
    """Runs of an experiment at points that are not known before."""

    def __init__(
        self,
        experiment: Experiment,
        factors: tuple[Factor, ...],
        figures: Figures,
        folder: Path,
        working: Runner,
        budget: int,
    ) -> None:
        """On a folder that the runner holds; points have a coordinate for each of these factors."""
        self.factors, self.figures, self.folder = factors, figures, folder
        self.working, self.budget = working, budget
        plan = SweepPlan(experiment)
        self.base = plan.base
        write_new(folder / BASE, plan.base_content)
        self.behind = 0

    def evaluate(self, points: Values, first: int, count: int) -> Values:
        """Figures of points of shape (points, factors) over replications from ``first`` on.

        Shape (points, replications, figures); NaN where a run failed.
        """
        writes = [written_at(self.factors, point) for point in points]
        named = [(k, first + r) for r in range(count) for k in range(len(points))]
        tasks = [point_task(self.base, writes[k], r, name_of(k, r)) for k, r in named]
        missing = [task for task in tasks if not has_run(self.folder / LOOSE, task.key)]
        stored = self.behind + len(tasks) - len(missing)

        def told(done: int, computed: int, seconds: float) -> Progress:
            return Progress(stored + done, max(self.budget, stored + done), seconds, computed)

        failed = {missing[k].key for k in self.working.compute(missing, told)}
        self.behind += len(tasks)
        rows = [
            None if task.key in failed else self.figures(read_run(self.folder / LOOSE, task.key))
            for task in tasks
        ]
        width = next((len(row) for row in rows if row is not None), 1)
        values = np.full((len(points), count, width), np.nan)
        for row, (k, r) in zip(rows, named, strict=True):
            if row is not None:
                values[k, r - first] = row
        return values
