"""The compiled engine of orders, in the depot: shelves, replenishment, goods set aside, orders given up.

Step by step what ``simpy_engine`` and ``stock`` do; see there for why.
"""

from __future__ import annotations

from sim.core.jit import lean
from sim.operations import order_memory as of
from sim.operations.clock import Rank
from sim.operations.heap import RANK_BITS, push
from sim.operations.order_memory import OrderMemory
from sim.operations.orders import Stage
from sim.operations.protocol import Ending, Mode

DESK, GOODS, READY = (int(rank) << RANK_BITS for rank in (Rank.DESK, Rank.GOODS, Rank.READY))
EXPECTED, WAITING, OUT, OVER = (int(s) for s in (Stage.EXPECTED, Stage.WAITING, Stage.OUT, Stage.ENDED))
DELIVERED, FAILED, CANCELLED = int(Ending.DELIVERED), int(Ending.FAILED), int(Ending.CANCELLED)
COUNTER = int(Mode.COUNTER)
NOW, HEAP, ENDED, FREE, FLEETS, NOBODY = of.NOW, of.HEAP, of.ENDED, of.FREE, of.FLEETS, -1
SIM, HANDSET = 1, 2
"""Bits of what an order holds."""


@lean
def schedule(m: OrderMemory, tick: int, key: int, subject: int) -> None:
    """Put an event on the agenda."""
    push(m.heap, m.counts[HEAP], tick, key, subject)
    m.counts[HEAP] += 1


@lean
def fleet_of(m: OrderMemory, row: int) -> int:
    """The couriers that carry an order which is not handed over at a counter."""
    return int(m.orders[row].site * FLEETS + m.orders[row].mode - 1)


# --- endings ------------------------------------------------------------------------------------------------
@lean
def finish(m: OrderMemory, row: int, ending: int) -> None:
    """Write an order's end into the books; its record is not free yet."""
    order, account = m.orders[row], m.accounts[m.orders[row].operator]
    order.stage = OVER
    delivered = ending == DELIVERED
    if delivered:
        account.delivered += 1
        account.handsets_delivered += order.handset > 0
    elif ending == FAILED:
        account.failed += 1
    else:
        account.cancelled += 1
    ended = m.ended[m.counts[ENDED]]
    m.counts[ENDED] += 1
    ended.job, ended.customer, ended.operator, ended.ending = (
        order.number,
        order.customer,
        order.operator,
        ending,
    )
    ended.time, ended.promised, ended.placed = m.counts[NOW], order.promised, order.placed
    ended.attempts, ended.cost = order.attempts, order.cost
    ended.collected = order.amount if delivered else 0
    ended.handset = order.handset if delivered else 0


@lean
def forget(m: OrderMemory, row: int) -> None:
    """The record of an order that holds nothing is free for another."""
    m.orders[row].number = NOBODY
    m.free[m.counts[FREE]] = row
    m.counts[FREE] += 1


# --- shelves ------------------------------------------------------------------------------------------------
@lean
def queue_at(m: OrderMemory, row: int, shelf: int, handset: bool) -> None:
    """An order waits for a piece, behind the others."""
    line, order = m.shelves[shelf], m.orders[row]
    last = line.tail
    if handset:
        order.next_1, order.previous_1 = NOBODY, last
    else:
        order.next_0, order.previous_0 = NOBODY, last
    if last == NOBODY:
        line.head = row
    elif handset:
        m.orders[last].next_1 = row
    else:
        m.orders[last].next_0 = row
    line.tail = row
    line.backlog += 1


@lean
def unqueue(m: OrderMemory, row: int, shelf: int, handset: bool) -> None:
    """An order does not wait for its piece any more."""
    line, order = m.shelves[shelf], m.orders[row]
    after = order.next_1 if handset else order.next_0
    before = order.previous_1 if handset else order.previous_0
    if before == NOBODY:
        line.head = after
    elif handset:
        m.orders[before].next_1 = after
    else:
        m.orders[before].next_0 = after
    if after == NOBODY:
        line.tail = before
    elif handset:
        m.orders[after].previous_1 = before
    else:
        m.orders[after].previous_0 = before
    line.backlog -= 1


@lean
def give(m: OrderMemory, row: int, shelf: int, handset: bool) -> None:
    """A piece is set aside for an order."""
    m.shelves[shelf].on_hand -= 1
    m.shelves[shelf].shipped += 1
    m.orders[row].holds |= HANDSET if handset else SIM


@lean
def review(m: OrderMemory, shelf: int) -> None:
    """Reorder if the position asks for it: (s, S) on hand + on order - waiting."""
    line, terms = m.shelves[shelf], m.item_terms[m.shelves[shelf].terms]
    position = line.on_hand + line.on_order - line.backlog
    pieces = terms.order_up_to - position
    if position <= terms.reorder_at and pieces > 0:
        line.on_order += pieces
        schedule(m, m.counts[NOW] + terms.lead, GOODS | shelf, pieces)


@lean
def serve(m: OrderMemory, shelf: int) -> None:
    """Pieces on hand go to the orders that wait for them, the first come first."""
    line, handset = m.shelves[shelf], m.shelves[shelf].handset != 0
    while line.on_hand > 0 and line.head != NOBODY:
        row = line.head
        unqueue(m, row, shelf, handset)
        give(m, row, shelf, handset)
        if is_complete(m, row):
            fulfil(m, row)


@lean
def is_complete(m: OrderMemory, row: int) -> bool:
    """Whether everything that an order asks for is set aside."""
    return bool(m.orders[row].holds == (SIM | HANDSET if m.orders[row].item != 0 else SIM))


@lean
def receive(m: OrderMemory, shelf: int, pieces: int) -> None:
    """Ordered goods arrive."""
    line = m.shelves[shelf]
    line.on_order -= pieces
    line.received += pieces
    line.on_hand += pieces
    serve(m, shelf)


@lean
def put_back(m: OrderMemory, shelf: int) -> None:
    """A piece that had been set aside or sent out lies on the shelf again."""
    m.shelves[shelf].returned += 1
    m.shelves[shelf].on_hand += 1
    serve(m, shelf)


@lean
def demand(m: OrderMemory, row: int, shelf: int, handset: bool) -> bool:
    """Set a piece aside for an order, or have it wait; true where the piece is there at once."""
    at_once = m.shelves[shelf].on_hand > 0
    if at_once:
        give(m, row, shelf, handset)
    else:
        queue_at(m, row, shelf, handset)
    review(m, shelf)
    return bool(at_once)


@lean
def fulfil(m: OrderMemory, row: int) -> None:
    """All goods are set aside: hand them over at the counter, or have them packed for the courier."""
    order, now = m.orders[row], m.counts[NOW]
    if order.mode == COUNTER:
        order.stage = OUT
        schedule(m, now + m.terms[order.operator].desk, DESK | order.number, row)
    else:
        lead = m.fleet_terms[m.fleets[fleet_of(m, row)].terms].lead
        schedule(m, now + lead, READY | order.number, row)


@lean
def withdraw(m: OrderMemory, row: int) -> None:
    """An order that will not leave: what was set aside for it is for sale again."""
    order = m.orders[row]
    sim = order.site * m.shape[1]
    if order.holds & SIM:
        put_back(m, sim)
    else:
        unqueue(m, row, sim, False)
    if order.item != 0:
        if order.holds & HANDSET:
            put_back(m, sim + order.item)
        else:
            unqueue(m, row, sim + order.item, True)


@lean
def restock(m: OrderMemory, row: int) -> None:
    """Goods of a failed order have been inspected and are for sale again."""
    order = m.orders[row]
    sim, item = order.site * m.shape[1], order.item
    forget(m, row)
    put_back(m, sim)
    if item != 0:
        put_back(m, sim + item)
