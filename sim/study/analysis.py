"""What an analysis is given and gives back: results of a sweep as arrays, findings as words and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.core.registry import Registry
from sim.study.factors import Factor

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Watched:
    """An outcome, ready to be read from runs."""

    name: str
    kpi: str
    operator: str
    better: str
    unit: str


@dataclass(frozen=True)
class Observed:
    """The results of a sweep."""

    factors: tuple[Factor, ...]
    outcomes: tuple[Watched, ...]
    coordinates: Values
    """Where the points are in the unit cube, shape (points, factors)."""
    values: Values
    """Outcomes, shape (points, replications, outcomes); NaN where a run is missing."""
    design: str
    """Name of the design, and what it was given."""
    settings: dict[str, Any]
    seed: int

    def of(self, outcome: str) -> Values:
        """One outcome, shape (points, replications)."""
        names = [one.name for one in self.outcomes]
        return np.asarray(self.values[:, :, names.index(outcome)])

    def means(self, outcome: str) -> Values:
        """Mean over replications, shape (points,); NaN for a point with a missing run."""
        return np.asarray(self.of(outcome).mean(axis=1))

    def noise_share(self, outcome: str) -> float:
        """Share of the variance of an outcome's point means that is luck of the replications; NaN for one."""
        values = self.of(outcome)
        values = values[~np.isnan(values).any(axis=1)]
        if values.shape[1] < 2 or values.shape[0] < 2:  # noqa: PLR2004
            return float("nan")
        centred = values - values.mean(
            axis=0
        )  # the luck that all points share moves no difference between them
        within = float(centred.var(axis=1, ddof=1).mean()) / values.shape[1]
        total = float(centred.mean(axis=1).var(ddof=1))
        return within / total if total > 0.0 else 0.0


@dataclass(frozen=True)
class Tidy:
    """A table of a finding."""

    name: str
    """Name of its file."""
    head: tuple[str, ...]
    rows: tuple[tuple[str | float, ...], ...]
    units: tuple[str, ...] = ()
    """Unit of each column, so that a page can choose sizes; none for numbers that bear none."""
    beside: bool = False
    """True for a table that a page shows beside the finding's figures."""


@dataclass(frozen=True)
class Finding:
    """What an analysis found: a title, sentences, tables, and the values that its figures are drawn from."""

    title: str
    sentences: tuple[str, ...]
    tables: tuple[Tidy, ...]
    shapes: tuple[object, ...] = ()
    """Values of the classes in ``shapes``; whoever draws knows them."""


def levelled(observed: Observed) -> Values:
    """Coordinates with those of one level made equal, so that no level is cut in two."""
    found = observed.coordinates.copy()
    for place, factor in enumerate(observed.factors):
        if factor.levels:
            inside = [(factor.index(u) + 0.5) / factor.levels for u in found[:, place].tolist()]
            found[:, place] = inside
    return np.asarray(found, dtype=np.float64)


class Analysis(Protocol):
    """What an analysis does; made as ``kind(params)``."""

    def find(self, observed: Observed) -> tuple[Finding, ...]:
        """Findings in the order in which they are told. Raises InputError when the design does not serve."""
        ...


ANALYSES: Registry[type[Any]] = Registry("analysis", "sim.analyses")
"""Classes with ``Params`` and ``find``."""
