"""What operations did, queue by queue and desk by desk: counts, waits with their distribution, cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.operations.flow_protocol import Counters, Passages
from sim.operations.flow_table import DAY, FlowTable
from sim.operations.memory import (
    EXIT_ABANDONED,
    EXIT_BALKED,
    EXIT_PITCHED,
    EXIT_SERVED,
)

HOUR = DAY / 24.0
MINUTE = DAY / 1440.0
QUANTILES = (0.5, 0.9, 0.95)


@dataclass(frozen=True)
class QueueFigures:
    """One queue over a run. Waits are those of jobs served or abandoned, in minutes."""

    name: str
    offered: int
    served: int
    abandoned: int
    balked: int
    under_way: int
    """Offered, but neither served nor gone when the run ended (or withdrawn)."""
    no_wait: float
    """Share of the served and abandoned that did not wait."""
    mean_wait: float
    waits: tuple[float, ...]
    """Quantiles of the wait, by ``QUANTILES``."""
    mean_service: float
    """Minutes."""
    level: float
    """Share of the offered that was served within the service level's time."""


@dataclass(frozen=True)
class DeskFigures:
    """One desk over a run."""

    name: str
    services: int
    duty_hours: float
    occupancy: float
    """Time worked over time on duty; above 1 where overtime outweighs idle time."""
    cost: int
    """Cents: hours on duty, and services."""


def queue_figures(
    table: FlowTable, passages: Passages, state: Counters, within: float
) -> tuple[QueueFigures, ...]:
    """Figures of every queue; ``within`` is the service level's time in minutes."""
    return tuple(_queue(table, q, passages, state, within) for q in range(table.queues.size))


def _queue(table: FlowTable, q: int, passages: Passages, state: Counters, within: float) -> QueueFigures:
    here = passages.queue == q
    how = passages.exit[here]
    served = (how == EXIT_SERVED) | (how == EXIT_PITCHED)
    waited = served | (how == EXIT_ABANDONED)
    entered, began, left = passages.entered[here], passages.began[here], passages.left[here]
    waits = np.where(began < 0, left, began) - entered
    offered = state["offered"][q]
    gone = int(waited.sum() + (how == EXIT_BALKED).sum())
    return QueueFigures(
        name=table.queue_names[q], offered=offered, served=int(served.sum()),
        abandoned=int((how == EXIT_ABANDONED).sum()), balked=int((how == EXIT_BALKED).sum()),
        under_way=offered - gone, no_wait=_mean(waits[waited] == 0),
        mean_wait=_mean(waits[waited]) / MINUTE,
        waits=tuple(quantile(waits[waited], p) / MINUTE for p in QUANTILES),
        mean_service=_mean((left - began)[served]) / MINUTE,
        level=int((served & (waits <= within * MINUTE)).sum()) / offered if offered else 1.0,
    )  # fmt: skip


def desk_figures(table: FlowTable, passages: Passages, state: Counters) -> tuple[DeskFigures, ...]:
    """Figures of every desk."""
    found = []
    for d, name in enumerate(table.desk_names):
        duty, worked = state["duty_ticks"][d], state["worked_ticks"][d]
        wages = duty * int(table.desks["cost"][d]) * 24 // DAY
        fees = int(passages.cost[passages.desk == d].sum())
        share = worked / duty if duty else 0.0
        found.append(DeskFigures(name, state["services"][d], duty / HOUR, share, wages + fees))
    return tuple(found)


def quantile(values: NDArray[np.int64], p: float) -> float:
    """The smallest value that at least a share ``p`` does not exceed; NaN of none."""
    if not values.size:
        return float("nan")
    place = max(int(np.ceil(p * values.size)) - 1, 0)
    return float(np.partition(values, place)[place])


def _mean(values: NDArray[np.int64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if values.size else float("nan")
