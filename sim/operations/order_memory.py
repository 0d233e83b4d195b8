"""What the compiled engine of orders remembers: orders, shelves, fleets and rounds, in arrays only.

An operator's row of terms is shared by its depots; a *site* is one operator's depot. Times are ticks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.jit import Cells
from sim.operations.clock import ticks
from sim.operations.flow_table import Rows
from sim.operations.memory import as_records
from sim.operations.terms import OperationsTerms

FLEET_TERMS = np.dtype(
    [(name, "i8") for name in (
        "couriers", "opens", "closes", "parcels", "back", "lead", "cost", "promise", "remittance",
    )] + [(name, "f8") for name in ("travel", "door", "success", "refusal", "refusal_rise")]
)  # fmt: skip
ITEM_TERMS = np.dtype([(name, "i8") for name in ("reorder_at", "order_up_to", "lead")])
OPERATOR_TERMS = np.dtype(
    [(name, "i8") for name in ("attempts", "desk", "desk_cost", "desk_promise", "inspection")]
    + [("patience", "f8")]
)

ORDER = np.dtype(
    [(name, "i8") for name in (
        "number", "customer", "amount", "placed", "promised", "deadline", "cost", "due",
    )] + [(name, "i4") for name in (
        "operator", "site", "mode", "item", "handset", "prepaid", "limit", "attempts", "stage", "holds",
        "next", "previous", "next_0", "previous_0", "next_1", "previous_1",
    )]
)  # fmt: skip
"""An order. ``item`` is the shelf of its handset (0: none); ``holds`` is 1 for the SIM card plus 2 for the
handset. ``next`` and ``previous`` link it in a fleet's lists, ``next_0`` and its like in the two shelves'."""

SHELF = np.dtype([(name, "i8") for name in (
    "terms", "handset", "on_hand", "on_order", "backlog", "received", "shipped", "returned", "head", "tail",
)])  # fmt: skip
FLEET = np.dtype([(name, "i8") for name in (
    "terms", "operator", "out", "busy", "remitting", "wake", "head", "tail", "again_head", "again_tail",
    "staffed", "staffed_until",
)])  # fmt: skip
ROUND = np.dtype([(name, "i8") for name in (
    "fleet", "number", "began", "bag", "head", "retry_head", "retry_tail", "lost_head", "lost_tail",
)])  # fmt: skip
ACCOUNT = np.dtype([(name, "i8") for name in (
    "placed", "delivered", "failed", "cancelled", "handsets_delivered", "stock_outs", "cash_collected",
    "cash_booked",
)])  # fmt: skip
ENDED_ORDER = np.dtype([(name, "i8") for name in (
    "job", "customer", "operator", "ending", "time", "promised", "placed", "attempts", "cost", "collected",
    "handset",
)])  # fmt: skip

FLEETS = 3
"""Fleets of a site: own, community, express."""
NOW, HEAP, CURSOR, ENDED, FREE, FREE_ROUNDS = range(6)
"""Places in ``OrderMemory.counts``: present tick; entries in use of the heap, arrivals and endings; free
records of orders and rounds."""
ROOM = 256
NOBODY = -1


class OrderMemory(NamedTuple):
    """The arrays of a run, in one bundle for the event loop."""

    fleet_terms: Cells
    """By operator and fleet, shape (operators * FLEETS,)."""
    item_terms: Cells
    """By operator and item."""
    terms: Cells
    """By operator."""
    orders: Cells
    free: Cells
    shelves: Cells
    """By site and item."""
    fleets: Cells
    """By site and fleet."""
    rounds: Cells
    free_rounds: Cells
    accounts: Cells
    """By operator."""
    heap: Cells
    arrivals: Cells
    ended: Cells
    counts: Cells
    shape: Cells
    """Depots of an operator, items of a depot."""


def order_memory(terms: OperationsTerms) -> OrderMemory:
    """Full shelves and idle fleets at tick 0."""
    sites = len(terms.operators) * terms.depots
    items = len(terms.operators[0].items) if terms.operators else 0
    fleets, rounds = np.zeros(sites * FLEETS, FLEET), np.zeros(ROOM, ROUND)
    fleets["terms"] = _rows_of_terms(terms, FLEETS)
    fleets["operator"] = fleets["terms"] // FLEETS
    for name in ("wake", "head", "tail", "again_head", "again_tail"):
        fleets[name] = NOBODY
    shape = np.array([terms.depots, items], np.int64)
    return OrderMemory(
        **terms_in(terms), orders=as_records(np.zeros(ROOM, ORDER)), free=np.arange(ROOM)[::-1].copy(),
        shelves=as_records(_full_shelves(terms)), fleets=as_records(fleets), rounds=as_records(rounds),
        free_rounds=np.arange(ROOM)[::-1].copy(),
        accounts=as_records(np.zeros(len(terms.operators), ACCOUNT)), heap=np.zeros((ROOM, 3), np.int64),
        arrivals=as_records(np.zeros(0, ORDER)), ended=as_records(np.zeros(ROOM, ENDED_ORDER)),
        counts=np.array([0, 0, 0, 0, ROOM, ROOM], np.int64), shape=shape,
    )  # fmt: skip


def terms_in(terms: OperationsTerms) -> dict[str, Rows]:
    """Terms as arrays, days as ticks."""
    fleets = [
        (
            f.couriers, ticks(f.opens), ticks(f.closes), f.parcels, ticks(f.back), ticks(f.lead), f.cost,
            ticks(f.promise), ticks(f.remittance), f.travel, f.door, f.success, f.refusal, f.refusal_rise,
        )
        for operator in terms.operators for f in operator.fleets
    ]  # fmt: skip
    items = [
        (item.reorder_at, item.order_up_to, ticks(item.lead))
        for operator in terms.operators for item in operator.items
    ]  # fmt: skip
    own = [
        (o.attempts, ticks(o.desk), o.desk_cost, ticks(o.desk_promise), ticks(o.inspection), o.patience)
        for o in terms.operators
    ]
    return {
        "fleet_terms": as_records(np.array(fleets, FLEET_TERMS)),
        "item_terms": as_records(np.array(items, ITEM_TERMS)),
        "terms": as_records(np.array(own, OPERATOR_TERMS)),
    }


def _rows_of_terms(terms: OperationsTerms, each: int) -> NDArray[np.int64]:
    """Row of the terms of each thing of each site; an operator has ``each`` of them per depot."""
    rows = [np.tile(np.arange(each) + each * o, terms.depots) for o in range(len(terms.operators))]
    return np.concatenate(rows) if rows else np.zeros(0, np.int64)


def _full_shelves(terms: OperationsTerms) -> Rows:
    full = [i.order_up_to for o in terms.operators for _ in range(terms.depots) for i in o.items]
    items = len(terms.operators[0].items) if terms.operators else 0
    shelves = np.zeros(len(full), SHELF)
    shelves["terms"], shelves["handset"] = (
        _rows_of_terms(terms, items),
        np.arange(len(full)) % max(items, 1) > 0,
    )
    shelves["on_hand"] = shelves["received"] = full
    shelves["head"] = shelves["tail"] = NOBODY
    return shelves


def with_room(m: OrderMemory) -> OrderMemory:
    """The same state with more room in everything that has become tight.

    One event may set off one more for each order present, and as many rounds.
    """
    counts, more = m.counts, {}
    present = m.orders.size - int(counts[FREE])
    needed = int(counts[HEAP]) + 2 * present + ROOM
    if 3 * needed > 2 * m.heap.shape[0]:
        more["heap"] = _grown(m.heap, 3 * needed)
    if 2 * counts[ENDED] > m.ended.size:
        more["ended"] = _grown(m.ended, 2 * m.ended.size)
    for rows, stack, free, least in (
        ("orders", "free", FREE, 2),
        ("rounds", "free_rounds", FREE_ROUNDS, present + 2),
    ):
        array, left = getattr(m, rows), int(counts[free])
        if left <= max(least, array.size // 8):
            size = 2 * array.size + least
            more[rows] = _grown(array, size)
            fresh = np.arange(size - 1, array.size - 1, -1)
            more[stack] = _grown(np.concatenate([fresh, getattr(m, stack)[:left]]), size)
            counts[free] += size - array.size
    return m._replace(**more)


def _grown(array: Rows, rows: int) -> Rows:
    grown = np.zeros((rows, *array.shape[1:]), array.dtype)
    grown[: array.shape[0]] = array
    return as_records(grown) if array.dtype.names else grown
