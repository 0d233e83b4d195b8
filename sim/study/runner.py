"""Carrying out many runs: stored ones are read, the others computed, in turn or on a pool of processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.core.errors import FailedRuns
from sim.core.files import folder_lock, sweep_leftovers
from sim.results.run import RunResult
from sim.results.store import has_run, read_run, write_manifest
from sim.study.engines import Engine, Serial
from sim.study.pool import Pool, Work
from sim.study.tasks import Task, carry_out, task_key


@dataclass(frozen=True)
class Progress:
    """How far a study is."""

    done: int
    total: int
    seconds: float
    """Since the first computed run began."""
    computed: int
    """Runs computed, not read, so far."""

    @property
    def seconds_left(self) -> float:
        """Estimate from the pace so far; 0 before the first run is done."""
        return self.seconds / self.computed * (self.total - self.done) if self.computed else 0.0


Report = Callable[[Progress], None]


def quiet(progress: Progress) -> None:
    """Say nothing."""


def default_workers() -> int:
    """One worker per core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Runner:
    """A folder of runs and the workers that fill it."""

    def __init__(self, folder: Path, pool: Pool, report: Report) -> None:
        """Use ``runner(...)``: it holds the folder's lock and ends the workers."""
        self.folder, self.pool, self.report = folder, pool, report
        self.began, self.computed = time.monotonic(), 0

    def run_all(self, tasks: Sequence[Task]) -> list[RunResult]:
        """Results in the order of the tasks. Raises FailedRuns after everything else is done and stored."""
        keys = [task_key(task) for task in tasks]
        missing = [k for k, key in enumerate(keys) if not has_run(self.folder, key)]
        stored = len(tasks) - len(missing)

        def told(done: int, computed: int, seconds: float) -> Progress:
            return Progress(stored + done, len(tasks), seconds, computed)

        failed = self.compute([tasks[k] for k in missing], told)
        write_manifest(self.folder)
        if failed:
            names = [tasks[missing[k]].name for k in failed]
            raise FailedRuns(names, next(iter(failed.values())))
        return [read_run(self.folder, key) for key in keys]

    def compute(self, tasks: Sequence[Any], told: Callable[[int, int, float], Progress]) -> dict[int, str]:
        """Compute and store tasks; index -> reason of those that failed.

        ``told`` makes the progress reported: from how many of them are done, how many runs this runner has
        computed, and since how many seconds it works.
        """
        before = self.computed

        def heard(done: int) -> None:
            self.computed = before + done
            self.report(told(done, self.computed, time.monotonic() - self.began))

        heard(0)
        return self.pool.run(tasks, str(self.folder), heard).failed


class StoredRuns(Runner):
    """Runs that are all stored: they are read, nothing is computed, and so no lock is needed."""

    def __init__(self, folder: Path) -> None:
        """Read from a folder."""
        super().__init__(folder, Pool(1, carry_out), quiet)

    def run_all(self, tasks: Sequence[Task]) -> list[RunResult]:
        """Results in the order of the tasks. Raises DamagedResults, or OSError for a missing one."""
        return [read_run(self.folder, task_key(task)) for task in tasks]


@contextmanager
def runner(
    folder: Path,
    workers: int,
    report: Report = quiet,
    work: Work = carry_out,
    engine: Engine | None = None,
) -> Iterator[Runner]:
    """A runner on a folder that nobody else works in; its workers end with the block."""
    alone = Serial() if workers == 1 else None
    with folder_lock(folder), Pool(workers, work, engine or alone) as pool:
        sweep_leftovers(folder)
        yield Runner(folder, pool, report)


def run_all(tasks: Sequence[Task], folder: Path, workers: int, report: Report = quiet) -> list[RunResult]:
    """Results of some tasks, in their order, stored in the folder."""
    with runner(folder, workers, report) as working:
        return working.run_all(tasks)
