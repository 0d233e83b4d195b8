"""The compiled event loop: it runs any flow table whose kinds of stages it knows, one event after the other.

It does what ``simpy_flows`` does, step by step, on arrays; a standing test holds every time of both equal.
"""

from __future__ import annotations

from sim.core.chance import uniform53, words
from sim.core.jit import lean
from sim.operations import memory as of
from sim.operations.clock import Rank
from sim.operations.durations import FAR, drawn, whole
from sim.operations.flow_table import BRANCH, END, HAND_OVER, POOL, SERVE, WEEK_TICKS
from sim.operations.heap import NUMBER, RANK_BITS, drop_first
from sim.operations.loop_desks import (
    NOBODY,
    STAGE_STREAM,
    come,
    dispatch,
    finish,
    give_up,
    leave,
    note,
    schedule,
    set_away,
    set_free,
)
from sim.operations.memory import Memory
from sim.streams import Stream

MACHINE_STREAM = int(Stream.MACHINE)
DESK, READY, MACHINE, OPENING = int(Rank.DESK), int(Rank.READY), int(Rank.MACHINE), int(Rank.OPENING)
PATIENCE, CANCEL = int(Rank.PATIENCE), int(Rank.CANCEL)
PLACED_KEY = int(Rank.PLACED) << RANK_BITS
NOW, HEAP, CURSOR, PASSED, DONE, FREE = of.NOW, of.HEAP, of.CURSOR, of.PASSED, of.DONE, of.FREE
PRESENT, PLACED = of.PRESENT, of.PLACED
ABSENT, QUEUED, SERVED, DELAYED = of.ABSENT, of.QUEUED, of.SERVED, of.DELAYED
EXIT_WAITED, EXIT_LOST, EXIT_CANCELLED = of.EXIT_WAITED, of.EXIT_LOST, of.EXIT_CANCELLED

OVER, NEEDS_ROOM = 0, 1
"""What ``run`` answers."""


# --- stages -------------------------------------------------------------------------------------------------
@lean
def go_on(m: Memory, seed: int, row: int, stage: int) -> None:
    """A job goes from stage to stage until one holds it, or it has ended."""
    while stage != NOBODY:
        stage = enter(m, seed, row, stage)


@lean
def enter(m: Memory, seed: int, row: int, number: int) -> int:
    """A job enters a stage; the stage that follows at once, or -1."""
    job, stage = m.jobs[row], m.stages[number]
    job.stage, job.entered, job.began, job.server, job.pitched = number, m.counts[NOW], -1, NOBODY, 0
    if stage.kind == END:
        return end(m, row, stage.outcome)
    job.nth = m.nth[row, number]
    m.nth[row, number] += 1
    if stage.kind == SERVE:
        return come(m, seed, row)
    luck = words(seed, STAGE_STREAM, stage.key, job.number, job.nth)
    if stage.kind == BRANCH:
        return way(m, number, uniform53(luck[2], luck[3]))
    job.state = DELAYED
    job.due = m.counts[NOW] + whole(drawn(stage.law, stage.a, stage.b, uniform53(luck[0], luck[1])))
    job.lost = stage.kind == HAND_OVER and uniform53(luck[2], luck[3]) < stage.loss
    schedule(m, job.due, (READY << RANK_BITS) | job.number, row)
    return NOBODY


@lean
def way(m: Memory, number: int, u: float) -> int:
    """The way of a branch that a draw means."""
    k = m.stages[number].first_way
    while u >= m.ways[k].upto:
        k += 1
    return int(m.ways[k].stage)


@lean
def waited(m: Memory, row: int) -> int:
    """A wait or a handing over is past; the next stage."""
    job, stage = m.jobs[row], m.stages[m.jobs[row].stage]
    if job.lost != 0:
        note(m, row, NOBODY, NOBODY, EXIT_LOST, 0)
        return int(stage.lost)
    note(m, row, NOBODY, NOBODY, EXIT_WAITED, 0)
    return int(stage.then)


@lean
def end(m: Memory, row: int, outcome: int) -> int:
    """A job ends; its record is free for another."""
    job, ended = m.jobs[row], m.ended[m.counts[DONE]]
    m.counts[DONE] += 1
    ended.job, ended.customer, ended.outcome = job.number, job.customer, outcome
    ended.placed, ended.time, ended.cost = job.placed, m.counts[NOW], job.cost
    job.state = ABSENT
    m.nth[row, :] = 0
    m.free[m.counts[FREE]] = row
    m.counts[FREE] += 1
    m.counts[PRESENT] -= 1
    return NOBODY


# --- events -------------------------------------------------------------------------------------------------
@lean
def arrive(m: Memory, seed: int, cancelled: int) -> None:
    """The next arrival comes."""
    coming = m.arrivals[m.counts[CURSOR]]
    m.counts[CURSOR] += 1
    m.counts[FREE] -= 1
    row = m.free[m.counts[FREE]]
    job = m.jobs[row]
    job.number, job.customer, job.placed, job.cost = coming.number, coming.customer, coming.time, 0
    job.withdrawn = 0
    m.counts[PRESENT] += 1
    m.counts[PLACED] += 1
    if coming.withdrawn_at < coming.time:
        end(m, row, cancelled)
        return
    if coming.withdrawn_at < FAR:
        schedule(m, coming.withdrawn_at, (CANCEL << RANK_BITS) | job.number, row)
    go_on(m, seed, row, coming.stage)


@lean
def withdraw(m: Memory, row: int, cancelled: int) -> None:
    """The market takes a job back: at once, or when the service that it is in is over."""
    job = m.jobs[row]
    if job.state == SERVED:
        job.withdrawn = 1
        return
    queue = NOBODY
    if job.state == QUEUED:
        queue = m.stages[job.stage].queue
        leave(m, row, queue)
    note(m, row, queue, NOBODY, EXIT_CANCELLED, 0)
    end(m, row, cancelled)


@lean
def of_job(m: Memory, seed: int, rank: int, row: int, cancelled: int) -> None:
    """Something happens to a job, unless what was on the agenda has become void."""
    job = m.jobs[row]
    if rank == CANCEL:
        withdraw(m, row, cancelled)
    elif job.due != m.counts[NOW]:
        return
    elif rank == DESK and job.state == SERVED:
        after = finish(m, seed, row)
        if job.withdrawn != 0:
            end(m, row, cancelled)
        else:
            go_on(m, seed, row, after)
    elif rank == READY and job.state == DELAYED:
        go_on(m, seed, row, waited(m, row))
    elif rank == PATIENCE and job.state == QUEUED:
        go_on(m, seed, row, give_up(m, row))


@lean
def count_heads(m: Memory, desk: int, more: int) -> None:
    """Heads on duty change; time on duty is added up before."""
    staff = m.staff[desk]
    staff.area += staff.heads * (m.counts[NOW] - staff.changed)
    staff.changed = m.counts[NOW]
    staff.heads += more


@lean
def shift(m: Memory, seed: int, first: int) -> None:
    """All changes of this instant of the week, then everybody who is there looks for work."""
    i, tick = first, m.week[first].tick
    while i < m.week.size and m.week[i].tick == tick:
        change = m.week[i]
        staff = m.staff[change.desk]
        if m.desks[change.desk].staff == POOL:
            staff.spare += change.value - staff.heads
            count_heads(m, change.desk, change.value - staff.heads)
        else:
            on_duty(m, change.desk, m.desks[change.desk].first_server + change.server, change.value)
        i += 1
    following = i if i < m.week.size else 0
    wait = m.week[following].tick - tick
    schedule(m, m.counts[NOW] + (wait if wait > 0 else wait + WEEK_TICKS), OPENING << RANK_BITS, following)
    for k in range(first, i):
        if k == first or m.week[k].desk != m.week[k - 1].desk:
            dispatch(m, seed, m.week[k].desk)


@lean
def on_duty(m: Memory, desk: int, number: int, on: int) -> None:
    """A server of a roster comes or goes; one who is busy finishes first."""
    server = m.servers[number]
    count_heads(m, desk, on - server.on)
    server.on = on
    if server.up != 0 and server.busy == 0:
        make_available(m, desk, number, on)


@lean
def make_available(m: Memory, desk: int, number: int, available: int) -> None:
    """A server who is not busy can, or cannot, be chosen from now on."""
    if available != 0:
        m.staff[desk].spare += 1
        set_free(m, desk, number)
    else:
        m.staff[desk].spare -= 1
        set_away(m, desk, number)


@lean
def until_next(m: Memory, seed: int, number: int) -> int:
    """Ticks until a machine's state changes; the nth breakdown's draw serves its repair too."""
    server = m.servers[number]
    desk = m.desks[server.desk]
    luck = words(seed, MACHINE_STREAM, desk.key, number - desk.first_server, server.nth)
    if server.up != 0:
        return whole(drawn(desk.up, desk.up_a, desk.up_b, uniform53(luck[0], luck[1])))
    return whole(drawn(desk.down, desk.down_a, desk.down_b, uniform53(luck[2], luck[3])))


@lean
def turn(m: Memory, seed: int, number: int) -> None:
    """A machine breaks down or is repaired."""
    server = m.servers[number]
    server.up = 1 - server.up
    if server.up != 0:
        server.nth += 1
    if server.on != 0 and server.busy == 0:
        make_available(m, server.desk, number, server.up)
    plan_turn(m, seed, number)
    if server.up != 0:
        dispatch(m, seed, server.desk)


@lean
def plan_turn(m: Memory, seed: int, number: int) -> None:
    """Put a machine's next breakdown or repair on the agenda."""
    lasts = until_next(m, seed, number)
    schedule(m, m.counts[NOW] + max(lasts, 1), (MACHINE << RANK_BITS) | number, number)


@lean
def begin(m: Memory, seed: int) -> None:
    """Before the first event: the first change of the week, and every machine's first breakdown."""
    for i in range(m.week.size):
        if m.week[i].tick > 0:
            schedule(m, m.week[i].tick, OPENING << RANK_BITS, i)
            break
    else:
        if m.week.size > 0:
            schedule(m, WEEK_TICKS, OPENING << RANK_BITS, 0)
    for number in range(m.servers.size):
        if m.desks[m.servers[number].desk].up != 0:
            plan_turn(m, seed, number)


@lean
def has_room(m: Memory) -> bool:
    """Whether one more event fits into every buffer, whatever it sets off."""
    c, chain = m.counts, m.stages.size + 2
    return bool(
        c[HEAP] + m.servers.size + 4 < m.heap.shape[0]
        and c[PASSED] + chain < m.passages.size
        and c[DONE] + 2 < m.ended.size
        and c[FREE] > 1
    )


@lean
def run(m: Memory, seed: int, until: int, cancelled: int) -> int:
    """Let everything happen that is due before tick ``until``; ``NEEDS_ROOM``: give room, call again."""
    c = m.counts
    while has_room(m):
        more = c[CURSOR] < m.arrivals.size
        tick = m.arrivals[c[CURSOR]].time if more else FAR
        key = PLACED_KEY | (m.arrivals[c[CURSOR]].number if more else NUMBER)
        if c[HEAP] > 0 and (m.heap[0, 0] < tick or (m.heap[0, 0] == tick and m.heap[0, 1] < key)):
            tick, key, subject = m.heap[0, 0], m.heap[0, 1], m.heap[0, 2]
            more = False
        else:
            subject = NOBODY
        if tick >= until:
            c[NOW] = until
            return OVER
        c[NOW] = tick
        if more:
            arrive(m, seed, cancelled)
        else:
            c[HEAP] -= 1
            drop_first(m.heap, c[HEAP] + 1)
            happen(m, seed, key, subject, cancelled)
    return NEEDS_ROOM


@lean
def happen(m: Memory, seed: int, key: int, subject: int, cancelled: int) -> None:
    """One event of the agenda; those of a job that has gone, whose record another may hold, are void."""
    rank = key >> RANK_BITS
    if rank == OPENING:
        shift(m, seed, subject)
    elif rank == MACHINE:
        turn(m, seed, subject)
    elif m.jobs[subject].state != ABSENT and m.jobs[subject].number == (key & NUMBER):
        of_job(m, seed, rank, subject, cancelled)
