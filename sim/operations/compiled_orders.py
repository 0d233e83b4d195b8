"""The compiled engine of orders, stock and couriers: an event loop over arrays whose state can be copied.

It answers what ``SimpyEngine`` answers, to the bit; a test holds both equal. Whoever overrides a step of that
engine runs that engine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.operations.clock import TICKS
from sim.operations.durations import FAR
from sim.operations.flow_protocol import instant, refuse_twice
from sim.operations.flow_table import Rows
from sim.operations.intake import check_jobs
from sim.operations.memory import as_records
from sim.operations.order_goods import OVER, WAITING
from sim.operations.order_loop import NEEDS_ROOM, promise, purge, reconsider, run, watch
from sim.operations.order_memory import (
    ACCOUNT,
    CURSOR,
    ENDED,
    FLEETS,
    FREE,
    FREE_ROUNDS,
    NOBODY,
    NOW,
    ORDER,
    OrderMemory,
    order_memory,
    terms_in,
    with_room,
)
from sim.operations.order_rounds import count_staff
from sim.operations.protocol import Jobs, Outcomes
from sim.operations.terms import OLDEST, OperationsTerms

MINUTES_A_DAY = 1440


class CompiledOrders:
    """Orders, stock and couriers of all operators; meets ``Engine``."""

    def __init__(self, terms: OperationsTerms, seed: int) -> None:
        """Full shelves and idle couriers at the start of day 0; ``seed`` is the replication's (32 bits)."""
        self.terms, self.seed = terms, seed
        self.memory = order_memory(terms)

    def submit(self, jobs: Jobs) -> None:
        """Accept orders; raises ``ValueError`` where the arrays break the contract of ``Jobs``."""
        m = self.memory
        check_jobs(jobs, self.terms, self._now / TICKS)
        coming = m.arrivals[int(m.counts[CURSOR]) :]
        refuse_twice(jobs.job, np.concatenate([m.orders["number"][self._present()], coming["number"]]))
        rows = self._rows(jobs)
        if coming.size:
            rows = np.concatenate([coming, rows])
            rows = rows[np.lexsort((rows["number"], rows["placed"]))]
        m.counts[CURSOR] = 0
        self.memory = m._replace(arrivals=as_records(rows))
        promise(self.memory, self.seed)

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, in days."""
        tick = instant(until, self._now)
        while run(self.memory, self.seed, tick) == NEEDS_ROOM:
            purge(self.memory)
            self.memory = with_room(self.memory)

    def drain(self) -> Outcomes:
        """Orders that ended since the last call, sorted by (time, job)."""
        rows = self.memory.ended[: int(self.memory.counts[ENDED])]
        ordered = bool(np.all(rows["time"][1:] > rows["time"][:-1]))
        rows = rows.copy() if ordered else rows[np.lexsort((rows["job"], rows["time"]))]
        self.memory.counts[ENDED] = 0
        return Outcomes(
            job=rows["job"], customer=rows["customer"], operator=rows["operator"], ending=rows["ending"],
            time=rows["time"] / TICKS, promised=rows["promised"] / TICKS, placed=rows["placed"] / TICKS,
            attempts=rows["attempts"], cost=rows["cost"], collected=rows["collected"],
            handset=rows["handset"],
        )  # fmt: skip

    def cancel(self, job: int, at: float) -> None:
        """Cancel an order at a time (days, not past); one that has ended, or never began, is left alone."""
        m, tick = self.memory, instant(at, self._now)
        first = int(m.counts[CURSOR])
        for row in (np.flatnonzero(m.arrivals["number"][first:] == job) + first).tolist():
            m.arrivals["deadline"][row] = min(tick, int(m.arrivals["deadline"][row]))
        for row in np.flatnonzero(self._present() & (m.orders["number"] == job)).tolist():
            m.orders["deadline"][row] = min(tick, int(m.orders["deadline"][row]))
            if m.orders["stage"][row] == WAITING:
                self.memory = m = with_room(m)
                watch(m, row)

    def state(self) -> dict[str, NDArray[np.int64]]:
        """Counters per operator; see ``SimpyEngine.state``."""
        m, operators = self.memory, len(self.terms.operators)
        state = {name: m.accounts[name].copy() for name in ACCOUNT.names or ()}
        for fleet in range(m.fleets.size):
            count_staff(m, fleet)
        of_fleet = np.arange(m.fleets.size) // (FLEETS * self.terms.depots)
        rounds = np.ones(m.rounds.size, np.bool_)
        rounds[m.free_rounds[: int(m.counts[FREE_ROUNDS])]] = False
        bags = _summed(of_fleet[m.rounds["fleet"][rounds]], m.rounds["bag"][rounds], operators)
        state["cash_in_bags"] = bags + _summed(of_fleet, m.fleets["remitting"], operators)
        for name, column in (("busy_minutes", "busy"), ("staff_minutes", "staffed")):
            state[name] = _summed(of_fleet, m.fleets[column], operators) * MINUTES_A_DAY // int(TICKS)
        self._count_orders(state)
        self._count_shelves(state)
        return state

    def change(self, terms: OperationsTerms, at: float) -> None:
        """New terms from now on, as ``SimpyEngine.change`` has them; ``at`` must be now (days)."""
        if instant(at, self._now) != self._now:
            raise ValueError(f"terms change at the present moment {self._now / TICKS}, not at {at}")
        if len(terms.operators) != len(self.terms.operators) or terms.depots != self.terms.depots:
            raise ValueError("the number of operators and depots cannot change during a run")
        for fleet in range(self.memory.fleets.size):
            count_staff(self.memory, fleet)
        self.terms = terms
        m = with_room(self.memory._replace(**terms_in(terms)))
        self.memory = m = m._replace(heap=_longer(m.heap, m.fleets.size + m.shelves.size))
        reconsider(m, self.seed)

    def copy(self) -> CompiledOrders:
        """The same engine again: both go on alike, and neither touches the other."""
        twin = CompiledOrders.__new__(CompiledOrders)
        twin.terms, twin.seed = self.terms, self.seed
        twin.memory = OrderMemory(*(array.copy() for array in self.memory))
        return twin

    # --- what they stand on

    @property
    def _now(self) -> int:
        return int(self.memory.counts[NOW])

    def _known(self) -> NDArray[np.bool_]:
        """Records that hold an order, those of failed ones included whose goods are not back yet."""
        known = np.ones(self.memory.orders.size, np.bool_)
        known[self.memory.free[: int(self.memory.counts[FREE])]] = False
        return known

    def _present(self) -> NDArray[np.bool_]:
        """Records of orders under way."""
        present: NDArray[np.bool_] = self._known() & (self.memory.orders["stage"] != OVER)
        return present

    def _rows(self, jobs: Jobs) -> Rows:
        rows = np.zeros(jobs.job.size, ORDER)
        rows["number"], rows["customer"], rows["operator"] = jobs.job, jobs.customer, jobs.operator
        rows["site"] = jobs.operator * self.terms.depots + jobs.depot
        rows["mode"], rows["handset"], rows["prepaid"] = jobs.mode, jobs.handset, jobs.prepaid
        rows["item"] = np.where(jobs.handset > 0, jobs.handset - OLDEST + 1, 0)
        rows["amount"], rows["deadline"], rows["due"] = jobs.amount, FAR, NOBODY
        rows["placed"] = np.maximum((jobs.time * TICKS).astype(np.int64), self._now)
        return rows

    def _count_orders(self, state: dict[str, NDArray[np.int64]]) -> None:
        m, operators = self.memory, len(self.terms.operators)
        known, present = m.orders[self._known()], m.orders[self._present()]
        state["under_way"] = np.bincount(present["operator"], minlength=operators)
        state["sims_out"] = _summed(known["operator"], known["holds"] & 1, operators)
        state["handsets_out"] = _summed(known["operator"], known["holds"] >> 1, operators)

    def _count_shelves(self, state: dict[str, NDArray[np.int64]]) -> None:
        m, operators, items = self.memory, len(self.terms.operators), int(self.memory.shape[1])
        shelf = np.arange(m.shelves.size)
        owner = shelf // max(items * self.terms.depots, 1)
        for goods, mine in (("sims", shelf % max(items, 1) == 0), ("handsets", shelf % max(items, 1) != 0)):
            for name in ("received", "shipped", "returned", "on_hand"):
                state[f"{goods}_{name}"] = _summed(owner[mine], m.shelves[name][mine], operators)
            lacking = np.maximum(-m.shelves["on_hand"][mine], 0)
            state[f"{goods}_lacking"] = _summed(owner[mine], lacking, operators)


def _summed(owner: NDArray[np.int64], values: NDArray[np.int64], operators: int) -> NDArray[np.int64]:
    """Sums by operator, in whole numbers."""
    sums = np.zeros(operators, np.int64)
    np.add.at(sums, owner, values)
    return sums


def _longer(heap: NDArray[np.int64], rows: int) -> NDArray[np.int64]:
    return np.concatenate([heap, np.zeros((rows, heap.shape[1]), np.int64)])
