"""Counting what is owed and paid, and how loyal people are: integer sums per operator, as in ``count``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.columns import NONE
from sim.core.jit import Cells, kernel, prange, row
from sim.core.maths import signed
from sim.kernels.count import BLOCK, blocks_of
from sim.rules.leaving import NO_REASON
from sim.rules.loyalty import loyalty_cell
from sim.rules.payment import is_beyond

LEDGER = (
    "received", "written_off", "due", "suspended", "reminded", "cut", "closing_bills", "true", "latent",
    "spurious", "none", "price", "network", "service", "friends", "need_gone", "other", "unpaid",
)  # fmt: skip
"""Columns of the sums: cents received, written off and owed; customers suspended, reminded and cut off; cents
of closing bills; those in each cell of loyalty; and those who left for each reason."""
RECEIVED, WRITTEN_OFF, DUE, SUSPENDED, REMINDED, CUT, CLOSING_BILLS, FIRST_CELL = range(8)
FIRST_REASON = LEDGER.index("price")


@row
def ledger_row(
    i: int, operator: Cells, left: Cells, due: Cells, overdue: Cells, payment: Cells, final_bill: Cells,
    final_due: Cells, final_payment: Cells, reminded: Cells, cut: Cells, reason: Cells, loyalty: Cells,
    tenure: Cells,
    suspend_after: Cells, sums: Cells,
) -> None:  # fmt: skip
    """Add a customer to the sums of the present operator and of the one left; (operators, measures)."""
    before, j = signed(left[i]), signed(operator[i])
    if before != NONE:
        sums[before, RECEIVED] += final_payment[i]
        sums[before, WRITTEN_OFF] += signed(final_due[i]) - signed(final_payment[i])
        sums[before, CUT] += cut[i]
        sums[before, CLOSING_BILLS] += final_bill[i]
        if reason[i] != NO_REASON:
            sums[before, FIRST_REASON + signed(reason[i]) - 1] += 1
    if j == NONE:
        return
    sums[j, RECEIVED] += payment[i]
    sums[j, DUE] += due[i]
    sums[j, SUSPENDED] += is_beyond(signed(overdue[i]), suspend_after[j])
    sums[j, REMINDED] += reminded[i]
    sums[j, FIRST_CELL + loyalty_cell(float(loyalty[i]), signed(tenure[i]))] += 1


@kernel
def count_ledger(
    operator: Cells, left: Cells, due: Cells, overdue: Cells, payment: Cells, final_bill: Cells,
    final_due: Cells, final_payment: Cells, reminded: Cells, cut: Cells, reason: Cells, loyalty: Cells,
    tenure: Cells,
    suspend_after: Cells, blocks: Cells,
) -> None:  # fmt: skip
    """Sums per block of rows; customer arrays (customers,), ``blocks`` (blocks, operators, measures)."""
    for b in prange(blocks.shape[0]):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, operator.shape[0])):
            ledger_row(
                i, operator, left, due, overdue, payment, final_bill, final_due, final_payment, reminded, cut,
                reason,
                loyalty, tenure, suspend_after, blocks[b],
            )  # fmt: skip


def empty_ledger(customers: int, operators: int) -> NDArray[np.int64]:
    """Zeroed sums for ``count_ledger``; shape (blocks, operators, measures)."""
    return np.zeros((blocks_of(customers), operators, len(LEDGER)), dtype=np.int64)
