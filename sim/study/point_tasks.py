"""One run of a sweep as a task: what identifies it, and the work itself.

Small, so that a worker imports no more than it needs: the base scenario is read once per worker from the
sweep's folder, a task brings only what its point writes over it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sim.core.errors import ConservationError, InputError
from sim.core.files import content_of, digest_bytes, write_whole
from sim.core.jit import SOURCES
from sim.results.run import RunResult
from sim.results.store import FORMAT, canonical, write_run
from sim.study.points import POINT, Base, Written

BASE = "base.json"
"""The base scenario as plain values, in the sweep's folder."""


class RefusedRun(Exception):
    """A run that cannot be carried out: its point is not possible, or its books do not add up."""


@dataclass(frozen=True)
class PointTask:
    """A point with the luck of a replication."""

    key: str
    base: str
    """Digest of the base scenario."""
    written: Written
    replication: int
    name: str
    """How messages call it."""


def base_bytes(plain: Mapping[str, object]) -> bytes:
    """What the base's file holds; the order of operators and segments is that of the scenario, and counts."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def point_key(base: str, written: Written, replication: int) -> str:
    """SHA-256 of what a run depends on: our sources, the base, what the point writes, the replication."""
    content = {
        "format": FORMAT,
        "sources": SOURCES,
        "base": base,
        "scenario": dict(written.scenario),
        "levers": dict(written.levers),
        "replication": replication,
    }
    return digest_bytes(canonical(content))


def point_task(base: str, written: Written, replication: int, name: str) -> PointTask:
    """A run with its key."""
    return PointTask(point_key(base, written, replication), base, written, replication, name)


@lru_cache(maxsize=4)
def _base(folder: str, digest: str) -> Base:
    """The base scenario of a sweep. Raises RefusedRun when the folder holds another."""
    content = content_of(Path(folder) / BASE)
    if digest_bytes(content) != digest:
        raise RefusedRun(f"{folder}/{BASE} is not the base of this sweep")
    return Base(json.loads(content), digest)


def simulated(task: PointTask, folder: str) -> RunResult:
    """The run of a task. Raises RefusedRun when it cannot be carried out."""
    from sim.model import simulate

    if point_key(task.base, task.written, task.replication) != task.key:
        raise RefusedRun("the worker has another version of telsim than the sweep")
    try:
        return simulate(_base(folder, task.base).at(task.written), POINT, task.replication)
    except (InputError, ConservationError) as error:
        raise RefusedRun(" ".join(str(error).split())) from None


def carry_out_point(task: PointTask, folder: str) -> str:
    """Simulate and store; the key of the stored run."""
    came_from = {
        "base": task.base,
        "writes": {"scenario": dict(task.written.scenario), "levers": dict(task.written.levers)},
    }
    write_run(Path(folder) / LOOSE, task.key, simulated(task, folder), came_from, write_whole)
    return task.key


LOOSE = "loose"
"""Folder of runs that no shard holds yet."""
