"""What figures are drawn from: plain values, already chosen, named and ordered by whoever calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Sign = Literal["better", "worse", "different", "unclear"]
"""What an interval says: on the wanted side of zero, on the other, off it where neither is wanted, across."""

MARKS: dict[Sign, str] = {"better": "▲", "worse": "▼", "different": "≠", "unclear": "≈"}
"""The same said without colour."""

LEVELS = (0.025, 0.10, 0.25, 0.50, 0.75, 0.90, 0.975)
"""Quantiles of a fan: the edges of its 95, 80 and 50 % bands, and the median in the middle."""


def sign_of(low: float, high: float, better: str) -> Sign:
    """What an interval says about a KPI that is better 'up', 'down' or 'neither'."""
    if low <= 0 <= high:
        return "unclear"
    if better == "neither":
        return "different"
    return "better" if (low > 0) == (better == "up") else "worse"


@dataclass(frozen=True)
class Effect:
    """One strategy less the reference in one KPI: mean and 95 % interval of the paired difference."""

    strategy: str
    mean: float
    low: float
    high: float
    sign: Sign
    words: str
    """The three numbers as text."""

    def scale_to(self, scale: float) -> tuple[float, float]:
        """The interval in another unit."""
        return self.low * scale, self.high * scale


@dataclass(frozen=True)
class Panel:
    """One KPI of the forest plot. ``scale`` turns the KPI's unit into the ``unit`` shown."""

    title: str
    unit: str
    scale: float
    better: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Pairs:
    """One strategy's paired differences in one KPI, one per replication, and how often they are better."""

    strategy: str
    differences: NDArray[np.float64]
    """Shape (replications,)."""
    mean: float
    low: float
    high: float
    sign: Sign
    words: str
    """What to say beside the points."""


@dataclass(frozen=True)
class Fan:
    """One strategy's course of a KPI: every replication, every month."""

    strategy: str
    values: NDArray[np.float64]
    """Shape (replications, months)."""


@dataclass(frozen=True)
class FanChart:
    """Fans of one KPI, one panel per strategy, against a line of reference."""

    name: str
    """Name of the figure's files."""
    title: str
    unit: str
    scale: float
    months: tuple[str, ...]
    """``YYYY-MM`` of each month."""
    fans: tuple[Fan, ...]
    reference: str
    """What the dashed line is; empty for none."""
    line: NDArray[np.float64]
    """The dashed line, shape (months,); ignored without a reference."""


@dataclass(frozen=True)
class Course:
    """One operator's mean course of a KPI, shape (months,)."""

    operator: str
    values: NDArray[np.float64]


@dataclass(frozen=True)
class Numbers:
    """The numbers behind a figure."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]


def quantiles(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles at ``LEVELS`` over replications, shape (levels, months); linear between order statistics."""
    return np.asarray(np.quantile(values, LEVELS, axis=0), dtype=np.float64)


def calendar(start: str, months: int) -> tuple[str, ...]:
    """``YYYY-MM`` of so many months from ``start`` on."""
    first = 12 * int(start[:4]) + int(start[5:]) - 1
    return tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(first, first + months))
