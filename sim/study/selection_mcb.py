"""Multiple comparisons with the best: every system less the best of the others, with joint intervals.

An interval that ends at 0 says that the system is not the best; one that begins at 0, that it is. All of them
hold together with the confidence, whatever the common luck does, because each pair has its own paired error.

Sources: Hsu (1984), Annals of Statistics 12; with common random numbers and Bonferroni's inequality as in
Yang & Nelson (1991), Operations Research 39.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.selection import CONFIDENCE

Values = NDArray[np.float64]


@dataclass(frozen=True)
class WithBest:
    """One system against the best of the others."""

    difference: float
    """Mean less the largest mean of the others."""
    low: float
    """At most 0."""
    high: float
    """At least 0."""
    may_be_best: bool
    """False when the system is shown not to be the best; equals are both the best."""


def with_best(values: Values, confidence: float = CONFIDENCE) -> tuple[WithBest, ...]:
    """Every system against the best of the others; the largest mean is the best.

    ``values`` of shape (systems, replications), paired within replications.
    """
    from scipy.special import stdtrit

    systems, count = values.shape
    quantile = float(stdtrit(count - 1, 1.0 - (1.0 - confidence) / (systems - 1)))
    differences = values[:, np.newaxis, :] - values[np.newaxis, :, :]
    gaps = differences.mean(axis=2)
    widths = quantile * differences.std(axis=2, ddof=1) / np.sqrt(count)
    above = gaps + widths
    np.fill_diagonal(above, np.inf)
    highest = above.min(axis=1)
    candidates = np.flatnonzero(highest >= 0.0)
    return tuple(_one(k, gaps, widths, float(highest[k]), candidates) for k in range(systems))


def _one(k: int, gaps: Values, widths: Values, highest: float, candidates: NDArray[np.int64]) -> WithBest:
    """One system, given those that may be the best."""
    others = np.arange(gaps.shape[0]) != k
    rivals = candidates[candidates != k]
    low = 0.0 if rivals.size == 0 else min(0.0, float((gaps[k, rivals] - widths[k, rivals]).min()))
    return WithBest(float(gaps[k, others].min()), low, max(0.0, highest), highest >= 0.0)
