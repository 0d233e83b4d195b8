"""The words of the report: what is said where, from a comparison and its scenario."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from sim.core.jit import SOURCES
from sim.report.assumptions import assumed
from sim.report.overlays import yaml_text
from sim.report.reading import Reader, points
from sim.report.tidy import MARKS, Sign, sign_of
from sim.report.view import Cell, Fact, Grid, Line, Measure, Overlay, Page, Plate
from sim.report.words import WANTED, interval, over_of, title_of
from sim.results.kpis import kpi_named

PACKAGES = ("telsim", "numpy", "numba", "scipy", "pydantic", "simpy", "mesa", "matplotlib")
FEW = 20
"""Replications below which the tails of a fan are little more than its extremes."""

LEFT_OUT = (
    "Numbers that are assumptions are held at the values listed below; another plausible value can change the answer, and no interval here shows that.",
    "Rivals keep to their plans unless the scenario gives them a strategy that answers.",
    "Business accounts, dealers' own interests, complaints, call centres and word of mouth between friends are not in the model yet.",
    "People neither arrive, die nor move; the market has the same customers from the first month to the last.",
    "The model has been fitted to few observed series. Read differences between strategies, not levels.",
)


def told(reader: Reader, plates: Mapping[str, tuple[Plate, ...]]) -> Page:
    """The whole page in words."""
    comparison, scenario = reader.comparison, reader.loaded.scenario
    return Page(
        question=scenario.question,
        focus=reader.focus_title(),
        reference=comparison.against,
        facts=facts(reader),
        bottom=comparison.verdict,
        differences=plates["differences"],
        measures=tuple(measure(reader, kpi) for kpi in comparison.kpis),
        lines=tuple(line(reader, strategy) for strategy in comparison.strategies),
        table_note=TABLE_NOTE,
        courses=plates["courses"],
        pairs=plates["pairs"],
        precision=precision(reader),
        cautions=cautions(reader),
        left_out=LEFT_OUT,
        overlays=tuple(
            Overlay(name, yaml_text(terms) if terms else "# no lever is changed")
            for name, terms in scenario.strategies.items()
        ),
        assumptions=assumptions(reader),
        manifest=manifest(reader),
        command=command(reader),
    )


TABLE_NOTE = (
    f"{MARKS['better']} better, {MARKS['worse']} worse, {MARKS['different']} different, {MARKS['unclear']} no clear difference: the 95 % interval holds zero. "
    "Stars: p-value of the paired difference, Holm-adjusted over all of the table: * below 0.05, ** below 0.01, *** below 0.001."
)


def facts(reader: Reader) -> tuple[str, ...]:
    """The line under the title."""
    comparison, scenario = reader.comparison, reader.loaded.scenario
    months = reader.months()
    return (
        f"{len(comparison.strategies)} strategies",
        f"{comparison.replications} replications each",
        f"{scenario.months} months, {months[0]} to {months[-1]}",
        f"{scenario.customers.simulated:,} customers stand for {scenario.customers.represents:,}",
        f"seed {scenario.seed}",
        f"scenario {reader.loaded.digest[:12]}",
    )


def measure(reader: Reader, kpi: str) -> Measure:
    """A KPI as the head of a column."""
    one = kpi_named(kpi)
    return Measure(title_of(kpi), f"{reader.scale(kpi)[1]}, {over_of(kpi)}", one.doc, WANTED[one.better])


def line(reader: Reader, strategy: str) -> Line:
    """A strategy's row of the table."""
    return Line(strategy, tuple(cell(reader, strategy, kpi) for kpi in reader.comparison.kpis))


def cell(reader: Reader, strategy: str, kpi: str) -> Cell:
    """A KPI under a strategy, and its difference from the reference."""
    scale, _ = reader.scale(kpi)
    row = next(r for r in reader.comparison.rows if (r.strategy, r.kpi) == (strategy, kpi))
    e, d = row.estimate, row.difference
    level = interval(e.mean * scale, e.low * scale, e.high * scale, signed=False)
    if d is None:
        return Cell(level.mean, level.interval, "", "", "", "", "")
    change = interval(d.mean * scale, d.low * scale, d.high * scale, signed=True)
    sign: Sign = sign_of(d.low, d.high, kpi_named(kpi).better)
    return Cell(level.mean, level.interval, change.mean, change.interval, MARKS[sign], sign, d.stars)


def precision(reader: Reader) -> Grid:
    """How wide the intervals are, and what common luck saved."""
    rows = []
    for kpi in reader.comparison.kpis:
        scale, unit = reader.scale(kpi)
        for strategy in reader.others():
            d = reader.difference(strategy, kpi)
            width = interval((d.high - d.low) / 2 * scale, 0.0, (d.high - d.low) * scale, signed=False).mean
            rows.append(
                (
                    title_of(kpi),
                    strategy,
                    f"± {width} {points(unit)}",
                    f"{100 * d.probability_better:.0f} %",
                    f"{d.vrf:.1f} ×",
                )
            )
    caption = (
        f"Precision after {reader.comparison.replications} replications. Variance reduction: how many times as many independent "
        "replications would be needed for the same interval without common luck."
    )
    return Grid(
        caption,
        (
            "KPI",
            "strategy",
            "half-width of the 95 % interval",
            "pairs in which it is better",
            "variance reduction",
        ),
        tuple(rows),
        2,
    )


def cautions(reader: Reader) -> tuple[str, ...]:
    """What a careful reader would hold against this comparison."""
    found = []
    if reader.comparison.replications < FEW:
        found.append(
            f"Only {reader.comparison.replications} replications: the outer bands of the fans are little more than the extremes seen."
        )
    weak = [
        f"{title_of(kpi)} under {strategy}"
        for kpi in reader.comparison.kpis
        for strategy in reader.others()
        if reader.difference(strategy, kpi).vrf < 1
    ]
    if weak:
        found.append(f"Common luck did not help for: {', '.join(weak)}.")
    return tuple(found)


def assumptions(reader: Reader) -> Grid:
    """Every parameter without a source, with the value in force."""
    rows = tuple((a.path, a.value, a.unit, a.allowed, a.doc) for a in assumed(reader.loaded.scenario))
    return Grid(
        "Parameters whose source is an assumption",
        ("parameter", "value", "unit", "range", "meaning"),
        rows,
        5,
    )


def manifest(reader: Reader) -> tuple[Fact, ...]:
    """What identifies this comparison, and what it was computed with."""
    scenario, loaded = reader.loaded.scenario, reader.loaded
    software = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        Fact("scenario file", loaded.file),
        Fact("scenario SHA-256", loaded.digest),
        Fact("root seed", str(scenario.seed)),
        Fact("replications", f"0 to {reader.comparison.replications - 1}"),
        Fact("program sources", SOURCES),
        Fact("software", f"Python {platform.python_version()}, {software}"),
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def command(reader: Reader) -> str:
    """The command line that computes this comparison again."""
    scenario = reader.loaded.scenario
    sizes = f"--customers {scenario.customers.simulated} --months {scenario.months} --seed {scenario.seed}"
    return f"telsim compare {reader.loaded.file} --replications {reader.comparison.replications} {sizes}"
