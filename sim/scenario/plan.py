"""A strategy as a plan: the operators' terms in force from each period on."""

from __future__ import annotations

from dataclasses import dataclass

from sim.scenario.supply import Operator


@dataclass(frozen=True)
class Step:
    """Terms of every operator from ``period`` on."""

    period: int
    operators: dict[str, Operator]


@dataclass(frozen=True)
class Plan:
    """A named strategy; the first step has period 0."""

    name: str
    steps: tuple[Step, ...]
