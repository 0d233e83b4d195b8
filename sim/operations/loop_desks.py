"""The compiled event loop, at the desks: joining a queue, being taken up, breaking off, being finished."""

from __future__ import annotations

from sim.core.chance import uniform53, words
from sim.core.jit import lean
from sim.core.maths import bits_of
from sim.operations import memory as of
from sim.operations.clock import Rank
from sim.operations.durations import FAR, NEVER, drawn, whole
from sim.operations.flow_table import POOL
from sim.operations.heap import RANK_BITS, push
from sim.operations.memory import Memory
from sim.streams import Stream

STAGE_STREAM, PITCH_STREAM = int(Stream.STAGE), int(Stream.PITCH)
DESK_KEY, PATIENCE_KEY = int(Rank.DESK) << RANK_BITS, int(Rank.PATIENCE) << RANK_BITS
NOW, HEAP, PASSED = of.NOW, of.HEAP, of.PASSED
QUEUED, SERVED, WORD, NOBODY = of.QUEUED, of.SERVED, of.WORD, -1
EXIT_SERVED, EXIT_PITCHED, EXIT_ABANDONED, EXIT_BALKED = (
    of.EXIT_SERVED, of.EXIT_PITCHED, of.EXIT_ABANDONED, of.EXIT_BALKED,
)  # fmt: skip


@lean
def schedule(m: Memory, tick: int, key: int, subject: int) -> None:
    """Put an event on the agenda."""
    push(m.heap, m.counts[HEAP], tick, key, subject)
    m.counts[HEAP] += 1


@lean
def note(m: Memory, row: int, queue: int, desk: int, how: int, cost: int) -> None:
    """Write down that a job leaves the stage it is in."""
    job, passage = m.jobs[row], m.passages[m.counts[PASSED]]
    m.counts[PASSED] += 1
    passage.job, passage.stage, passage.entered = job.number, job.stage, job.entered
    passage.began, passage.left = job.began, m.counts[NOW]
    passage.queue, passage.desk, passage.server = queue, desk, job.server
    passage.exit, passage.cost = how, cost
    job.cost += cost


# --- sets of free servers -----------------------------------------------------------------------------------
@lean
def lowest(m: Memory, desk: int) -> int:
    """The free server of a desk with the lowest number; there is one."""
    word = m.first_word[desk]
    while m.idle[word] == 0:
        word += 1
    bit = m.idle[word] & -m.idle[word]
    place = (bits_of(float(bit)) >> 52) - 1023
    m.idle[word] ^= bit
    return int(m.desks[desk].first_server + (word - m.first_word[desk]) * WORD + place)


@lean
def set_free(m: Memory, desk: int, server: int) -> None:
    """A server of the desk can be chosen again."""
    place = server - m.desks[desk].first_server
    m.idle[m.first_word[desk] + place // WORD] |= 1 << (place % WORD)


@lean
def set_away(m: Memory, desk: int, server: int) -> None:
    """A free server of the desk cannot be chosen any more."""
    place = server - m.desks[desk].first_server
    m.idle[m.first_word[desk] + place // WORD] &= ~(1 << (place % WORD))


# --- queues -------------------------------------------------------------------------------------------------
@lean
def count_area(m: Memory, queue: int) -> None:
    """Add up the time jobs have waited; before the length of the queue changes."""
    line = m.lines[queue]
    line.area += line.length * (m.counts[NOW] - line.changed)
    line.changed = m.counts[NOW]


@lean
def join(m: Memory, row: int, queue: int) -> None:
    """A job goes to the end of a queue."""
    count_area(m, queue)
    line, job = m.lines[queue], m.jobs[row]
    job.next, job.previous, job.state = NOBODY, line.tail, QUEUED
    if line.tail == NOBODY:
        line.head = row
    else:
        m.jobs[line.tail].next = row
    line.tail = row
    line.length += 1


@lean
def leave(m: Memory, row: int, queue: int) -> None:
    """A job goes out of a queue, from whatever place."""
    count_area(m, queue)
    line, job = m.lines[queue], m.jobs[row]
    if job.previous == NOBODY:
        line.head = job.next
    else:
        m.jobs[job.previous].next = job.next
    if job.next == NOBODY:
        line.tail = job.previous
    else:
        m.jobs[job.next].previous = job.previous
    line.length -= 1


@lean
def is_closed(m: Memory, queue: int) -> bool:
    """Whether no desk that serves the queue has anybody on duty."""
    first = m.queues[queue].first_asked
    for k in range(first, first + m.queues[queue].asked):
        if m.staff[m.pairs[m.asked[k]].desk].heads > 0:
            return False
    return True


@lean
def pair_for(m: Memory, queue: int) -> int:
    """The first desk of those asked, as a pair, that can take up one more job; or -1."""
    first = m.queues[queue].first_asked
    for k in range(first, first + m.queues[queue].asked):
        pair = m.asked[k]
        if m.staff[m.pairs[pair].desk].spare > m.pairs[pair].reserve:
            return int(pair)
    return NOBODY


@lean
def come(m: Memory, seed: int, row: int) -> int:
    """A job comes to be served: at once, or it queues, or it balks; the next stage, or -1 where it stays."""
    job, stage = m.jobs[row], m.stages[m.jobs[row].stage]
    queue = stage.queue
    m.lines[queue].offered += 1
    pair = pair_for(m, queue)
    if pair == NOBODY:
        full = m.lines[queue].length >= m.queues[queue].room
        if full or (m.queues[queue].away != 0 and is_closed(m, queue)):
            note(m, row, queue, NOBODY, EXIT_BALKED, 0)
            return int(stage.balked)
    luck = words(seed, STAGE_STREAM, stage.key, job.number, job.nth)
    job.work = drawn(stage.law, stage.a, stage.b, uniform53(luck[0], luck[1]))
    if pair != NOBODY:
        start(m, seed, row, pair)
        return NOBODY
    join(m, row, queue)
    job.due = FAR
    if stage.patience != NEVER:
        u = uniform53(luck[2], luck[3])
        job.due = job.entered + whole(drawn(stage.patience, stage.patience_a, stage.patience_b, u))
        schedule(m, job.due, PATIENCE_KEY | job.number, row)
    return NOBODY


@lean
def start(m: Memory, seed: int, row: int, pair: int) -> None:
    """A desk takes up a job; while few enough wait, a pitch follows the service."""
    job, stage, desk = m.jobs[row], m.stages[m.jobs[row].stage], m.pairs[pair].desk
    lasts = whole(job.work * m.pairs[pair].pace)
    job.state, job.pair, job.began = SERVED, pair, m.counts[NOW]
    if stage.pitch != NEVER and m.lines[stage.queue].length < stage.below:
        luck = words(seed, PITCH_STREAM, stage.key, job.number, job.nth)
        lasts += whole(drawn(stage.pitch, stage.pitch_a, stage.pitch_b, uniform53(luck[0], luck[1])))
        job.pitched = 1
    job.server = lowest(m, desk)
    m.staff[desk].spare -= 1
    m.servers[job.server].busy = 1
    job.due = m.counts[NOW] + lasts
    schedule(m, job.due, DESK_KEY | job.number, row)


@lean
def dispatch(m: Memory, seed: int, desk: int) -> None:
    """Take up waiting jobs while the desk has somebody free for one, the first queue of its list first."""
    k = m.desks[desk].first_pair
    beyond = k + m.desks[desk].pairs
    while k < beyond and m.staff[desk].spare > 0:
        queue = m.pairs[k].queue
        if m.lines[queue].length > 0 and m.staff[desk].spare > m.pairs[k].reserve:
            row = m.lines[queue].tail if m.queues[queue].lifo != 0 else m.lines[queue].head
            leave(m, row, queue)
            start(m, seed, row, k)
        else:
            k += 1


@lean
def finish(m: Memory, seed: int, row: int) -> int:
    """A service is over: the server takes up the next job, then this one goes on; its next stage."""
    job, stage, now = m.jobs[row], m.stages[m.jobs[row].stage], m.counts[NOW]
    desk, lasted, pitched = m.pairs[job.pair].desk, now - job.began, job.pitched != 0
    cost = stage.fee
    how = EXIT_PITCHED if pitched else EXIT_SERVED
    note(m, row, stage.queue, desk, how, cost)
    staff, server = m.staff[desk], m.servers[job.server]
    staff.worked += lasted
    staff.services += 1
    server.busy = 0
    if m.desks[desk].staff == POOL or (server.on != 0 and server.up != 0):
        staff.spare += 1
        set_free(m, desk, job.server)
    dispatch(m, seed, desk)
    return int(stage.pitched if pitched else stage.then)


@lean
def give_up(m: Memory, row: int) -> int:
    """Patience has run out in a queue; the next stage."""
    stage = m.stages[m.jobs[row].stage]
    leave(m, row, stage.queue)
    note(m, row, stage.queue, NOBODY, EXIT_ABANDONED, 0)
    return int(stage.abandoned)
