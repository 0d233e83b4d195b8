"""A binary heap of events on whole ticks: rows (tick, key, subject), the least (tick, key) on top.

A key is an event's rank and, below it, the number of its job, server or desk: at one instant things happen in
the order of ``Rank``, then of their number, in this engine as in the readable one.
"""

from __future__ import annotations

from sim.core.jit import Cells, lean

RANK_BITS = 58
"""Numbers of jobs stay below 2^58; the rank stands above them."""
NUMBER = (1 << RANK_BITS) - 1


@lean
def push(heap: Cells, size: int, tick: int, key: int, subject: int) -> None:
    """Put an event into a heap of ``size`` events that has room for one more."""
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if heap[up, 0] < tick or (heap[up, 0] == tick and heap[up, 1] <= key):
            break
        heap[i, 0], heap[i, 1], heap[i, 2] = heap[up, 0], heap[up, 1], heap[up, 2]
        i = up
    heap[i, 0], heap[i, 1], heap[i, 2] = tick, key, subject


@lean
def drop_first(heap: Cells, size: int) -> None:
    """Take the top off a heap of ``size`` events (read it before)."""
    last = size - 1
    tick, key, subject = heap[last, 0], heap[last, 1], heap[last, 2]
    i, low = 0, 1
    while low < last:
        high = low + 1
        if high < last and (
            heap[high, 0] < heap[low, 0] or (heap[high, 0] == heap[low, 0] and heap[high, 1] < heap[low, 1])
        ):
            low = high
        if tick < heap[low, 0] or (tick == heap[low, 0] and key <= heap[low, 1]):
            break
        heap[i, 0], heap[i, 1], heap[i, 2] = heap[low, 0], heap[low, 1], heap[low, 2]
        i, low = low, 2 * low + 1
    heap[i, 0], heap[i, 1], heap[i, 2] = tick, key, subject
