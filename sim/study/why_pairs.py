"""Two worlds lived side by side as one task of a study, and what came of it stored.

Stored like runs: named by what it comes from, the SHA-256 of the rest on the first line, whole or not there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.errors import FailedRuns
from sim.core.files import content_of, digest_bytes, folder_lock, is_there, write_atomic
from sim.results.store import canonical
from sim.study.pool import Pool
from sim.study.tasks import Task, task_key
from sim.study.why_people import Life, Month, Pair, Tally, month_seen

if TYPE_CHECKING:
    from sim.model import Market
    from sim.scenario.load import Loaded
    from sim.study.runner import Report

ENDING = ".pair.json"


@dataclass(frozen=True)
class PairTask:
    """Two strategies with the luck of one replication, seen by the focus operator."""

    loaded: Loaded
    first: str
    second: str
    replication: int

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.first} beside {self.second}, replication {self.replication}"


@dataclass(frozen=True)
class PairResult:
    """What became of the people of two worlds in one replication."""

    tally: Tally
    lives: dict[str, list[Life]]


@cache
def _seen_by() -> str:
    """Digest of the sources that look on: what another version saw is not believed."""
    here = Path(__file__)
    return digest_bytes(content_of(here) + content_of(here.with_name("why_people.py")))


def pair_key(task: PairTask) -> str:
    """The name under which the pair is stored."""
    runs = [task_key(Task(task.loaded, name, task.replication)) for name in (task.first, task.second)]
    return digest_bytes(canonical([*runs, task.loaded.scenario.focus, _seen_by()]))


def see_pair(task: PairTask, folder: str) -> str:
    """Let both worlds live, and store what became of the people; the key of the pair."""
    key, result = pair_key(task), live(task)
    arrays = {name: values.tolist() for name, values in vars(result.tally).items()}
    lives = {name: [asdict(life) for life in found] for name, found in result.lives.items()}
    body = canonical({"key": key, "tally": arrays, "lives": lives})
    write_atomic(Path(folder) / f"{key}{ENDING}", digest_bytes(body).encode() + b"\n" + body)
    return key


def live(task: PairTask) -> PairResult:
    """Both worlds, month by month; no more is kept in memory than the two and a few columns."""
    from sim.ahead import FEW
    from sim.core.jit import threads
    from sim.model import Market

    scenario = task.loaded.scenario
    operator = list(scenario.operators).index(scenario.focus)
    plans = [task.loaded.strategies[name] for name in (task.first, task.second)]
    with threads(1 if scenario.customers.simulated < FEW else 0):
        first, second = (Market(scenario, plan, task.replication) for plan in plans)
        people = first.world.customers
        pair = Pair(people["segment"].astype(np.int64), people["operator"] == operator)
        for _ in range(scenario.months):
            pair.add(_month(first, operator), _month(second, operator))
    return PairResult(pair.tally(len(scenario.customers.segments)), pair.lives())


def _month(market: Market, operator: int) -> Month:
    """One more month of a world, seen when it has been counted."""
    seen: list[Month] = []

    def look(phase: str) -> None:
        if phase == "count":
            seen.append(month_seen(market.world, operator))

    market.step(after=look)
    return seen[0]


def read_pair(folder: Path, key: str) -> PairResult | None:
    """A stored pair; None when there is none, or not what was written."""
    path = folder / f"{key}{ENDING}"
    if not is_there(path):
        return None
    digest, _, body = content_of(path).partition(b"\n")
    if digest_bytes(body).encode() != digest:
        return None
    told: dict[str, Any] = json.loads(body)
    tally = Tally(**{name: np.array(values, dtype=np.int64) for name, values in told["tally"].items()})
    return PairResult(
        tally, {name: [Life(**life) for life in lives] for name, lives in told["lives"].items()}
    )


def all_pairs(
    tasks: Sequence[PairTask], folder: Path, workers: int, report: Report
) -> tuple[PairResult, ...]:
    """Results in the order of the tasks; stored pairs are read. Raises FailedRuns."""
    from sim.study.runner import Progress

    keys = [pair_key(task) for task in tasks]
    missing = [k for k, key in enumerate(keys) if read_pair(folder, key) is None]
    stored = len(tasks) - len(missing)

    def heard(done: int) -> None:
        report(Progress(stored + done, len(tasks), 0.0, done))

    with folder_lock(folder), Pool(workers, see_pair) as pool:
        failed = pool.run([tasks[k] for k in missing], str(folder), heard).failed
    if failed:
        raise FailedRuns([tasks[missing[k]].name for k in failed], next(iter(failed.values())))
    found = [read_pair(folder, key) for key in keys]
    return tuple(pair for pair in found if pair is not None)
