"""How long things take: a law of probability as three numbers, and its value for one uniform draw.

Durations are whole ticks of the clock, so sums of times are exact. Both engines call the same rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.core.jit import plain, rule
from sim.core.maths import exp, log, normal_quantile, signed
from sim.operations.clock import MINUTE, TICKS
from sim.scenario.desks import Law

NEVER, FIXED, EXPONENTIAL, LOGNORMAL, WEIBULL = range(5)
"""Codes of laws; NEVER stands for a wait without end."""

CODES = {"fixed": FIXED, "exponential": EXPONENTIAL, "lognormal": LOGNORMAL, "weibull": WEIBULL}
FAR = 1 << 53
"""Ticks: a time that never comes (2^17 days); durations are cut there."""

TICKS_A_MINUTE = TICKS * MINUTE
_LARGE = 12.0
"""Argument from which Stirling's series is exact to the last digits."""


class Duration(NamedTuple):
    """A law ready to be drawn from.

    FIXED and EXPONENTIAL have their mean in ``a`` (ticks), LOGNORMAL the mean and spread of the logarithm,
    WEIBULL its scale (ticks) and one over its shape.
    """

    law: int
    a: float
    b: float


ENDLESS = Duration(NEVER, 0.0, 0.0)


def duration_of(law: Law | None) -> Duration:
    """The law in ticks; ``None`` is a wait without end."""
    if law is None:
        return ENDLESS
    mean = law.mean * TICKS_A_MINUTE
    if law.law == "lognormal" and mean > 0.0:
        variance = float(plain(log)(1.0 + law.cv * law.cv))
        return Duration(LOGNORMAL, float(plain(log)(mean)) - 0.5 * variance, float(np.sqrt(variance)))
    if law.law == "weibull" and mean > 0.0:
        return Duration(WEIBULL, mean / _gamma(1.0 + 1.0 / law.shape), 1.0 / law.shape)
    return Duration(EXPONENTIAL if law.law == "exponential" else FIXED, mean, 0.0)


def _gamma(x: float) -> float:
    """Gamma function of ``x`` > 0 by Stirling's series, with our own logarithm: the same bits everywhere."""
    down = 1.0
    while x < _LARGE:
        down *= x
        x += 1.0
    ln, y = float(plain(log)(x)), 1.0 / (x * x)
    series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0))) / x
    return float(plain(exp)((x - 0.5) * ln - x + 0.918938533204672742 + series)) / down


@rule
def drawn(law: int, a: float, b: float, u: float) -> float:
    """Duration in ticks, not rounded, at quantile ``1 - u`` or ``u`` of a law; ``u`` in (0, 1)."""
    if law == EXPONENTIAL:
        return -log(u) * a
    if law == LOGNORMAL:
        return exp(a + b * normal_quantile(u))
    if law == WEIBULL:
        return a * exp(b * log(-log(u)))
    return a


@rule
def whole(duration: float) -> int:
    """Whole ticks in a duration, at most ``FAR``."""
    return FAR if duration >= FAR else signed(duration)
