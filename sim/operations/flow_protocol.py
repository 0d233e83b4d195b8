"""What an engine for flows is given and what it answers; two engines, the same answers to the bit.

Times are days since the start of the run for those who call, whole ticks of the clock inside and in passages.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.operations.clock import HORIZON, TICKS, on_grid
from sim.operations.flow_table import FlowTable, Rows
from sim.operations.heap import RANK_BITS
from sim.operations.memory import ARRIVAL

Counters = dict[str, list[int]]
"""Counters by name, one per outcome, queue or desk; whole numbers of any size."""


@dataclass(frozen=True)
class FlowJobs:
    """Jobs handed to the engine, arrays of shape (jobs,), sorted by (time, job)."""

    job: NDArray[np.int64]
    """Identity, 0 to 2^58 - 1: the same job has the same number in every strategy and replication."""
    customer: NDArray[np.int64]
    """Row of the customer, or ``BACKGROUND``."""
    stage: NDArray[np.int64]
    """Stage in which the job begins."""
    time: NDArray[np.float64]
    """When it arrives, days since the start of the run."""


@dataclass(frozen=True)
class FlowOutcomes:
    """Jobs that ended, arrays of shape (jobs,), in the order in which they ended."""

    job: NDArray[np.int64]
    customer: NDArray[np.int64]
    outcome: NDArray[np.int64]
    """Place in ``FlowTable.outcomes``."""
    placed: NDArray[np.float64]
    time: NDArray[np.float64]
    cost: NDArray[np.int64]
    """Cents of all services that the job had."""


@dataclass(frozen=True)
class Passages:
    """Jobs that left a stage, arrays of shape (passages,), in the order in which they left."""

    job: NDArray[np.int64]
    stage: NDArray[np.int64]
    entered: NDArray[np.int64]
    """Tick."""
    began: NDArray[np.int64]
    """Tick at which a server took it up; -1 where none did."""
    left: NDArray[np.int64]
    """Tick."""
    queue: NDArray[np.int64]
    """-1 outside of queues."""
    desk: NDArray[np.int64]
    server: NDArray[np.int64]
    exit: NDArray[np.int64]
    """Place in ``memory.EXITS``."""
    cost: NDArray[np.int64]
    """Cents."""


class FlowEngine(Protocol):
    """The verbs. Two engines given the same jobs and the same seed give the same answers."""

    table: FlowTable

    def submit(self, jobs: FlowJobs) -> None:
        """Accept jobs that arrive from now on."""

    def advance(self, until: float) -> None:
        """Simulate ``[now, until)``, half-open, in days; what is under way stays under way."""

    def drain(self) -> FlowOutcomes:
        """Jobs that ended since the last call."""

    def passages(self) -> Passages:
        """Passages that ended since the last call."""

    def cancel(self, job: int, at: float) -> None:
        """Withdraw a job at a time (days); one that is being served ends when the service is over."""

    def state(self) -> Counters:
        """Counters from the first day on, for the laws and the KPIs.

        Keys: placed, present, cost_under_way (cents so far of jobs present), ended (by outcome); of queues:
        offered, waiting, waited_ticks, unfinished_ticks (waited so far by jobs that wait or are being
        served); of desks: on_duty, busy, services, worked_ticks, serving_ticks (so far, of services under
        way), duty_ticks.
        """


def checked(jobs: FlowJobs, table: FlowTable, now: int) -> Rows:
    """The jobs as arrivals in ticks, in their order; none comes before ``now``.

    Raises:
        ValueError: the arrays are not what ``FlowJobs`` says.
    """
    rows = np.zeros(jobs.job.size, ARRIVAL)
    if not rows.size:
        return rows
    earliest = now / TICKS
    if not bool(np.all((jobs.time > earliest - 1 / TICKS) & (jobs.time < HORIZON / 2))):
        raise ValueError(f"jobs must arrive at {earliest} or later, and before day {HORIZON / 2:.0f}")
    if int(jobs.job.min()) < 0 or int(jobs.job.max()) >> RANK_BITS:
        raise ValueError(f"job must be in 0..2^{RANK_BITS} - 1")
    if int(jobs.stage.min()) < 0 or int(jobs.stage.max()) >= table.stages.size:
        raise ValueError(f"stage must be in 0..{table.stages.size - 1}")
    later, same = jobs.time[1:] > jobs.time[:-1], jobs.time[1:] == jobs.time[:-1]
    if not bool(np.all(later | (same & (jobs.job[1:] > jobs.job[:-1])))):
        raise ValueError("jobs must be sorted by (time, job), each job once")
    rows["time"] = np.maximum((jobs.time * TICKS).astype(np.int64), now)
    rows["number"], rows["customer"], rows["stage"] = jobs.job, jobs.customer, jobs.stage
    return rows


def refuse_twice(numbers: NDArray[np.int64], known: NDArray[np.int64]) -> None:
    """Raise ``ValueError`` where one of ``numbers`` is among those of jobs that have not ended."""
    if known.size and numbers.size and known.max() >= numbers.min() and known.min() <= numbers.max():
        ordered = np.append(np.sort(known), -1)
        twice = numbers[ordered[np.searchsorted(ordered[:-1], numbers)] == numbers]
        if twice.size:
            raise ValueError(f"job {twice[0]} is submitted twice")


def outcomes_of(rows: Rows) -> FlowOutcomes:
    """Records of endings as arrays."""
    kept = rows.copy()
    return FlowOutcomes(
        job=kept["job"], customer=kept["customer"], outcome=kept["outcome"], cost=kept["cost"],
        placed=kept["placed"] / TICKS, time=kept["time"] / TICKS,
    )  # fmt: skip


def passages_of(rows: Rows) -> Passages:
    """Records of passages as arrays."""
    kept = rows.copy()
    return Passages(**{field.name: kept[field.name] for field in fields(Passages)})


def joined(parts: list[Any]) -> Any:
    """Outcomes or passages of several calls as one."""
    kind = type(parts[0])
    return kind(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(kind)})


def instant(days: float, now: int) -> int:
    """The first tick at or after ``days``. Raises ``ValueError`` where that is before ``now``."""
    tick = int(on_grid(days) * TICKS)
    tick += tick / TICKS < days
    if tick < now:
        raise ValueError(f"day {days} is in the past: it is day {now / TICKS}")
    return tick
