"""Paying, and being cut off, over the customer columns."""

from __future__ import annotations

from sim.columns import NO_ORDER, NONE
from sim.core.chance import uniform, words
from sim.core.jit import Cells, kernel, prange, row
from sim.core.maths import signed
from sim.rules.leaving import UNPAID
from sim.rules.payment import PREPAID, Payment, is_beyond, miss_probability
from sim.streams import Stream

PAYMENT = int(Stream.PAYMENT)


@row
def cut_row(
    i: int, operator: Cells, overdue: Cells, ordered: Cells, wanted: Cells, cut: Cells, reason: Cells,
    after: Cells,
) -> None:  # fmt: skip
    """End the subscription of a customer who owes for too long; not while something is on order."""
    j = signed(operator[i])
    if j != NONE and ordered[i] == NO_ORDER and is_beyond(signed(overdue[i]), after[j]):
        wanted[i] = NONE
        cut[i] = 1
        reason[i] = UNPAID


@kernel
def cut_off(
    operator: Cells, overdue: Cells, ordered: Cells, wanted: Cells, cut: Cells, reason: Cells, after: Cells
) -> None:
    """Customer arrays of shape (customers,); ``after`` months per operator."""
    for i in prange(operator.shape[0]):
        cut_row(i, operator, overdue, ordered, wanted, cut, reason, after)


@row
def pay_row(
    i: int, seed: int, period: int, ids: Cells, operator: Cells, left: Cells, pays: Cells,
    forgetfulness: Cells, bill: Cells, final_due: Cells, cut: Cells, due: Cells, overdue: Cells,
    reminded: Cells, payment: Cells, final_payment: Cells, paid: Cells, reminders: Cells, p: Payment,
) -> None:  # fmt: skip
    """What one customer pays to the present operator and to the one left this month."""
    j, way = signed(operator[i]), signed(pays[i])
    payment[i], final_payment[i], reminded[i] = 0, 0, 0
    if j == NONE and left[i] == NONE:
        return
    u, told = 1.0, False
    if p.on and way != PREPAID:
        w = words(seed, PAYMENT, period, signed(ids[i]), 0)
        u, told = uniform(w[0]), j != NONE and uniform(w[1]) < reminders[j]
    misses = u < miss_probability(way, float(forgetfulness[i]), told, p)
    if left[i] != NONE and not misses and cut[i] == 0:
        final_payment[i] = final_due[i]
    if j != NONE:
        owed = signed(due[i]) + signed(bill[i])
        reminded[i] = told and owed > 0
        if misses and owed > 0:
            due[i], overdue[i] = owed, min(signed(overdue[i]) + 1, 250)
        else:
            payment[i], due[i], overdue[i] = owed, 0, 0
    paid[i] += payment[i] + final_payment[i]


@kernel
def pay(
    seed: int, period: int, ids: Cells, operator: Cells, left: Cells, pays: Cells, forgetfulness: Cells,
    bill: Cells, final_due: Cells, cut: Cells, due: Cells, overdue: Cells, reminded: Cells, payment: Cells,
    final_payment: Cells, paid: Cells, reminders: Cells, p: Payment,
) -> None:  # fmt: skip
    """Customer arrays of shape (customers,); ``reminders`` share of bills, per operator."""
    for i in prange(ids.shape[0]):
        pay_row(
            i, seed, period, ids, operator, left, pays, forgetfulness, bill, final_due, cut, due, overdue,
            reminded, payment, final_payment, paid, reminders, p,
        )  # fmt: skip
