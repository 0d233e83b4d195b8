"""A Gaussian process that stands in for the model: a figure at any point of the unit cube, with its doubt.

Prior: a constant, a plane, and a smooth surface with a reach of its own along every factor; the luck of the
runs is known from replications. Reaches and sizes are those under which the runs are most likely.

Sources: Rasmussen & Williams (2006), Gaussian Processes for Machine Learning, sections 2.2, 5.4 and 2.7;
leave-one-out by their equations 5.10 to 5.12.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
FLAT = 10.0
"""Prior variance of the constant and of every slope, in variances of the figure: next to no opinion."""
LEAST = 1e-4
"""Least variance of luck, in variances of the figure, so that the sums can be solved."""
BOUNDS = ((np.log(0.05), np.log(20.0)), (np.log(0.01), np.log(20.0)), (np.log(LEAST), np.log(2.0)))
"""Logarithms of reach, variance of the surface, and variance of luck beyond what is known."""


@dataclass(frozen=True)
class Emulator:
    """A fitted Gaussian process for one figure."""

    coordinates: Values
    """Points that were run, shape (points, factors)."""
    centre: float
    scale: float
    """Mean and spread of the figure over the points."""
    settings: Values
    """Logarithms of the reaches, the surface's variance and the extra luck, shape (factors + 2,)."""
    weights: Values
    """Shape (points,)."""
    inverse: Values
    """Inverse of the covariance of what was seen, shape (points, points)."""
    seen: Values
    """The figure at the points, in spreads from the mean, shape (points,)."""

    def at(self, u: Values) -> tuple[Values, Values]:
        """Mean and standard deviation of the figure, luck apart, each of shape (points asked,)."""
        across = covariance(u, self.coordinates, self.settings)
        mean = across @ self.weights
        reach = float(np.exp(self.settings[-2]))
        own = reach + FLAT * (1.0 + ((u - 0.5) ** 2).sum(axis=1))
        variance = own - np.einsum("ij,jk,ik->i", across, self.inverse, across, optimize=True)
        deviation = np.sqrt(np.maximum(variance, 0.0))
        return np.asarray(self.centre + self.scale * mean), np.asarray(self.scale * deviation)

    def left_out(self) -> Values:
        """Error of each point's prediction from all the others, in its own standard deviations."""
        diagonal = np.diag(self.inverse)
        return np.asarray(self.weights / np.sqrt(diagonal))


def covariance(a: Values, b: Values, settings: Values) -> Values:
    """Prior covariance of the figure between points, shape (points of a, points of b)."""
    reaches, surface = np.exp(settings[:-2]), float(np.exp(settings[-2]))
    scaled = a / reaches, b / reaches
    apart = (
        (scaled[0] ** 2).sum(axis=1)[:, None] + (scaled[1] ** 2).sum(axis=1) - 2.0 * scaled[0] @ scaled[1].T
    )
    return np.asarray(surface * np.exp(-0.5 * np.maximum(apart, 0.0)) + _plane(a, b))


def _plane(a: Values, b: Values) -> Values:
    return np.asarray(FLAT * (1.0 + (a - 0.5) @ (b - 0.5).T))


def emulate(coordinates: Values, means: Values, luck: float) -> Emulator:
    """The process most likely to have given what was seen.

    Args:
        coordinates: Points, shape (points, factors).
        means: The figure's mean over replications at each, shape (points,).
        luck: Variance of such a mean, from replications; 0 when there is a single one.
    """
    centre, scale = float(means.mean()), float(means.std()) or 1.0
    seen, known = (means - centre) / scale, luck / scale**2
    settings = _most_likely(coordinates, seen, known)
    total = covariance(coordinates, coordinates, settings)
    total[np.diag_indices_from(total)] += known + float(np.exp(settings[-1]))
    inverse = np.linalg.inv(total)
    return Emulator(
        coordinates, centre, scale, settings, inverse @ seen, np.asarray(inverse, np.float64), seen
    )


def _most_likely(coordinates: Values, seen: Values, known: float) -> Values:
    """Settings of the greatest likelihood, from two beginnings."""
    from scipy.optimize import minimize

    factors = coordinates.shape[1]
    bounds = [BOUNDS[0]] * factors + [BOUNDS[1], BOUNDS[2]]
    found = []
    for reach in (0.5, 2.0):
        begin = np.array([*np.log([reach] * factors), 0.0, np.log(0.01)])
        likely = minimize(
            _unlikeliness, begin, args=(coordinates, seen, known), jac=True, bounds=bounds, method="L-BFGS-B",
            options={"maxiter": 60},
        )  # fmt: skip
        found.append((float(likely.fun), likely.x))
    return np.asarray(min(found, key=lambda one: one[0])[1], dtype=np.float64)


def _unlikeliness(settings: Values, coordinates: Values, seen: Values, known: float) -> tuple[float, Values]:
    """Minus the logarithm of the likelihood, and its slope along every setting."""
    plane, extra = _plane(coordinates, coordinates), float(np.exp(settings[-1]))
    bent = covariance(coordinates, coordinates, settings) - plane
    total = bent + plane
    total[np.diag_indices_from(total)] += known + extra
    root = np.linalg.cholesky(total)
    half = np.linalg.inv(root)
    inverse = half.T @ half
    weights = inverse @ seen
    value = 0.5 * float(seen @ weights) + float(np.log(np.diag(root)).sum())
    pull = inverse - np.outer(weights, weights)
    slopes = [
        0.5 * float((pull * bent * (own[:, None] - own) ** 2).sum()) / float(np.exp(2.0 * settings[k]))
        for k, own in enumerate(coordinates.T)
    ]
    slopes += [0.5 * float((pull * bent).sum()), 0.5 * extra * float(np.trace(pull))]
    return value, np.array(slopes)
