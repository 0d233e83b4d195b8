"""A search or a calibration as a page: its findings with their figures, what was varied, how to repeat it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.core.files import write_atomic
from sim.core.jit import SOURCES
from sim.report.page import environment
from sim.report.style import quiet_matplotlib
from sim.report.sweep_page import REPORT, SweepPage, factor_grid, section_of
from sim.report.view import Fact
from sim.results.store import machine_facts
from sim.study.analysis import Finding
from sim.study.experiment_load import Experiment


def write_findings(
    folder: Path, experiment: Experiment, findings: Sequence[Finding], facts: tuple[str, ...], command: str
) -> Path:
    """Write the page into a folder, its figures into ``figures/`` beside it; the page's path."""
    quiet_matplotlib()
    scenario = experiment.base.scenario
    page = SweepPage(
        question=experiment.spec.question,
        kicker=f"Experiment on {Path(experiment.base.file).name}",
        facts=(*facts, f"{scenario.months} months from {scenario.start}"),
        bottom=tuple(finding.sentences[0] for finding in findings),
        outcomes=None,
        sections=tuple(section_of(folder, finding) for finding in findings),
        factors=factor_grid(experiment.factors),
        cautions=(),
        manifest=(
            Fact("experiment", f"{experiment.file}, {experiment.digest}"),
            Fact("scenario", f"{experiment.base.file}, {experiment.base.digest}"),
            Fact("seeds", f"runs {scenario.seed}, experiment {experiment.spec.seed}"),
            Fact("sources of telsim", SOURCES),
            Fact("machine", f"{machine_facts()['system']}, Python {machine_facts()['python']}"),
        ),
        command=f"telsim {command} {experiment.file}",
    )
    path = folder / REPORT
    write_atomic(path, environment().get_template("sweep.html.j2").render(page=page).encode())
    return path
