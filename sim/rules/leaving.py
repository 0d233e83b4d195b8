"""Leaving: which reason weighed most with somebody who gives an operator up.

Two things must come together before somebody leaves: a look around, and a better alternative. What drew
the look raised the log of its probability; what makes the alternative better raises the log odds of taking
it. Both are therefore told on one scale, and the reason kept is the one that pushed most. Occasions (a
contract that ends, an old handset, a campaign) are no reasons. Nothing here moves anybody: reasons are
observed, never acted on.

Source: reasons as in Keaveney (1995), J. Marketing 59 (core service, price, encounter, involuntary); that two
factors act on one log scale follows from the model of attention and choice itself.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.jit import rule
from sim.core.maths import log
from sim.core.schema import Params, param
from sim.rules.alternatives import Chooser, Sight
from sim.rules.attention import Attention, Trigger, attention_probability
from sim.rules.choice import SURVEY_SPREAD, Choice, generation_utility, offer_utility, social_utility
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
from sim.rules.talk import Contagion, pulled_probability
from sim.rules.tariffs import Usage

FAILED = int(Trigger.ORDER_FAILED)
NO_REASON, PRICE, NETWORK, SERVICE, FRIENDS, NEED_GONE, OTHER, UNPAID = range(8)
"""Values of ``customers.reason``."""
REASONS = ("none", "price", "network", "service", "friends", "need gone", "other", "unpaid bills")
"""What they are called."""


class Leaving(Params):
    """How reasons for leaving are told; they change nobody's mind."""

    on: bool = param(
        True, unit="on/off", doc="Reasons are told; off, all but those cut off count as leaving for taste."
    )
    least: float = param(
        0.1,
        unit="ln",
        doc="Least push that counts as a reason: a tenth likelier.",
        ge=0,
        low=0.02,
        high=0.3,
    )


class Drawn(NamedTuple):
    """What drew a look around, each as ``attention_probability`` takes it."""

    bits: int
    shock: float
    rivals: float
    neighbours: float
    dissatisfaction: float
    pull: float
    loyalty: float


@rule
def price_part(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> float:
    """Utils of price and allowances; the cost of switching is a barrier, no reason, and left out."""
    wanted = expected_data(o, me.data_need, around.months, usage)
    bill = expected_bill(o, me.voice_need, wanted, usage)
    if held:
        cost = cost_of_staying(bill, me.rebate, me.commitment, p)
    else:
        takes = takes_handset(o, me.handset, me.handset_age, around.handset_life)
        money = handset_to_pay(o, around.handset_price)
        cost = cost_of_moving(o, bill, money, takes, may_try(o, me.tried), 0.0, 0.0, 0, False, p)
    flat = fits_allowances(o, me.voice_need, wanted)
    return offer_utility(cost, me.price_sensitivity, 0.0, 0.0, 0.0, flat, p)


@rule
def network_part(o: Terms, me: Chooser, around: Sight, p: Choice) -> float:
    """Utils of an offer's network at home: performance, coverage, and its generation."""
    utility = offer_utility(10000.0, 0.0, around.quality, me.quality_sensitivity, around.coverage, False, p)
    return utility + generation_utility(o.generation, me.habit, 0.0, me.social_sensitivity, me.data_need, p)


@rule
def service_part(own: bool, me: Chooser, around: Sight, p: Choice) -> float:
    """Utils of what is foreseen beyond the network: service, fair bills, deliveries, or an image."""
    foreseen = foreseen_performance(own, me.expectation, around.quality, around.quality_now, around.image)
    return p.quality * me.quality_sensitivity * (foreseen - around.quality) / SURVEY_SPREAD


@rule
def friends_part(o: Terms, me: Chooser, around: Sight, p: Choice) -> float:
    """Utils of friends: those with the operator, what they say, and neighbours on 4G."""
    with_them = generation_utility(o.generation, 0.0, around.share_4g, me.social_sensitivity, 0.0, p)
    return with_them + social_utility(around.friends_here, around.verdict, p)


@rule
def look_probability(d: Drawn, p: Attention, contagion: Contagion) -> float:
    """Probability of the look around."""
    alone = attention_probability(d.bits, d.shock, d.rivals, d.neighbours, d.dissatisfaction, p)
    return pulled_probability(alone, d.pull, d.loyalty, contagion)


@rule
def times_likelier(whole: float, without: float) -> float:
    """Log of how many times likelier a look is with a trigger than without it."""
    return log(whole / without) if without > 0.0 else 0.0


@rule
def price_push(d: Drawn, whole: float, p: Attention, contagion: Contagion) -> float:
    """Log of how much a bill shock adds to the probability ``whole`` of the look."""
    without = Drawn(d.bits, 0.0, d.rivals, d.neighbours, d.dissatisfaction, d.pull, d.loyalty)
    return times_likelier(whole, look_probability(without, p, contagion))


@rule
def service_push(d: Drawn, whole: float, p: Attention, contagion: Contagion) -> float:
    """Log of how much dissatisfaction and a failed order add to the probability ``whole`` of the look."""
    without = Drawn(d.bits & ~FAILED, d.shock, d.rivals, d.neighbours, 0.0, d.pull, d.loyalty)
    return times_likelier(whole, look_probability(without, p, contagion))


@rule
def friends_push(d: Drawn, whole: float, p: Attention, contagion: Contagion) -> float:
    """Log of how much friends who left and neighbours on 4G add to the probability ``whole`` of the look."""
    without = Drawn(d.bits, d.shock, d.rivals, 0.0, d.dissatisfaction, 0.0, d.loyalty)
    return times_likelier(whole, look_probability(without, p, contagion))


class Parts(NamedTuple):
    """What an alternative is worth by reason, in utils."""

    price: float
    network: float
    service: float
    friends: float


@rule
def parts(o: Terms, held: bool, me: Chooser, around: Sight, p: Choice, usage: Usage) -> Parts:
    """An offer's parts; ``held`` is the offer of the operator to be left."""
    return Parts(
        price_part(o, held, me, around, p, usage), network_part(o, me, around, p),
        service_part(held, me, around, p), friends_part(o, me, around, p),
    )  # fmt: skip


@rule
def strongest(price: float, network: float, service: float, friends: float, least: float) -> int:
    """The reason that pushed most, in logs, the earlier one of equals; ``NO_REASON`` below the least push."""
    best, most = NO_REASON, least
    if price >= most:
        best, most = PRICE, price
    if network > most:
        best, most = NETWORK, network
    if service > most:
        best, most = SERVICE, service
    return FRIENDS if friends > most else best


@rule
def main_reason(
    there: Parts, here: Parts, d: Drawn, quits: bool, least: float, p: Attention, contagion: Contagion
) -> int:
    """Reason (``REASONS``) of somebody who left an offer worth ``here`` for one worth ``there``.

    Without a push worth naming, who quits service altogether needs it no more, and who goes elsewhere has
    reasons of taste that the model does not know. ``least`` as ``Leaving.least``.
    """
    whole = look_probability(d, p, contagion)
    found = strongest(
        there.price - here.price + price_push(d, whole, p, contagion),
        there.network - here.network,
        there.service - here.service + service_push(d, whole, p, contagion),
        there.friends - here.friends + friends_push(d, whole, p, contagion),
        least,
    )
    if found != NO_REASON:
        return found
    return NEED_GONE if quits else OTHER
