"""A sample of the points that agree with targets: approximate Bayesian computation by sequential Monte Carlo.

Particles begin all over the unit cube, every point as likely as any other. In each generation they are moved
a little and kept with a probability that falls with the distance of their figures from the targets; the
distance forgiven shrinks to the targets' own tolerance. There a particle is kept as often as its figures
would give the targets with a normal error of that tolerance, so that the sample is the exact posterior under
that error, and nothing is approximate but the number of particles.

Sources: Beaumont, Cornuet, Marin & Robert (2009), Biometrika 96 (weights of moved particles); Wilkinson
(2013), Statistical Applications in Genetics and Molecular Biology 12 (keeping by the error of the target).
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
MOST_BATCHES = 400
"""Batches of a generation after which it is given up."""
WHICH, STEP, FATE, TOLD = 0, 1000, 2000, 3000
"""Items of the draws: the particle moved, its step by factor, whether it is kept, luck by figure."""


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
    tries: int
    """Points tried in the last generation."""

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
    """Particles that agree with the targets to within their tolerances.

    Raises InputError when next to nothing of the cube does.
    """
    found: Particles | None = None
    for generation, forgiven in enumerate(FORGIVEN):
        wide = Targets(targets.values, forgiven * targets.tolerances)
        found = _generation(simulate, wide, found, (factors, count, seed, generation))
    assert found is not None
    return found


def _generation(
    simulate: Simulate, targets: Targets, before: Particles | None, sizes: tuple[int, int, int, int]
) -> Particles:
    """The next particles; ``sizes``: factors, particles, seed, number of the generation."""
    factors, count, seed, generation = sizes
    kept: list[Values] = []
    tries = 0
    while sum(part.shape[0] for part in kept) < count:
        if tries >= MOST_BATCHES * BATCH:
            text = f"fewer than {count} of {tries:,} tries come within the targets' tolerance"
            hint = "wider ranges, larger tolerances, or fewer targets"
            raise InputError([Problem("no-posterior", "-", 1, 1, "calibrate", text, hint)])
        draws = Draws(seed, generation, tries)
        points = _proposed(before, factors, draws)
        within = np.asarray(((points >= 0.0) & (points <= 1.0)).all(axis=1))
        kept.append(points[within][_kept(simulate, targets, points[within], within, draws)])
        tries += BATCH
    points = np.concatenate(kept)[:count]
    return Particles(points, _weights(points, before), tries)


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


def _kept(
    simulate: Simulate, targets: Targets, points: Values, within: NDArray[np.bool_], draws: Draws
) -> NDArray[np.bool_]:
    """Which points are kept, by the distance of their figures from the targets."""
    luck = draws.uniforms(TOLD, targets.values.size)[within]
    apart = (simulate(points, luck) - targets.values) / targets.tolerances
    return np.asarray(draws.uniform(FATE)[within] < np.exp(-0.5 * (apart**2).sum(axis=1)))


def _weights(points: Values, before: Particles | None) -> Values:
    """Weights that undo where particles were moved from: one over the density of being proposed."""
    if before is None:
        return np.full(points.shape[0], 1.0 / points.shape[0])
    inverse = np.linalg.inv(_root(before))
    moved, home = points @ inverse.T, before.points @ inverse.T
    apart = (moved**2).sum(axis=1)[:, None] + (home**2).sum(axis=1) - 2.0 * moved @ home.T
    density = np.exp(-0.5 * np.maximum(apart, 0.0)) @ before.weights
    return np.asarray((1.0 / density) / (1.0 / density).sum())
