"""Attention: who looks around this month, and what drew the look.

Few people reconsider their operator in any month. A trigger makes it likelier; triggers act independently, so
the probability of looking is one minus the product of the probabilities of not looking (model.md 1.3).
"""

from __future__ import annotations

from enum import IntFlag
from typing import NamedTuple

from sim.core.jit import rule
from sim.core.maths import sigmoid
from sim.core.schema import Params, param


class Trigger(IntFlag):
    """Bits of ``customers.triggers``: what happened. Matters of degree are in ``Draws`` only."""

    CONTRACT_END = 1
    TRIAL_END = 2
    BILL_SHOCK = 4
    ORDER_FAILED = 8
    OLD_HANDSET = 16


class Attention(Params):
    """What makes people look around. Probabilities per month."""

    base_rate: float = param(
        0.02,
        unit="1/month",
        doc="Attention with no trigger.",
        gt=0,
        lt=1,
        low=0.01,
        high=0.03,
        source="model.md 2: h0, fits 1-3 % monthly churn",
    )
    contract_end: float = param(
        0.30, unit="probability", doc="The contract ended last month.", ge=0, le=1, low=0.1, high=0.5
    )
    trial_end: float = param(
        0.5,
        unit="probability",
        doc="The free trial is over and the next bill is a full one.",
        ge=0,
        le=1,
        low=0.3,
        high=1.0,
        source="assumption; contracts that renew themselves are cancelled 2.3 months after the last use, "
        "DellaVigna & Malmendier (2006), American Economic Review 96(3)",
    )
    bill_shock: float = param(
        0.20,
        unit="probability",
        doc="Largest effect of a bill far above the expected one.",
        ge=0,
        le=1,
        low=0.05,
        high=0.4,
    )
    shock_slope: float = param(
        6.0,
        unit="1",
        doc="Steepness of the bill-shock curve around 1.3 times the expected bill.",
        gt=0,
        low=3.0,
        high=12.0,
    )
    order_failed: float = param(
        0.20,
        unit="probability",
        doc="An order failed last month.",
        ge=0,
        le=1,
        low=0.05,
        high=0.4,
        source="core service failure is named by 44 % of switchers, Keaveney (1995), J. Marketing 59 "
        "(unverified); size assumption",
    )
    old_handset: float = param(
        0.04,
        unit="1/month",
        doc="The handset is older than the replacement age.",
        ge=0,
        le=1,
        low=0.01,
        high=0.1,
    )
    handset_life: float = param(
        24.0,
        unit="months",
        doc="Replacement age of a handset.",
        gt=0,
        low=18.0,
        high=30.0,
        source="model.md 1.3: 18-24 months as trigger",
    )
    rival_campaign: float = param(
        0.02, unit="probability", doc="Full reach of rivals' media.", ge=0, le=1, low=0.0, high=0.05
    )
    neighbours: float = param(
        0.10,
        unit="probability",
        doc="All neighbours use 4G and the customer does not.",
        ge=0,
        le=1,
        low=0.0,
        high=0.25,
    )
    dissatisfied: float = param(
        0.10, unit="probability", doc="Satisfaction far below the threshold.", ge=0, le=1, low=0.03, high=0.25
    )
    dissatisfaction_threshold: float = param(
        50.0,
        unit="0..100",
        doc="Satisfaction at which half of that effect is reached.",
        ge=0,
        le=100,
        low=40.0,
        high=60.0,
    )
    newcomer: float = param(
        0.05,
        unit="1/month",
        doc="Attention of somebody without a subscription.",
        ge=0,
        le=1,
        low=0.01,
        high=0.1,
    )
    readiness_spread: float = param(
        0.0,
        unit="ln",
        doc="Spread (sd of ln) of the readiness to look around between people; mean readiness is one.",
        ge=0,
        le=3,
        low=0.0,
        high=1.6,
        source="off unless asked for; 1.05 varies as the hazards behind a beta-geometric tenure of "
        "month-to-month customers (alpha .423, beta 7.39), data/ibm_telco_churn (fictional: shape only)",
    )


@rule
def bill_shock_probability(bill: float, expected: float, p: Attention) -> float:
    """Attention (probability) drawn by a bill against the expected one, both in cents.

    sigma(c (bill/expected - 1.3)), scaled; nothing without an expectation. Source: model.md 1.5.
    """
    if expected <= 0.0:
        return 0.0
    return p.bill_shock * sigmoid(p.shock_slope * (bill / expected - 1.3))


@rule
def dissatisfaction_probability(satisfaction: float, p: Attention) -> float:
    """Attention (probability) drawn by low satisfaction (0..100): a logistic step of 5 points' width."""
    return p.dissatisfied * sigmoid((p.dissatisfaction_threshold - satisfaction) / 5.0)


@rule
def neighbour_probability(share_4g: float, sensitivity: float, generation: int, p: Attention) -> float:
    """Attention (probability) drawn by neighbours' 4G, for those who do not use it themselves.

    Source: catalogue S000-60, handsets around put pressure on 2G and 3G users; size assumption.
    """
    if generation >= 4:
        return 0.0
    probability = p.neighbours * sensitivity * share_4g
    return 1.0 if probability > 1.0 else probability


@rule
def present_triggers(
    contract_ended: bool,
    trial_ended: bool,
    bill: float,
    expected: float,
    failed: bool,
    handset_age: int,
    p: Attention,
) -> int:
    """Bits of the personal triggers present this month (the others are a matter of degree).

    Amounts in cents.
    """
    bits = 0
    if contract_ended:
        bits += 1
    if trial_ended:
        bits += 2
    if expected > 0.0 and bill > 1.3 * expected:
        bits += 4
    if failed:
        bits += 8
    if handset_age >= p.handset_life:
        bits += 16
    return bits


class Draws(NamedTuple):
    """What draws attention this month: each one's own probability, 0 for what is not there."""

    base: float
    bill_shock: float
    neighbours: float
    dissatisfied: float
    rival_campaign: float
    contract_end: float
    trial_end: float
    order_failed: float
    old_handset: float


@rule
def draws(
    bits: int, shock: float, rival_reach: float, neighbours: float, dissatisfaction: float, p: Attention
) -> Draws:
    """What draws a subscriber's attention this month, each with its own probability."""
    return Draws(
        p.base_rate,
        shock,
        neighbours,
        dissatisfaction,
        p.rival_campaign * rival_reach,
        p.contract_end if bits & 1 else 0.0,
        p.trial_end if bits & 2 else 0.0,
        p.order_failed if bits & 8 else 0.0,
        p.old_handset if bits & 16 else 0.0,
    )


@rule
def any_of(d: Draws) -> float:
    """Probability [0..1] that any of them draws attention: 1 - prod(1 - trigger).

    Source: model.md 1.3 (attention, then choice).
    """
    miss = (1.0 - d.base) * (1.0 - d.bill_shock) * (1.0 - d.neighbours) * (1.0 - d.dissatisfied)
    miss *= 1.0 - d.rival_campaign
    miss *= 1.0 - d.contract_end
    miss *= 1.0 - d.trial_end
    miss *= 1.0 - d.order_failed
    miss *= 1.0 - d.old_handset
    return 1.0 - miss


@rule
def ready_probability(probability: float, readiness: float) -> float:
    """A monthly probability of looking around, for somebody of this readiness (ratio); at most one.

    Who is ready leaves first, so the hazard falls with tenure though nobody changes. Source: mixed hazards,
    Lancaster (1979), Econometrica 47 (unverified).
    """
    ready = probability * readiness
    return 1.0 if ready > 1.0 else ready


@rule
def attention_probability(
    bits: int, shock: float, rival_reach: float, neighbours: float, dissatisfaction: float, p: Attention
) -> float:
    """Probability [0..1] that a subscriber reconsiders this month, by what draws attention."""
    return any_of(draws(bits, shock, rival_reach, neighbours, dissatisfaction, p))
