"""Reach and awareness: how media money becomes people who know an operator."""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.maths import exp
from sim.core.schema import Params, param


class Awareness(Params):
    """How advertising carries over, saturates, is forgotten, and moves expectations."""

    carry_over: float = param(
        0.6,
        unit="1/month",
        doc="Share of last month's adstock that still works.",
        ge=0,
        lt=1,
        low=0.5,
        high=0.8,
        source="model.md 2, monthly adstock .5-.8 (unverified)",
    )
    half_spend: float = param(
        40.0,
        unit="million RMB",
        doc="Adstock at which 63 % of the reachable people are reached in a month.",
        gt=0,
        low=15.0,
        high=100.0,
    )
    reachable: float = param(
        0.9,
        unit="probability",
        doc="People that any media can reach in a month.",
        ge=0,
        le=1,
        low=0.7,
        high=1.0,
    )
    learning: float = param(
        0.5,
        unit="probability",
        doc="A person reached who did not consider the operator now does.",
        ge=0,
        le=1,
        low=0.2,
        high=0.8,
    )
    forgetting: float = param(
        0.03,
        unit="1/month",
        doc="A person not reached stops considering an operator not subscribed to.",
        ge=0,
        le=1,
        low=0.01,
        high=0.08,
    )
    promise_pull: float = param(
        0.05,
        unit="1/month",
        doc="Share of the gap to the promise that a message closes in the expectation.",
        ge=0,
        le=1,
        low=0.0,
        high=0.15,
        source="sign: Boulding et al. (1993), J. Marketing Research 30; size assumption",
    )


@rule
def adstock(previous: float, spend: float, p: Awareness) -> float:
    """Adstock in cents: what still works of earlier spend plus this month's.

    Source: Guadagni & Little (1983), Marketing Science 2, for a stock carried between months.
    """
    return p.carry_over * previous + spend


@rule
def reach(stock: float, p: Awareness) -> float:
    """Share of people [0..1] reached this month by an adstock in cents: concave, saturating.

    Source: concave response, Sethuraman, Tellis & Briesch (2011), J. Marketing Research 48; exponential form
        assumption.
    """
    return p.reachable * (1.0 - exp(-stock / (p.half_spend * 1e8)))


@rule
def awareness_change_probability(aware: bool, own: bool, reached_share: float, p: Awareness) -> float:
    """Probability [0..1] that awareness of one operator flips this month.

    The own operator is never forgotten.
    """
    if not aware:
        return reached_share * p.learning
    if own:
        return 0.0
    return (1.0 - reached_share) * p.forgetting


@rule
def promised_expectation(expectation: float, promise: float, reached_share: float, p: Awareness) -> float:
    """Expectation (0..100) after the own operator's advertising; promises raise it, they never lower it.

    Source: Boulding et al. (1993), J. Marketing Research 30.
    """
    if promise <= expectation:
        return expectation
    return expectation + p.promise_pull * reached_share * (promise - expectation)
