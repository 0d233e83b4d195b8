"""The laws of flows hold in every configuration on both engines, and each breaks where its bug is planted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.operations.assemble import assemble
from sim.operations.compiled import CompiledFlows
from sim.operations.flow_books import FlowBooks, FlowLaw
from sim.operations.flow_protocol import FlowEngine
from sim.operations.flow_table import Rows
from sim.operations.simpy_desks import Job, Line
from sim.operations.simpy_flows import GONE, NOWHERE, SimpyFlows
from tests.operations.flows_at_random import DAYS, jobs, service


def broken(engine: FlowEngine, seed: int, cancels: int = 5) -> list[FlowLaw]:
    """Laws that do not hold at the end of one of several windows."""
    given = jobs(seed, engine.table, 200)
    engine.submit(given)
    for k in range(cancels):
        engine.cancel(int(given.job[11 * k]), 1.0 + k / 4)
    books, found = FlowBooks(engine.table), []
    for until in (0.4, 2.0, 5.0, float(DAYS)):
        engine.advance(until)
        books.add(engine.passages(), engine.drain())
        found += [law for law in books.laws(engine.state()) if not law.holds]
    return found


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("kind", [SimpyFlows, CompiledFlows])
def test_every_law_holds_in_every_window(kind: Callable[..., FlowEngine], seed: int) -> None:
    assert broken(kind(assemble(service(seed)), seed), seed) == []


class LosesJobs(SimpyFlows):
    """Now and then a job vanishes without an end."""

    def close(self, job: Job, outcome: int) -> int:
        if job.number % 9 == 0:
            del self.jobs[job.number]
            return GONE
        return super().close(job, outcome)


class ForgetsAnEnding(SimpyFlows):
    """An ending is counted but not told."""

    def close(self, job: Job, outcome: int) -> int:
        found = super().close(job, outcome)
        if job.number % 9 == 0:
            self._ended.pop()
        return found


class ForgetsCost(SimpyFlows):
    """A cost is told but not written to the job."""

    def note(self, job: Job, how: int, queue: int = NOWHERE, desk: int = NOWHERE, cost: int = 0) -> None:
        super().note(job, how, queue, desk, cost)
        job.cost -= cost > 0


class TellsTwice(SimpyFlows):
    """A passage is told twice."""

    def note(self, job: Job, how: int, queue: int = NOWHERE, desk: int = NOWHERE, cost: int = 0) -> None:
        super().note(job, how, queue, desk, cost)
        if queue != NOWHERE and job.number % 9 == 0:
            self._passages.append(self._passages[-1])


class ForgetsToAddUp(Line):
    """The time waited is not added up when somebody comes."""

    def join(self, job: Job) -> None:
        self._changed = self.agenda.tick
        self.jobs.append(job)


class SlowClock(SimpyFlows):
    """A queue's time is not added up."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.lines = [ForgetsToAddUp(self.agenda, row) for row in self.table.queues]


class ForgetsWork(SimpyFlows):
    """A tick of each service is not counted as work."""

    def finish(self, job: Job, terms: Rows) -> None:
        super().finish(job, terms)
        self.crews[job.taken_by].worked -= 1


class CountsPitchesTwice(SimpyFlows):
    """Each service counts as two."""

    def finish(self, job: Job, terms: Rows) -> None:
        super().finish(job, terms)
        self.crews[job.taken_by].services += 1


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        (LosesJobs, "jobs"),
        (ForgetsAnEnding, "ended"),
        (ForgetsCost, "cost"),
        (TellsTwice, "queue_jobs"),
        (SlowClock, "little"),
        (ForgetsWork, "work"),
        (CountsPitchesTwice, "services"),
    ],
)
def test_a_planted_bug_breaks_its_law(kind: type[SimpyFlows], law: str) -> None:
    table = assemble(service(4))
    assert law in {one.name for one in broken(kind(table, 4), 4)}
