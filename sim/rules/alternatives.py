"""Alternatives: the whole utility of one offer to one customer, and of having no subscription.

Here the parts of ``offers`` and ``choice`` meet. The engines add the customer's Gumbel taste and take the
largest.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.jit import rule
from sim.rules.choice import Choice, attachment, generation_utility, offer_utility, social_utility
from sim.rules.offers import (
    Terms,
    cost_of_moving,
    cost_of_staying,
    expected_bill,
    expected_data,
    fits_allowances,
    foreseen_performance,
    handset_to_pay,
    may_try,
    takes_handset,
)
from sim.rules.tariffs import Usage


class Chooser(NamedTuple):
    """What a choice depends on in the customer; units as in ``columns.CUSTOMERS``."""

    operator: int
    offer: int
    handset: int
    handset_age: int
    tried: int
    commitment: int
    rebate: float
    voice_need: float
    data_need: float
    price_sensitivity: float
    quality_sensitivity: float
    social_sensitivity: float
    expectation: float
    loyalty: float
    habit: float


class Sight(NamedTuple):
    """What a choice depends on around the customer: network and image, neighbours, prices, the date."""

    quality: float
    """Network performance (0..100) of the offer at home."""
    quality_now: float
    """Network performance (0..100) of the present offer at home; 0 without one."""
    image: float
    coverage: float
    share_4g: float
    """People around using 4G."""
    friends_here: float
    """Share of friends with the operator."""
    verdict: float
    """What friends say of the operator, -1..1."""
    handset_price: float
    """Cents."""
    months: float
    """Months since the start."""
    handset_life: float
    """Months."""
    appeal: float
    """Of the operator, in utils: what price, network, image and loyalty do not explain."""
    own_bill: float
    """Expected cents a month on the present offer; 0 without one."""
    own_fee: float
    """Cents a month."""


@rule
def perceived_monthly_cost(o: Terms, held: bool, me: Chooser, around: Sight, bill: float, p: Choice) -> float:
    """Cents a month that the offer seems to cost this customer, one-off money spread over the horizon."""
    if held:
        return cost_of_staying(bill, me.rebate, me.commitment, p)
    takes = takes_handset(o, me.handset, me.handset_age, around.handset_life)
    money = handset_to_pay(o, around.handset_price)
    leaves = me.operator >= 0 and o.operator != me.operator
    tries = may_try(o, me.tried)
    return cost_of_moving(
        o, bill, money, takes, tries, around.own_bill, around.own_fee, me.commitment, leaves, p
    )


@rule
def worth(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> float:
    """Utility of an offer to a customer, in utils, without the taste of the month.

    U = appeal + price ln(cost/100) + quality z(performance) + coverage + flat-rate bonus + 4G + friends +
    loyalty + status quo.
    Source: random utility, McFadden (1974), Train (2009); terms as in model.md 1.3.
    """
    own = o.operator == me.operator
    wanted = expected_data(o, me.data_need, around.months, usage)
    bill = expected_bill(o, me.voice_need, wanted, usage)
    cost = perceived_monthly_cost(o, held, me, around, bill, p)
    performance = foreseen_performance(own, me.expectation, around.quality, around.quality_now, around.image)
    flat = fits_allowances(o, me.voice_need, wanted)
    utility = offer_utility(
        cost, me.price_sensitivity, performance, me.quality_sensitivity, around.coverage, flat, p
    )
    utility += generation_utility(
        o.generation, me.habit, around.share_4g, me.social_sensitivity, me.data_need, p
    )
    utility += social_utility(around.friends_here, around.verdict, p)
    return utility + around.appeal + attachment(own, held, me.loyalty, p)


@rule
def worth_of_nothing(without_now: bool, p: Choice) -> float:
    """Utility of having no subscription, in utils, without the taste of the month."""
    return p.no_service + (p.status_quo if without_now else 0.0)
