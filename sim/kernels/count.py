"""Counting the month: integer sums over customers by operator, the same for any threads and any chunk.

Counts are whole numbers and scores are summed in thousandths, so the order of adding does not matter. Rows
are counted in blocks of 4,096 that threads share out.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.columns import G4, HIGHEST_SCORE, NO_ORDER
from sim.core.jit import Cells, kernel, prange, row, rule
from sim.core.maths import signed
from sim.kernels.friends import said_of
from sim.rules.attention import Trigger
from sim.rules.generations import usable_generation
from sim.rules.talk import BLAME, PRAISE

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
    "in_trial",
    "trial_conversions",
    "trial_lapses",
    "billed",
    "lost",
    "broken",
    "paid",
    "aware",
    "friends",
    "friends_here",
    "praise",
    "blame",
)
"""Columns of the counts; two columns per cell (place, segment) follow: subscribers, and of these users of 4G.
``billed`` and ``lost`` are booked to the operator billed or left, ``aware`` to the operator known."""
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
    IN_TRIAL,
    CONVERSIONS,
    LAPSES,
    BILLED,
    LOST,
    BROKEN,
    PAID,
    AWARE,
    FRIENDS,
    FRIENDS_HERE,
    PRAISING,
    BLAMING,
) = range(len(MEASURES))
WIDTH = len(MEASURES)
TRIAL_ENDED = int(Trigger.TRIAL_END)


@rule
def outside(value: float) -> int:
    """1 when a 0..100 score is not within its bounds (NaN included)."""
    return 0 if 0.0 <= value <= HIGHEST_SCORE else 1


@rule
def thousandths(value: float) -> int:
    """A non-negative number in whole thousandths, halves up."""
    return signed(value * 1000.0 + 0.5)


@row
def count_row(
    i: int, operator: Cells, offer: Cells, handset: Cells, trial: Cells, satisfaction: Cells,
    loyalty: Cells, expectation: Cells, habit: Cells, voice_used: Cells, data_used: Cells, triggers: Cells,
    ordered: Cells, bill: Cells, final_bill: Cells, left: Cells, paid: Cells, aware: Cells, place: Cells,
    segment: Cells, segments: int, offers: Cells, sums: Cells,
) -> None:  # fmt: skip
    """Add a customer to the sums of the own operator (last row: nobody's), (operators + 1, measures)."""
    j = signed(operator[i])
    row = j if j >= 0 else sums.shape[0] - 1
    sums[row, PAID] += paid[i]
    sums[row, CLOSING] += 1
    sums[row, BROKEN] += outside(float(satisfaction[i])) + outside(float(loyalty[i]))
    sums[row, BROKEN] += outside(float(expectation[i])) + outside(100.0 * float(habit[i]))
    for k in range(sums.shape[0] - 1):
        sums[k, AWARE] += (signed(aware[i]) >> k) & 1
    ended = signed(triggers[i]) & TRIAL_ENDED != 0
    if left[i] >= 0:
        sums[left[i], BILLED] += final_bill[i]
        sums[left[i], LOST] += 1
        sums[left[i], LAPSES] += ended
    if j < 0:
        return
    generation = offers[offer[i]].generation
    cell = WIDTH + 2 * (signed(place[i]) * segments + signed(segment[i]))
    sums[row, cell] += 1
    if usable_generation(generation, signed(handset[i])) == G4:
        sums[row, ON_4G] += 1
        sums[row, cell + 1] += 1
    if handset[i] == G4:
        sums[row, HANDSETS_4G] += 1
    sums[row, SATISFACTION] += thousandths(float(satisfaction[i]))
    sums[row, LOYALTY] += thousandths(float(loyalty[i]))
    sums[row, EXPECTATION] += thousandths(float(expectation[i]))
    sums[row, HABIT] += thousandths(float(habit[i]))
    sums[row, MINUTES] += thousandths(float(voice_used[i]))
    sums[row, MEGABYTES] += thousandths(float(data_used[i]))
    sums[row, BILLED] += bill[i]
    sums[row, IN_TRIAL] += trial[i] > 0
    if ended and left[i] < 0:
        sums[row, CONVERSIONS if generation == G4 and ordered[i] == NO_ORDER else LAPSES] += 1


@row
def count_talk_row(
    i: int, operator: Cells, friends: Cells, friends_here: Cells, face: Cells, sums: Cells
) -> None:
    """Add a subscriber's friends, and what the subscriber says, to the sums of the own operator."""
    j = signed(operator[i])
    if j < 0:
        return
    sums[j, FRIENDS] += friends[i]
    sums[j, FRIENDS_HERE] += friends_here[i]
    word = said_of(signed(face[i]))
    sums[j, PRAISING] += word == PRAISE
    sums[j, BLAMING] += word == BLAME


@kernel
def count_blocks(
    operator: Cells, offer: Cells, handset: Cells, trial: Cells, satisfaction: Cells, loyalty: Cells,
    expectation: Cells, habit: Cells, voice_used: Cells, data_used: Cells, triggers: Cells, ordered: Cells,
    bill: Cells, final_bill: Cells, left: Cells, paid: Cells, aware: Cells, place: Cells, segment: Cells,
    friends: Cells, friends_here: Cells, face: Cells, segments: int, offers: Cells, blocks: Cells,
) -> None:  # fmt: skip
    """Sums per block of rows; customer arrays (customers,), ``blocks`` (blocks, operators + 1, measures)."""
    for b in prange(blocks.shape[0]):
        for i in range(b * BLOCK, min((b + 1) * BLOCK, operator.shape[0])):
            count_row(
                i, operator, offer, handset, trial, satisfaction, loyalty, expectation, habit, voice_used,
                data_used, triggers, ordered, bill, final_bill, left, paid, aware, place, segment, segments,
                offers, blocks[b],
            )  # fmt: skip
            count_talk_row(i, operator, friends, friends_here, face, blocks[b])


def blocks_of(customers: int) -> int:
    """How many blocks so many rows make."""
    return (customers + BLOCK - 1) // BLOCK


def empty_blocks(customers: int, operators: int, cells: int) -> NDArray[np.int64]:
    """Zeroed sums for ``count_blocks``; shape (blocks, operators + 1, measures + 2 cells)."""
    return np.zeros((blocks_of(customers), operators + 1, WIDTH + 2 * cells), dtype=np.int64)
