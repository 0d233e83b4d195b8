"""Control variates: what is known of the first day takes luck out of the answer.

How many subscribers an operator happens to begin with moves its share and profit, and its expectation is
known exactly: people, times the share who subscribe, times the operator's share. A regression on the luck of
the first day takes out what comes from it; it pays where the correlation outweighs the cost of estimating it.

Sources: Lavenberg & Welch (1981), Management Science 27; the loss factor (n - 2) / (n - q - 2), Lavenberg,
Moeller & Welch (1982), Operations Research 30.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics import CONFIDENCE, Estimate

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Controlled:
    """A mean with and without controls."""

    plain: Estimate
    estimate: Estimate
    """With the controls."""
    gain: float
    """Variance of the plain mean over that of the controlled one; below 1 when controls cost more."""


def controlled(values: Values, controls: Values, expected: Values) -> Controlled:
    """The mean of some values, corrected for the luck of their controls.

    Args:
        values: Shape (replications,).
        controls: What was observed, shape (controls, replications); fewer controls than replications less 2.
        expected: Their known expectations, shape (controls,).

    The interval is exact for jointly normal values and controls.
    """
    from sim.study.statistics import estimate

    plain, count = estimate(values), values.shape[0]
    luck = (controls - expected[:, np.newaxis]).T
    design = np.column_stack([np.ones(count), luck])
    weights, *_ = np.linalg.lstsq(design, values, rcond=None)
    freedom = count - design.shape[1]
    residual = float(np.sum((values - design @ weights) ** 2)) / freedom
    spread = float(np.linalg.pinv(design.T @ design)[0, 0])
    se, mean = float(np.sqrt(residual * spread)), float(weights[0])
    half = _t(freedom) * se
    gain = plain.se**2 / se**2 if se > 0.0 else np.inf if plain.se > 0.0 else 1.0
    return Controlled(plain, Estimate(mean, se, mean - half, mean + half), float(gain))


def _t(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2.0))
