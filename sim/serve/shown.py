"""A comparison as the page shows it: words, cards and courses, made once by a worker and kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.core.wording import say
from sim.report.overlays import yaml_text
from sim.report.reading import Reader
from sim.report.telling import TABLE_NOTE, cautions, facts, held_together, line, measure
from sim.report.tidy import Numbers
from sim.report.view import Grid, Line, Measure, Overlay
from sim.report.words import grid_of, named, question_of, title_of
from sim.results.kpis import kpi_named
from sim.results.numbers import points, size_of
from sim.scenario.load import Loaded
from sim.study.compare import PLOTTED, Comparison
from sim.study.verdict import verdict

DIGITS = 5
"""Significant digits of a point that is drawn."""
BAND = (0.025, 0.5, 0.975)
"""Quantiles over replications that are drawn: edges of the 95 % band, and the median."""


@dataclass(frozen=True)
class Chart:
    """The course of one KPI under every strategy, as levels and as differences from the reference."""

    kpi: str
    title: str
    unit: str
    change_unit: str
    levels: dict[str, list[list[float]]]
    """Strategy -> lower edge, median, upper edge, a value each month."""
    changes: dict[str, list[list[float]]]
    said: str
    """What it shows at the end, in words."""
    numbers: Grid


@dataclass(frozen=True)
class Shown:
    """Everything of one comparison that the page needs."""

    name: str
    """Its folder's name."""
    question: str
    focus: str
    scenario_file: str
    reference: str
    strategies: tuple[str, ...]
    replications: int
    customers: int
    months: tuple[str, ...]
    digest: str
    facts: tuple[str, ...]
    bottom: tuple[str, ...]
    measures: tuple[Measure, ...]
    lines: tuple[Line, ...]
    note: str
    cautions: tuple[str, ...]
    overlays: tuple[Overlay, ...]
    charts: tuple[Chart, ...]
    command: str


def shown(comparison: Comparison, loaded: Loaded, folder: Path) -> Shown:
    """A comparison that is kept in ``folder``, ready to be placed."""
    reader, scenario = Reader(comparison, loaded), loaded.scenario
    courses = dict.fromkeys((*comparison.kpis, *PLOTTED))
    return Shown(
        name=folder.name,
        question=question_of(scenario),
        focus=reader.focus_title(),
        scenario_file=loaded.file,
        reference=comparison.against,
        strategies=comparison.strategies,
        replications=comparison.replications,
        customers=scenario.customers.simulated,
        months=reader.months(),
        digest=loaded.digest,
        facts=facts(reader),
        bottom=tuple(held_together(sentence) for sentence in verdict(comparison)),
        measures=tuple(measure(reader, kpi) for kpi in comparison.kpis),
        lines=tuple(line(reader, strategy) for strategy in comparison.strategies),
        note=say(TABLE_NOTE),
        cautions=cautions(reader),
        overlays=tuple(Overlay(name, yaml_text(terms)) for name, terms in scenario.strategies.items()),
        charts=tuple(chart(reader, kpi) for kpi in courses),
        command=f"telsim compare {folder / 'scenario.yaml'} --replications {comparison.replications}",
    )


def chart(reader: Reader, kpi: str) -> Chart:
    """One KPI of the focus operator, month by month."""
    comparison, one = reader.comparison, kpi_named(kpi)
    values = {name: reader.series(name, kpi, comparison.focus) for name in comparison.strategies}
    base = values[comparison.against]
    scale, unit = size_of(max(float(np.abs(v).max()) for v in values.values()), one.unit)
    levels = {name: _band(v, scale) for name, v in values.items()}
    changes = {name: _band(v - base, scale) for name, v in values.items() if name != comparison.against}
    change = points(unit)
    if one.over == "sum":
        unit, change = (say("{unit} a month", unit=name) for name in (unit, change))
    said = "; ".join(f"{name} {band[1][-1]:.4g}" for name, band in levels.items())
    title = named(kpi) if one.over == "last" else title_of(kpi)
    return Chart(
        kpi, title_of(kpi), unit, change, levels, changes,
        say("{title} in {unit}. Median in the last month: {said}.", title=title, unit=unit, said=said),
        grid_of(
            _numbers(reader.months(), levels, say("{title}, {unit}: median", title=title_of(kpi), unit=unit)),
            1,
        ),
    )  # fmt: skip


def _band(values: NDArray[np.float64], scale: float) -> list[list[float]]:
    """Quantiles over replications, month by month, with no more digits than can be seen."""
    edges = np.quantile(values, BAND, axis=0) * scale
    return [[float(f"{value:.{DIGITS}g}") for value in edge] for edge in edges.tolist()]


def _numbers(months: tuple[str, ...], levels: dict[str, list[list[float]]], caption: str) -> Numbers:
    rows: tuple[tuple[str | float, ...], ...] = tuple(
        (month, *(band[1][k] for band in levels.values())) for k, month in enumerate(months)
    )
    return Numbers(caption, (say("month"), *levels), rows)
