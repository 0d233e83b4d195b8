"""Offers in a customer's eyes: what one costs, asks for, saves and is worth, given the customer's own use.

These rules put the tariff, handset, trial and utility rules together. ``Terms`` is one row of the offers
table.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.core.jit import rule
from sim.rules.choice import Choice, perceived_cost, switching_money
from sim.rules.tariffs import Usage, capped, overage, satiated_use, wanted_data


class Terms(NamedTuple):
    """One row of the offers table: fields, units and meaning as in ``columns.OFFERS``."""

    operator: int
    key: int
    generation: int
    open: int
    fee: int
    minutes: float
    data: float
    minute_price: float
    mb_price: float
    data_cap: int
    commitment: int
    trial: int
    trial_data: float
    subsidy: int
    rebate: int
    handset: int
    handset_commitment: int


@rule
def expected_bill(o: Terms, voice_need: float, wanted: float, p: Usage) -> float:
    """Cents a month that an offer would cost at one's own wanted minutes and megabytes, without rebates."""
    minutes = satiated_use(voice_need, o.minutes, o.minute_price, p.voice_price_response)
    megabytes = satiated_use(wanted, o.data, o.mb_price, p.data_price_response)
    data = capped(overage(megabytes, o.data, o.mb_price), float(o.data_cap))
    return o.fee + overage(minutes, o.minutes, o.minute_price) + data


@rule
def expected_data(o: Terms, data_need: float, months: float, p: Usage) -> float:
    """Megabytes a customer would want on the offer's generation, ``months`` after the start."""
    return wanted_data(data_need, o.generation, months, p)


@rule
def fits_allowances(o: Terms, voice_need: float, wanted: float) -> bool:
    """True when the whole wanted use is inside the allowances: the bill is flat."""
    return voice_need <= o.minutes and wanted <= o.data


@rule
def takes_handset(o: Terms, handset: int, handset_age: int, life: float) -> bool:
    """True when the customer would take the offer's handset.

    The offer needs a newer one, or the old one is worn and the new one subsidised.
    """
    if handset < o.generation:
        return True
    return handset_age >= life and (o.subsidy > 0 or o.rebate > 0) and o.handset >= handset


@rule
def handset_to_pay(o: Terms, price: float) -> float:
    """Cents to pay for the handset after the subsidy; never negative."""
    rest = price - o.subsidy
    return rest if rest > 0.0 else 0.0


@rule
def contract_months(o: Terms, takes: bool) -> int:
    """Months of contract the customer enters: the handset's with a subsidised handset, else the offer's."""
    if takes and (o.subsidy > 0 or o.rebate > 0):
        return o.handset_commitment if o.handset_commitment > o.commitment else o.commitment
    return o.commitment


@rule
def may_try(o: Terms, tried: int) -> bool:
    """True when a free trial is open to a customer with these bits of trials taken.

    One per operator and life.
    """
    return o.trial > 0 and (tried >> o.operator) & 1 == 0


@rule
def cost_of_staying(bill: float, rebate: float, commitment: int, p: Choice) -> float:
    """Perceived cents a month of keeping the present offer: its bill, less a running contract's rebate."""
    return perceived_cost(bill, rebate, commitment, 0.0, 0.0, 0, p)


@rule
def cost_of_moving(
    o: Terms,
    bill: float,
    handset_money: float,
    takes: bool,
    tries: bool,
    own_bill: float,
    own_fee: float,
    commitment: int,
    leaves: bool,
    p: Choice,
) -> float:
    """Perceived cents a month of taking another offer: bill, handset, trial, switching and contract."""
    one_off = switching_money(own_bill, own_fee, commitment, leaves, p)
    if takes:
        one_off += handset_money
    free = float(o.trial * o.fee) if tries else 0.0
    months = contract_months(o, takes)
    rebate = float(o.rebate) if takes else 0.0
    return perceived_cost(bill, rebate, months, one_off, free, months, p)


@rule
def foreseen_performance(
    own: bool, expectation: float, quality: float, quality_now: float, image: float
) -> float:
    """Performance (0..100) a customer foresees from an offer.

    From the own operator: one's expectation, moved by the difference of networks when the generation changes.
    From another: half its public image, half what its network does there (assumption: neighbours tell).
    """
    if not own:
        return 0.5 * image + 0.5 * quality
    seen = expectation + quality - quality_now
    return 0.0 if seen < 0.0 else (100.0 if seen > 100.0 else seen)
