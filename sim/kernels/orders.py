"""From wishes to orders, and from their endings back to customers.

Few customers move in a month, so these loops run over the movers only, one after another: flows are counted exactly and the order
of rows is the order of customers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.chance import gumbel, uniform, uniform53, words
from sim.core.jit import rule, serial
from sim.core.maths import log
from sim.rules.delivery import delivery_performance, lost_order_performance
from sim.rules.offers import (
    contract_months,
    expected_bill,
    expected_data,
    handset_to_pay,
    may_try,
    takes_handset,
)
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
    seed,
    period,
    rows,
    ids,
    operator,
    offer,
    handset,
    handset_age,
    segment,
    wanted,
    offers,
    mix,
    delivery_mix,
    online_pull,
    prepaid_share,
    prices,
    life,
    instant,
    channel,
    mode,
    time,
    handsets,
    prepaid,
    amount,
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
        channel[k] = preferred(
            seed, period, customer, 1, mix[j, 0], mix[j, 1], mix[j, 2] * online_pull[segment[i]]
        )
        if not needs_order(j == operator[i], target, o.generation, held, takes):
            continue
        instant[k] = False
        if channel[k] == 2:
            mode[k] = 1 + preferred(
                seed, period, customer, 4, delivery_mix[j, 0], delivery_mix[j, 1], delivery_mix[j, 2]
            )
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


class Held(NamedTuple):
    """Customer columns that an activation writes or reads, arrays of shape (customers,); units as in ``columns.CUSTOMERS``."""

    operator: NDArray[np.int8]
    offer: NDArray[np.int16]
    tenure: NDArray[np.uint16]
    commitment: NDArray[np.uint8]
    rebate: NDArray[np.int32]
    trial: NDArray[np.uint8]
    tried: NDArray[np.uint8]
    handset: NDArray[np.uint8]
    handset_age: NDArray[np.uint8]
    aware: NDArray[np.uint8]
    place: NDArray[np.uint8]
    expectation: NDArray[np.float32]
    satisfaction: NDArray[np.float32]
    loyalty: NDArray[np.float32]
    voice_need: NDArray[np.float32]
    data_need: NDArray[np.float32]
    ordered: NDArray[np.int16]
    delivery: NDArray[np.float32]
    active_days: NDArray[np.uint8]
    final_bill: NDArray[np.int32]
    left: NDArray[np.int8]
    bill_expected: NDArray[np.int32]
    paid: NDArray[np.int32]


class Stage(NamedTuple):
    """What surrounds activations this month, and the flows they are booked in."""

    period: int
    offers: NDArray[np.void]
    """Records, shape (offers,)."""
    quality: NDArray[np.float64]
    """Shape (operators, places, 3)."""
    image: NDArray[np.float64]
    """Shape (operators,)."""
    newcomer: float
    """Loyalty of somebody who has just joined."""
    moves: NDArray[np.int64]
    """Shape (operators + 1, operators + 1)."""
    started: NDArray[np.int64]
    """Shape (operators, 2): trials, migrations."""


@rule
def quit_row(i, day, c, stage):
    """A subscription given up on ``day`` of the month."""
    before = c.operator[i]
    c.final_bill[i] = closing_bill(stage.offers[c.offer[i]].fee, np.int64(c.trial[i]), day)
    stage.moves[before, stage.moves.shape[0] - 1] += 1
    c.left[i] = before
    c.operator[i], c.offer[i], c.tenure[i], c.commitment[i], c.rebate[i], c.trial[i] = -1, -1, 0, 0, 0, 0
    c.active_days[i], c.bill_expected[i] = 0, 0


@rule
def join_row(i, j, generation, day, c, stage):
    """Another operator, or a first subscription, from ``day`` of the month."""
    before = np.int64(c.operator[i])
    if before >= 0:
        c.final_bill[i] = closing_bill(stage.offers[c.offer[i]].fee, np.int64(c.trial[i]), day)
        c.left[i] = before
    stage.moves[before if before >= 0 else stage.moves.shape[0] - 1, j] += 1
    c.tenure[i] = 0
    c.aware[i] = np.int64(c.aware[i]) | (1 << j)
    c.active_days[i] = 30 - day
    c.expectation[i] = 0.5 * stage.image[j] + 0.5 * stage.quality[j, c.place[i], generation - 2]
    c.satisfaction[i] = stage.image[j]
    c.loyalty[i] = stage.newcomer


@rule
def take_row(i, target, goods, delay, collected, given, c, stage, usage):
    """The terms of the new offer: trial, handset, contract, expected bill; how the hand-over felt, what was paid."""
    o = stage.offers[target]
    j, takes = o.operator, given > 0
    free = may_try(o, np.int64(c.tried[i])) and o.generation == 4
    if free:
        c.tried[i] = np.int64(c.tried[i]) | (1 << j)
        stage.started[j, 0] += 1
    c.trial[i] = o.trial if free else 0
    if takes:
        c.handset[i] = max(np.int64(c.handset[i]), given)
        c.handset_age[i] = 0
    c.rebate[i] = o.rebate if takes else 0
    c.commitment[i] = contract_months(o, takes)
    wanted = expected_data(o, float(c.data_need[i]), float(stage.period), usage)
    expected = expected_bill(o, float(c.voice_need[i]), wanted, usage)
    c.bill_expected[i] = np.int64(max(expected - c.rebate[i], 0.0) + 0.5)
    c.operator[i], c.offer[i], c.ordered[i] = j, target, -2
    c.delivery[i] = felt_delay(goods, delay)
    c.paid[i] += collected


@serial
def activate(rows, targets, days, goods, delays, collected, given, c, stage, usage):
    """Offers that go live, by customer row; activation arrays of shape (activations,), at most one per customer."""
    for k in range(rows.shape[0]):
        i, target, day = rows[k], np.int64(targets[k]), np.int64(days[k])
        if target < 0:
            quit_row(i, day, c, stage)
            continue
        o = stage.offers[target]
        if o.operator != c.operator[i]:
            join_row(i, o.operator, o.generation, day, c, stage)
        elif o.generation == 4 and stage.offers[c.offer[i]].generation < 4:
            stage.started[o.operator, 1] += 1
        take_row(i, target, goods, delays[k], np.int64(collected[k]), np.int64(given[k]), c, stage, usage)


@rule
def closing_bill(fee, trial, day):
    """Cents due for the days before leaving, in a trial nothing; whole cents, rounded down."""
    return 0 if trial > 0 else fee * day // 30
