"""Counting the month: integer sums over customers by operator, the same for any number of threads and any chunk.

Counts are whole numbers and scores are summed in thousandths, so the order of adding does not matter. Rows are counted in
blocks of 4,096 that threads share out.
"""

from __future__ import annotations

import numpy as np

from sim.core.jit import kernel, prange, row, rule, serial
from sim.rules.generations import usable_generation

BLOCK = 4096
MEASURES = (
    "closing", "on_4g", "handsets_4g", "satisfaction", "loyalty", "expectation", "habit", "minutes", "megabytes",
    "trial_conversions", "trial_lapses", "billed", "lost", "broken", "paid",
)
"""Columns of the counts; segment counts follow. ``billed`` and ``lost`` are booked to the operator billed or left."""
WIDTH = len(MEASURES)


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
    i, operator, offer, handset, satisfaction, loyalty, expectation, habit, voice_used, data_used, triggers, ordered, bill,
    final_bill, left, paid, segment, offers, sums,
):
    """Add one customer to the sums of the own operator (last row: nobody's), shape (operators + 1, measures)."""
    j = np.int64(operator[i])
    row = j if j >= 0 else sums.shape[0] - 1
    sums[row, 14] += paid[i]
    sums[row, 13] += outside(float(satisfaction[i])) + outside(float(loyalty[i])) + outside(float(expectation[i]))
    sums[row, 13] += outside(100.0 * float(habit[i]))
    if left[i] >= 0:
        sums[left[i], 11] += final_bill[i]
        sums[left[i], 12] += 1
    if j < 0:
        sums[row, 0] += 1
        return
    generation = offers[offer[i]].generation
    sums[row, 0] += 1
    sums[row, WIDTH + np.int64(segment[i])] += 1
    if usable_generation(generation, np.int64(handset[i])) == 4:
        sums[row, 1] += 1
    if handset[i] == 4:
        sums[row, 2] += 1
    sums[row, 3] += thousandths(float(satisfaction[i]))
    sums[row, 4] += thousandths(float(loyalty[i]))
    sums[row, 5] += thousandths(float(expectation[i]))
    sums[row, 6] += thousandths(float(habit[i]))
    sums[row, 7] += thousandths(float(voice_used[i]))
    sums[row, 8] += thousandths(float(data_used[i]))
    sums[row, 11] += bill[i]
    if np.int64(triggers[i]) & 2:
        if generation == 4 and ordered[i] == -2:
            sums[row, 9] += 1
        else:
            sums[row, 10] += 1


@kernel
def count_blocks(
    operator, offer, handset, satisfaction, loyalty, expectation, habit, voice_used, data_used, triggers, ordered, bill,
    final_bill, left, paid, segment, offers, blocks,
):
    """Sums per block of rows; customer arrays of shape (customers,), ``blocks`` of shape (blocks, operators + 1, measures)."""
    for b in prange(blocks.shape[0]):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, operator.shape[0])):
            count_row(
                i, operator, offer, handset, satisfaction, loyalty, expectation, habit, voice_used, data_used, triggers, ordered,
                bill, final_bill, left, paid, segment, offers, blocks[b],
            )


@serial
def count_aware(aware, known):
    """People who consider each operator; ``known`` of shape (operators,) is added to."""
    for i in range(aware.shape[0]):
        for j in range(known.shape[0]):
            known[j] += (np.int64(aware[i]) >> j) & 1


@serial
def count_cells(operator, offer, handset, place, segment, segments, generations, using):
    """People using 4G per cell (place, segment); ``using`` of shape (cells,) is added to."""
    for i in range(operator.shape[0]):
        if operator[i] >= 0 and usable_generation(generations[offer[i]], np.int64(handset[i])) == 4:
            using[np.int64(place[i]) * segments + np.int64(segment[i])] += 1


def empty_blocks(customers: int, operators: int, segments: int) -> np.ndarray:
    """Zeroed sums for ``count_blocks``; int64 of shape (blocks, operators + 1, measures + segments)."""
    blocks = (customers + BLOCK - 1) // BLOCK
    return np.zeros((blocks, operators + 1, WIDTH + segments), dtype=np.int64)
