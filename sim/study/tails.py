"""Bad luck: quantiles of runs and the mean of the worst, with intervals.

A strategy with the better mean may have the worse bad luck. Everything here is over replications, never over
months of one run.

Sources: order statistics, Conover (1999), Practical Nonparametric Statistics, section 3.2; expected
shortfall, Rockafellar & Uryasev (2000), Journal of Risk 2; its asymptotic error, Trindade, Uryasev, Shapiro &
Zrazhevsky (2007), Journal of Banking & Finance 31.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.statistics import CONFIDENCE, Estimate, t_quantile

Values = NDArray[np.float64]
WORST = 0.10
"""Share of runs that count as bad luck."""


@dataclass(frozen=True)
class Quantile:
    """A quantile of runs and an interval between two order statistics."""

    value: float
    low: float
    high: float
    confidence: float
    """Probability that the interval holds the quantile: at least this, whatever the distribution."""


def quantile(values: Values, level: float) -> Quantile:
    """A quantile with the shortest symmetric interval of order statistics that reaches 95 %.

    With too few runs the ends are the extremes and the confidence is what they give.
    """
    from scipy.special import bdtr

    ordered, count = np.sort(values), values.shape[0]
    tail = (1.0 - CONFIDENCE) / 2.0
    below = [float(bdtr(k, count, level)) for k in range(count)]
    low = max((k for k in range(count) if below[k] <= tail), default=0)
    high = next((k for k in range(count) if below[k] >= 1.0 - tail), count - 1)
    inside = below[high] - below[low]
    point = float(np.quantile(ordered, level))
    return Quantile(point, float(ordered[low]), float(ordered[high]), inside)


def shortfall(values: Values, worst: float = WORST, bad: str = "low") -> Estimate:
    """Mean of the worst share of runs (CVaR, expected shortfall) with its asymptotic 95 % interval.

    ``bad`` says which end is bad luck: 'low' or 'high'. The share need not be a whole number of runs.
    """
    sign = 1.0 if bad == "low" else -1.0
    ordered, count = np.sort(sign * values), values.shape[0]
    part = worst * count
    whole = max(math.floor(part + 1e-12), 0)
    rest = part - whole
    total = float(ordered[:whole].sum()) + (rest * float(ordered[whole]) if rest > 1e-12 else 0.0)  # noqa: PLR2004
    mean = total / part
    edge = float(ordered[min(whole, count - 1)] if rest > 1e-12 else ordered[max(whole - 1, 0)])  # noqa: PLR2004
    excess = np.maximum(edge - ordered, 0.0) / worst
    se = float(excess.std(ddof=1)) / math.sqrt(count)
    half = t_quantile(count - 1) * se
    low, high = sorted((sign * (mean - half), sign * (mean + half)))
    return Estimate(sign * mean, se, low, high)
