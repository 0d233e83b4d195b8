"""Operations alone, on given demand: run a service file, and find the smallest staff that meets its level."""

from __future__ import annotations

from dataclasses import dataclass

from sim.operations.assemble import assemble
from sim.operations.choose import flow_engine, name_of
from sim.operations.compiled import CompiledFlows
from sim.operations.demand import jobs_of
from sim.operations.figures import DeskFigures, QueueFigures, desk_figures, queue_figures
from sim.operations.flow_books import FlowBooks, FlowLaw
from sim.operations.flow_protocol import FlowEngine, FlowOutcomes, Passages
from sim.operations.simpy_flows import SimpyFlows
from sim.scenario.desks import Desk
from sim.scenario.flows import Service

MOST_HEADS_MORE = 4096
"""Heads added to a shift at most before a level is called out of reach."""


@dataclass(frozen=True)
class ServiceRun:
    """What came of a service file's demand."""

    engine: str
    queues: tuple[QueueFigures, ...]
    desks: tuple[DeskFigures, ...]
    outcomes: dict[str, int]
    broken: tuple[FlowLaw, ...]
    """Laws that do not hold: none, or the run must not be used."""
    jobs: int
    passages: Passages


@dataclass(frozen=True)
class Advice:
    """The smallest staff of one desk that meets the service level, everything else as it is."""

    desk: str
    now: float
    """Share of the offered served in time with the present staff."""
    more: int
    """Heads to add to each shift; below zero, heads to spare."""
    then: float
    """Share served in time with that staff."""
    reached: bool
    """False where no staff reaches the level: jobs come while the desk is closed, or others hold them up."""


def run_service(service: Service, seed: int, readable: type[SimpyFlows] = SimpyFlows) -> ServiceRun:
    """Run a service file's demand from an empty system over its days."""
    table = assemble(service)
    return ran(service, flow_engine(table, seed, readable), seed)


def ran(service: Service, engine: FlowEngine, seed: int) -> ServiceRun:
    """Run a service file's demand on an engine that has not begun."""
    passages, outcomes, jobs = _lived(service, engine, seed)
    state, table = engine.state(), engine.table
    books = FlowBooks(table)
    books.add(passages, outcomes)
    return ServiceRun(
        engine=name_of(engine),
        queues=queue_figures(table, passages, state, service.level.within),
        desks=desk_figures(table, passages, state),
        outcomes=dict(zip(table.outcomes, state["ended"], strict=True)),
        broken=tuple(law for law in books.laws(state) if not law.holds),
        jobs=jobs,
        passages=passages,
    )


def _lived(service: Service, engine: FlowEngine, seed: int) -> tuple[Passages, FlowOutcomes, int]:
    jobs = jobs_of(service, engine.table, seed)
    engine.submit(jobs)
    engine.advance(float(service.days))
    return engine.passages(), engine.drain(), int(jobs.job.size)


def advise(service: Service, desk: str, seed: int) -> Advice:
    """The smallest number of heads, added to or taken from each shift of a desk, that meets the level.

    Each staff is tried with the same demand and the same luck. More heads are taken to serve more in time, so
    the smallest is found by halving.
    """
    now = level_with(service, desk, 0, seed)
    goal = service.level.share
    few, many = -max(shift.heads for shift in service.desks[desk].shifts), 1
    if now >= goal:
        many = 0
    while now < goal and level_with(service, desk, many, seed) < goal:
        few, many = many, many * 2
        if many > MOST_HEADS_MORE:
            return Advice(desk, now, 0, now, False)
    while many - few > 1:
        middle = (few + many) // 2
        if level_with(service, desk, middle, seed) >= goal:
            many = middle
        else:
            few = middle
    return Advice(desk, now, many, level_with(service, desk, many, seed), True)


def level_with(service: Service, desk: str, more: int, seed: int) -> float:
    """Share of what a desk's queues are offered that is served in time, with ``more`` heads on each shift."""
    desks = {**service.desks, desk: _staffed(service.desks[desk], more)}
    changed = service.model_copy(update={"desks": desks})
    table = assemble(changed)
    engine = CompiledFlows(table, seed)
    passages, _, _ = _lived(changed, engine, seed)
    figures = queue_figures(table, passages, engine.state(), service.level.within)
    mine = [figure for figure in figures if figure.name in service.desks[desk].serves]
    offered = sum(figure.offered for figure in mine)
    return sum(figure.level * figure.offered for figure in mine) / offered if offered else 1.0


def _staffed(desk: Desk, more: int) -> Desk:
    shifts = tuple(
        shift.model_copy(update={"heads": max(shift.heads + more, 0) if shift.heads else 0})
        for shift in desk.shifts
    )
    return desk.model_copy(update={"shifts": shifts})
