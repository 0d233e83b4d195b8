"""Delivery felt: the promise matters, not the duration.

Mean review by days of delay against the promised date, 98,673 orders (data/olist_delivery_review; the fitted
curve only): on time is worth 4.0 of 5, five days late 2.5, and a day early almost nothing more. Between the
middles of the eight classes the curve is linear; stars become points of 0..100.
"""

from __future__ import annotations

from sim.core.jit import rule

CURVE = "mean review by delay in days, Olist orders 2016-2018, data/olist_delivery_review"
"""Where the corner points below come from: classes -10 and less, -10..-5, -5..-2, -2..0, 0..2, 2..5, 5..10,
over 10 and never delivered."""
DELAYS = (-12.0, -7.5, -3.5, -1.0, 1.0, 3.5, 7.5, 12.0)
STARS = (4.32, 4.28, 4.16, 4.14, 3.92, 2.81, 1.89, 1.70)
"""Corner points: days after the promise, mean review. Source: ``CURVE``."""


@rule
def _between(x: float, x0: float, y0: float, x1: float, y1: float) -> float:
    """Height at x of the line through two points."""
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


@rule
def delivery_stars(delay: float) -> float:
    """Review in stars (1..5) for a delay in days against the promise; negative is early.

    Source: ``CURVE``.
    """
    if delay <= DELAYS[0]:
        return STARS[0]
    for k in range(1, len(DELAYS)):
        if delay <= DELAYS[k]:
            return _between(delay, DELAYS[k - 1], STARS[k - 1], DELAYS[k], STARS[k])
    return STARS[len(STARS) - 1]


@rule
def delivery_performance(delay: float) -> float:
    """Felt performance (0..100) of a delivery ``delay`` days after its promise."""
    return (delivery_stars(delay) - 1.0) * 25.0


@rule
def lost_order_performance() -> float:
    """Felt performance (0..100) of an order that never came: 1.75 stars. Source: ``CURVE``."""
    return 18.75
