"""Carrying out a sweep: block by block, stored run by run, packed when a block is done.

Nothing here grows with the number of runs but their keys: results are on the disk, and are asked for there
(``stored``). A sweep that was killed goes on where it was and ends with the same bytes.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sim.core.files import (
    content_of,
    digest_bytes,
    files_in,
    is_there,
    remove_files,
    sweep_leftovers,
    write_atomic,
)
from sim.core.jit import SOURCES
from sim.results.store import ENDING, canonical, has_run, machine_facts
from sim.study.engines import Engine
from sim.study.experiment_load import Experiment
from sim.study.factors import Factor
from sim.study.point_tasks import BASE, LOOSE, carry_out_point
from sim.study.pool import Work
from sim.study.runner import Progress, Report, Runner, quiet, runner
from sim.study.shards import SHARDS, number_of, pack, shards_in
from sim.study.sweep_plan import SweepPlan

BLOCK = 1000
"""Runs after which loose ones are packed, four shards. Part of the format: it decides who shares a shard."""
KEPT, FAILED, TABLE = "sweep.json", "failed.json", "plan.parquet"


@dataclass(frozen=True)
class Swept:
    """What became of a sweep."""

    folder: Path
    plan: SweepPlan
    computed: int
    seconds: float
    failed: dict[str, str]
    """Name of each run that failed -> reason."""


def folder_of(experiment: Experiment, out: Path) -> Path:
    """Where an experiment's runs go: its name, and enough of its digest to tell its variants apart."""
    return out / f"{Path(experiment.file).stem}-{experiment.digest[:8]}"


def sweep(
    experiment: Experiment,
    folder: Path,
    workers: int,
    report: Report = quiet,
    engine: Engine | None = None,
    work: Work = carry_out_point,
) -> Swept:
    """Carry out every run that is not stored yet; those that fail are named, everything else is done."""
    began = time.monotonic()
    plan = SweepPlan(experiment)
    with runner(folder, workers, report, work, engine) as working:
        sweeping = Sweeping(plan, folder, working)
        sweeping.prepare()
        for block in plan.blocks(BLOCK):
            sweeping.carry_out(block)
        sweeping.finish()
    return Swept(folder, plan, working.computed, time.monotonic() - began, sweeping.failed)


class Sweeping:
    """A sweep under way."""

    def __init__(self, plan: SweepPlan, folder: Path, working: Runner) -> None:
        """Over a folder that the runner holds."""
        self.plan, self.folder, self.working = plan, folder, working
        self.packed: set[str] = set()
        self.failed: dict[str, str] = {}
        self.behind = 0
        """Runs of the blocks that are done."""

    def prepare(self) -> None:
        """Clear what a killed sweep left, and write down what the runs need."""
        sweep_leftovers(self.folder / LOOSE)
        sweep_leftovers(self.folder / SHARDS)
        self.packed = {key for shard in shards_in(self.folder) for key in shard.contents}
        loose = (path for path in files_in(self.folder / LOOSE, ENDING))
        remove_files(path for path in loose if path.name.removesuffix(ENDING) in self.packed)
        prepare(self.folder, self.plan)

    def carry_out(self, block: tuple[int, ...]) -> None:
        """Compute what is missing of a block, then pack it."""
        keys = {position: self.plan.keys[position] for position in block}
        unpacked = [p for p in block if keys[p] not in self.packed]
        missing = [p for p in unpacked if not has_run(self.folder / LOOSE, keys[p])]
        tasks = [self.plan.task(position) for position in missing]
        stored = self.behind + len(block) - len(missing)
        failed = self.working.compute(tasks, self._told_from(stored))
        self.failed |= {tasks[k].name: reason for k, reason in sorted(failed.items())}
        lost = {tasks[k].key for k in failed}
        pack(self.folder, [keys[p] for p in unpacked if keys[p] not in lost])
        self.behind += len(block)

    def _told_from(self, stored: int) -> Callable[[int, int, float], Progress]:
        """Progress of the whole sweep, from that of a block's computed runs."""
        total = len(self.plan.positions)

        def told(done: int, computed: int, seconds: float) -> Progress:
            return Progress(stored + done, total, seconds, computed)

        return told

    def finish(self) -> None:
        """Name the failed runs, or remove the list of an earlier try."""
        if self.failed:
            write_atomic(self.folder / FAILED, canonical(self.failed) + b"\n")
        else:
            remove_files([self.folder / FAILED])


def prepare(folder: Path, plan: SweepPlan) -> None:
    """Write down what the runs of a sweep, and whoever reads them, need."""
    table = plan_bytes(plan)
    told = {**described(plan), "table": digest_bytes(table)}
    write_new(folder / BASE, plan.base_content)
    write_new(folder / TABLE, table)
    write_new(folder / KEPT, canonical(told) + b"\n")


def write_new(path: Path, content: bytes) -> None:
    """Write a file unless it holds just that already."""
    if not is_there(path) or content_of(path) != content:
        write_atomic(path, content)


def described(plan: SweepPlan) -> dict[str, object]:
    """The sweep as its folder tells it: enough to read it, check it and make it again."""
    experiment = plan.experiment
    return {
        "format": 1,
        "experiment": experiment.spec.model_dump(mode="json"),
        "file": experiment.file,
        "digest": experiment.digest,
        "scenario": experiment.base.file,
        "scenario_digest": experiment.base.digest,
        "start": experiment.base.scenario.start,
        "months": experiment.base.scenario.months,
        "seed": experiment.base.scenario.seed,
        "operators": list(experiment.base.scenario.operators),
        "factors": [_told(factor) for factor in experiment.factors],
        "outcomes": [vars(outcome) for outcome in experiment.outcomes],
        "points": plan.points,
        "replications": plan.replications,
        "base": plan.base,
        "plan": digest_bytes("\n".join(plan.keys).encode()),
        "sources": SOURCES,
        "machine": machine_facts(),
    }


def _told(factor: Factor) -> dict[str, object]:
    """A factor in JSON's terms."""
    options = [{"label": one.label, "overlay": dict(one.overlay)} for one in factor.options]
    return {**vars(factor), "options": options}


def plan_bytes(plan: SweepPlan) -> bytes:
    """The plan as Parquet: a row per point and replication, with its run and what every factor is there."""
    import pyarrow as pa
    from pyarrow import parquet

    factors, points = plan.experiment.factors, plan.points
    columns: dict[str, object] = {
        "position": list(range(points * plan.replications)),
        "replication": [k // points for k in range(points * plan.replications)],
        "point": list(range(points)) * plan.replications,
        "key": list(plan.keys),
        "run": [number_of(key) for key in plan.keys],
    }
    for place, factor in enumerate(factors):
        values = [factor.value(u) for u in plan.coordinates[:, place].tolist()]
        columns[factor.name] = values * plan.replications
        columns[f"{factor.name}.coordinate"] = plan.coordinates[:, place].tolist() * plan.replications
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer, compression="zstd", write_page_checksum=True)
    return buffer.getvalue()


def stored_runs(folder: Path, plan: SweepPlan) -> int:
    """How many of the plan's different runs are stored."""
    packed = {key for shard in shards_in(folder) for key in shard.contents}
    loose = {path.name.removesuffix(ENDING) for path in files_in(folder / LOOSE, ENDING)}
    return sum(plan.keys[p] in packed or plan.keys[p] in loose for p in plan.positions)
