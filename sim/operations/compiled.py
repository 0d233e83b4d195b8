"""The compiled engine: flow tables run by an event loop over arrays; its state can be copied."""

from __future__ import annotations

import numpy as np

from sim.operations.assemble import CANCELLED
from sim.operations.durations import FAR
from sim.operations.flow_books import total
from sim.operations.flow_protocol import (
    Counters,
    FlowJobs,
    FlowOutcomes,
    Passages,
    checked,
    instant,
    outcomes_of,
    passages_of,
    refuse_twice,
)
from sim.operations.flow_table import KNOWN_KINDS, FlowTable, Rows
from sim.operations.heap import RANK_BITS
from sim.operations.loop import CANCEL, NEEDS_ROOM, begin, run
from sim.operations.loop_desks import schedule
from sim.operations.memory import (
    ABSENT,
    CURSOR,
    DONE,
    NOW,
    PASSED,
    PLACED,
    PRESENT,
    QUEUED,
    SERVED,
    as_records,
    copied,
    memory_of,
    with_room,
)


class Unknown(ValueError):
    """A flow table holds what the compiled engine does not know; the readable engine may."""


class CompiledFlows:
    """Desks and flows on arrays; meets ``FlowEngine``."""

    def __init__(self, table: FlowTable, seed: int) -> None:
        """An empty system at the start of day 0; ``seed`` is the replication's (32 bits).

        Raises Unknown for kinds of stages that the event loop has no code for.
        """
        strange = sorted(set(table.stages["kind"].tolist()) - KNOWN_KINDS)
        if strange:
            names = [table.stage_names[i] for i in np.flatnonzero(np.isin(table.stages["kind"], strange))]
            raise Unknown(f"the compiled engine does not know the kind of {', '.join(names)}")
        self.table, self.seed = table, seed
        self.memory = memory_of(table)
        self.cancelled = table.outcomes.index(CANCELLED)
        self.ended = [0] * len(table.outcomes)
        self.waited = [0] * table.queues.size
        self.on_duty = [0] * table.desks.size
        begin(self.memory, seed)

    # --- the verbs

    def submit(self, jobs: FlowJobs) -> None:
        """Accept jobs; raises ``ValueError`` where the arrays break the contract of ``FlowJobs``."""
        m = self.memory
        rows = checked(jobs, self.table, int(m.counts[NOW]))
        rows["withdrawn_at"] = FAR
        coming = m.arrivals[int(m.counts[CURSOR]) :]
        known = np.concatenate([m.jobs["number"][m.jobs["state"] != ABSENT], coming["number"]])
        refuse_twice(rows["number"], known)
        if coming.size:
            rows = np.concatenate([coming, rows])
            rows = rows[np.lexsort((rows["number"], rows["time"]))]
        m.counts[CURSOR] = 0
        self.memory = m._replace(arrivals=as_records(rows))

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, in days."""
        tick = instant(until, int(self.memory.counts[NOW]))
        while run(self.memory, self.seed, tick, self.cancelled) == NEEDS_ROOM:
            self.memory = with_room(self.memory)
        self._take_over()

    def drain(self) -> FlowOutcomes:
        """Jobs that ended since the last call."""
        rows = self.memory.ended[: int(self.memory.counts[DONE])]
        for outcome, count in enumerate(np.bincount(rows["outcome"], minlength=len(self.ended)).tolist()):
            self.ended[outcome] += count
        found = outcomes_of(rows)
        self.memory.counts[DONE] = 0
        return found

    def passages(self) -> Passages:
        """Passages that ended since the last call."""
        found = passages_of(self.memory.passages[: int(self.memory.counts[PASSED])])
        self.memory.counts[PASSED] = 0
        return found

    def cancel(self, job: int, at: float) -> None:
        """Withdraw a job at a time (days, not past); one that has ended, or never came, is left alone."""
        m = self.memory
        tick = instant(at, int(m.counts[NOW]))
        first = int(m.counts[CURSOR])
        coming = np.flatnonzero(m.arrivals["number"][first:] == job) + first
        for row in coming.tolist():
            m.arrivals["withdrawn_at"][row] = min(tick, int(m.arrivals["withdrawn_at"][row]))
        here = np.flatnonzero((m.jobs["state"] != ABSENT) & (m.jobs["number"] == job))
        for row in here.tolist():
            self.memory = with_room(self.memory)
            schedule(self.memory, tick, (CANCEL << RANK_BITS) | job, row)

    def state(self) -> Counters:
        """Counters from the first day on; see ``FlowEngine``."""
        m, now = self.memory, int(self.memory.counts[NOW])
        rows = m.ended["outcome"][: int(m.counts[DONE])]
        fresh = np.bincount(rows, minlength=len(self.ended)).tolist()
        lines, staff = m.lines, m.staff
        busy, serving = self._serving(now)
        return {
            "placed": [int(m.counts[PLACED])],
            "present": [int(m.counts[PRESENT])],
            "cost_under_way": [int(m.jobs["cost"][m.jobs["state"] != ABSENT].sum())],
            "ended": [past + count for past, count in zip(self.ended, fresh, strict=True)],
            "offered": lines["offered"].tolist(),
            "waiting": lines["length"].tolist(),
            "waited_ticks": grown(self.waited, lines["length"], now - lines["changed"]),
            "unfinished_ticks": self._unfinished(now),
            "on_duty": staff["heads"].tolist(),
            "busy": busy,
            "services": staff["services"].tolist(),
            "worked_ticks": [a + b for a, b in zip(staff["worked"].tolist(), serving, strict=True)],
            "serving_ticks": serving,
            "duty_ticks": grown(self.on_duty, staff["heads"], now - staff["changed"]),
        }

    def copy(self) -> CompiledFlows:
        """The same system again: both go on alike, and neither touches the other."""
        twin = CompiledFlows.__new__(CompiledFlows)
        twin.table, twin.seed, twin.cancelled = self.table, self.seed, self.cancelled
        twin.memory = copied(self.memory)
        twin.ended, twin.waited, twin.on_duty = self.ended[:], self.waited[:], self.on_duty[:]
        return twin

    # --- what they stand on

    def _unfinished(self, now: int) -> list[int]:
        """By queue: ticks waited so far by jobs that wait or are being served."""
        m = self.memory
        rows = m.jobs[(m.jobs["state"] == QUEUED) | (m.jobs["state"] == SERVED)]
        queue = m.stages["queue"][rows["stage"]]
        ticks = np.where(rows["state"] == QUEUED, now, rows["began"]) - rows["entered"]
        return [total(ticks[queue == q]) for q in range(m.queues.size)]

    def _serving(self, now: int) -> tuple[list[int], list[int]]:
        """By desk: services under way, and the ticks that they have taken so far."""
        m = self.memory
        rows = m.jobs[m.jobs["state"] == SERVED]
        desk = m.pairs["desk"][rows["pair"]]
        desks = range(m.desks.size)
        busy = [int((desk == d).sum()) for d in desks]
        return busy, [total((now - rows["began"])[desk == d]) for d in desks]

    def _take_over(self) -> None:
        """Take what was added up over to whole numbers of any size, so that nothing can overflow."""
        for totals, rows in ((self.waited, self.memory.lines), (self.on_duty, self.memory.staff)):
            for i, ticks in enumerate(rows["area"].tolist()):
                totals[i] += ticks
            rows["area"] = 0


def grown(totals: list[int], counts: Rows, ticks: Rows) -> list[int]:
    """Totals and what has been added to each since: a count that lasted for some ticks."""
    return [t + n * d for t, n, d in zip(totals, counts.tolist(), ticks.tolist(), strict=True)]
