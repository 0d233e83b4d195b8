"""Use, bill, feeling and the end of the month over the customer columns."""

from __future__ import annotations

from sim.columns import G4, MONTH_DAYS
from sim.core.chance import uniform, words
from sim.core.jit import Cells, kernel, prange, row
from sim.core.maths import signed
from sim.kernels.count import BLOCK
from sim.kernels.noise import step_of
from sim.rules.attention import Attention, present_triggers
from sim.rules.experience import (
    Experience,
    adapted_expectation,
    bill_performance,
    cumulative_satisfaction,
    month_satisfaction,
    performance,
)
from sim.rules.generations import Generations, replacement_probability, usable_generation
from sim.rules.payment import is_beyond
from sim.rules.tariffs import (
    Usage,
    bill_cents,
    capped,
    month_data,
    next_expected_bill,
    overage,
    satiated_use,
    whole_cents,
)
from sim.streams import Stream

FEES, CALLS, DATA = range(3)
"""Columns of what was billed by source: fees less rebates, minutes and megabytes beyond allowances."""
SOURCES = 3
USAGE, EXPERIENCE = int(Stream.USAGE), int(Stream.EXPERIENCE)


@row
def use_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, place: Cells,
    trial: Cells, voice: Cells, data: Cells, active_days: Cells, overdue: Cells, voice_used: Cells,
    data_used: Cells, use_growth: float, offers: Cells, coverage: Cells, suspend_after: Cells,
    voice_noise: Cells, data_noise: Cells, p: Usage,
) -> None:  # fmt: skip
    """Minutes and megabytes of one customer this month, for the days on the present offer."""
    j = signed(operator[i])
    if j < 0 or is_beyond(signed(overdue[i]), suspend_after[j]):
        voice_used[i] = 0.0
        data_used[i] = 0.0
        return
    o = offers[offer[i]]
    w = words(seed, USAGE, period, signed(ids[i]), 0)
    part = signed(active_days[i]) / 30.0
    growth = 1.0 + use_growth
    minutes = float(voice[i]) * growth * voice_noise[step_of(w[0])]
    generation = usable_generation(o.generation, signed(handset[i]))
    megabytes = month_data(
        float(data[i]) * growth, generation, coverage[j, place[i], generation - 2], float(period), p
    )
    megabytes *= data_noise[step_of(w[1])]
    allowance = o.trial_data if trial[i] > 0 and o.trial_data > o.data else o.data
    voice_used[i] = part * satiated_use(minutes, o.minutes, o.minute_price, p.voice_price_response)
    data_used[i] = part * satiated_use(megabytes, allowance, o.mb_price, p.data_price_response)


@kernel
def use(
    seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, place: Cells,
    trial: Cells, voice: Cells, data: Cells, active_days: Cells, overdue: Cells, voice_used: Cells,
    data_used: Cells, use_growth: float, offers: Cells, coverage: Cells, suspend_after: Cells,
    voice_noise: Cells, data_noise: Cells, p: Usage,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``coverage`` of shape (operators, places, 3)."""
    for i in prange(ids.shape[0]):
        use_row(
            i, seed, period, ids, operator, offer, handset, place, trial, voice, data, active_days, overdue,
            voice_used, data_used, use_growth, offers, coverage, suspend_after, voice_noise, data_noise, p,
        )  # fmt: skip


@row
def bill_row(
    i: int, operator: Cells, offer: Cells, trial: Cells, commitment: Cells, rebate: Cells, active_days: Cells,
    voice_used: Cells, data_used: Cells, bill: Cells, offers: Cells, sums: Cells,
) -> None:  # fmt: skip
    """Bill of one customer: fee and allowances for the days on the offer, overage, less the rebate.

    A trial has no fee. ``sums`` (operators, sources) takes what was billed for what.
    """
    j = signed(operator[i])
    if j < 0:
        bill[i] = 0
        return
    o = offers[offer[i]]
    part = signed(active_days[i]) / 30.0
    tries = trial[i] > 0
    allowance = o.trial_data if tries and o.trial_data > o.data else o.data
    fee = 0.0 if tries else o.fee * part
    off = float(rebate[i]) * part if commitment[i] > 0 else 0.0
    calls = overage(float(voice_used[i]), o.minutes * part, o.minute_price)
    surf = capped(overage(float(data_used[i]), allowance * part, o.mb_price), float(o.data_cap))
    billed = bill_cents(fee, calls, surf, off)
    bill[i] = billed
    sums[j, FEES] += billed - whole_cents(calls) - whole_cents(surf)
    sums[j, CALLS] += whole_cents(calls)
    sums[j, DATA] += whole_cents(surf)


@kernel
def charge(
    operator: Cells, offer: Cells, trial: Cells, commitment: Cells, rebate: Cells, active_days: Cells,
    voice_used: Cells, data_used: Cells, bill: Cells, offers: Cells, blocks: Cells,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,), ``blocks`` (blocks, operators, sources), in cents."""
    for b in prange(blocks.shape[0]):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, operator.shape[0])):
            bill_row(
                i, operator, offer, trial, commitment, rebate, active_days, voice_used, data_used, bill,
                offers, blocks[b],
            )  # fmt: skip


@row
def feel_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, place: Cells,
    tenure: Cells, service: Cells, delivery: Cells, bill: Cells, bill_expected: Cells, active_days: Cells,
    overdue: Cells, expectation: Cells, satisfaction: Cells, offers: Cells, quality: Cells,
    service_level: Cells, suspend_after: Cells, suspended_service: float, noise: Cells, p: Experience,
) -> None:  # fmt: skip
    """What the month did to one subscriber's satisfaction and expectation."""
    j = signed(operator[i])
    if j < 0:
        return
    generation = usable_generation(offers[offer[i]].generation, signed(handset[i]))
    w = words(seed, EXPERIENCE, period, signed(ids[i]), 0)
    network = quality[j, place[i], generation - 2] + noise[step_of(w[0])]
    if is_beyond(signed(overdue[i]), suspend_after[j]):
        network = suspended_service
    usual = float(bill_expected[i]) if active_days[i] == MONTH_DAYS else 0.0
    fair = bill_performance(float(bill[i]), usual, p)
    perceived = performance(network, fair, service_level[j], float(delivery[i]), float(service[i]), p)
    expected = float(expectation[i])
    month = month_satisfaction(expected, perceived, p)
    satisfaction[i] = cumulative_satisfaction(float(satisfaction[i]), month, float(tenure[i]), p)
    expectation[i] = adapted_expectation(expected, perceived, p)


@kernel
def feel(
    seed: int, period: int, ids: Cells, operator: Cells, offer: Cells, handset: Cells, place: Cells,
    tenure: Cells, service: Cells, delivery: Cells, bill: Cells, bill_expected: Cells, active_days: Cells,
    overdue: Cells, expectation: Cells, satisfaction: Cells, offers: Cells, quality: Cells,
    service_level: Cells, suspend_after: Cells, suspended_service: float, noise: Cells, p: Experience,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,).

    ``quality`` of shape (operators, places, 3), ``service_level`` per operator.
    """
    for i in prange(ids.shape[0]):
        feel_row(
            i, seed, period, ids, operator, offer, handset, place, tenure, service, delivery, bill,
            bill_expected, active_days, overdue, expectation, satisfaction, offers, quality, service_level,
            suspend_after, suspended_service, noise, p,
        )  # fmt: skip


@row
def handset_row(
    i: int, w: tuple[int, int, int, int], handset: Cells, handset_age: Cells, models_4g: float, p: Generations
) -> None:
    """A handset ages, or is replaced by what the shops sell."""
    age = signed(handset_age[i])
    handset_age[i] = min(age + 1, 250)
    if uniform(w[2]) < replacement_probability(age, p):
        bought = G4 if uniform(w[3]) < models_4g else G4 - 1
        handset[i] = max(signed(handset[i]), bought)
        handset_age[i] = 0


@row
def settle_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, tenure: Cells, commitment: Cells,
    rebate: Cells, trial: Cells, handset: Cells, handset_age: Cells, bill: Cells, bill_expected: Cells,
    active_days: Cells, delivery: Cells, order_failed: Cells, final_bill: Cells, final_due: Cells,
    left: Cells, cut: Cells, triggers: Cells, models_4g: float, attention: Attention, usage: Usage,
    generations: Generations,
) -> None:  # fmt: skip
    """The month's end for one customer: clocks tick, triggers are set, marks are wiped."""
    if operator[i] >= 0:
        ended, lapsed = signed(commitment[i]) == 1, signed(trial[i]) == 1
        whole = signed(active_days[i]) == MONTH_DAYS and trial[i] == 0
        triggers[i] = present_triggers(
            ended, lapsed, float(bill[i]), float(bill_expected[i]) if whole else 0.0,
            order_failed[i] == 1, signed(handset_age[i]), attention,
        )  # fmt: skip
        if whole:
            bill_expected[i] = next_expected_bill(float(bill_expected[i]), float(bill[i]), usage)
        tenure[i] = min(signed(tenure[i]) + 1, 60000)
        commitment[i] = max(signed(commitment[i]) - 1, 0)
        trial[i] = max(signed(trial[i]) - 1, 0)
        active_days[i] = MONTH_DAYS
        if ended:
            rebate[i] = 0
    else:
        triggers[i] = 0
    w = words(seed, USAGE, period, signed(ids[i]), 0)
    handset_row(i, w, handset, handset_age, models_4g, generations)
    delivery[i] = -1.0
    order_failed[i] = 0
    final_bill[i], final_due[i] = 0, 0
    left[i] = -1
    cut[i] = 0


@kernel
def settle(
    seed: int, period: int, ids: Cells, operator: Cells, tenure: Cells, commitment: Cells, rebate: Cells,
    trial: Cells, handset: Cells, handset_age: Cells, bill: Cells, bill_expected: Cells, active_days: Cells,
    delivery: Cells, order_failed: Cells, final_bill: Cells, final_due: Cells, left: Cells, cut: Cells,
    triggers: Cells, models_4g: float, attention: Attention, usage: Usage, generations: Generations,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,)."""
    for i in prange(ids.shape[0]):
        settle_row(
            i, seed, period, ids, operator, tenure, commitment, rebate, trial, handset, handset_age, bill,
            bill_expected, active_days, delivery, order_failed, final_bill, final_due, left, cut, triggers,
            models_4g, attention, usage, generations,
        )  # fmt: skip
