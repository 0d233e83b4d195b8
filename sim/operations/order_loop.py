"""The compiled event loop of orders: what ``simpy_engine`` does, on arrays, to the bit."""

from __future__ import annotations

from sim.core.chance import uniform, words
from sim.core.jit import lean
from sim.core.maths import log, signed
from sim.operations import order_memory as of
from sim.operations.clock import TICKS, Rank
from sim.operations.draws import NO_PERIOD
from sim.operations.heap import NUMBER, RANK_BITS, drop_first, push
from sim.operations.order_goods import (
    CANCELLED,
    COUNTER,
    DELIVERED,
    ENDED,
    FLEETS,
    FREE,
    HEAP,
    NOW,
    OUT,
    WAITING,
    demand,
    finish,
    fleet_of,
    forget,
    fulfil,
    receive,
    restock,
    review,
    schedule,
    withdraw,
)
from sim.operations.order_memory import OrderMemory
from sim.operations.order_rounds import book, come_back, dispatch, opened, shelve, stop, unshelve
from sim.streams import Stream

PATIENCE_STREAM = int(Stream.PATIENCE)
RETURN, STOP, DESK, BOOKING = int(Rank.RETURN), int(Rank.STOP), int(Rank.DESK), int(Rank.BOOKING)
GOODS, INSPECTED, READY = int(Rank.GOODS), int(Rank.INSPECTED), int(Rank.READY)
OPENING, PATIENCE = int(Rank.OPENING), int(Rank.PATIENCE)
PLACED_KEY = int(Rank.PLACED) << RANK_BITS
CURSOR, FREE_ROUNDS = of.CURSOR, of.FREE_ROUNDS
FAR = 1 << 60
OVER, NEEDS_ROOM = 0, 1


@lean
def promise(m: OrderMemory, seed: int) -> None:
    """Promise, patience and number of attempts of the arrivals that have none yet, by the present terms."""
    for i in range(m.arrivals.size):
        order = m.arrivals[i]
        if order.limit == 0:
            terms = m.terms[order.operator]
            after = terms.desk_promise
            if order.mode != COUNTER:
                after = m.fleet_terms[order.operator * FLEETS + order.mode - 1].promise
            luck = -log(uniform(words(seed, PATIENCE_STREAM, NO_PERIOD, order.number, 0)[0]))
            order.promised = order.placed + after
            order.deadline = min(order.promised + signed(terms.patience * luck * TICKS), order.deadline)
            order.limit = terms.attempts


@lean
def place(m: OrderMemory) -> None:
    """The next order is placed: its goods are set aside, or it waits for them until patience runs out."""
    m.counts[FREE] -= 1
    row = m.free[m.counts[FREE]]
    m.orders[row] = m.arrivals[m.counts[CURSOR]]
    m.counts[CURSOR] += 1
    order = m.orders[row]
    account = m.accounts[order.operator]
    account.placed += 1
    order.stage = WAITING
    if order.deadline < order.placed:
        finish(m, row, CANCELLED)
        forget(m, row)
        return
    shelf = order.site * m.shape[1]
    at_once = demand(m, row, shelf, False)
    if order.item != 0:
        at_once = demand(m, row, shelf + order.item, True) and at_once
    if at_once:
        fulfil(m, row)
    else:
        account.stock_outs += 1
    if order.stage == WAITING:
        watch(m, row)


@lean
def watch(m: OrderMemory, row: int) -> None:
    """Have the order given up at its deadline, if it still waits then."""
    order = m.orders[row]
    schedule(m, max(order.deadline, m.counts[NOW]), (PATIENCE << RANK_BITS) | order.number, row)


@lean
def purge(m: OrderMemory) -> None:
    """Take deadlines off the agenda whose orders have left or ended: most have, long before."""
    kept = 0
    for i in range(m.counts[HEAP]):
        tick, key, subject = m.heap[i, 0], m.heap[i, 1], m.heap[i, 2]
        if key >> RANK_BITS == PATIENCE:
            order = m.orders[subject]
            if order.number != (key & NUMBER) or order.stage != WAITING:
                continue
        push(m.heap, kept, tick, key, subject)
        kept += 1
    m.counts[HEAP] = kept


@lean
def packed(m: OrderMemory, seed: int, row: int) -> None:
    """An order is packed and waits for a courier."""
    fleet = fleet_of(m, row)
    m.orders[row].due = 0
    shelve(m, row, fleet)
    dispatch(m, seed, fleet)


@lean
def give_up(m: OrderMemory, row: int) -> None:
    """A customer gives up before the goods have left."""
    order = m.orders[row]
    if order.due == 0:
        unshelve(m, row, fleet_of(m, row))
    finish(m, row, CANCELLED)
    withdraw(m, row)
    forget(m, row)


@lean
def hand_over(m: OrderMemory, row: int) -> None:
    """The counter has handed the goods over."""
    order, account = m.orders[row], m.accounts[m.orders[row].operator]
    order.cost += m.terms[order.operator].desk_cost
    if order.prepaid == 0:
        account.cash_collected += order.amount
        account.cash_booked += order.amount
    finish(m, row, DELIVERED)
    forget(m, row)


@lean
def of_order(m: OrderMemory, seed: int, rank: int, row: int) -> None:
    """Something happens to an order, unless what was on the agenda has become void."""
    order = m.orders[row]
    if rank == INSPECTED:
        restock(m, row)
    elif rank == DESK and order.stage == OUT:
        hand_over(m, row)
    elif rank == READY and order.stage == WAITING:
        packed(m, seed, row)
    elif rank == PATIENCE and order.stage == WAITING and order.deadline <= m.counts[NOW]:
        give_up(m, row)


@lean
def happen(m: OrderMemory, seed: int, key: int, subject: int) -> None:
    """One event of the agenda; those of an order that has gone, whose record another may hold, are void."""
    rank, number = key >> RANK_BITS, key & NUMBER
    if rank == STOP:
        stop(m, seed, subject)
    elif rank == RETURN:
        come_back(m, seed, subject)
    elif rank == OPENING:
        opened(m, seed, subject)
    elif rank == GOODS:
        receive(m, number, subject)
    elif rank == BOOKING:
        book(m, number, subject)
    elif m.orders[subject].number == number:
        of_order(m, seed, rank, subject)


@lean
def has_room(m: OrderMemory) -> bool:
    """Whether one more event fits into every buffer, whatever it sets off."""
    c, present = m.counts, m.orders.size - m.counts[FREE]
    return bool(
        c[HEAP] + 2 * present + 16 < m.heap.shape[0]
        and c[ENDED] + 2 < m.ended.size
        and c[FREE] > 1
        and c[FREE_ROUNDS] > present
    )


@lean
def run(m: OrderMemory, seed: int, until: int) -> int:
    """Let everything happen that is due before tick ``until``; ``NEEDS_ROOM``: give room, call again."""
    c = m.counts
    while has_room(m):
        more = c[CURSOR] < m.arrivals.size
        tick = m.arrivals[c[CURSOR]].placed if more else FAR
        key = PLACED_KEY | (m.arrivals[c[CURSOR]].number if more else NUMBER)
        if c[HEAP] > 0 and (m.heap[0, 0] < tick or (m.heap[0, 0] == tick and m.heap[0, 1] < key)):
            tick, key, more = m.heap[0, 0], m.heap[0, 1], False
        if tick >= until:
            c[NOW] = until
            return OVER
        c[NOW] = tick
        if more:
            place(m)
        else:
            subject = m.heap[0, 2]
            c[HEAP] -= 1
            drop_first(m.heap, c[HEAP] + 1)
            happen(m, seed, key, subject)
    return NEEDS_ROOM


@lean
def reconsider(m: OrderMemory, seed: int) -> None:
    """After new terms, site by site: fleets look for work, shelves reorder."""
    items = m.shape[1]
    for site in range(m.fleets.size // FLEETS):
        for fleet in range(site * FLEETS, (site + 1) * FLEETS):
            dispatch(m, seed, fleet)
        for shelf in range(site * items, (site + 1) * items):
            review(m, shelf)
