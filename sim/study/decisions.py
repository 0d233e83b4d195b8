"""A sweep as a decision: everything that may be chosen, in the same samples of what is not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import InputError, Problem
from sim.results.numbers import joined, sized
from sim.study.analysis import Observed, Watched, levelled
from sim.study.factors import Factor

Values = NDArray[np.float64]
TWO = 2
"""Strategies and samples that a decision has at least, and replications that luck can be told from."""


@dataclass(frozen=True)
class Decisions:
    """Outcomes of every strategy in every sample of the uncertainties."""

    strategies: tuple[str, ...]
    """Every combination of levers, in the order of the points."""
    uncertainties: tuple[Factor, ...]
    coordinates: Values
    """Of the uncertainties in each sample, shape (samples, uncertainties)."""
    outcomes: tuple[Watched, ...]
    values: Values
    """Shape (strategies, samples, replications, outcomes), without samples that miss a run."""
    lost: int
    """Samples left out because a run is missing."""

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return int(self.values.shape[1])

    def scores(self, outcome: Watched) -> Values:
        """An outcome with its sign turned where less is better, shape (strategies, samples, replications)."""
        sign = -1.0 if outcome.better == "down" else 1.0
        return np.asarray(sign * self.values[..., self.outcomes.index(outcome)])


def decisions_of(observed: Observed, fewest: int = TWO) -> Decisions:
    """The decision that a sweep is about.

    Raises InputError unless levers and uncertainties are crossed, in ``fewest`` samples or more.
    """
    coordinates = levelled(observed)
    ours = [k for k, factor in enumerate(observed.factors) if factor.kind == "lever"]
    theirs = [k for k, factor in enumerate(observed.factors) if factor.kind == "uncertainty"]
    chosen, which = _distinct(coordinates[:, ours])
    samples, where = _distinct(coordinates[:, theirs])
    points = np.full((chosen.shape[0], samples.shape[0]), -1)
    points[which, where] = np.arange(coordinates.shape[0])
    if min(points.shape) < TWO or (points < 0).any():
        text = "every strategy must have met the same samples of the uncertainties, two or more of each"
        raise InputError([Problem("design", "-", 1, 1, "analyses", text, "design: {name: crossed}")])
    values = observed.values[points]
    whole = ~np.isnan(values).any(axis=(0, 2, 3))
    if whole.sum() < fewest:
        text = f"{fewest} samples with all their runs are needed, there are {whole.sum()}"
        raise InputError([Problem("design", "-", 1, 1, "analyses", text, "a larger design")])
    names = tuple(strategy_name(tuple(observed.factors[k] for k in ours), row) for row in chosen)
    uncertainties = tuple(observed.factors[k] for k in theirs)
    return Decisions(
        names, uncertainties, samples[whole], observed.outcomes, values[:, whole], int((~whole).sum())
    )


def _distinct(rows: Values) -> tuple[Values, NDArray[np.intp]]:
    """Different rows in the order of their first, and which of them every row is."""
    _, first, inverse = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size)
    return rows[first[order]], rank[inverse.ravel()]


def strategy_name(levers: tuple[Factor, ...], coordinates: Values) -> str:
    """What is chosen: 'free_trial', or 'trial 3 months, subsidy 800 RMB'; coordinates of shape (levers,)."""
    told = []
    for lever, coordinate in zip(levers, coordinates.tolist(), strict=True):
        value = lever.value(coordinate)
        shown = value if isinstance(value, str) else joined(sized(float(f"{value:.4g}")), lever.unit)
        told.append(shown if len(levers) == 1 and isinstance(value, str) else f"{lever.name} {shown}")
    return ", ".join(told)
