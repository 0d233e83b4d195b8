"""The command that fits the uncertainties of an experiment to published figures."""

from __future__ import annotations

from pathlib import Path

import click

from sim.commands import options
from sim.commands.compare import heard_by
from sim.commands.sweep import finding_told
from sim.commands.talk import document, duration, overrides, progress, say, table

FITTING = "-calibration"
"""Ending of the folder of a calibration, beside that of the experiment's sweep."""


@click.command()
@click.argument("file", metavar="FILE")
@options.customers
@options.out("Folder for stored runs and the posterior sample.")
@options.workers
@options.as_json
def calibrate(file: str, customers: int | None, out: Path, workers: int | None, as_json: bool) -> None:
    """Fit the uncertainties of the experiment FILE to its targets, and judge the fit on what was held out.

    History matching in waves, then a posterior sample on emulators, then fresh runs. A calibration that was
    stopped goes on from its stored runs.
    """
    from sim.study.experiment_load import load_experiment

    experiment = load_experiment(file, overrides(customers, None, None))
    from sim.report.findings_page import write_findings
    from sim.results.numbers import alone
    from sim.study.calibrate import calibrate as calibrated
    from sim.study.calibrate_words import told
    from sim.study.runner import default_workers
    from sim.study.sweep import folder_of

    place = folder_of(experiment, out)
    folder = place.with_name(place.name + FITTING)
    with progress(f"calibrating {Path(file).stem}", as_json) as tick:
        found = calibrated(experiment, folder, workers or default_workers(), heard_by(tick))
    findings = told(found)
    page = write_findings(folder, experiment, findings, (f"{found.runs} runs",), "calibrate")
    if as_json:
        content = {
            "question": experiment.spec.question,
            "folder": str(folder),
            "runs": found.runs,
            "report": str(page),
        }
        document("calibrate", {**content, "findings": [finding_told(one) for one in findings]})
        return
    click.echo(experiment.spec.question + "\n")
    for finding in findings:
        click.echo("\n".join([finding.title, *(f"  {sentence}" for sentence in finding.sentences)]) + "\n")
        tidy = finding.tables[0]
        rows = [[cell if isinstance(cell, str) else alone(cell) for cell in row] for row in tidy.rows]
        click.echo(table(tidy.head, rows, left=2) + "\n")
    click.echo(f"report   {page}")
    say(f"{found.computed} of {found.runs} runs computed in {duration(found.seconds)}; kept in {folder}")


COMMANDS = {"calibrate": calibrate}
