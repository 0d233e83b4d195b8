"""Counting the month: integer sums over customers by operator, the same for any number of threads and any chunk.

Counts are whole numbers and scores are summed in thousandths, so the order of adding does not matter. Rows are counted in
blocks of 4,096 that threads share out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import kernel, prange, row, rule
from sim.rules.attention import Trigger
from sim.rules.generations import usable_generation

BLOCK = 4096
MEASURES = (
    "closing",
    "on_4g",
    "handsets_4g",
    "satisfaction",
    "loyalty",
    "expectation",
    "habit",
    "minutes",
    "megabytes",
    "trial_conversions",
    "trial_lapses",
    "billed",
    "lost",
    "broken",
    "paid",
    "aware",
)
"""Columns of the counts; two columns per cell (place, segment) follow: subscribers, and of these users of 4G. ``billed`` and
``lost`` are booked to the operator billed or left, ``aware`` to the operator known."""
(
    CLOSING,
    ON_4G,
    HANDSETS_4G,
    SATISFACTION,
    LOYALTY,
    EXPECTATION,
    HABIT,
    MINUTES,
    MEGABYTES,
    CONVERSIONS,
    LAPSES,
    BILLED,
    LOST,
    BROKEN,
    PAID,
    AWARE,
) = range(len(MEASURES))
WIDTH = len(MEASURES)
TRIAL_ENDED = int(Trigger.TRIAL_END)


@rule
def outside(value):
    """1 when a 0..100 score is not within its bounds (NaN included)."""
    return 0 if 0.0 <= value <= 100.0 else 1


@rule
def thousandths(value):
    """A non-negative number in whole thousandths, halves up."""
    return np.int64(value * 1000.0 + 0.5)


@row
def count_row(
    i,
    operator,
    offer,
    handset,
    satisfaction,
    loyalty,
    expectation,
    habit,
    voice_used,
    data_used,
    triggers,
    ordered,
    bill,
    final_bill,
    left,
    paid,
    aware,
    place,
    segment,
    segments,
    offers,
    sums,
):
    """Add one customer to the sums of the own operator (last row: nobody's), shape (operators + 1, measures)."""
    j = np.int64(operator[i])
    row = j if j >= 0 else sums.shape[0] - 1
    sums[row, PAID] += paid[i]
    sums[row, BROKEN] += (
        outside(float(satisfaction[i])) + outside(float(loyalty[i])) + outside(float(expectation[i]))
    )
    sums[row, BROKEN] += outside(100.0 * float(habit[i]))
    for k in range(sums.shape[0] - 1):
        sums[k, AWARE] += (np.int64(aware[i]) >> k) & 1
    if left[i] >= 0:
        sums[left[i], BILLED] += final_bill[i]
        sums[left[i], LOST] += 1
    if j < 0:
        sums[row, CLOSING] += 1
        return
    generation = offers[offer[i]].generation
    sums[row, CLOSING] += 1
    cell = WIDTH + 2 * (np.int64(place[i]) * segments + np.int64(segment[i]))
    sums[row, cell] += 1
    if usable_generation(generation, np.int64(handset[i])) == 4:
        sums[row, ON_4G] += 1
        sums[row, cell + 1] += 1
    if handset[i] == 4:
        sums[row, HANDSETS_4G] += 1
    sums[row, SATISFACTION] += thousandths(float(satisfaction[i]))
    sums[row, LOYALTY] += thousandths(float(loyalty[i]))
    sums[row, EXPECTATION] += thousandths(float(expectation[i]))
    sums[row, HABIT] += thousandths(float(habit[i]))
    sums[row, MINUTES] += thousandths(float(voice_used[i]))
    sums[row, MEGABYTES] += thousandths(float(data_used[i]))
    sums[row, BILLED] += bill[i]
    if np.int64(triggers[i]) & TRIAL_ENDED:
        if generation == 4 and ordered[i] == -2:
            sums[row, CONVERSIONS] += 1
        else:
            sums[row, LAPSES] += 1


@kernel
def count_blocks(
    operator,
    offer,
    handset,
    satisfaction,
    loyalty,
    expectation,
    habit,
    voice_used,
    data_used,
    triggers,
    ordered,
    bill,
    final_bill,
    left,
    paid,
    aware,
    place,
    segment,
    segments,
    offers,
    blocks,
):
    """Sums per block of rows; customer arrays of shape (customers,), ``blocks`` of shape (blocks, operators + 1, measures)."""
    for b in prange(blocks.shape[0]):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, operator.shape[0])):
            count_row(
                i,
                operator,
                offer,
                handset,
                satisfaction,
                loyalty,
                expectation,
                habit,
                voice_used,
                data_used,
                triggers,
                ordered,
                bill,
                final_bill,
                left,
                paid,
                aware,
                place,
                segment,
                segments,
                offers,
                blocks[b],
            )


def empty_blocks(customers: int, operators: int, cells: int) -> NDArray[np.int64]:
    """Zeroed sums for ``count_blocks``; shape (blocks, operators + 1, measures + 2 cells)."""
    blocks = (customers + BLOCK - 1) // BLOCK
    return np.zeros((blocks, operators + 1, WIDTH + 2 * cells), dtype=np.int64)
