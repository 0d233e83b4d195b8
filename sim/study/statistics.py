"""Statistics of replications: estimates, paired differences, Holm's correction, the bootstrap.

Replications are the sample, never customers: customers of one run share the market's luck. Strategies are
compared pair by pair on the same replications, so that what is left is the strategy.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import fill_uniform
from sim.streams import Stream

CONFIDENCE = 0.95
RESAMPLES = 2000
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its standard error and 95 % interval."""

    mean: float
    se: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2.0


def t_quantile(freedom: int) -> float:
    """Two-sided 95 % quantile of Student's t."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2.0))


def estimate(values: Values) -> Estimate:
    """Mean, standard error and 95 % t interval of at least two replications, shape (replications,)."""
    count = values.shape[0]
    mean = math.fsum(values) / count
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values.tolist()) / (count - 1))
    se = spread / math.sqrt(count)
    half = t_quantile(count - 1) * se
    return Estimate(mean, se, mean - half, mean + half)


def p_value(found: Estimate, count: int) -> float:
    """Two-sided p of the t test that the mean is zero; 1 when nothing differs, 0 when all differ alike."""
    from scipy.special import stdtr

    if found.se == 0.0:
        return 1.0 if found.mean == 0.0 else 0.0
    return float(2.0 * stdtr(count - 1, -abs(found.mean) / found.se))


def not_worse(difference: Estimate, margin: float, better: str) -> bool:
    """True when a loss of the margin or more is ruled out: the 95 % interval keeps off it (two-sided).

    ``margin`` above 0, in the unit of the difference. Source: Piaggio et al. (2012), JAMA 308, CONSORT for
    non-inferiority trials.
    """
    return difference.low > -margin if better == "up" else difference.high < margin


def holm(p_values: list[float]) -> list[float]:
    """Holm's step-down adjusted p values, in the order given.

    Source: Holm (1979), Scandinavian Journal of Statistics 6.
    """
    order = sorted(range(len(p_values)), key=lambda k: p_values[k])
    adjusted, running = [0.0] * len(p_values), 0.0
    for rank, k in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[k]))
        adjusted[k] = running
    return adjusted


STAR_LIMITS = (0.05, 0.01, 0.001)
"""A p value gets one star for each of these that it is below."""


def stars(p: float) -> str:
    """``***`` below 0.001, ``**`` below 0.01, ``*`` below 0.05, or nothing."""
    return "*" * sum(p < limit for limit in STAR_LIMITS)


def variance_reduction(treated: Values, control: Values) -> float:
    """How many times fewer replications the pairing needs than independent runs would: (s1^2 + s2^2) / s_d^2.

    Infinite when the differences do not vary, 1 when nothing varies at all.
    """
    apart = float(np.var(treated, ddof=1) + np.var(control, ddof=1))
    paired = float(np.var(treated - control, ddof=1))
    if paired == 0.0:
        return math.inf if apart > 0.0 else 1.0
    return apart / paired


def resamples(seed: int, count: int) -> NDArray[np.int64]:
    """Bootstrap resamples of replications, shape (resamples, count): indices drawn by address."""
    entities = np.arange(RESAMPLES, dtype=np.int64)
    found = np.empty((RESAMPLES, count), dtype=np.int64)
    uniforms = np.empty(RESAMPLES)
    for position in range(count):
        fill_uniform(seed, int(Stream.BOOTSTRAP), 0, entities, position, uniforms)
        found[:, position] = (uniforms * count).astype(np.int64)
    return found


def best_probabilities(values: NDArray[np.float64], better: str, seed: int) -> list[float]:
    """Probability of each strategy to have the best mean, over bootstrap resamples.

    ``values`` of shape (strategies, replications). Ties are shared out evenly.
    """
    draws = resamples(seed, values.shape[1])
    means = values[:, draws].mean(axis=2)
    extreme = means.min(axis=0) if better == "down" else means.max(axis=0)
    winners = means == extreme
    return [float(share) for share in (winners / winners.sum(axis=0)).mean(axis=1)]


def skewness(values: Values) -> float:
    """Sample skewness; 0 when nothing varies."""
    centred = values - values.mean()
    spread = float(np.sqrt(np.mean(centred**2)))
    return float(np.mean(centred**3)) / spread**3 if spread > 0.0 else 0.0
