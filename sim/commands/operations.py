"""Commands about service operations alone: run a file's demand, and check that both engines agree on it."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from sim.commands.talk import document, say, table
from sim.core.errors import ConservationError, TelsimError

if TYPE_CHECKING:
    from sim.operations.run_service import Advice, ServiceRun
    from sim.scenario.flows import Service

_seed = click.option(
    "--seed", type=click.IntRange(0, 2**32 - 1), help="Root of chance instead of the file's."
)
_days = click.option("--days", type=click.IntRange(1, 36_000), help="Days instead of the file's.")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def _loaded(file: str, seed: int | None, days: int | None) -> Service:
    from sim.scenario.service import load_service

    service = load_service(file).service
    given = {"seed": seed, "days": days}
    return service.model_copy(update={key: value for key, value in given.items() if value is not None})


@click.command()
@click.argument("file", metavar="FILE")
@_seed
@_days
@click.option("--engine", type=click.Choice(("auto", "simpy")), default="auto", help="Engine.")
@click.option("--staffing/--no-staffing", default=True, help="Search for the smallest staff.")
@_json
def operations(
    file: str, seed: int | None, days: int | None, engine: str, staffing: bool, as_json: bool
) -> None:
    """Run the operations of FILE alone, on the demand that it states.

    Prints each queue (offered, served, abandoned, waits), each desk (occupancy, cost) and the smallest staff
    that meets the service level.
    """
    from sim.operations.assemble import assemble
    from sim.operations.run_service import advise, ran, run_service
    from sim.operations.simpy_flows import SimpyFlows

    service = _loaded(file, seed, days)
    if engine == "simpy":
        run = ran(service, SimpyFlows(assemble(service), service.seed), service.seed)
    else:
        run = run_service(service, service.seed)
    if run.broken:
        law = run.broken[0]
        raise ConservationError(law.name, 0, law.of, law.left, law.right)
    advice = [advise(service, desk, service.seed) for desk in service.desks] if staffing else []
    if as_json:
        document("operations", _described(file, service, run, advice))
        return
    _print(service, run, advice)


def _described(file: str, service: Service, run: ServiceRun, advice: list[Advice]) -> dict[str, object]:
    return {
        "file": file, "seed": service.seed, "days": service.days, "engine": run.engine, "jobs": run.jobs,
        "queues": [asdict(queue) for queue in run.queues], "desks": [asdict(desk) for desk in run.desks],
        "outcomes": run.outcomes, "staffing": [asdict(one) for one in advice],
    }  # fmt: skip


def _print(service: Service, run: ServiceRun, advice: list[Advice]) -> None:
    click.echo(f"{run.jobs:,} jobs in {service.days} days, engine {run.engine}\n")
    level = service.level
    head = ("queue", "offered", "served", "abandoned", "balked", "no wait", "mean wait", "p50", "p90", "p95",
            "service", f"within {_minutes(level.within)}")  # fmt: skip
    click.echo(table(head, [
        (q.name, f"{q.offered:,}", f"{q.served:,}", f"{q.abandoned:,}", f"{q.balked:,}", f"{q.no_wait:.1%}",
         *map(_minutes, (q.mean_wait, *q.waits, q.mean_service)), f"{q.level:.1%}")
        for q in run.queues
    ]))  # fmt: skip
    click.echo("\n" + table(("desk", "services", "hours on duty", "occupancy", "cost, RMB"), [
        (d.name, f"{d.services:,}", f"{d.duty_hours:,.0f}", f"{d.occupancy:.1%}", f"{d.cost / 100:,.0f}")
        for d in run.desks
    ]))  # fmt: skip
    ends = [(name, f"{count:,}") for name, count in run.outcomes.items() if count]
    click.echo("\n" + table(("jobs that ended", "count"), ends))
    if advice:
        click.echo("\n" + table(("desk", "in time now", "heads on each shift", "in time then"), [
            (a.desk, f"{a.now:.1%}", f"{a.more:+d}" if a.reached else "no staff will do", f"{a.then:.1%}")
            for a in advice
        ]))  # fmt: skip
        goal = f"{level.share:.0%} of the offered in {_minutes(level.within)}"
        click.echo(f"Smallest staff of one desk, everything else as it is, that serves {goal}.")


SECONDS_BELOW, MINUTES_BELOW = 10.0, 600.0
"""Minutes below which a duration reads best in seconds, and in minutes."""


def _minutes(value: float) -> str:
    """A duration given in minutes, in the unit that reads best."""
    if math.isnan(value):
        return "–"
    if value < SECONDS_BELOW:
        return f"{value * 60:.0f} s"
    return f"{value:.0f} min" if value < MINUTES_BELOW else f"{value / 1440:.1f} d"


@click.command(name="check-engines")
@click.argument("file", metavar="FILE")
@_seed
@_days
@click.option(
    "--window",
    type=click.FloatRange(0.001, 36_000),
    default=0.37,
    help="Days per step of the readable engine.",
)
@click.option("--jobs", type=click.IntRange(0), default=20_000, help="Jobs compared at most; 0 for all.")
@_json
def check_engines_(
    file: str, seed: int | None, days: int | None, window: float, jobs: int, as_json: bool
) -> None:
    """Check that both engines pass every job of FILE through every stage at the same instant."""
    from sim.operations.check import check_engines

    service = _loaded(file, seed, days)
    found = check_engines(service, service.seed, window, most=jobs)
    if as_json:
        document("check-engines", {"file": file, "seed": service.seed, **asdict(found), "equal": found.holds})
    elif found.holds:
        click.echo(f"{file}: {found.passages:,} passages of {found.jobs:,} jobs are equal to the bit")
    if not found.holds:
        say(found.difference)
        raise TelsimError(f"{file}: the engines differ")


COMMANDS = {"operations": operations, "check-engines": check_engines_}
