"""A sample of the points that agree with targets: approximate Bayesian computation by population Monte Carlo.

Particles begin all over the unit cube, every point as likely as any other. In each generation they are moved
a little and weighed by the distance of their figures from the targets; the distance forgiven shrinks to the
targets' own tolerance. There a particle weighs as much as its figures would give the targets with a normal
error of that tolerance, so that the sample is the exact posterior under that error, and nothing is
approximate but the number of particles.

Sources: Cappé, Guillin, Marin & Robert (2004), Journal of Computational and Graphical Statistics 13
(population Monte Carlo); Beaumont, Cornuet, Marin & Robert (2009), Biometrika 96 (for approximate Bayesian
computation); Wilkinson (2013), Statistical Applications in Genetics and Molecular Biology 12 (weighing by the
error of the target).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.core.errors import InputError, Problem
from sim.streams import Stream

Values = NDArray[np.float64]
Simulate = Callable[[Values, Values], Values]
"""Points, shape (tries, factors), and uniform luck, shape (tries, figures) -> figures of the same shape."""
FORGIVEN = (16.0, 11.0, 8.0, 5.6, 4.0, 2.8, 2.0, 1.4, 1.0)
"""Tolerances that are forgiven, generation by generation, in those of the targets."""
BATCH = 1000
"""Tries at a time."""
TRIES = 10
"""Tries of a generation for every particle."""
MOST_ROUNDS = 10
"""Times as many tries as that, where their weights are worth fewer equal ones than ``ENOUGH``."""
ENOUGH = 0.5
"""Equal tries that weights should be worth, as a share of the particles."""
FEWEST = 50.0
"""Equal tries that the last weights must be worth."""
WHICH, STEP, TOLD = 0, 1000, 3000
"""Items of the draws: the particle moved, its step by factor, luck by figure."""


@dataclass(frozen=True)
class Targets:
    """What figures should be, and by how much they may be off."""

    values: Values
    """Shape (figures,)."""
    tolerances: Values
    """One standard deviation of each, shape (figures,)."""


@dataclass(frozen=True)
class Particles:
    """A weighted sample of points."""

    points: Values
    """Shape (particles, factors)."""
    weights: Values
    """Shape (particles,); they add up to 1."""

    @property
    def effective(self) -> float:
        """Equal particles that the weighted ones are worth (Kish)."""
        return float(1.0 / (self.weights**2).sum())

    def mean(self) -> Values:
        """Weighted mean, shape (factors,)."""
        return np.asarray(self.weights @ self.points)

    def covariance(self) -> Values:
        """Weighted covariance, shape (factors, factors)."""
        centred = self.points - self.mean()
        return np.asarray((self.weights[:, None] * centred).T @ centred)

    def quantile(self, share: float) -> Values:
        """Weighted quantile of every factor, shape (factors,)."""
        found = []
        for own in self.points.T:
            order = np.argsort(own)
            found.append(
                np.interp(share, np.cumsum(self.weights[order]) - 0.5 * self.weights[order], own[order])
            )
        return np.array(found)

    def evenly(self, count: int) -> Values:
        """So many points of equal weight, shape (count, factors): systematic resampling.

        Source: Kitagawa (1996), Journal of Computational and Graphical Statistics 5.
        """
        places = (np.arange(count) + 0.5) / count
        which = np.searchsorted(np.cumsum(self.weights), places * self.weights.sum())
        return np.asarray(self.points[np.minimum(which, self.weights.size - 1)])


def sample(simulate: Simulate, targets: Targets, factors: int, count: int, seed: int) -> Particles:
    """Particles that agree with the targets to within their tolerances, ten tries for each of ``count``.

    Raises InputError when so little of the cube does that no sample can be had.
    """
    found: Particles | None = None
    for generation, forgiven in enumerate(FORGIVEN):
        wide = Targets(targets.values, forgiven * targets.tolerances)
        before = None if found is None else _even(found, count)
        found = _generation(simulate, wide, before, (factors, count, seed, generation))
    assert found is not None
    if found.effective < FEWEST:
        text = f"{found.points.shape[0]:,} tries are worth {found.effective:.0f} that agree with the targets"
        hint = "narrower ranges, larger tolerances, or fewer targets"
        raise InputError([Problem("no-posterior", "-", 1, 1, "calibrate", text, hint)])
    return found


def _even(found: Particles, count: int) -> Particles:
    """As many particles of equal weight."""
    return Particles(found.evenly(count), np.full(count, 1.0 / count))


def _generation(
    simulate: Simulate, targets: Targets, before: Particles | None, sizes: tuple[int, int, int, int]
) -> Particles:
    """The next weighted tries; ``sizes``: factors, particles, seed, number of the generation."""
    factors, count, seed, generation = sizes
    points, logs = np.empty((0, factors)), np.empty(0)
    batches = -(-TRIES * count // BATCH)
    for number in range(MOST_ROUNDS * batches):
        draws = Draws(seed, generation, number * BATCH)
        tried = _proposed(before, factors, draws)
        within = np.asarray(((tried >= 0.0) & (tried <= 1.0)).all(axis=1))
        luck = draws.uniforms(TOLD, targets.values.size)[within]
        points = np.concatenate([points, tried[within]])
        logs = np.concatenate([logs, _weighed(simulate, targets, tried[within], luck, before)])
        if (number + 1) % batches == 0:
            found = Particles(points, _normal(logs))
            if found.effective >= ENOUGH * count:
                break
    return Particles(points, _normal(logs))


def _normal(logs: Values) -> Values:
    """Weights that add up to 1, from their logarithms."""
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _weighed(
    simulate: Simulate, targets: Targets, points: Values, luck: Values, before: Particles | None
) -> Values:
    """Logarithm of each try's weight: of its error, over the density of its being tried."""
    apart = (simulate(points, luck) - targets.values) / targets.tolerances
    found = -0.5 * (apart**2).sum(axis=1)
    return np.asarray(found if before is None else found - np.log(_density(points, before)))


class Draws:
    """Uniforms of one batch, by address."""

    def __init__(self, seed: int, generation: int, first: int) -> None:
        """Of tries from this number on."""
        self.seed, self.generation = seed, generation
        self.entities = np.arange(first, first + BATCH, dtype=np.int64)

    def uniform(self, item: int) -> Values:
        """Shape (BATCH,)."""
        found = np.empty(BATCH)
        fill_uniform(self.seed, int(Stream.PARTICLES), self.generation, self.entities, item, found)
        return found

    def uniforms(self, item: int, count: int) -> Values:
        """Shape (BATCH, count)."""
        return np.stack([self.uniform(item + k) for k in range(count)], axis=1)


def _proposed(before: Particles | None, factors: int, draws: Draws) -> Values:
    """New points: all over the cube, or particles moved by a normal step as wide as they lie."""
    from scipy.special import ndtri

    if before is None:
        return draws.uniforms(STEP, factors)
    which = np.searchsorted(np.cumsum(before.weights), draws.uniform(WHICH) * before.weights.sum())
    step = ndtri(draws.uniforms(STEP, factors)) @ _root(before).T
    return np.asarray(before.points[np.minimum(which, before.weights.size - 1)] + step)


def _root(before: Particles) -> Values:
    """Square root of the covariance."""
    spread = before.covariance()
    return np.asarray(np.linalg.cholesky(spread + 1e-12 * np.eye(spread.shape[0])), np.float64)


def _density(points: Values, before: Particles) -> Values:
    """How likely each point was to be tried, up to a factor, shape (points,)."""
    inverse = np.linalg.inv(_root(before))
    moved, home = points @ inverse.T, before.points @ inverse.T
    apart = (moved**2).sum(axis=1)[:, None] + (home**2).sum(axis=1) - 2.0 * moved @ home.T
    return np.asarray(np.exp(-0.5 * np.maximum(apart, 0.0)) @ before.weights + 1e-300)
