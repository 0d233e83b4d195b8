"""A comparison as a folder that can be read again: question, findings, and the scenario as resolved."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

from sim.core.errors import DamagedResults, InputError, Problem
from sim.core.files import is_there, json_of, sweep_leftovers, write_atomic
from sim.core.wording import ENGLISH
from sim.results.kpis import kpi_named
from sim.results.store import has_run
from sim.scenario.load import Loaded, load
from sim.study.compare import Comparison, Difference, Row, compare_with
from sim.study.runner import StoredRuns
from sim.study.tasks import Task, task_key
from sim.study.verdict import verdict

SCENARIO, KEPT, REPORT = "scenario.yaml", "comparison.json", "report.html"
"""What a comparison's folder holds, besides the figures."""
VERSION = 1
"""Version of what is kept; a change that breaks readers raises it."""


def folder_of(loaded: Loaded, out: Path) -> Path:
    """Where the report of a scenario goes: its name, and enough of its digest to tell its variants apart."""
    return out / f"{Path(loaded.file).stem}-{loaded.digest[:8]}"


def report_in(folder: Path, language: str) -> Path:
    """Where the report in a language lies: beside what is kept, or in a folder named by the language."""
    return folder / REPORT if language == ENGLISH else folder / language / REPORT


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
        "budgets": {name: [asdict(one) for one in cuts] for name, cuts in comparison.cuts.items()},
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
    sweep_leftovers(folder)
    text = json.dumps(loaded.scenario.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1)
    write_atomic(folder / SCENARIO, text.encode() + b"\n")
    kept = {
        "schema_version": VERSION, "kind": "comparison", "file": loaded.file,
        "store": str(Path("..") / store.name), **described(comparison),
    }  # fmt: skip
    text = json.dumps(kept, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomic(folder / KEPT, text.encode() + b"\n")


def again(folder: Path) -> tuple[Comparison, Loaded]:
    """A comparison from its folder.

    Raises InputError when the folder holds none, DamagedResults when its runs are gone or its scenario is
    not the one compared.
    """
    if not is_there(folder / KEPT):
        hint = "telsim compare FILE makes one"
        raise InputError(
            [Problem("no-comparison", str(folder), 1, 1, "", "no comparison is kept here", hint)]
        )
    kept = json_of(folder / KEPT, ("file", "scenario_digest", "store", "replications"))
    loaded = replace(load(folder / SCENARIO), file=kept["file"])
    if loaded.digest != kept["scenario_digest"]:
        raise DamagedResults(f"{folder / SCENARIO}: this is not the scenario that was compared")
    store = folder / kept["store"]
    _refuse_missing(loaded, kept["replications"], store)
    return compare_with(StoredRuns(store), loaded, kept["replications"]), loaded


def _refuse_missing(loaded: Loaded, replications: int, store: Path) -> None:
    """Raise DamagedResults unless every run is stored, as this version of telsim would compute it."""
    tasks = [Task(loaded, name, k) for name in loaded.strategies for k in range(replications)]
    missing = sum(not has_run(store, task_key(task)) for task in tasks)
    if missing:
        raise DamagedResults(
            f"{store}: {missing} of {len(tasks)} runs are missing, or another version of telsim made them: "
            f"compute them with telsim compare {loaded.file} --replications {replications}"
        )
