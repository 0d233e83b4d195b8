"""The command that carries out an experiment: how much it costs, the runs, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.compare import heard_by
from sim.commands.talk import document, duration, overrides, progress, say, table
from sim.core.errors import FailedRuns, InputError, Problem

if TYPE_CHECKING:
    from sim.study.analysis import Finding
    from sim.study.engines import Engine
    from sim.study.experiment_load import Experiment
    from sim.study.predict import Cost
    from sim.study.stored import Stored
    from sim.study.sweep import Swept

MEGABYTE = 1e6


@click.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--dry-run", is_flag=True, help="Say how many runs, how long and how much disk; run only a few."
)
@options.customers
@options.months
@options.seed
@options.out("Folder for stored runs and reports.")
@options.workers
@click.option(
    "--engine",
    type=click.Choice(["process", "serial", "dask"]),
    default="process",
    show_default=True,
    help="Where runs are carried out: processes here, this process, or a dask cluster.",
)
@click.option("--address", default="", metavar="URL", help="Scheduler of the dask cluster: tls://host:8786.")
@click.option(
    "--insecure", is_flag=True, help="Allow a dask scheduler on another machine without encryption."
)
@options.as_json
def sweep(  # noqa: PLR0913, PLR0917  (one argument per option)
    file: str, dry_run: bool, customers: int | None, months: int | None, seed: int | None, out: Path,
    workers: int | None, engine: str, address: str, insecure: bool, as_json: bool,
) -> None:  # fmt: skip
    """Carry out the experiment FILE: every point of its design, with the same luck at all of them.

    Runs are stored and never computed twice; a sweep that was stopped goes on where it was.
    """
    from sim.study.experiment_load import load_experiment

    experiment = load_experiment(file, overrides(customers, months, seed))
    from sim.study.runner import default_workers
    from sim.study.sweep import folder_of
    from sim.study.sweep import sweep as carried_out

    folder, many = folder_of(experiment, out), workers or default_workers()
    if dry_run:
        _predict(experiment, folder, many, as_json)
        return
    with progress(f"sweeping {Path(file).stem}", as_json) as tick:
        swept = carried_out(experiment, folder, many, heard_by(tick), engine_of(engine, address, insecure))
    _present(experiment, swept, as_json)
    of = f"{swept.computed} of {len(swept.plan.positions)} runs computed in {duration(swept.seconds)}"
    say(f"{of}; kept in {folder}")
    if swept.failed:
        raise FailedRuns(swept.failed, next(iter(swept.failed.values())))


def engine_of(name: str, address: str, insecure: bool) -> Engine | None:
    """The engine asked for; None for processes of this machine. Raises InputError for a wrong address."""
    from sim.study.engines import Dask, Serial

    if (name == "dask") != bool(address):
        hint = "--engine dask --address tls://host:8786"
        text = "dask needs the address of its scheduler" if name == "dask" else "only dask has an address"
        raise InputError([Problem("wrong-value", "--address", 1, 1, "", text, hint)])
    if name == "dask":
        return Dask(address, insecure)
    return Serial() if name == "serial" else None


# --- cost --------------------------------------------------------------------------------------------------
def _predict(experiment: Experiment, folder: Path, workers: int, as_json: bool) -> None:
    """Tell what the sweep will cost."""
    from sim.study.predict import predict

    cost = predict(experiment, folder, workers)
    if as_json:
        document("prediction", {**vars(cost), "workers": workers})
        return
    click.echo(cost_text(cost, workers))


def cost_text(cost: Cost, workers: int) -> str:
    """A prediction in three lines."""
    left, size = cost.runs - cost.stored, cost.runs * cost.bytes_per_run / MEGABYTE
    return "\n".join(
        [
            f"runs   {cost.points} points × {cost.replications} replications: {cost.runs} different runs, "
            f"{cost.stored} stored, {left} to compute",
            f"time   {duration(cost.seconds_per_run)} a run: about {duration(cost.seconds)} on {workers} "
            "workers with a core each",
            f"disk   {cost.bytes_per_run / 1000:.0f} kB a run: about {size:,.0f} MB",
        ]
    )


# --- answer ------------------------------------------------------------------------------------------------
def _present(experiment: Experiment, swept: Swept, as_json: bool) -> None:
    """Write the page, and print what the runs say."""
    from sim.report.sweep_page import outcome_grid, write_sweep
    from sim.study.findings import findings_of
    from sim.study.stored import Stored

    stored = Stored(swept.folder)
    observed = stored.observed()
    found = findings_of(experiment.spec.analyses, observed)
    page = write_sweep(stored, observed, found)
    if as_json:
        content = {**told(experiment, swept, stored), "report": str(page)}
        document("sweep", {**content, "findings": [finding_told(one) for one in found]})
        return
    grid = outcome_grid(observed)
    click.echo(f"{experiment.spec.question}\n\n{table(grid.head, grid.rows)}\n")
    for finding in found:
        click.echo("\n".join([finding.title, *(f"  {sentence}" for sentence in finding.sentences)]) + "\n")
    click.echo(f"report   {page}")


def is_sweep(folder: Path) -> bool:
    """True for a folder that a sweep has been kept in."""
    from sim.core.files import is_there
    from sim.study.sweep import KEPT

    return is_there(folder / KEPT)


def reported(folder: Path) -> Path:
    """Write the page of a stored sweep again, with the analyses that it was made for; the page's path."""
    from sim.report.sweep_page import write_sweep
    from sim.study.findings import findings_of
    from sim.study.stored import Stored

    stored = Stored(folder)
    observed = stored.observed()
    return write_sweep(stored, observed, findings_of(stored.told["experiment"]["analyses"], observed))


def told(experiment: Experiment, swept: Swept, stored: Stored) -> dict[str, object]:
    """A sweep in JSON's terms."""
    return {
        "question": experiment.spec.question,
        "experiment_digest": experiment.digest,
        "scenario_digest": experiment.base.digest,
        "folder": str(swept.folder),
        "points": swept.plan.points,
        "replications": swept.plan.replications,
        "runs": stored.runs,
        "computed": swept.computed,
        "failed": swept.failed,
        "outcomes": [vars(outcome) for outcome in experiment.outcomes],
    }


def finding_told(finding: Finding) -> dict[str, object]:
    """A finding in JSON's terms."""
    tables = [
        {"name": tidy.name, "rows": [dict(zip(tidy.head, row, strict=True)) for row in tidy.rows]}
        for tidy in finding.tables
    ]
    return {"title": finding.title, "sentences": list(finding.sentences), "tables": tables}


COMMANDS = {"sweep": sweep}
