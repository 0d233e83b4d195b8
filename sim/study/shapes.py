"""What figures of findings are drawn from: plain values in the units of the outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Indices:
    """One sensitivity index of every factor for an outcome, and how it settled as the sample grew."""

    outcome: str
    method: str
    """What the index is, in a few words."""
    unit: str
    factors: tuple[str, ...]
    values: Values
    """Shape (factors,)."""
    half_widths: Values
    """Half of the 95 % interval, shape (factors,); NaN where the method has none."""
    second: str
    """What the second index is; empty for none."""
    second_values: Values
    """Shape (factors,)."""
    floor: float
    """What a factor without any influence would get; 0 where the method needs no floor."""
    sizes: tuple[int, ...]
    """Points of the growing samples, the whole last."""
    course: Values
    """The index at these sizes, shape (sizes, factors)."""


@dataclass(frozen=True)
class Bar:
    """One factor of a tornado: the outcome at its lowest and highest value, all others as in the scenario."""

    factor: str
    low_label: str
    high_label: str
    low: float
    high: float
    half_width: float
    """Half of the 95 % interval of high less low; NaN with a single replication."""


@dataclass(frozen=True)
class Tornado:
    """How far each factor alone moves an outcome."""

    outcome: str
    unit: str
    base: float
    bars: tuple[Bar, ...]
    """The widest first."""


@dataclass(frozen=True)
class Regrets:
    """What each strategy gives away against the best of each sample of the uncertainties."""

    outcome: str
    unit: str
    strategies: tuple[str, ...]
    values: Values
    """Shape (strategies, samples)."""


@dataclass(frozen=True)
class Learned:
    """What a calibration left of the range of each parameter."""

    factors: tuple[str, ...]
    ends: Values
    """2.5 %, 50 % and 97.5 % of the sample in the unit cube, shape (3, factors)."""
    base: Values
    """Where the scenario itself stands, shape (factors,)."""
    learned: Values
    """Share of the doubt that is gone, shape (factors,)."""


@dataclass(frozen=True)
class FrontPoint:
    """A point that no other is better than in every objective."""

    name: str
    settings: tuple[str, ...]
    means: tuple[float, ...]
    half_widths: tuple[float, ...]


@dataclass(frozen=True)
class Front:
    """The Pareto front of some outcomes among the points of a sweep or a search."""

    outcomes: tuple[str, ...]
    units: tuple[str, ...]
    better: tuple[str, ...]
    points: tuple[FrontPoint, ...]
    others: Values
    """Means of all other points, shape (points, outcomes)."""
