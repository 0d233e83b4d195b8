"""The command that selects the best strategy with a stated probability, and spends no runs on the rest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.compare import heard_by, refuse_single
from sim.commands.talk import document, duration, overrides, progress, say, table
from sim.results import STORE

if TYPE_CHECKING:
    from sim.study.selection_run import BudgetChoice, Choice


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--kpi", default="profit", show_default=True, metavar="KPI", help="KPI to be best in.")
@click.option(
    "--within",
    type=click.FloatRange(0.0, 1.0, min_open=True),
    default=0.01,
    show_default=True,
    metavar="SHARE",
    help="Difference not worth finding, as a share of the reference's mean.",
)
@click.option(
    "--at-most",
    type=click.IntRange(10),
    default=200,
    show_default=True,
    help="Replications at which it stops.",
)
@click.option(
    "--budget",
    type=click.IntRange(20),
    metavar="RUNS",
    help="Fixed number of runs, spent where a wrong choice is likeliest; no probability is promised then.",
)
@options.customers
@options.months
@options.seed
@options.out("Folder for stored runs.")
@options.workers
@options.as_json
def select(  # noqa: PLR0913, PLR0917  # one argument per option
    file: str, kpi: str, within: float, at_most: int, budget: int | None, customers: int | None,
    months: int | None, seed: int | None, out: Path, workers: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Select the best strategy of scenario FILE in one KPI, right with probability 0.95.

    Strategies that are clearly behind get no more replications (procedure KN). With --budget so many runs are
    shared out instead (OCBA), and the answer says how probably it is right.
    """
    from sim.core.errors import UnknownName
    from sim.results.kpis import BY_NAME
    from sim.scenario.load import load

    loaded = load(file, overrides(customers, months, seed))
    refuse_single(loaded)
    if kpi not in BY_NAME:
        raise UnknownName("KPI", kpi, BY_NAME, "--kpi")
    from sim.study.runner import default_workers
    from sim.study.selection_run import choose, choose_within

    many, store = workers or default_workers(), out / STORE
    with progress(f"selecting among {len(loaded.strategies)}", as_json) as tick:
        if budget is not None:
            _present_budget(choose_within(loaded, kpi, budget, store, many, heard_by(tick)), as_json)
            return
        found = choose(loaded, kpi, within, store, many, at_most, heard_by(tick))
    if as_json:
        document("select", described(found))
        return
    click.echo(sentence(found))
    click.echo("\n" + lines(found))
    say(f"{found.selected.runs} runs in {duration(found.seconds)}")


def _present_budget(found: BudgetChoice, as_json: bool) -> None:
    """Tell what a fixed budget came to."""
    from sim.results.kpis import kpi_named
    from sim.results.numbers import chance, with_unit

    one, known = found.allocated, kpi_named(found.kpi)
    if as_json:
        rows = [
            {"strategy": name, "mean": float(one.means[k]), "replications": int(one.counts[k])}
            for k, name in enumerate(found.strategies)
        ]
        told = {"kpi": found.kpi, "best": found.best, "probability": one.probability, "strategies": rows}
        document("select", {**told, "runs": int(one.counts.sum())})
        return
    right = f"right with probability {chance(one.probability)} at least, were luck not shared"
    click.echo(f"{found.best} leads in {known.title} after {int(one.counts.sum())} runs; {right}.\n")
    sign = -1.0 if found.better == "up" else 1.0
    order = sorted(range(len(found.strategies)), key=lambda k: sign * float(one.means[k]))
    rows_ = [
        (found.strategies[k], with_unit(float(one.means[k]), known.unit), str(one.counts[k])) for k in order
    ]
    click.echo(table(("", "mean", "replications"), rows_))
    say(f"{int(one.counts.sum())} runs in {duration(found.seconds)}")


def sentence(found: Choice) -> str:
    """The answer and what it promises."""
    from sim.results.kpis import kpi_named
    from sim.results.numbers import with_unit

    one, title = found.selected, kpi_named(found.kpi).title
    smallest = with_unit(found.indifference, kpi_named(found.kpi).unit)
    if not one.sure:
        left = [name for k, name in enumerate(found.strategies) if k not in one.screened]
        head = f"{found.best} leads in {title} after {one.replications} replications"
        return f"{head}, but {' and '.join(left)} cannot be told apart to within {smallest}."
    promise = f"with probability 0.95, to within {smallest}"
    all_of_them = len(found.strategies) * one.replications
    cost = f"{one.runs} runs instead of {all_of_them}"
    return f"{found.best} is the best of {len(found.strategies)} in {title} {promise} ({cost})."


def lines(found: Choice) -> str:
    """Every strategy, best first: its mean, and when it was screened out."""
    from sim.results.kpis import kpi_named
    from sim.results.numbers import with_unit

    unit, one = kpi_named(found.kpi).unit, found.selected
    sign = -1.0 if found.better == "up" else 1.0
    order = sorted(range(len(found.strategies)), key=lambda k: (k != one.best, sign * float(one.means[k])))
    rows = [
        (
            found.strategies[k],
            with_unit(float(one.means[k]), unit),
            str(one.screened.get(k, one.replications)),
            "screened out" if k in one.screened else "selected" if k == one.best else "left",
        )
        for k in order
    ]
    return table(("", "mean", "replications", ""), rows)


def described(found: Choice) -> dict[str, object]:
    """The choice in JSON's terms."""
    one = found.selected
    return {
        "kpi": found.kpi,
        "best": found.best,
        "sure": one.sure,
        "indifference": found.indifference,
        "runs": one.runs,
        "strategies": [
            {
                "strategy": name,
                "mean": float(one.means[k]),
                "replications": one.screened.get(k, one.replications),
                "screened_out": k in one.screened,
            }
            for k, name in enumerate(found.strategies)
        ],
    }


COMMANDS = {"select": select}
