"""Regression of outcomes on one uncertainty: a smooth curve, or a mean per option, fitted to many at once.

The curve is a cubic P-spline whose smoothness is chosen by generalised cross-validation, apart for every
column. Source: Eilers & Marx (1996), Statistical Science 11; Craven & Wahba (1979), Numerische Mathematik 31.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
PIECES = 8
"""Pieces of the spline over the range of an uncertainty."""
PENALTIES = tuple(10.0**power for power in range(-3, 7))
"""Weights of the roughness that are tried, for as many points as the basis has functions."""
MOST_GROUPS = 6
"""Levels up to which each has a mean of its own; more are taken as points of a range."""


def basis(u: Values) -> Values:
    """Cubic B-splines at coordinates from 0 to 1, shape (points, functions)."""
    from scipy.interpolate import BSpline

    step = 1.0 / PIECES
    knots = np.arange(-3, PIECES + 4) * step
    inside = np.clip(u, 0.0, 1.0)
    return np.asarray(BSpline.design_matrix(inside, knots, 3).toarray())


def smooth(u: Values, values: Values) -> Values:
    """Fitted values of a smooth curve through every column; ``values`` of shape (points, columns)."""
    design = basis(u)
    rough = np.diff(np.eye(design.shape[1]), 2, axis=0)
    gram, cross = design.T @ design, design.T @ values
    scale = u.shape[0] / design.shape[1]
    found, best = np.zeros_like(values), np.full(values.shape[1], np.inf)
    for weight in PENALTIES:
        inverse = np.linalg.pinv(gram + weight * scale * rough.T @ rough)
        fitted = design @ (inverse @ cross)
        freedom = float(np.trace(inverse @ gram))
        error = ((values - fitted) ** 2).sum(axis=0) / (u.shape[0] - freedom) ** 2
        better = error < best
        found[:, better], best[better] = fitted[:, better], error[better]
    return found


def grouped(levels: NDArray[np.int64], values: Values) -> Values:
    """The mean of every column over the points of the same level; ``values`` of shape (points, columns)."""
    found = np.empty_like(values)
    for level in np.unique(levels):
        found[levels == level] = values[levels == level].mean(axis=0)
    return found
