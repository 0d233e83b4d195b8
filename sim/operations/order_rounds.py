"""The compiled engine of orders, on the road: opening hours, rounds, doors, cash.

Step by step what ``simpy_engine`` and ``couriers`` do; see there for why.
"""

from __future__ import annotations

from sim.core.chance import uniform, words
from sim.core.jit import lean
from sim.core.maths import log, signed
from sim.operations import order_memory as of
from sim.operations.clock import TICKS, Rank
from sim.operations.draws import NO_PERIOD
from sim.operations.heap import RANK_BITS
from sim.operations.order_goods import (
    DELIVERED,
    FAILED,
    NOBODY,
    NOW,
    OUT,
    finish,
    forget,
    schedule,
)
from sim.operations.order_memory import OrderMemory
from sim.operations.orders import Door
from sim.streams import Stream

TRAVEL, ATTEMPT, REFUSAL = int(Stream.TRAVEL), int(Stream.ATTEMPT), int(Stream.REFUSAL)
RETURN, STOP, BOOKING, OPENING, INSPECTED = (
    int(rank) << RANK_BITS for rank in (Rank.RETURN, Rank.STOP, Rank.BOOKING, Rank.OPENING, Rank.INSPECTED)
)
HANDED, ABSENT, REFUSED = int(Door.HANDED), int(Door.ABSENT), int(Door.REFUSED)
DAY_BITS = 36
DAY = 1 << DAY_BITS
FREE_ROUNDS = of.FREE_ROUNDS


# --- opening hours ------------------------------------------------------------------------------------------
@lean
def is_open(m: OrderMemory, fleet: int) -> bool:
    """Whether a round may start now."""
    terms, time = m.fleet_terms[m.fleets[fleet].terms], m.counts[NOW] & (DAY - 1)
    return bool(terms.opens <= time < terms.closes)


@lean
def next_opening(m: OrderMemory, fleet: int) -> int:
    """The first opening at or after now."""
    time, opens = m.counts[NOW] & (DAY - 1), m.fleet_terms[m.fleets[fleet].terms].opens
    today = m.counts[NOW] - time
    return int(today + opens if time <= opens else today + DAY + opens)


@lean
def wake(m: OrderMemory, fleet: int, tick: int) -> None:
    """Have a fleet look for work at an opening."""
    if m.fleets[fleet].wake != tick:
        m.fleets[fleet].wake = tick
        schedule(m, tick, OPENING | fleet, fleet)


@lean
def count_staff(m: OrderMemory, fleet: int) -> None:
    """Add up the time that couriers have been on duty until now, under the present terms."""
    state, terms = m.fleets[fleet], m.fleet_terms[m.fleets[fleet].terms]
    opened = open_time(m.counts[NOW], terms.opens, terms.closes)
    state.staffed += terms.couriers * (opened - open_time(state.staffed_until, terms.opens, terms.closes))
    state.staffed_until = m.counts[NOW]


@lean
def open_time(tick: int, opens: int, closes: int) -> int:
    """Ticks in opening hours from the first day to a tick."""
    length = closes - opens
    return (tick >> DAY_BITS) * length + min(max((tick & (DAY - 1)) - opens, 0), length)


# --- queues of a fleet --------------------------------------------------------------------------------------
@lean
def shelve(m: OrderMemory, row: int, fleet: int) -> None:
    """An order waits for a courier, behind the others."""
    line, order = m.fleets[fleet], m.orders[row]
    order.next, order.previous = NOBODY, line.tail
    if line.tail == NOBODY:
        line.head = row
    else:
        m.orders[line.tail].next = row
    line.tail = row


@lean
def unshelve(m: OrderMemory, row: int, fleet: int) -> None:
    """An order does not wait for a courier any more."""
    line, order = m.fleets[fleet], m.orders[row]
    if order.previous == NOBODY:
        line.head = order.next
    else:
        m.orders[order.previous].next = order.next
    if order.next == NOBODY:
        line.tail = order.previous
    else:
        m.orders[order.next].previous = order.previous


@lean
def opened(m: OrderMemory, seed: int, fleet: int) -> None:
    """A fleet looks for work: orders whose next attempt is due go behind those that wait."""
    state = m.fleets[fleet]
    while state.again_head != NOBODY and m.orders[state.again_head].due <= m.counts[NOW]:
        row = state.again_head
        state.again_head = m.orders[row].next
        if state.again_head == NOBODY:
            state.again_tail = NOBODY
        shelve(m, row, fleet)
    dispatch(m, seed, fleet)


# --- rounds -------------------------------------------------------------------------------------------------
@lean
def dispatch(m: OrderMemory, seed: int, fleet: int) -> None:
    """Send couriers out while there are orders and free couriers."""
    state = m.fleets[fleet]
    if not is_open(m, fleet):
        if state.head != NOBODY:
            wake(m, fleet, next_opening(m, fleet))
        return
    terms = m.fleet_terms[m.fleets[fleet].terms]
    while state.head != NOBODY and state.out < terms.couriers:
        send(m, seed, fleet, terms.parcels)


@lean
def send(m: OrderMemory, seed: int, fleet: int, parcels: int) -> None:
    """A courier leaves with the orders that have waited longest; only the door decides about them now."""
    m.counts[FREE_ROUNDS] -= 1
    number = m.free_rounds[m.counts[FREE_ROUNDS]]
    tour, state = m.rounds[number], m.fleets[fleet]
    tour.fleet, tour.began, tour.bag, tour.head = fleet, m.counts[NOW], 0, state.head
    tour.retry_head, tour.retry_tail, tour.lost_head, tour.lost_tail = NOBODY, NOBODY, NOBODY, NOBODY
    row, taken = state.head, 0
    last = row
    while row != NOBODY and taken < parcels:
        m.orders[row].stage = OUT
        last, row, taken = row, m.orders[row].next, taken + 1
    m.orders[last].next = NOBODY
    state.head = row
    if row == NOBODY:
        state.tail = NOBODY
    else:
        m.orders[row].previous = NOBODY
    tour.number = m.orders[last].number
    state.out += 1
    drive(m, seed, number)


@lean
def drive(m: OrderMemory, seed: int, number: int) -> None:
    """On to the next door, or back to the depot."""
    tour = m.rounds[number]
    terms = m.fleet_terms[m.fleets[tour.fleet].terms]
    if tour.head == NOBODY:
        schedule(m, m.counts[NOW] + terms.back, RETURN | tour.number, number)
        return
    order = m.orders[tour.head]
    pace = -log(uniform(words(seed, TRAVEL, NO_PERIOD, order.number, order.attempts)[0]))
    leg = signed((terms.door + terms.travel * pace) * TICKS)
    schedule(m, m.counts[NOW] + leg, STOP | order.number, number)


@lean
def answer(m: OrderMemory, seed: int, row: int, fleet: int) -> int:
    """What happens at the door now; see ``outcome_of_attempt``."""
    order, terms, now = m.orders[row], m.fleet_terms[m.fleets[fleet].terms], m.counts[NOW]
    if order.deadline < now:
        return REFUSED
    if uniform(words(seed, ATTEMPT, NO_PERIOD, order.number, order.attempts)[0]) >= terms.success:
        return ABSENT
    if order.prepaid == 0:
        late = float(max(now - order.promised, 0)) / TICKS
        resolve = uniform(words(seed, REFUSAL, NO_PERIOD, order.number, order.attempts)[0])
        if resolve < terms.refusal + terms.refusal_rise * late:
            return REFUSED
    return HANDED


@lean
def stop(m: OrderMemory, seed: int, number: int) -> None:
    """The courier is at a door: the goods are handed over, brought back, or brought back for good."""
    tour = m.rounds[number]
    row = tour.head
    order = m.orders[row]
    tour.head = order.next
    door = answer(m, seed, row, tour.fleet)
    order.attempts += 1
    order.cost += m.fleet_terms[m.fleets[tour.fleet].terms].cost
    order.next = NOBODY
    if door == HANDED:
        if order.prepaid == 0:
            tour.bag += order.amount
            m.accounts[order.operator].cash_collected += order.amount
        finish(m, row, DELIVERED)
        forget(m, row)
    elif door == ABSENT and order.attempts < order.limit:
        if tour.retry_head == NOBODY:
            tour.retry_head = row
        else:
            m.orders[tour.retry_tail].next = row
        tour.retry_tail = row
    else:
        if tour.lost_head == NOBODY:
            tour.lost_head = row
        else:
            m.orders[tour.lost_tail].next = row
        tour.lost_tail = row
        finish(m, row, FAILED)
    drive(m, seed, number)


@lean
def come_back(m: OrderMemory, seed: int, number: int) -> None:
    """A courier is back: cash is remitted, goods are shelved or inspected, the next round may begin."""
    tour, now = m.rounds[number], m.counts[NOW]
    fleet = tour.fleet
    state = m.fleets[fleet]
    state.out -= 1
    state.busy += now - tour.began
    remit(m, fleet, tour.bag)
    row, wait = tour.lost_head, m.terms[m.fleets[fleet].operator].inspection
    while row != NOBODY:
        schedule(m, now + wait, INSPECTED | m.orders[row].number, row)
        row = m.orders[row].next
    if tour.retry_head != NOBODY:
        opening = next_opening(m, fleet)
        row = tour.retry_head
        while row != NOBODY:
            m.orders[row].due = opening
            row = m.orders[row].next
        if state.again_head == NOBODY:
            state.again_head = tour.retry_head
        else:
            m.orders[state.again_tail].next = tour.retry_head
        state.again_tail = tour.retry_tail
        wake(m, fleet, opening)
    m.free_rounds[m.counts[FREE_ROUNDS]] = number
    m.counts[FREE_ROUNDS] += 1
    dispatch(m, seed, fleet)


@lean
def remit(m: OrderMemory, fleet: int, cents: int) -> None:
    """Cash from a bag is booked: at once, or when the courier company pays it out."""
    remittance = m.fleet_terms[m.fleets[fleet].terms].remittance
    if remittance == 0:
        m.accounts[m.fleets[fleet].operator].cash_booked += cents
    elif cents != 0:
        m.fleets[fleet].remitting += cents
        schedule(m, m.counts[NOW] + remittance, BOOKING | fleet, cents)


@lean
def book(m: OrderMemory, fleet: int, cents: int) -> None:
    """Cash arrives on the operator's account."""
    m.fleets[fleet].remitting -= cents
    m.accounts[m.fleets[fleet].operator].cash_booked += cents
