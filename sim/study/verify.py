"""Whether stored results are what they say: digests of everything, and some runs computed again.

A run is a pure function of what its key names, so computing it again must give the same bits. That is the
cheapest proof of reproducibility there is, and the strongest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.core.chance import fill_uniform
from sim.core.errors import DamagedResults
from sim.core.jit import SOURCES
from sim.core.schema import digest
from sim.streams import Stream
from sim.study.point_tasks import PointTask, simulated
from sim.study.stored import Stored
from sim.study.sweep_plan import name_of, written_at


@dataclass(frozen=True)
class Verified:
    """What was looked at."""

    shards: int
    runs: int
    again: tuple[str, ...]
    """Names of the runs computed again, all of them alike."""


def verify(folder: Path, again: int, seed: int) -> Verified:
    """Check every digest, and compute some runs again.

    Raises DamagedResults when a file is not what was written, when another version of telsim made the runs,
    or when a run comes out otherwise.
    """
    stored = Stored(folder)
    if stored.told["sources"] != SOURCES:
        raise DamagedResults(
            f"{folder}: another version of telsim made these runs; the digests of its files are right, but "
            "only that version can compute runs again"
        )
    contents = stored.contents()
    tasks = _chosen(stored, contents, again, seed)
    for task in tasks:
        if digest(simulated(task, str(folder)).table) != contents[task.key]:
            raise DamagedResults(f"{folder}: {task.name} comes out otherwise when it is computed again")
    return Verified(len(stored.shards), len(contents), tuple(task.name for task in tasks))


def _chosen(stored: Stored, contents: dict[str, str], count: int, seed: int) -> list[PointTask]:
    """Some stored runs, chosen by address: another seed looks at others."""
    plan = stored.connection.execute("SELECT key, point, replication FROM plan ORDER BY position").fetchall()
    there = [row for row in plan if row[0] in contents]
    lots = np.empty(len(there))
    fill_uniform(seed, int(Stream.DESIGN), 1, np.arange(len(there), dtype=np.int64), 0, lots)
    found = [there[k] for k in np.argsort(lots, kind="stable")[:count]]
    coordinates = stored.observed().coordinates
    base = str(stored.told["base"])
    return [
        PointTask(
            key,
            base,
            written_at(stored.factors, coordinates[point]),
            replication,
            name_of(point, replication),
        )
        for key, point, replication in found
    ]
