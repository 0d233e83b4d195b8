"""Experience: what a month with the operator feels like, against what was expected.

Performance is the weighted mean over the touchpoints met this month: the network, the bill, service, and a
delivery if there was one. Satisfaction with the month follows from expectation and disconfirmation;
cumulative satisfaction is anchored in the past.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import log, normal_quantile
from sim.core.schema import Params, param


class Experience(Params):
    """Touchpoint weights, disconfirmation, and how fast satisfaction and expectation move."""

    network_weight: float = param(0.45, unit="weight", doc="Network.", ge=0, low=0.3, high=0.6)
    bill_weight: float = param(0.20, unit="weight", doc="Bill.", ge=0, low=0.1, high=0.3)
    service_weight: float = param(0.35, unit="weight", doc="Service.", ge=0, low=0.2, high=0.5)
    delivery_weight: float = param(
        0.30, unit="weight", doc="Delivery, in a month with one.", ge=0, low=0.1, high=0.6
    )
    network_spread: float = param(
        8.0,
        unit="0..100",
        doc="Month-to-month spread (sd) of perceived network performance.",
        ge=0,
        low=4.0,
        high=12.0,
    )
    bill_slope: float = param(
        25.0,
        unit="points",
        doc="Points lost when the bill is e times the expected one.",
        ge=0,
        low=10.0,
        high=40.0,
    )
    service_half: float = param(
        3.0,
        unit="RMB/subscriber/month",
        doc="Service spend at which service performs half-way between worst and best.",
        gt=0,
        low=1.0,
        high=6.0,
    )
    service_worst: float = param(
        50.0, unit="0..100", doc="Service without any spend.", ge=0, le=100, low=40.0, high=60.0
    )
    service_best: float = param(
        95.0, unit="0..100", doc="Service with unlimited spend.", ge=0, le=100, low=85.0, high=100.0
    )
    gain: float = param(
        0.6, unit="1", doc="Points of satisfaction per point above expectation.", ge=0, low=0.3, high=0.9
    )
    loss_ratio: float = param(
        2.0,
        unit="ratio",
        doc="A point below expectation weighs this many points above it (kappa).",
        ge=1,
        low=1.5,
        high=2.5,
        source="Anderson & Sullivan (1993), Marketing Science 12; Mittal, Ross & Baldasare (1998), J. "
        "Marketing 62 (unverified)",
    )
    update: float = param(
        0.30,
        unit="1/month",
        doc="Weight of this month in cumulative satisfaction for a newcomer (lambda0).",
        gt=0,
        le=1,
        low=0.1,
        high=0.5,
        source="form: Bolton (1998), Marketing Science 17; size model.md 2",
    )
    damping: float = param(
        24.0, unit="months", doc="Tenure that halves that weight (tau).", gt=0, low=12.0, high=60.0
    )
    adaptation: float = param(
        0.10,
        unit="1/month",
        doc="Share of the gap to performance that expectation closes (eta).",
        ge=0,
        le=1,
        low=0.05,
        high=0.2,
        source="Boulding et al. (1993), J. Marketing Research 30 (unverified)",
    )


@rule
def network_quality(covered: float, quality: float, fallback: float) -> float:
    """Network performance (0..100): a share ``covered`` at ``quality``, the rest on the older network."""
    return covered * quality + (1.0 - covered) * fallback


@rule
def network_noise(step: int, p: Experience) -> float:
    """Points that a month differs from the network's performance: the middle of one of 4,096 like steps."""
    return p.network_spread * normal_quantile((step + 0.5) / 4096.0)


@rule
def service_performance(spend: float, p: Experience) -> float:
    """Performance of service (0..100) from spend in cents per subscriber and month: falling returns."""
    return p.service_worst + (p.service_best - p.service_worst) * spend / (spend + p.service_half * 100.0)


@rule
def bill_performance(bill: float, expected: float, p: Experience) -> float:
    """How fair the bill feels (0..100): 74.6, the survey mean of quality, when it is the one expected.

    Both in cents.
    """
    if bill <= 0.0 or expected <= 0.0:
        return 74.6
    points = 74.6 - p.bill_slope * log(bill / expected)
    return 0.0 if points < 0.0 else (100.0 if points > 100.0 else points)


@rule
def performance(
    network: float, bill: float, service: float, delivery: float, service_sensitivity: float, p: Experience
) -> float:
    """Perceived performance (0..100) over the touchpoints met; ``delivery`` is negative when there was none.

    Weighted mean over touchpoints. Source: form, Parasuraman, Zeithaml & Berry (1988), J. Retailing 64;
    weights assumption.
    """
    service_weight = p.service_weight * service_sensitivity
    total = p.network_weight + p.bill_weight + service_weight
    points = p.network_weight * network + p.bill_weight * bill + service_weight * service
    if delivery >= 0.0:
        total += p.delivery_weight
        points += p.delivery_weight * delivery
    mean = points / total
    return 0.0 if mean < 0.0 else (100.0 if mean > 100.0 else mean)


@rule
def month_satisfaction(expectation: float, perceived: float, p: Experience) -> float:
    """Satisfaction with this month (0..100): expectation plus gains, less losses that weigh more.

    s = E + b max(P - E, 0) - kappa b max(E - P, 0). Source: Oliver (1980), J. Marketing Research 17.
    """
    gap = perceived - expectation
    score = expectation + p.gain * (gap if gap > 0.0 else p.loss_ratio * gap)
    return 0.0 if score < 0.0 else (100.0 if score > 100.0 else score)


@rule
def cumulative_satisfaction(satisfaction: float, month: float, tenure: float, p: Experience) -> float:
    """Cumulative satisfaction (0..100), anchored: the longer the tenure (months), the less a month moves it.

    S + lambda0 / (1 + tenure / tau) (s - S). Source: Bolton (1998), Marketing Science 17, for anchoring; form
    ours.
    """
    return satisfaction + p.update / (1.0 + tenure / p.damping) * (month - satisfaction)


@rule
def adapted_expectation(expectation: float, perceived: float, p: Experience) -> float:
    """Expectation (0..100) moved towards what was perceived.

    Source: Boulding et al. (1993), J. Marketing Research 30.
    """
    return expectation + p.adaptation * (perceived - expectation)
