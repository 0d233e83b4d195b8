"""A comparison as it is handed out: on the screen, and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.talk import document, table
from sim.report.kept import described, report_in
from sim.report.tidy import MARKS, sign_of
from sim.report.words import named
from sim.results.kpis import kpi_named
from sim.results.numbers import chance, change, digits_for, level, size_of
from sim.study.verdict import verdict

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.study.compare import Comparison, Row


def present(comparison: Comparison, loaded: Loaded, folder: Path, as_json: bool, language: str) -> None:
    """Write the report, then print the verdict, the table and where everything lies."""
    from sim.report.page import write_report

    paths = [str(path) for path in write_report(comparison, loaded, report_in(folder, language), language)]
    if as_json:
        document("compare", {**described(comparison), "report": paths[0], "figures": paths[1:]})
        return
    for sentence in verdict(comparison):
        click.echo(sentence)
    click.echo("\n" + tables(comparison) + "\n")
    click.echo(f"report   {paths[0]}")
    click.echo(f"figures  {Path(paths[1]).parent}: " + ", ".join(Path(path).name for path in paths[1:]))


def tables(comparison: Comparison) -> str:
    """Every strategy in every KPI: level, paired difference, 95 % intervals, probability to be best."""
    head = ("", "mean", "95 % interval", "", f"against {comparison.against}", "95 % interval", "P(best)")
    rows = [line for kpi in comparison.kpis for line in _kpi_rows(comparison, kpi)]
    drawn = table(head, rows).splitlines()
    lines, size = drawn[:2], len(comparison.strategies)
    for index, kpi in enumerate(comparison.kpis):
        unit = unit_of(comparison, kpi)[1]
        lines += [named(kpi) + (f", {unit}" if unit else "")]
        lines += drawn[2 + index * size : 2 + (index + 1) * size]
    return "\n".join([*lines, NOTE])


NOTE = "▲ better  ▼ worse  ≠ different  ≈ not clear    Holm-adjusted p: * < 0.05  ** < 0.01  *** < 0.001"


def unit_of(comparison: Comparison, kpi: str) -> tuple[float, str]:
    """Factor and name of the unit that the levels of a KPI read best in."""
    rows = (comparison.row(strategy, kpi) for strategy in comparison.strategies)
    return size_of(max(abs(row.estimate.mean) for row in rows), kpi_named(kpi).unit)


def _kpi_rows(comparison: Comparison, kpi: str) -> list[tuple[str, ...]]:
    """A line per strategy."""
    factor, _ = unit_of(comparison, kpi)
    rows = [comparison.row(strategy, kpi) for strategy in comparison.strategies]
    levels = digits_for(max(row.estimate.half_width for row in rows) * factor)
    changes = digits_for(max(row.difference.half_width for row in rows if row.difference) * factor)
    return [_line(row, comparison, factor, (levels, changes)) for row in rows]


def _line(row: Row, comparison: Comparison, factor: float, digits: tuple[int, int]) -> tuple[str, ...]:
    """One strategy under a KPI; ``digits`` are those of levels and of differences."""
    e, d = row.estimate, row.difference
    own = level(e.mean * factor, e.low * factor, e.high * factor, digits[0])
    best = comparison.best.get(row.kpi)
    likely = chance(best[row.strategy]) if best else ""
    if d is None:
        return f"  {row.strategy}", own.mean, own.interval, "", "", "", likely
    told = change(d.mean * factor, d.low * factor, d.high * factor, digits[1])
    mark = MARKS[sign_of(d.low, d.high, kpi_named(row.kpi).better)]
    return (
        f"  {row.strategy}",
        own.mean,
        own.interval,
        mark,
        f"{told.mean}{d.stars:<3}",
        told.interval,
        likely,
    )
