"""One run as a task: what identifies it, and the work itself.

Small, so that a worker imports no more than it needs.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core.errors import DamagedResults
from sim.core.files import LockedFolder, folder_lock, sweep_leftovers
from sim.core.schema import digest
from sim.results.store import has_run, read_run, run_key, run_path, write_manifest, write_run

if TYPE_CHECKING:
    from sim.results.run import RunResult
    from sim.scenario.load import Loaded

NOT_OF_THE_RUN = ("strategies", "compare", "question")
"""Keys of a scenario that no run's result depends on."""


@dataclass(frozen=True)
class Task:
    """A strategy on a scenario with the luck of a replication."""

    loaded: Loaded
    strategy: str
    replication: int

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.strategy}, replication {self.replication}"


def task_key(task: Task) -> str:
    """The key under which the task's run is stored."""
    base = json.loads(task.loaded.text)
    plan = [
        {
            "period": step.period,
            "operators": {name: o.model_dump(mode="json") for name, o in step.operators.items()},
        }
        for step in task.loaded.strategies[task.strategy].steps
    ]
    kept = {k: v for k, v in base.items() if k not in NOT_OF_THE_RUN}
    return run_key({**kept, "order": _order(task.loaded)}, plan, task.replication)


def _order(loaded: Loaded) -> list[list[str]]:
    """Names whose order decides who draws what on day one; the canonical text sorts them."""
    people = loaded.scenario.customers
    return [list(loaded.scenario.operators), list(people.segments), list(people.places)]


def origin(task: Task) -> dict[str, Any]:
    """What a run's manifest says of where it came from."""
    return {
        "scenario": json.loads(task.loaded.text),
        "scenario_digest": task.loaded.digest,
        "seed": task.loaded.scenario.seed,
    }


def keep(task: Task, result: RunResult, folder: Path) -> Path:
    """Store a run that was made, unless it is stored already; where it lies.

    The folder's manifest is left to whoever works in it, if somebody does. Raises DamagedResults when the
    run that is stored has other numbers.
    """
    key = task_key(task)
    path = run_path(folder, key)
    sweep_leftovers(folder)
    if not has_run(folder, key):
        write_run(folder, key, result, origin(task))
    elif digest(read_run(folder, key).table) != digest(result.table):
        raise DamagedResults(f"{path}: the stored run has other numbers than the same run now")
    with suppress(LockedFolder), folder_lock(folder):
        write_manifest(folder)
    return path


def carry_out(task: Task, folder: str) -> str:
    """Simulate and store; the key of the stored run."""
    from sim.model import simulate

    key = task_key(task)
    write_run(Path(folder), key, simulate(task.loaded, task.strategy, task.replication), origin(task))
    return key
