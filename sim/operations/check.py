"""The public equality check: a service file, or random ones, on both engines, every time compared."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim.operations.assemble import assemble
from sim.operations.compiled import CompiledFlows
from sim.operations.demand import jobs_of
from sim.operations.flow_protocol import FlowEngine, FlowJobs, FlowOutcomes, Passages
from sim.operations.memory import EXITS
from sim.operations.simpy_flows import SimpyFlows
from sim.scenario.flows import Service

Told = Passages | FlowOutcomes


@dataclass(frozen=True)
class Agreement:
    """Whether two engines passed every job through every stage at the same tick."""

    jobs: int
    passages: int
    difference: str
    """The first difference in words; empty where there is none."""

    @property
    def holds(self) -> bool:
        """True where everything is equal."""
        return not self.difference


def check_engines(
    service: Service, seed: int, window: float, readable: type[SimpyFlows] = SimpyFlows, most: int = 0
) -> Agreement:
    """Run a service file on both engines and compare passages, endings and counters.

    ``window`` is the length in days of the steps in which the readable engine advances; the compiled one goes
    in one piece. Only the first ``most`` jobs are run where it is above 0.
    """
    table = assemble(service)
    jobs = jobs_of(service, table, seed)
    if most:
        jobs = FlowJobs(**{f.name: getattr(jobs, f.name)[:most] for f in fields(FlowJobs)})
    one, other = readable(table, seed), CompiledFlows(table, seed)
    days = float(service.days)
    told = _told(one, jobs, [*np.arange(window, days, window).tolist(), days]), _told(other, jobs, [days])
    difference = _first_difference(one, *told)
    return Agreement(int(jobs.job.size), int(told[1][0].job.size), difference)


def _told(engine: FlowEngine, jobs: FlowJobs, stops: list[float]) -> tuple[Passages, FlowOutcomes]:
    engine.submit(jobs)
    for until in stops:
        engine.advance(until)
    return engine.passages(), engine.drain()


def _first_difference(
    engine: SimpyFlows, one: tuple[Passages, FlowOutcomes], other: tuple[Passages, FlowOutcomes]
) -> str:
    return _differing("passages", engine, one[0], other[0]) or _differing("endings", engine, one[1], other[1])


def _differing(what: str, engine: SimpyFlows, mine: Told, theirs: Told) -> str:
    length = min(mine.job.size, theirs.job.size)
    unequal = np.zeros(length, np.bool_)
    for field in fields(mine):
        unequal |= getattr(mine, field.name)[:length] != getattr(theirs, field.name)[:length]
    if unequal.any():
        row = int(np.flatnonzero(unequal)[0])
        both = " | ".join(_row(engine, part, row) for part in (mine, theirs))
        return f"{what} differ first in row {row}: readable | compiled: {both}"
    if mine.job.size != theirs.job.size:
        return f"{what}: {mine.job.size} of the readable engine, {theirs.job.size} of the compiled one"
    return ""


def _row(engine: SimpyFlows, part: Told, row: int) -> str:
    values = {field.name: getattr(part, field.name)[row].item() for field in fields(part)}
    if isinstance(part, Passages):
        values["stage"] = engine.table.stage_names[values["stage"]]
        values["exit"] = EXITS[values["exit"]]
    return ", ".join(f"{name} {value}" for name, value in values.items())
