"""From wishes to orders, and from their endings back to customers.

Few customers move in a month, so these loops run over the movers only, one after another: flows are counted
exactly and the order of rows is the order of customers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.columns import G4, NO_ORDER
from sim.core.chance import gumbel, uniform, uniform53, words
from sim.core.jit import Cells, rule, serial
from sim.core.maths import log, signed
from sim.rules.delivery import delivery_performance, lost_order_performance
from sim.rules.offers import (
    contract_months,
    expected_bill,
    expected_data,
    handset_to_pay,
    may_try,
    takes_handset,
)
from sim.rules.tariffs import Usage
from sim.streams import Stream

ONLINE = 2
"""Place of the online channel in an operator's channel mix."""
OUTLETS = 3
"""Kinds of outlet follow the three channels of the mix."""

ORDER = int(Stream.ORDER)


@serial
def movers(wanted: Cells, offer: Cells, ordered: Cells) -> NDArray[np.int64]:
    """Rows of customers who want something else and have nothing on order, ascending; shape (movers,)."""
    rows = np.empty(wanted.shape[0], dtype=np.int64)
    count = 0
    for i in range(wanted.shape[0]):
        if wanted[i] != offer[i] and ordered[i] == NO_ORDER:
            rows[count] = i
            count += 1
    return rows[:count].copy()


@rule
def preferred(seed: int, period: int, customer: int, first: int, a: float, b: float, c: float) -> int:
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
def mixed_channel(seed: int, period: int, customer: int, pull: float, mix: Cells) -> int:
    """The channel of an operator without outlets, by its mix and the segment's pull of online channels."""
    return preferred(seed, period, customer, 1, mix[0], mix[1], mix[2] * pull)


@rule
def needs_order(own: bool, target: int, target_generation: int, held_generation: int, takes: bool) -> bool:
    """True when goods must be handed over: another operator, a first 4G SIM card, or a handset."""
    return target >= 0 and (not own or takes or (target_generation >= G4 and held_generation < G4))


@serial
def place_orders(
    seed: int, period: int, rows: Cells, ids: Cells, operator: Cells, offer: Cells, handset: Cells,
    handset_age: Cells, segment: Cells, wanted: Cells, outlet: Cells, offers: Cells, mix: Cells,
    has_outlets: Cells, sent: Cells, delivery_mix: Cells, online_pull: Cells, prepaid_share: Cells,
    prices: Cells, life: float, instant: Cells, channel: Cells, mode: Cells, time: Cells, handsets: Cells,
    prepaid: Cells, amount: Cells,
) -> None:  # fmt: skip
    """Terms of each mover's order.

    Order arrays of shape (movers,), ``mix`` and ``delivery_mix`` of shape (operators, 3); ``sent`` (kinds,)
    says of which outlets goods are sent.

    ``instant`` marks moves that need no goods; ``time`` is the moment in the month, in [0, 30) days.
    """
    for k in range(rows.shape[0]):
        i = rows[k]
        customer, target = signed(ids[i]), signed(wanted[i])
        w = words(seed, ORDER, period, customer, 0)
        time[k] = 30.0 * uniform(w[2])
        instant[k], channel[k], mode[k], handsets[k], prepaid[k], amount[k] = True, 0, 0, 0, True, 0
        if target < 0:
            continue
        o = offers[target]
        j = o.operator
        takes = takes_handset(o, signed(handset[i]), signed(handset_age[i]), life)
        held = offers[offer[i]].generation if offer[i] >= 0 else 0
        channel[k] = OUTLETS + signed(outlet[i])
        if not has_outlets[j]:
            channel[k] = mixed_channel(seed, period, customer, online_pull[segment[i]], mix[j])
        if not needs_order(j == operator[i], target, o.generation, held, takes):
            continue
        instant[k] = False
        if channel[k] == ONLINE or (has_outlets[j] and sent[outlet[i]]):
            mode[k] = 1 + preferred(
                seed, period, customer, 4, delivery_mix[j, 0], delivery_mix[j, 1], delivery_mix[j, 2]
            )
            prepaid[k] = uniform(w[3]) < prepaid_share[j]
        if takes:
            handsets[k] = o.handset
            amount[k] = signed(handset_to_pay(o, prices[o.handset - 2]) + 0.5)


@serial
def mark_ordered(rows: Cells, instant: Cells, wanted: Cells, ordered: Cells) -> None:
    """Remember what is on order, for moves that need goods."""
    for k in range(rows.shape[0]):
        if not instant[k]:
            ordered[rows[k]] = wanted[rows[k]]


@rule
def lose_row(i: int, ordered: Cells, order_failed: Cells, delivery: Cells, referred: Cells) -> None:
    """An order that never came: the customer keeps what there was, and remembers."""
    ordered[i] = NO_ORDER
    referred[i] = 0
    order_failed[i] = 1
    delivery[i] = lost_order_performance()


@serial
def lose(rows: Cells, ordered: Cells, order_failed: Cells, delivery: Cells, referred: Cells) -> None:
    """Orders lost, by customer row; shape (lost,)."""
    for k in range(rows.shape[0]):
        lose_row(rows[k], ordered, order_failed, delivery, referred)


@rule
def felt_delay(goods: bool, delay: float) -> float:
    """Felt performance (0..100) of a hand-over, -1 for a change that needed no goods; ``delay`` in days."""
    return delivery_performance(delay) if goods else -1.0


class Held(NamedTuple):
    """Customer columns that an activation writes or reads, arrays of shape (customers,).

    Units as in ``columns.CUSTOMERS``.
    """

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
    pull: NDArray[np.float32]
    referred: NDArray[np.uint8]
    chain: NDArray[np.uint8]
    due: NDArray[np.int32]
    overdue: NDArray[np.uint8]
    final_due: NDArray[np.int32]
    cut: NDArray[np.uint8]


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
    """Shape (operators, 4): trials, migrations, trials converted and lapsed before their end."""
    referred: NDArray[np.int64]
    """Shape (operators, 2): people who came on a friend's word, and their places in chains of referrals."""
    cut: NDArray[np.int64]
    """Subscriptions ended for unpaid bills, shape (operators,)."""


@rule
def close_account(i: int, day: int, c: Held, stage: Stage) -> None:
    """The closing bill of the operator left on ``day``, and all that is owed to it."""
    c.final_bill[i] = closing_bill(stage.offers[c.offer[i]].fee, signed(c.trial[i]), day)
    c.final_due[i] = c.final_bill[i] + c.due[i]
    c.due[i], c.overdue[i] = 0, 0
    c.left[i] = c.operator[i]


@rule
def quit_row(i: int, day: int, c: Held, stage: Stage) -> None:
    """A subscription given up on ``day`` of the month."""
    before = c.operator[i]
    close_account(i, day, c, stage)
    stage.moves[before, stage.moves.shape[0] - 1] += 1
    stage.cut[before] += c.cut[i]
    c.operator[i], c.offer[i], c.tenure[i], c.commitment[i], c.rebate[i], c.trial[i] = -1, -1, 0, 0, 0, 0
    c.active_days[i], c.bill_expected[i], c.pull[i], c.chain[i] = 0, 0, 0.0, 0


@rule
def join_row(i: int, j: int, generation: int, day: int, c: Held, stage: Stage) -> None:
    """Another operator, or a first subscription, from ``day`` of the month."""
    before = signed(c.operator[i])
    if before >= 0:
        close_account(i, day, c, stage)
    stage.moves[before if before >= 0 else stage.moves.shape[0] - 1, j] += 1
    c.tenure[i] = 0
    c.aware[i] = signed(c.aware[i]) | (1 << j)
    c.active_days[i] = 30 - day
    c.expectation[i] = 0.5 * stage.image[j] + 0.5 * stage.quality[j, c.place[i], generation - 2]
    c.satisfaction[i] = stage.image[j]
    c.loyalty[i] = stage.newcomer
    c.pull[i], c.chain[i] = 0.0, c.referred[i]
    stage.referred[j, 0] += c.referred[i] > 0
    stage.referred[j, 1] += signed(c.referred[i])


@rule
def cut_trial(i: int, j: int, generation: int, c: Held, stage: Stage) -> None:
    """A free trial that ends early, by a move to operator ``j`` (-1: none) and a generation."""
    if c.trial[i] > 0:
        kept = j == c.operator[i] and generation == G4
        stage.started[c.operator[i], 2 if kept else 3] += 1


@rule
def take_row(
    i: int, target: int, goods: bool, delay: float, collected: int, given: int, c: Held, stage: Stage,
    usage: Usage,
) -> None:  # fmt: skip
    """The terms of the new offer, how the hand-over felt, and what was paid."""
    o = stage.offers[target]
    j, takes = o.operator, given > 0
    free = may_try(o, signed(c.tried[i])) and o.generation == G4
    if free:
        c.tried[i] = signed(c.tried[i]) | (1 << j)
        stage.started[j, 0] += 1
    c.trial[i] = o.trial if free else 0
    if takes:
        c.handset[i] = max(signed(c.handset[i]), given)
        c.handset_age[i] = 0
    c.rebate[i] = o.rebate if takes else 0
    c.commitment[i] = contract_months(o, takes)
    wanted = expected_data(o, float(c.data_need[i]), float(stage.period), usage)
    expected = expected_bill(o, float(c.voice_need[i]), wanted, usage)
    c.bill_expected[i] = signed(max(expected - c.rebate[i], 0.0) + 0.5)
    c.operator[i], c.offer[i], c.ordered[i], c.referred[i] = j, target, NO_ORDER, 0
    c.delivery[i] = felt_delay(goods, delay)
    c.paid[i] += collected


@serial
def activate(
    rows: Cells, targets: Cells, days: Cells, goods: bool, delays: Cells, collected: Cells, given: Cells,
    c: Held, stage: Stage, usage: Usage,
) -> None:  # fmt: skip
    """Offers that go live, by customer row.

    Activation arrays of shape (activations,), at most one per customer.
    """
    for k in range(rows.shape[0]):
        i, target, day = rows[k], signed(targets[k]), signed(days[k])
        if target < 0:
            cut_trial(i, -1, 0, c, stage)
            quit_row(i, day, c, stage)
            continue
        o = stage.offers[target]
        cut_trial(i, o.operator, o.generation, c, stage)
        if o.operator != c.operator[i]:
            join_row(i, o.operator, o.generation, day, c, stage)
        elif o.generation == G4 and stage.offers[c.offer[i]].generation < G4:
            stage.started[o.operator, 1] += 1
        take_row(i, target, goods, delays[k], signed(collected[k]), signed(given[k]), c, stage, usage)


@rule
def closing_bill(fee: int, trial: int, day: int) -> int:
    """Cents due for the days before leaving, in a trial nothing; whole cents, rounded down."""
    return 0 if trial > 0 else fee * day // 30
