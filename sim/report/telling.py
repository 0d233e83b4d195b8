"""The words of the report: what is said where, from a comparison and its scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sim.core.jit import SOURCES
from sim.core.wording import later, say
from sim.report.assumptions import assumed
from sim.report.books import held_back, statement, worth
from sim.report.overlays import yaml_text
from sim.report.reading import Reader
from sim.report.tidy import MARKS, Sign, sign_of
from sim.report.view import Cell, Fact, Grid, Line, Measure, Overlay, Page, Plate
from sim.report.words import over_of, question_of, title_of, wanted
from sim.results.kpis import kpi_named
from sim.results.numbers import chance, change, fixed, level, points
from sim.study.compare import SKEWED, Row
from sim.study.verdict import verdict

FEW = 20
"""Replications below which the tails of a fan are little more than its extremes."""

LEFT_OUT = (
    later(
        "Numbers that are assumptions are held at the values listed below; another plausible value can "
        "change the answer, and no interval here shows that."
    ),
    later("Rivals keep to their plans unless the scenario gives them a strategy that answers."),
    later("People neither arrive, die nor move; the market has the same customers all the time."),
    later(
        "The model has been fitted to few observed series. Read differences between strategies, not levels."
    ),
)
TABLE_NOTE = later(
    "▲ better, ▼ worse, ≠ different, ≈ no clear difference: the 95 % interval holds zero. Stars: p value of "
    "the paired difference, Holm-adjusted over all of the table: * below 0.05, ** below 0.01, *** below "
    "0.001. P(best): probability that the strategy has the best mean of all, over bootstrap resamples of the "
    "replications."
)
PRECISION = later(
    "Precision after {replications} replications. Variance reduction: how many times as many independent "
    "replications would be needed for the same interval without common luck."
)
JOINT = later(
    "Against the best of the others: by how much better, with 95 % intervals that hold for all strategies of "
    "a KPI together; one that ends at 0 is not the best. Worst tenth: mean of the worst tenth of the "
    "replications. Day one: how many times fewer replications the level would need with the luck of the "
    "first day taken out; nothing here is corrected by it."
)


def told(reader: Reader, plates: Mapping[str, tuple[Plate, ...]]) -> Page:
    """The whole page in words."""
    comparison, scenario = reader.comparison, reader.loaded.scenario
    return Page(
        question=question_of(scenario),
        focus=reader.focus_title(),
        reference=comparison.against,
        facts=facts(reader),
        bottom=tuple(held_together(sentence) for sentence in verdict(comparison)),
        differences=plates["differences"],
        measures=tuple(measure(reader, kpi) for kpi in comparison.kpis),
        lines=tuple(line(reader, strategy) for strategy in comparison.strategies),
        table_note=say(TABLE_NOTE),
        money=plates["money"],
        accounts=tuple(grid for grid in (statement(reader), worth(reader), held_back(reader)) if grid.rows),
        customers=plates["customers"],
        courses=plates["courses"],
        pairs=plates["pairs"],
        precision=precision(reader),
        joint=joint(reader),
        cautions=cautions(reader),
        left_out=tuple(say(sentence) for sentence in LEFT_OUT),
        overlays=tuple(
            Overlay(name, yaml_text(terms) if terms else say("# no lever is changed"))
            for name, terms in scenario.strategies.items()
        ),
        assumptions=assumptions(reader),
        manifest=manifest(reader),
        command=command(reader),
    )


def held_together(sentence: str) -> str:
    """The sentence with no line break at a plus-minus sign."""
    return sentence.replace(" ± ", "\u00a0±\u00a0")


def facts(reader: Reader) -> tuple[str, ...]:
    """The line under the title."""
    comparison, scenario = reader.comparison, reader.loaded.scenario
    months = reader.months()
    people = scenario.customers
    return (
        say("{count} strategies", count=len(comparison.strategies)),
        say("{count} replications each", count=comparison.replications),
        say("{count} months, {first} to {last}", count=scenario.months, first=months[0], last=months[-1]),
        say(
            "{simulated:,} customers stand for {represents:,}",
            simulated=people.simulated,
            represents=people.represents,
        ),
        say("seed {seed}", seed=scenario.seed),
        say("scenario {digest}", digest=reader.loaded.digest[:12]),
    )


def measure(reader: Reader, kpi: str) -> Measure:
    """A KPI as the head of a column."""
    one = kpi_named(kpi)
    return Measure(title_of(kpi), f"{reader.scale(kpi)[1]}, {over_of(kpi)}", say(one.doc), wanted(one.better))


def line(reader: Reader, strategy: str) -> Line:
    """A strategy's row of the table."""
    return Line(strategy, tuple(cell(reader, strategy, kpi) for kpi in reader.comparison.kpis))


def cell(reader: Reader, strategy: str, kpi: str) -> Cell:
    """A KPI under a strategy, and its difference from the reference."""
    scale, _ = reader.scale(kpi)
    row, best = reader.comparison.row(strategy, kpi), reader.comparison.best.get(kpi)
    e, d = row.estimate, row.difference
    own = level(e.mean * scale, e.low * scale, e.high * scale, reader.digits(kpi))
    likely = "" if best is None else say("P(best) {chance}", chance=chance(best[strategy]))
    if d is None:
        return Cell(own.mean, own.interval, likely, "", "", "", "", "")
    told = change(d.mean * scale, d.low * scale, d.high * scale, reader.change_digits(kpi, scale))
    sign: Sign = sign_of(d.low, d.high, kpi_named(kpi).better)
    return Cell(own.mean, own.interval, likely, told.mean, told.interval, MARKS[sign], sign, d.stars)


def precision(reader: Reader) -> Grid:
    """How wide the intervals are, and what common luck saved."""
    pairs = ((kpi, strategy) for kpi in reader.comparison.kpis for strategy in reader.others())
    caption = say(PRECISION, replications=reader.comparison.replications)
    head = (
        say("KPI"),
        say("strategy"),
        say("half-width of the 95 % interval"),
        say("probability to be better"),
        say("variance reduction"),
    )
    return Grid(caption, head, tuple(_precision(reader, kpi, strategy) for kpi, strategy in pairs), 2)


def _precision(reader: Reader, kpi: str, strategy: str) -> tuple[str, ...]:
    """One KPI and strategy of the table of precision."""
    scale, unit = reader.scale(kpi)
    d = reader.difference(strategy, kpi)
    half, digits = d.half_width * scale, reader.change_digits(kpi, scale)
    likely = "" if kpi_named(kpi).better == "neither" else chance(d.probability_better)
    width = f"± {fixed(half, digits)} {points(unit)}"
    return title_of(kpi), strategy, width, likely, f"{fixed(d.vrf, 1)} ×"


def joint(reader: Reader) -> Grid:
    """Every strategy against the best of the others, and its bad luck."""
    head = (
        say("KPI"), say("strategy"), say("against the best of the others"), say("worst tenth"), say("day one")
    )  # fmt: skip
    rows = (row for row in reader.comparison.rows if row.with_best and row.worst)
    return Grid(say(JOINT), head, tuple(_joint(reader, row) for row in rows), 2)


def _joint(reader: Reader, row: Row) -> tuple[str, ...]:
    """One KPI and strategy of that table."""
    scale, unit = reader.scale(row.kpi)
    assert row.with_best is not None
    assert row.worst is not None
    one, digits = row.with_best, reader.change_digits(row.kpi, scale)
    said = change(one.difference * scale, one.low * scale, one.high * scale, digits).both
    worst = level(
        row.worst.mean * scale, row.worst.low * scale, row.worst.high * scale, reader.digits(row.kpi)
    )
    return (
        title_of(row.kpi),
        row.strategy,
        f"{said} {points(unit)}",
        worst.both,
        f"{fixed(row.control_gain, 2)} ×",
    )


def cautions(reader: Reader) -> tuple[str, ...]:
    """What a careful reader would hold against this comparison, besides what the verdict says."""
    found = []
    count = reader.comparison.replications
    if count < FEW:
        few = later("Only {count} replications: the outer bands are little more than the extremes.")
        found.append(say(few, count=count))
    skewed = [
        say("{kpi} under {strategy}", kpi=title_of(kpi), strategy=strategy)
        for kpi in reader.comparison.kpis
        for strategy in reader.others()
        if abs(reader.difference(strategy, kpi).skew) > SKEWED
    ]
    if skewed:
        rough = later("Differences are so skewed that their intervals are rough: {names}.")
        found.append(say(rough, names=", ".join(skewed)))
    return tuple(found)


def assumptions(reader: Reader) -> Grid:
    """Every parameter without a source, with the value in force."""
    rows = tuple((a.path, a.value, a.unit, a.range, a.allowed, a.doc) for a in assumed(reader.loaded))
    return Grid(
        say("Parameters whose source is an assumption"),
        (say("parameter"), say("value"), say("unit"), say("plausible range"), say("allowed"), say("meaning")),
        rows,
        6,
    )


def manifest(reader: Reader) -> tuple[Fact, ...]:
    """What identifies this comparison, and what it was computed with."""
    comparison, loaded = reader.comparison, reader.loaded
    machine = comparison.machine
    packages = cast("Mapping[str, str]", machine["packages"])
    software = ", ".join(f"{name} {version}" for name, version in packages.items())
    return (
        Fact(say("scenario file"), loaded.file),
        Fact(say("scenario SHA-256"), loaded.digest),
        Fact(say("root seed"), str(comparison.seed)),
        Fact(say("replications"), say("0 to {last}", last=comparison.replications - 1)),
        Fact(
            say("stored runs"),
            say("{count}, first {key}…", count=len(comparison.keys), key=comparison.keys[0][:16]),
        ),
        Fact(say("program sources"), SOURCES),
        Fact(say("software"), f"Python {machine['python']}, {software}"),
        Fact(
            say("machine"), say("{system}, {cores} cores", system=machine["system"], cores=machine["cores"])
        ),
    )


def command(reader: Reader) -> str:
    """The command line that computes this comparison again."""
    scenario = reader.loaded.scenario
    sizes = f"--customers {scenario.customers.simulated} --months {scenario.months} --seed {scenario.seed}"
    return f"telsim compare {reader.loaded.file} --replications {reader.comparison.replications} {sizes}"
