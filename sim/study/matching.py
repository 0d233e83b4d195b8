"""History matching: points that cannot give the targets are ruled out, wave by wave, with few runs.

After each wave an emulator of every figure is fitted to all runs. A point is implausible when some figure's
prediction lies more than three standard deviations from its target, the doubt of the emulator and the
tolerance of the target taken together. The next wave runs points that are not, far from each other and from
those run.

Sources: Craig, Goldstein, Seheult & Smith (1997), in Case Studies in Bayesian Statistics 3; Vernon, Goldstein
& Bower (2010), Bayesian Analysis 5; the limit of 3, Pukelsheim (1994), The American Statistician 48.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.core.errors import InputError, Problem
from sim.streams import Stream
from sim.study.emulator import Emulator, emulate
from sim.study.particles import Targets
from sim.study.robustness import Share, share_of

Values = NDArray[np.float64]
Run = Callable[[Values], Values]
"""Points, shape (points, factors) -> figures, shape (points, replications, figures); NaN for a failed run."""
LIMIT = 3.0
CANDIDATES = 20_000
"""Points that are looked at for the next wave."""
FEWEST = 10
"""Points with all their runs that an emulator needs beyond its factors."""


@dataclass(frozen=True)
class Wave:
    """One wave: how many points were run, and how much of the cube is left after it."""

    points: int
    left: Share
    """Share of the cube that is not implausible."""


@dataclass(frozen=True)
class Matched:
    """All runs of all waves, and what they taught."""

    coordinates: Values
    """Points with all their runs, shape (points, factors)."""
    figures: Values
    """Shape (points, replications, figures)."""
    emulators: tuple[Emulator, ...]
    """One per figure."""
    waves: tuple[Wave, ...]

    def at(self, u: Values) -> tuple[Values, Values]:
        """Mean and standard deviation of every figure, each of shape (points, figures)."""
        told = [emulator.at(u) for emulator in self.emulators]
        return np.stack([mean for mean, _ in told], axis=1), np.stack([sd for _, sd in told], axis=1)

    def implausibility(self, u: Values, targets: Targets) -> Values:
        """The largest over the figures of how far the prediction is from its target, shape (points,)."""
        mean, sd = self.at(u)
        apart = np.abs(mean - targets.values) / np.sqrt(sd**2 + targets.tolerances**2)
        return np.asarray(apart.max(axis=1))


def match(run: Run, first: Values, targets: Targets, waves: int, points: int, seed: int) -> Matched:
    """Run the first points, then further waves of so many where the ones before left room.

    Raises InputError when too few points are without a failed run.
    """
    found = learned(None, first, run(first), targets, seed)
    for _ in range(1, waves):
        fresh = next_points(found, targets, points, seed)
        found = learned(found, fresh, run(fresh), targets, seed)
    return found


def learned(before: Matched | None, points: Values, figures: Values, targets: Targets, seed: int) -> Matched:
    """What is known with one more wave. Raises InputError when too few points are whole."""
    whole = ~np.isnan(figures).any(axis=(1, 2))
    coordinates, seen = points[whole], figures[whole]
    if before is not None:
        coordinates = np.concatenate([before.coordinates, coordinates])
        seen = np.concatenate([before.figures, seen])
    fewest = coordinates.shape[1] + FEWEST
    if coordinates.shape[0] < fewest:
        text = f"an emulator needs {fewest} points with all their runs, there are {coordinates.shape[0]}"
        raise InputError([Problem("design", "-", 1, 1, "design", text, "more points")])
    means, replications = seen.mean(axis=1), seen.shape[1]
    luck = (
        seen.var(axis=1, ddof=1).mean(axis=0) / replications if replications > 1 else np.zeros(means.shape[1])
    )
    emulators = tuple(emulate(coordinates, means[:, k], float(luck[k])) for k in range(means.shape[1]))
    waves = before.waves if before else ()
    found = Matched(coordinates, seen, emulators, waves)
    candidates = candidates_of(seed, len(waves), coordinates.shape[1])
    left = share_of(found.implausibility(candidates, targets) <= LIMIT)
    return Matched(coordinates, seen, emulators, (*waves, Wave(points.shape[0], left)))


def candidates_of(seed: int, wave: int, factors: int) -> Values:
    """Points all over the cube by address, shape (CANDIDATES, factors)."""
    entities, found = np.arange(CANDIDATES, dtype=np.int64), np.empty((CANDIDATES, factors))
    column = np.empty(CANDIDATES)
    for factor in range(factors):
        fill_uniform(seed, int(Stream.CALIBRATION), wave, entities, factor, column)
        found[:, factor] = column
    return found


def next_points(found: Matched, targets: Targets, count: int, seed: int) -> Values:
    """Points of the next wave, shape (count, factors): not implausible, far from each other and from all run.

    Where fewer than ten times as many are not implausible, the least implausible are looked at instead.
    """
    candidates = candidates_of(seed, len(found.waves), found.coordinates.shape[1])
    apart = found.implausibility(candidates, targets)
    many = max(int((apart <= LIMIT).sum()), 10 * count)
    pool = candidates[np.argsort(apart, kind="stable")[:many]]
    nearest = _nearest(pool, found.coordinates)
    chosen = []
    for _ in range(count):
        best = int(np.argmax(nearest))
        chosen.append(pool[best])
        nearest = np.minimum(nearest, ((pool - pool[best]) ** 2).sum(axis=1))
    return np.array(chosen)


def _nearest(pool: Values, known: Values) -> Values:
    """Squared distance of each candidate from the nearest known point, shape (candidates,)."""
    found = np.full(pool.shape[0], np.inf)
    for point in known:
        found = np.minimum(found, ((pool - point) ** 2).sum(axis=1))
    return found
