"""A comparison as it is handed out: on the screen, as JSON, and as a folder that can be read again."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands.talk import SCHEMA_VERSION, document, table
from sim.core.errors import DamagedResults, InputError, Problem
from sim.core.files import content_of, is_there, write_atomic
from sim.report.tidy import MARKS, sign_of
from sim.report.words import over_of, title_of
from sim.results.kpis import kpi_named
from sim.results.numbers import chance, change, digits_for, level, size_of
from sim.study.verdict import verdict

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.study.compare import Comparison, Difference, Row

SCENARIO, KEPT, REPORT = "scenario.yaml", "comparison.json", "report.html"
"""What a comparison's folder holds, besides the figures."""


def present(comparison: Comparison, loaded: Loaded, folder: Path, as_json: bool) -> None:
    """Write the report, then print the verdict, the table and where everything lies."""
    from sim.report.page import write_report

    paths = [str(path) for path in write_report(comparison, loaded, folder / REPORT)]
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
        lines += [f"{title_of(kpi)}, {over_of(kpi)}" + (f", {unit}" if unit else "")]
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


def described(comparison: Comparison) -> dict[str, object]:
    """The comparison in JSON's terms; in the units of the KPIs, every digit kept."""
    return {
        "question": comparison.question,
        "scenario_digest": comparison.digest,
        "seed": comparison.seed,
        "focus": comparison.focus,
        "against": comparison.against,
        "strategies": list(comparison.strategies),
        "months": comparison.months,
        "replications": comparison.replications,
        "precision": {
            kpi: {"target": comparison.targets[kpi], "met": met} for kpi, met in comparison.met.items()
        },
        "verdict": list(verdict(comparison)),
        "rows": [_described_row(row, comparison) for row in comparison.rows],
        "runs": list(comparison.keys),
        "machine": comparison.machine,
    }


def _described_row(row: Row, comparison: Comparison) -> dict[str, object]:
    """One strategy and KPI."""
    kpi, best = kpi_named(row.kpi), comparison.best.get(row.kpi)
    return {
        "strategy": row.strategy,
        "kpi": row.kpi,
        "unit": kpi.unit,
        "over": kpi.over,
        "better": kpi.better,
        "mean": row.estimate.mean,
        "low": row.estimate.low,
        "high": row.estimate.high,
        "probability_best": best[row.strategy] if best else None,
        "difference": _described_difference(row.difference) if row.difference else None,
        "with_best": vars(row.with_best) if row.with_best else None,
        "worst_tenth": {"mean": row.worst.mean, "low": row.worst.low, "high": row.worst.high}
        if row.worst
        else None,
        "control_gain": row.control_gain if math.isfinite(row.control_gain) else None,
        "not_worse": row.not_worse,
    }


def _described_difference(d: Difference) -> dict[str, object]:
    """A paired difference; what is not finite is null."""
    numbers = {
        "mean": d.mean, "low": d.low, "high": d.high, "p": d.p, "p_holm": d.p_holm, "relative": d.relative,
        "variance_reduction": d.vrf, "probability_better": d.probability_better,
    }  # fmt: skip
    finite = {name: value if math.isfinite(value) else None for name, value in numbers.items()}
    return {**finite, "stars": d.stars, "values": d.values.tolist()}


def keep(comparison: Comparison, loaded: Loaded, folder: Path, store: Path) -> None:
    """Keep what it takes to write the report again: the scenario as resolved, and what was found."""
    text = json.dumps(loaded.scenario.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1)
    write_atomic(folder / SCENARIO, text.encode() + b"\n")
    kept = {
        "schema_version": SCHEMA_VERSION, "kind": "comparison", "file": loaded.file,
        "store": str(Path("..") / store.name), **described(comparison),
    }  # fmt: skip
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomic(folder / KEPT, text.encode() + b"\n")


def again(folder: Path) -> tuple[Comparison, Loaded]:
    """A comparison from its folder.

    Raises InputError when the folder holds none, DamagedResults when its runs are gone or its scenario is
    not the one compared.
    """
    from sim.scenario.load import load
    from sim.study.compare import compare

    if not is_there(folder / KEPT):
        hint = "telsim compare FILE makes one"
        raise InputError(
            [Problem("no-comparison", str(folder), 1, 1, "", "no comparison is kept here", hint)]
        )
    kept = json.loads(content_of(folder / KEPT))
    loaded = replace(load(folder / SCENARIO), file=kept["file"])
    if loaded.digest != kept["scenario_digest"]:
        raise DamagedResults(f"{folder / SCENARIO}: this is not the scenario that was compared")
    store = folder / kept["store"]
    _refuse_missing(loaded, kept["replications"], store)
    return compare(loaded, store, 1, kept["replications"]), loaded


def _refuse_missing(loaded: Loaded, replications: int, store: Path) -> None:
    """Raise DamagedResults unless every run is stored, as this version of telsim would compute it."""
    from sim.results.store import has_run
    from sim.study.tasks import Task, task_key

    tasks = [Task(loaded, name, k) for name in loaded.strategies for k in range(replications)]
    missing = sum(not has_run(store, task_key(task)) for task in tasks)
    if missing:
        raise DamagedResults(
            f"{store}: {missing} of {len(tasks)} runs are missing, or another version of telsim made them: "
            f"compute them with telsim compare {loaded.file} --replications {replications}"
        )
