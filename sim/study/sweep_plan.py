"""The runs of a sweep in their order: the first replication of every point before the second of any.

A sweep that was stopped is then still balanced, and more replications only lengthen it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from sim.core.files import digest_bytes
from sim.study.design import Points
from sim.study.experiment_load import Experiment
from sim.study.factors import Factor
from sim.study.point_tasks import PointTask, base_bytes, point_task
from sim.study.points import Written, plain_scenario


def written_at(factors: tuple[Factor, ...], coordinates: Points) -> Written:
    """What a point writes; ``coordinates`` of shape (factors,)."""
    scenario: dict[str, object] = {}
    levers: dict[str, object] = {}
    for factor, coordinate in zip(factors, coordinates.tolist(), strict=True):
        (levers if factor.into == "levers" else scenario).update(factor.overlay(coordinate))
    return Written(scenario, levers)


def name_of(point: int, replication: int) -> str:
    """How messages call a run."""
    return f"point {point}, replication {replication}"


class SweepPlan:
    """Points and replications of an experiment, addressed by position."""

    def __init__(self, experiment: Experiment, coordinates: Points | None = None) -> None:
        """The experiment's own points, or others of shape (points, factors)."""
        self.experiment = experiment
        self.coordinates = experiment.coordinates if coordinates is None else coordinates
        self.base_content = base_bytes(plain_scenario(experiment.base))
        self.base = digest_bytes(self.base_content)

    @property
    def points(self) -> int:
        """How many points."""
        return int(self.coordinates.shape[0])

    @property
    def replications(self) -> int:
        """How many replications of every point."""
        return self.experiment.spec.replications

    def task(self, position: int) -> PointTask:
        """The run at a position, from 0 to points x replications."""
        replication, point = divmod(position, self.points)
        written = written_at(self.experiment.factors, self.coordinates[point])
        return point_task(self.base, written, replication, name_of(point, replication))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys of all runs by position; points that write the same share theirs."""
        return tuple(self.task(position).key for position in range(self.points * self.replications))

    @cached_property
    def positions(self) -> tuple[int, ...]:
        """Positions of the runs that are different, in order."""
        first: dict[str, int] = {}
        for position, key in enumerate(self.keys):
            first.setdefault(key, position)
        return tuple(first.values())

    def blocks(self, size: int) -> Iterator[tuple[int, ...]]:
        """The different runs, so many at a time."""
        for begin in range(0, len(self.positions), size):
            yield self.positions[begin : begin + size]
