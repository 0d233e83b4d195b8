"""Payment: who pays a bill, who is reminded, and what happens to those who do not.

Prepaid customers pay as they go. Postpaid ones pay by a standing order or by hand, and forget sometimes, the
forgetful often. What stays unpaid is owed; after some months service is suspended, after some more the
subscription is ended and the debt written off. A friendly reminder makes forgetting rarer.
"""

from __future__ import annotations

from sim.core.jit import rule
from sim.core.schema import Params, param

PREPAID, BY_ORDER, BY_HAND = 0, 1, 2
"""Ways of paying."""


class Payment(Params):
    """Ways of paying, and how often a bill stays unpaid."""

    on: bool = param(True, unit="on/off", doc="Bills can stay unpaid; off, everybody pays at once.")
    prepaid: float = param(
        0.6, unit="share", doc="People who pay before they use.", ge=0, le=1, low=0.4, high=0.8
    )
    by_order: float = param(
        0.4, unit="share", doc="Of the others, those with a standing order.", ge=0, le=1, low=0.2, high=0.7
    )
    missed_by_order: float = param(
        0.01, unit="1/month", doc="A standing order fails.", ge=0, le=1, low=0.0, high=0.03
    )
    missed_by_hand: float = param(
        0.12, unit="1/month", doc="A bill paid by hand is forgotten or left.", ge=0, le=1, low=0.05, high=0.2
    )
    spread: float = param(
        1.0, unit="ln", doc="Spread (sd of ln) of forgetfulness between people.", ge=0, low=0.5, high=1.5
    )
    reminded: float = param(
        0.4,
        unit="share",
        doc="Of the bills that would stay unpaid, those paid after a reminder.",
        ge=0,
        le=1,
        low=0.2,
        high=0.7,
        source="sign: catalogue S001-17, reminders make suspensions rarer; size assumption",
    )
    suspended_service: float = param(
        20.0,
        unit="0..100",
        doc="Performance of the network that a suspended customer perceives.",
        ge=0,
        le=100,
        low=0.0,
        high=40.0,
    )


@rule
def way_of_paying(u: float, p: Payment) -> int:
    """How somebody pays: prepaid, by standing order, by hand, from a quantile ``u``."""
    if u < p.prepaid:
        return PREPAID
    return BY_ORDER if u < p.prepaid + (1.0 - p.prepaid) * p.by_order else BY_HAND


@rule
def miss_probability(way: int, forgetfulness: float, reminded: bool, p: Payment) -> float:
    """Probability that what is due stays unpaid this month.

    ``forgetfulness`` multiplies it, mean one; at most 0.95.
    """
    if not p.on or way == PREPAID:
        return 0.0
    miss = (p.missed_by_order if way == BY_ORDER else p.missed_by_hand) * forgetfulness
    if reminded:
        miss *= 1.0 - p.reminded
    return 0.95 if miss > 0.95 else miss


@rule
def is_beyond(overdue: int, after: int) -> bool:
    """True when bills have stayed unpaid as long (months) as an operator waits to suspend or cut off."""
    return overdue >= after
