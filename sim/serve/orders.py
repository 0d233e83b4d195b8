"""What a worker of the page does; each order is a function of plain values, found by its name."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core.errors import TelsimError
from sim.core.wording import speaking, spoken
from sim.study.engines import prepare_worker

if TYPE_CHECKING:
    from sim.reference.story import MonthTold
    from sim.scenario.load import Loaded
    from sim.serve.shown import Shown
    from sim.study.tasks import Task

MOST_BYTES = 8 << 30
"""Memory that a worker may ask for; a run that needs more fails, the page does not."""


def attend(line: Connection, parent: int, language: str) -> None:
    """The life of a worker: warm up, say so, then answer orders until the page ends."""
    prepare_worker(parent)
    _limit_memory()
    from sim import model

    model.warmup()
    line.send((True, None))
    with speaking(language):
        while True:
            try:
                call, arguments = line.recv()
            except EOFError:
                return
            line.send(_carried_out(call, arguments))


def _limit_memory() -> None:
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_BYTES, hard))


def _carried_out(call: Any, arguments: tuple[Any, ...]) -> tuple[bool, Any]:
    """Whether an order could be carried out, and its answer or the reason."""
    try:
        return True, call(*arguments)
    except TelsimError as error:
        return False, str(error)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"


def run(task: Task, store: Path) -> None:
    """Simulate and store a run, unless it is stored."""
    from sim.results.store import has_run
    from sim.study.tasks import carry_out, task_key

    if not has_run(store, task_key(task)):
        carry_out(task, str(store))


def finish(loaded: Loaded, replications: int, folder: Path, store: Path) -> Shown:
    """Compare stored runs, keep the comparison, and show it."""
    from sim.report.kept import keep
    from sim.results.store import write_manifest
    from sim.serve.shown import shown
    from sim.study.compare import compare_with
    from sim.study.runner import StoredRuns

    found = compare_with(StoredRuns(store), loaded, replications)
    keep(found, loaded, folder, store)
    write_manifest(store)
    return shown(found, loaded, folder)


def look(folder: Path) -> Shown:
    """A comparison that was kept."""
    from sim.report.kept import again
    from sim.serve.shown import shown

    found, loaded = again(folder)
    return shown(found, loaded, folder)


def report(folder: Path) -> Path:
    """Write the report of a comparison that was kept; its path."""
    from sim.report.kept import again, report_in
    from sim.report.page import write_report

    found, loaded = again(folder)
    return write_report(found, loaded, report_in(folder, spoken()), spoken())[0]


def life(loaded: Loaded, strategy: str, customer: int) -> tuple[MonthTold, ...]:
    """One customer's life under a strategy, with the luck of the first replication."""
    from sim.model import follow

    return follow(loaded, strategy, 0, customer)


def scenario_of(folder: Path) -> Loaded:
    """The scenario of a comparison that was kept."""
    from sim.report.kept import SCENARIO
    from sim.scenario.load import load

    return load(folder / SCENARIO)
