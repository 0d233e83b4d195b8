"""The books of flows and the laws they obey, whichever engine kept them; all whole numbers, all exact."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.operations.flow_protocol import Counters, FlowOutcomes, Passages
from sim.operations.flow_table import FlowTable

HALF = 32


class FlowLaw(NamedTuple):
    """One law for one queue, desk or outcome: it holds where left equals right."""

    name: str
    of: str
    left: int
    right: int

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return self.left == self.right


class FlowBooks:
    """What was drained from an engine, added up; kept apart from the engine's own counters."""

    def __init__(self, table: FlowTable) -> None:
        """Nothing has happened yet."""
        self.table = table
        self.ended = [0] * len(table.outcomes)
        self.outcome_cost = self.passage_cost = 0
        self.left = [0] * table.queues.size
        self.waited = [0] * table.queues.size
        self.worked = [0] * table.desks.size
        self.services = [0] * table.desks.size

    def add(self, passages: Passages, outcomes: FlowOutcomes) -> None:
        """Write what was drained into the books."""
        for outcome, count in enumerate(_counts(outcomes.outcome, len(self.ended))):
            self.ended[outcome] += count
        self.outcome_cost += int(outcomes.cost.sum())
        self.passage_cost += int(passages.cost.sum())
        waited = np.where(passages.began < 0, passages.left, passages.began) - passages.entered
        for queue in range(len(self.left)):
            of = passages.queue == queue
            self.left[queue] += int(of.sum())
            self.waited[queue] += total(waited[of])
        for desk in range(len(self.worked)):
            at = passages.desk == desk
            self.services[desk] += int(at.sum())
            self.worked[desk] += total((passages.left - passages.began)[at])

    def laws(self, state: Counters) -> tuple[FlowLaw, ...]:
        """Every law, broken or not; ``state`` is the engine's after everything was drained.

        - jobs: placed = ended + present, and as many ended as the engine told, by outcome
        - queue_jobs: offered to queues = left + waiting + being served
        - little: job-ticks a queue saw waiting = sum of the waits of its jobs (Little's law, exact)
        - work: ticks a desk worked = sum of its services; services: as many as passages tell
        - cost: cents of passages = cents of jobs that ended + of those under way
        """
        laws = [
            FlowLaw("jobs", "all", state["placed"][0], sum(state["ended"]) + state["present"][0]),
            FlowLaw("cost", "all", self.passage_cost, self.outcome_cost + state["cost_under_way"][0]),
            FlowLaw(
                "queue_jobs", "all", sum(state["offered"]),
                sum(self.left) + sum(state["waiting"]) + sum(state["busy"]),
            ),
        ]  # fmt: skip
        for k, outcome in enumerate(self.table.outcomes):
            laws.append(FlowLaw("ended", outcome, state["ended"][k], self.ended[k]))
        for k, queue in enumerate(self.table.queue_names):
            told = self.waited[k] + state["unfinished_ticks"][k]
            laws.append(FlowLaw("little", queue, state["waited_ticks"][k], told))
        for k, desk in enumerate(self.table.desk_names):
            told = self.worked[k] + state["serving_ticks"][k]
            laws.append(FlowLaw("work", desk, state["worked_ticks"][k], told))
            laws.append(FlowLaw("services", desk, state["services"][k], self.services[k]))
        return tuple(laws)


def total(ticks: NDArray[np.int64]) -> int:
    """The exact sum of ticks, none negative, of any size: 64 bits would overflow after some 10^8 days."""
    return (int((ticks >> HALF).sum()) << HALF) + int((ticks & ((1 << HALF) - 1)).sum())


def _counts(values: NDArray[np.int64], length: int) -> list[int]:
    found: list[int] = np.bincount(values, minlength=length).tolist()
    return found
