"""A flow table: stages, queues, desks, servers and their week as plain arrays, which both engines run.

Every stage and every queue of every flow has one number here; a job carries the number of the stage it is in.
Ticks are those of ``clock``; money is whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.operations.clock import TICKS

DAY = int(TICKS)
"""Ticks in a day."""
WEEK_TICKS = 7 * DAY

SERVE, WAIT, HAND_OVER, BRANCH, END = range(5)
"""Kinds of stages."""
KNOWN_KINDS = frozenset((SERVE, WAIT, HAND_OVER, BRANCH, END))

POOL, ROSTER = range(2)
"""What a desk's heads are: a count, or named servers."""

STAGE = np.dtype(
    [(name, "i8") for name in (
        "kind", "key", "queue", "law", "patience", "pitch", "below", "fee", "then", "abandoned", "balked",
        "pitched", "lost", "first_way", "ways", "outcome",
    )] + [(name, "f8") for name in ("a", "b", "patience_a", "patience_b", "pitch_a", "pitch_b", "loss")]
)  # fmt: skip
"""A stage: ``key`` (crc32 of 'flow/stage') is its address in draws; ``then`` and its like are stages;
``first_way`` and ``ways`` are its rows of ``Way``; ``law, a, b`` are a ``Duration``, and so on."""

WAY = np.dtype([("upto", "f8"), ("stage", "i8")])
"""A way of a branch, taken where the draw is below ``upto`` and not below the way before."""

QUEUE = np.dtype([(name, "i8") for name in ("lifo", "room", "away", "first_asked", "asked")])
"""A queue; ``first_asked`` and ``asked`` are its rows of ``asked``: pairs, in the order of asking."""

DESK = np.dtype(
    [(name, "i8") for name in (
        "staff", "key", "first_server", "servers", "first_pair", "pairs", "cost", "up", "down",
    )] + [(name, "f8") for name in ("up_a", "up_b", "down_a", "down_b")]
)  # fmt: skip
"""A desk; ``cost`` in cents per hour on duty; ``up`` and ``down`` are laws of breakdowns (0 for none)."""

PAIR = np.dtype([("desk", "i8"), ("queue", "i8"), ("reserve", "i8"), ("pace", "f8")])
"""A queue on a desk's list, in the order of the list."""

SHIFT_ROW = np.dtype([(name, "i8") for name in ("tick", "desk", "server", "value")])
"""A change of the week: at ``tick`` of the week a pool has ``value`` heads (``server`` -1), or a server of a
roster goes on (1) or off duty (0). Sorted by tick, then off before on, desk, server."""

Rows = NDArray[Any]
"""A structured array, one record a row."""


@dataclass(frozen=True)
class FlowTable:
    """Everything about flows and desks that does not change while a run lasts."""

    stages: Rows
    ways: Rows
    queues: Rows
    desks: Rows
    pairs: Rows
    asked: NDArray[np.int64]
    """Rows of ``pairs`` by queue: which desks a job that comes asks, in this order."""
    week: Rows
    opening: NDArray[np.int64]
    """Heads of each pool, and 0 or 1 for each server of a roster, at tick 0: shape (desks + servers,)."""
    stage_names: tuple[str, ...]
    """'flow/stage' by stage."""
    queue_names: tuple[str, ...]
    desk_names: tuple[str, ...]
    outcomes: tuple[str, ...]
    begins: dict[str, int]
    """First stage of each flow."""

    @property
    def servers(self) -> int:
        """Servers of all desks."""
        return int(self.desks["servers"].sum())

    def empty(self) -> bool:
        """True where there is nobody to serve and nothing to do."""
        return self.stages.size == 0
