"""From wishes to orders, and from their endings back to customers.

Few customers move in a month, so these loops run over the movers only, one after another: flows are counted exactly and the order
of rows is the order of customers.
"""

from __future__ import annotations

import numpy as np

from sim.core.chance import gumbel, uniform, uniform53, words
from sim.core.jit import rule, serial
from sim.core.maths import log
from sim.rules.delivery import delivery_performance, lost_order_performance
from sim.rules.offers import contract_months, expected_bill, expected_data, handset_to_pay, may_try, takes_handset
from sim.streams import Stream

ORDER = int(Stream.ORDER)


@serial
def movers(wanted, offer, ordered):
    """Rows of customers who want something else and have nothing on order, ascending; shape (movers,)."""
    count = 0
    for i in range(wanted.shape[0]):
        if wanted[i] != offer[i] and ordered[i] == -2:
            count += 1
    rows = np.empty(count, dtype=np.int64)
    count = 0
    for i in range(wanted.shape[0]):
        if wanted[i] != offer[i] and ordered[i] == -2:
            rows[count] = i
            count += 1
    return rows


@rule
def preferred(seed, period, customer, first, a, b, c):
    """Index 0..2 of the largest log weight plus Gumbel taste; a weight of zero is never taken.

    ``first`` is the item of the first taste, so that channels and delivery modes draw apart.
    """
    best, highest = 0, -1e300
    for k in range(3):
        weight = a if k == 0 else (b if k == 1 else c)
        if weight > 0.0:
            w = words(seed, ORDER, period, customer, first + k)
            value = log(weight) + gumbel(uniform53(w[0], w[1]))
            if value > highest:
                best, highest = k, value
    return best


@rule
def needs_order(own, target, target_generation, held_generation, takes):
    """True when goods must be handed over: another operator, a first 4G SIM card, or a handset."""
    return target >= 0 and (not own or takes or (target_generation >= 4 and held_generation < 4))


@serial
def place_orders(
    seed, period, rows, ids, operator, offer, handset, handset_age, segment, wanted, offers, mix, delivery_mix, online_pull,
    prepaid_share, prices, life, instant, channel, mode, time, handsets, prepaid, amount,
):
    """Terms of each mover's order; order arrays of shape (movers,), ``mix`` and ``delivery_mix`` of shape (operators, 3).

    ``instant`` marks moves that need no goods; ``time`` is the moment in the month, in [0, 30) days.
    """
    for k in range(rows.shape[0]):
        i = rows[k]
        customer, target = np.int64(ids[i]), np.int64(wanted[i])
        w = words(seed, ORDER, period, customer, 0)
        time[k] = 30.0 * uniform(w[2])
        instant[k], channel[k], mode[k], handsets[k], prepaid[k], amount[k] = True, 0, 0, 0, True, 0
        if target < 0:
            continue
        o = offers[target]
        j = o.operator
        takes = takes_handset(o, np.int64(handset[i]), np.int64(handset_age[i]), life)
        held = offers[offer[i]].generation if offer[i] >= 0 else 0
        channel[k] = preferred(seed, period, customer, 1, mix[j, 0], mix[j, 1], mix[j, 2] * online_pull[segment[i]])
        if not needs_order(j == operator[i], target, o.generation, held, takes):
            continue
        instant[k] = False
        if channel[k] == 2:
            mode[k] = 1 + preferred(seed, period, customer, 4, delivery_mix[j, 0], delivery_mix[j, 1], delivery_mix[j, 2])
            prepaid[k] = uniform(w[3]) < prepaid_share[j]
        if takes:
            handsets[k] = o.handset
            amount[k] = np.int64(handset_to_pay(o, prices[o.handset - 2]) + 0.5)


@serial
def mark_ordered(rows, instant, wanted, ordered):
    """Remember what is on order, for moves that need goods."""
    for k in range(rows.shape[0]):
        if not instant[k]:
            ordered[rows[k]] = wanted[rows[k]]


@rule
def lose_row(i, ordered, order_failed, delivery):
    """An order that never came: the customer keeps what there was, and remembers."""
    ordered[i] = -2
    order_failed[i] = 1
    delivery[i] = lost_order_performance()


@serial
def lose(rows, ordered, order_failed, delivery):
    """Orders lost, by customer row; shape (lost,)."""
    for k in range(rows.shape[0]):
        lose_row(rows[k], ordered, order_failed, delivery)


@rule
def felt_delay(goods, delay):
    """Felt performance (0..100) of a hand-over, -1 for a change that needed no goods; ``delay`` in days."""
    return delivery_performance(delay) if goods else -1.0


@rule
def activate_row(
    i, target, day, goods, delay, collected, given, period, operator, offer, tenure, commitment, rebate, trial, tried, handset,
    handset_age, aware, place, expectation, satisfaction, loyalty, voice, data, ordered, delivery, active_days, final_bill, left,
    bill_expected, paid, offers, quality, image, newcomer, usage, moves, started,
):
    """One customer's new offer goes live on ``day`` (0..30) of the month; the operator left sends a closing bill."""
    before, nobody = np.int64(operator[i]), moves.shape[0] - 1
    whole_day = np.int64(day)
    if target < 0:
        final_bill[i] = closing_bill(offers[offer[i]].fee, np.int64(trial[i]), whole_day)
        moves[before, nobody] += 1
        left[i] = before
        operator[i], offer[i], tenure[i], commitment[i], rebate[i], trial[i] = -1, -1, 0, 0, 0, 0
        active_days[i], bill_expected[i] = 0, 0
        return
    o = offers[target]
    j = o.operator
    takes = given > 0
    free = may_try(o, np.int64(tried[i])) and o.generation == 4
    if j != before:
        if before >= 0:
            final_bill[i] = closing_bill(offers[offer[i]].fee, np.int64(trial[i]), whole_day)
            left[i] = before
        moves[before if before >= 0 else nobody, j] += 1
        tenure[i] = 0
        aware[i] = np.int64(aware[i]) | (1 << j)
        active_days[i] = 30 - whole_day
        expectation[i] = 0.5 * image[j] + 0.5 * quality[j, place[i], o.generation - 2]
        satisfaction[i] = image[j]
        loyalty[i] = newcomer
    elif o.generation == 4 and offers[offer[i]].generation < 4:
        started[j, 1] += 1
    if free:
        tried[i] = np.int64(tried[i]) | (1 << j)
        started[j, 0] += 1
    trial[i] = o.trial if free else 0
    if takes:
        handset[i] = max(np.int64(handset[i]), given)
        handset_age[i] = 0
    rebate[i] = o.rebate if takes else 0
    commitment[i] = contract_months(o, takes)
    expected = expected_bill(o, float(voice[i]), expected_data(o, float(data[i]), float(period), usage), usage)
    bill_expected[i] = np.int64(max(expected - rebate[i], 0.0) + 0.5)
    operator[i], offer[i] = j, target
    ordered[i] = -2
    delivery[i] = felt_delay(goods, delay)
    paid[i] += collected


@rule
def closing_bill(fee, trial, day):
    """Cents due for the days before leaving, in a trial nothing; whole cents, rounded down."""
    return 0 if trial > 0 else fee * day // 30


@serial
def activate(
    rows, targets, days, goods, delays, collected, given, period, operator, offer, tenure, commitment, rebate, trial, tried,
    handset, handset_age, aware, place, expectation, satisfaction, loyalty, voice, data, ordered, delivery, active_days,
    final_bill, left, bill_expected, paid, offers, quality, image, newcomer, usage, moves, started,
):
    """Offers that go live, by customer row; activation arrays of shape (activations,), at most one per customer."""
    for k in range(rows.shape[0]):
        activate_row(
            rows[k], np.int64(targets[k]), days[k], goods[k], delays[k], np.int64(collected[k]), np.int64(given[k]), period, operator, offer,
            tenure, commitment, rebate, trial, tried, handset, handset_age, aware, place, expectation, satisfaction, loyalty, voice,
            data, ordered, delivery, active_days, final_bill, left, bill_expected, paid, offers, quality, image, newcomer, usage,
            moves, started,
        )
