"""One run as a task: what identifies it, and the work itself.

Small, so that a worker imports no more than it needs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.results.store import run_key, write_run

if TYPE_CHECKING:
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


def carry_out(task: Task, folder: str) -> str:
    """Simulate and store; the key of the stored run."""
    from sim.model import simulate

    key = task_key(task)
    write_run(Path(folder), key, simulate(task.loaded, task.strategy, task.replication), origin(task))
    return key
