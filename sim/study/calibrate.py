"""A calibration on real runs: history matching, a posterior sample on emulators, and fresh runs as judges.

What the posterior promises is held against runs with luck that had no part in it, and against targets that
were held out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError, Problem
from sim.core.files import sweep_leftovers
from sim.results.kpis import kpi_named
from sim.results.run import RunResult
from sim.scenario.meaning import months_between
from sim.study.engines import Engine
from sim.study.experiment_load import Experiment
from sim.study.experiment_spec import Calibrate, Target
from sim.study.matching import Matched, match
from sim.study.particles import Particles, Targets, sample
from sim.study.point_tasks import LOOSE, carry_out_point
from sim.study.pool import Work
from sim.study.posterior import write_posterior
from sim.study.runner import Report, quiet, runner
from sim.study.trying import Trying

Values = NDArray[np.float64]
SAMPLE = "posterior.csv"


@dataclass(frozen=True)
class Aim:
    """A target, ready to be read from runs."""

    name: str
    kpi: str
    operator: str
    unit: str
    first: int
    last: int
    """Months of a run that count, from 0, both included."""
    target: Target

    def figure(self, result: RunResult) -> float:
        """What a run says of it, in the published market's size."""
        months = result.series(self.kpi, self.operator)[self.first : self.last + 1]
        over = kpi_named(self.kpi).over
        found = months[-1] if over == "last" else months.sum() if over == "sum" else months.mean()
        return float(found) * self.target.scale


@dataclass(frozen=True)
class Calibrated:
    """What a calibration found, and what judged it."""

    experiment: Experiment
    aims: tuple[Aim, ...]
    """Those that were fitted, then those held out."""
    matched: Matched
    prior: Values
    """Figures of the first wave, means over replications, shape (points, aims)."""
    particles: Particles
    kept: Values
    """Points kept for later, shape (points, factors)."""
    plain: Values
    """Figures of the scenario as it is, on fresh luck, shape (replications, aims)."""
    checked: Values
    """Figures of some of the points kept, on fresh luck, shape (points, replications, aims)."""
    folder: Path
    computed: int
    runs: int
    seconds: float

    @property
    def fitted(self) -> int:
        """How many of the aims were fitted."""
        return sum(not aim.target.held_out for aim in self.aims)


def aims_of(experiment: Experiment, setup: Calibrate) -> tuple[Aim, ...]:
    """Targets with their months, those that are fitted first."""
    scenario, found = experiment.base.scenario, []
    for name, target in setup.targets.items():
        kpi, operator = target.kpi or name, target.operator or scenario.focus
        since = months_between(scenario.start, target.since or target.month)
        last = months_between(scenario.start, target.month)
        found.append(Aim(name, kpi, operator, kpi_named(kpi).unit, since, last, target))
    return tuple(sorted(found, key=lambda aim: aim.target.held_out))


def calibrate(
    experiment: Experiment,
    folder: Path,
    workers: int,
    report: Report = quiet,
    engine: Engine | None = None,
    work: Work = carry_out_point,
) -> Calibrated:
    """Fit the uncertainties of an experiment to its targets; stored runs are read.

    The sample is kept in the folder. Raises InputError without ``calibrate:``, for too few whole points, and
    when nothing in the ranges agrees with the targets.
    """
    setup, began = experiment.spec.calibrate, time.monotonic()
    if setup is None:
        text, hint = "the experiment does not say what to calibrate to", "calibrate: {targets: {...}}"
        raise InputError([Problem("missing-key", experiment.file, 1, 1, "calibrate", text, hint)])
    aims = aims_of(experiment, setup)
    with runner(folder, workers, report, work, engine) as working:
        sweep_leftovers(folder / LOOSE)
        budget = _budget(experiment, setup)
        trying = Trying(
            experiment,
            experiment.factors,
            lambda run: [aim.figure(run) for aim in aims],
            folder,
            working,
            budget,
        )
        matched, prior = _matched(experiment, setup, aims, trying)
        particles = _posterior(matched, _targets(aims), setup.particles, experiment.spec.seed)
        kept = particles.evenly(setup.kept)
        plain, checked = _judged(experiment, setup, kept, trying)
    write_posterior(folder / SAMPLE, experiment.factors, kept.tolist())
    return Calibrated(
        experiment, aims, matched, prior, particles, kept, plain, checked, folder, working.computed,
        budget, time.monotonic() - began,
    )  # fmt: skip


def _budget(experiment: Experiment, setup: Calibrate) -> int:
    """Runs of all waves and of the judges."""
    points = int(experiment.coordinates.shape[0]) + (setup.waves - 1) * setup.points + setup.check + 1
    return points * experiment.spec.replications


def _targets(aims: tuple[Aim, ...]) -> Targets:
    """What is fitted."""
    own = [aim.target for aim in aims if not aim.target.held_out]
    return Targets(np.array([one.value for one in own]), np.array([one.tolerance for one in own]))


def _matched(
    experiment: Experiment, setup: Calibrate, aims: tuple[Aim, ...], trying: Trying
) -> tuple[Matched, Values]:
    """All waves, and every figure of the first."""
    targets, seen = _targets(aims), list[Values]()

    def run(points: Values) -> Values:
        seen.append(trying.evaluate(points, 0, experiment.spec.replications))
        return seen[-1][:, :, : targets.values.size]

    first, seed = experiment.coordinates, experiment.spec.seed
    matched = match(run, first, targets, setup.waves, setup.points, seed)
    return matched, seen[0].mean(axis=1)


def _posterior(matched: Matched, targets: Targets, count: int, seed: int) -> Particles:
    """Particles on the emulators, whose doubt counts as luck."""
    from scipy.special import ndtri

    def figures(points: Values, luck: Values) -> Values:
        mean, deviation = matched.at(points)
        return np.asarray(mean + deviation * ndtri(luck))

    return sample(figures, targets, matched.coordinates.shape[1], count, seed)


def _judged(experiment: Experiment, setup: Calibrate, kept: Values, trying: Trying) -> tuple[Values, Values]:
    """The scenario as it is, and some of the points kept, with luck that had no part in the fit."""
    count = experiment.spec.replications
    own = np.array([[factor.base for factor in experiment.factors]])
    some = kept[np.linspace(0, len(kept) - 1, min(setup.check, len(kept))).astype(np.int64)]
    both = trying.evaluate(np.concatenate([own, some]), count, count)
    return both[0], both[1:]
