"""The command that looks for the best levers of an experiment."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands import options
from sim.commands.compare import heard_by
from sim.commands.sweep import finding_told
from sim.commands.talk import document, duration, overrides, progress, say, table

SEARCH = "-search"
"""Ending of the folder of a search, beside that of the experiment's sweep."""


@click.command()
@click.argument("file", metavar="FILE")
@options.customers
@options.months
@options.out("Folder for stored runs.")
@options.workers
@options.as_json
def optimise(
    file: str, customers: int | None, months: int | None, out: Path, workers: int | None, as_json: bool
) -> None:
    """Look for the best levers of the experiment FILE, within the budget that it states.

    Winners are judged again with fresh luck. A search that was stopped goes on from its stored runs.
    """
    from sim.study.experiment_load import load_experiment

    experiment = load_experiment(file, overrides(customers, months, None))
    from sim.report.findings_page import write_findings
    from sim.study.optimise import optimise as optimised
    from sim.study.optimise import told
    from sim.study.runner import default_workers
    from sim.study.sweep import folder_of

    place = folder_of(experiment, out)
    folder = place.with_name(place.name + SEARCH)
    with progress(f"searching {Path(file).stem}", as_json) as tick:
        found = optimised(experiment, folder, workers or default_workers(), heard_by(tick))
    finding = told(found)
    page = write_findings(folder, experiment, (finding,), (f"{found.found.runs} runs",), "optimise")
    if as_json:
        document(
            "optimise", {"question": experiment.spec.question, "report": str(page), **finding_told(finding)}
        )
        return
    from sim.results.numbers import alone

    click.echo("\n".join([finding.title, *(f"  {sentence}" for sentence in finding.sentences)]) + "\n")
    (tidy,) = finding.tables
    rows = [[cell if isinstance(cell, str) else alone(cell) for cell in row] for row in tidy.rows]
    click.echo(table(tidy.head, rows, left=0))
    click.echo(f"\nreport   {page}")
    say(
        f"{found.computed} of {found.found.runs} runs computed in {duration(found.seconds)}; kept in {folder}"
    )


COMMANDS = {"optimise": optimise}
