"""Alternatives: the whole utility of one offer to one customer, and of having no subscription.

Here the parts of ``offers`` and ``choice`` meet. The engines add the customer's Gumbel taste and take the
largest.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.jit import rule
from sim.rules.choice import Choice, keenness, loyalty_utility, price_utility, quality_utility
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


class Parts(NamedTuple):
    """The utility of an alternative in its parts, in utils; what an alternative has not is 0."""

    price: float
    """Of the cost as it seems: bill, rebate, handset, trial, switching and commitment."""
    quality: float
    """Of the network as expected, or seen at home, with the operator's image."""
    coverage: float
    flat_rate: float
    """Of use that fits into the allowances."""
    generation: float
    """Of 4G, by the data wanted."""
    habit: float
    """Of the habit of 4G."""
    neighbours: float
    """Of 4G among those around."""
    friends: float
    """Of friends with the operator."""
    word_of_mouth: float
    """Of what friends say of it."""
    brand: float
    """The operator's appeal that nothing else explains; of no subscription its constant."""
    loyalty: float
    status_quo: float
    """Of keeping exactly what one has."""
    liking: float
    """Of a lasting taste for the operator; the engines put it in, since it is drawn."""


@rule
def sum_of(u: Parts) -> float:
    """The whole utility, in utils: the parts added in their order."""
    utility = u.price + u.quality + u.coverage + u.flat_rate + u.generation + u.habit + u.neighbours
    return utility + u.friends + u.word_of_mouth + u.brand + u.loyalty + u.status_quo + u.liking


@rule
def parts_of_worth(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> Parts:
    """The parts of an offer's utility to a customer, without the taste of the month.

    Source: random utility, McFadden (1974), Train (2009); terms as in model.md 1.3.
    """
    own = o.operator == me.operator
    wanted = expected_data(o, me.data_need, around.months, usage)
    bill = expected_bill(o, me.voice_need, wanted, usage)
    cost = perceived_monthly_cost(o, held, me, around, bill, p)
    performance = foreseen_performance(own, me.expectation, around.quality, around.quality_now, around.image)
    newest = o.generation >= 4
    return Parts(
        price_utility(cost, me.price_sensitivity, p),
        quality_utility(performance, me.quality_sensitivity, p),
        p.coverage * around.coverage,
        p.flat_rate if fits_allowances(o, me.voice_need, wanted) else 0.0,
        p.generation * keenness(me.data_need) if newest else 0.0,
        p.habit * me.habit if newest else 0.0,
        p.neighbours * me.social_sensitivity * around.share_4g if newest else 0.0,
        p.on_net * around.friends_here,
        p.word_of_mouth * around.verdict,
        around.appeal,
        loyalty_utility(own, me.loyalty, p),
        p.status_quo if held else 0.0,
        0.0,
    )


@rule
def worth(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> float:
    """Utility of an offer to a customer, in utils, without the taste of the month: the sum of its parts."""
    return sum_of(parts_of_worth(o, held, me, around, p, usage))


@rule
def switching_utility(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> float:
    """What of an offer's utility of price is due to changing operator, in utils; 0 or less."""
    bill = expected_bill(o, me.voice_need, expected_data(o, me.data_need, around.months, usage), usage)
    cost = perceived_monthly_cost(o, held, me, around, bill, p)
    without = perceived_monthly_cost(o, held, stranger(me), around, bill, p)
    return price_utility(cost, me.price_sensitivity, p) - price_utility(without, me.price_sensitivity, p)


@rule
def stranger(me: Chooser) -> Chooser:
    """The same customer with no operator to leave."""
    return Chooser(
        -1, me.offer, me.handset, me.handset_age, me.tried, me.commitment, me.rebate, me.voice_need,
        me.data_need, me.price_sensitivity, me.quality_sensitivity, me.social_sensitivity, me.expectation,
        me.loyalty, me.habit,
    )  # fmt: skip


@rule
def parts_of_nothing(without_now: bool, p: Choice) -> Parts:
    """The parts of the utility of having no subscription."""
    inertia = p.status_quo if without_now else 0.0
    return Parts(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, p.no_service, 0.0, inertia, 0.0)


@rule
def worth_of_nothing(without_now: bool, p: Choice) -> float:
    """Utility of having no subscription, in utils, without the taste of the month."""
    return sum_of(parts_of_nothing(without_now, p))
