"""What the compiled event loop remembers between two calls: arrays only, so that it can be copied.

One record per job in the system, queue, desk and server; a heap of events; buffers of what has happened. The
loop stops when a buffer or the heap might overflow, and goes on after it has been given room.
"""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import Cells
from sim.operations.flow_table import POOL, FlowTable, Rows

ABSENT, QUEUED, SERVED, DELAYED = range(4)
"""Where a job is: not in the system, in a queue, at a desk, in a stage that only takes time."""

JOB = np.dtype(
    [(name, "i8") for name in (
        "number", "customer", "placed", "stage", "state", "entered", "began", "due", "server", "pair",
        "next", "previous", "nth", "cost", "withdrawn", "pitched", "lost",
    )] + [("work", "f8")]
)  # fmt: skip
"""A job in the system. ``due``: when patience runs out or what it is in is over; ``work``: duration of its
service before the desk's pace (ticks); ``next`` and ``previous``: its neighbours in the queue."""

LINE = np.dtype([(name, "i8") for name in ("head", "tail", "length", "area", "changed", "offered")])
"""A queue's state; ``area`` is job-ticks waited since it was last taken over into the books."""

STAFF = np.dtype([(name, "i8") for name in ("heads", "spare", "area", "changed", "worked", "services")])
"""A desk's state: heads on duty, how many more could start, head-ticks on duty and ticks worked."""

SERVER = np.dtype([(name, "i8") for name in ("on", "up", "busy", "nth", "desk")])

ARRIVAL = np.dtype([(name, "i8") for name in ("time", "number", "customer", "stage", "withdrawn_at")])

PASSAGE = np.dtype(
    [(name, "i8") for name in (
        "job", "stage", "entered", "began", "left", "queue", "desk", "server", "exit", "cost",
    )]
)  # fmt: skip
"""A job's passage through a stage; ``began`` -1 where it was never served. Times in ticks."""

ENDED = np.dtype([(name, "i8") for name in ("job", "customer", "outcome", "placed", "time", "cost")])

EXITS = ("served", "pitched", "abandoned", "balked", "waited", "lost", "cancelled")
EXIT_SERVED, EXIT_PITCHED, EXIT_ABANDONED, EXIT_BALKED, EXIT_WAITED, EXIT_LOST, EXIT_CANCELLED = range(7)
"""How a job leaves a stage."""

NOW, HEAP, CURSOR, PASSED, DONE, FREE, PRESENT, PLACED = range(8)
"""Places in ``Memory.counts``: present tick; entries in use of the heap, arrivals, passages, endings and free
job records; jobs in the system; jobs that ever came."""

WORD = 62
"""Servers per word of the set of free servers."""

ROOM = 256
"""Rows of a buffer at first. One event never needs more than a quarter of it, so that a buffer that
has become tight is more than half full, which is when ``with_room`` doubles it."""


class Memory(NamedTuple):
    """The arrays of a run and of the flow table, in one bundle for the event loop."""

    stages: Cells
    ways: Cells
    queues: Cells
    desks: Cells
    pairs: Cells
    asked: Cells
    week: Cells
    jobs: Cells
    nth: Cells
    """Passages of each job (row) through each stage (column), to address draws."""
    free: Cells
    """Stack of free rows of ``jobs``."""
    lines: Cells
    staff: Cells
    servers: Cells
    idle: Cells
    """Set of free servers by desk: words of ``WORD`` bits."""
    first_word: Cells
    heap: Cells
    """Events as (tick, key, subject), shape (room, 3)."""
    arrivals: Cells
    passages: Cells
    ended: Cells
    counts: Cells


def as_records(rows: Rows) -> Rows:
    """The array with its fields as attributes, in plain Python as in compiled code."""
    return cast(Rows, rows.view(np.recarray))


def memory_of(table: FlowTable) -> Memory:
    """An empty system at tick 0, everybody of the first shift on duty."""
    desks, words = table.desks, (table.desks["servers"] + WORD - 1) // WORD
    lines = np.zeros(table.queues.size, LINE)
    lines["head"] = lines["tail"] = -1
    room = max(ROOM, 4 * (table.stages.size + 2))
    return Memory(
        stages=as_records(table.stages), ways=as_records(table.ways), queues=as_records(table.queues),
        desks=as_records(desks), pairs=as_records(table.pairs), asked=table.asked,
        week=as_records(table.week),
        jobs=as_records(np.zeros(room, JOB)), nth=np.zeros((room, table.stages.size), np.int32),
        free=np.arange(room)[::-1].copy(), lines=as_records(lines), staff=as_records(_staff(table)),
        servers=as_records(_servers(table)), idle=_idle(table, words),
        first_word=np.concatenate([[0], np.cumsum(words)]).astype(np.int64),
        heap=np.zeros((max(ROOM, 4 * (table.servers + 8)), 3), np.int64),
        arrivals=as_records(np.zeros(0, ARRIVAL)), passages=as_records(np.zeros(room, PASSAGE)),
        ended=as_records(np.zeros(room, ENDED)), counts=np.array([0, 0, 0, 0, 0, room, 0, 0], np.int64),
    )  # fmt: skip


def _on(table: FlowTable, d: int) -> NDArray[np.int64]:
    """Which servers of a desk are there at the beginning; of a pool, all of them can be."""
    first, count = int(table.desks["first_server"][d]), int(table.desks["servers"][d])
    if table.desks["staff"][d] == POOL:
        return np.ones(count, np.int64)
    begin = table.desks.size + first
    return table.opening[begin : begin + count]


def _staff(table: FlowTable) -> Rows:
    rows = np.zeros(table.desks.size, STAFF)
    for d in range(table.desks.size):
        pool = table.desks["staff"][d] == POOL
        rows["heads"][d] = rows["spare"][d] = table.opening[d] if pool else _on(table, d).sum()
    return rows


def _servers(table: FlowTable) -> Rows:
    rows = np.zeros(table.servers, SERVER)
    rows["up"] = 1
    for d in range(table.desks.size):
        first, count = int(table.desks["first_server"][d]), int(table.desks["servers"][d])
        rows["on"][first : first + count] = _on(table, d)
        rows["desk"][first : first + count] = d
    return rows


def _idle(table: FlowTable, words: NDArray[np.int64]) -> NDArray[np.int64]:
    found = np.zeros(int(words.sum()), np.int64)
    first = 0
    for d in range(table.desks.size):
        for server, on in enumerate(_on(table, d).tolist()):
            found[first + server // WORD] |= on << (server % WORD)
        first += int(words[d])
    return found


def copied(memory: Memory) -> Memory:
    """The same state in arrays of its own: what happens to one does not touch the other."""
    return Memory(*(array.copy() for array in memory))


def with_room(memory: Memory) -> Memory:
    """The same state with twice the room in everything that is more than half full."""
    counts, more = memory.counts, {}
    for name, used in (("heap", HEAP), ("passages", PASSED), ("ended", DONE)):
        array = getattr(memory, name)
        if 2 * counts[used] > array.shape[0]:
            more[name] = _doubled(array)
    return _with_more_jobs(memory._replace(**more))


def _with_more_jobs(memory: Memory) -> Memory:
    rows, free = memory.jobs.size, int(memory.counts[FREE])
    if 2 * free > rows:
        return memory
    stack = np.zeros(2 * rows, np.int64)
    stack[:rows] = np.arange(2 * rows - 1, rows - 1, -1)
    stack[rows : rows + free] = memory.free[:free]
    memory.counts[FREE] = rows + free
    return memory._replace(jobs=_doubled(memory.jobs), nth=_doubled(memory.nth), free=stack)


def _doubled(array: Rows) -> Rows:
    grown = np.zeros((2 * array.shape[0], *array.shape[1:]), array.dtype)
    grown[: array.shape[0]] = array
    return as_records(grown) if array.dtype.names else grown
